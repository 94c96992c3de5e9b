"""Fields of things that the page of the graph tells: those that need no list of words for what stands in them."""

from collections.abc import Mapping

from service.labels import N_

FIELDS: Mapping[str, str] = {
    "code": N_("statistical code"),
    "residents": N_("residents"),
    "staff_hours": N_("staff hours a week"),
    "seats": N_("seats"),
    "registered": N_("registered in"),
    "grade": N_("grade (5A is 5)"),
    "industry": N_("industry"),
    "max_linkages": N_("linkages a week at most"),
    "max_hours": N_("hours a week at most"),
    "caseload": N_("cases a week at most"),
    "description": N_("description"),
    "week": N_("week"),
    "first_week": N_("first known in"),
    "urgency": N_("urgency (5 is today)"),
    "doors": N_("doors knocked at"),
    "answered": N_("doors that opened"),
    "opens": N_("from"),
    "closes": N_("until"),
}
"""By field, in the order in which they are told. A field that is not here stands in the JSON."""

"""What people read for the parts and units of what a week can use up."""

from collections.abc import Mapping

from service.labels import HALF_DAYS, N_

PARTS: Mapping[str, str] = {
    "hours": N_("hours of the week"),
    "tasks": N_("tasks of the week"),
    "asks": N_("times that may still be asked"),
    "cases": N_("cases of the week"),
    "linkages": N_("linkages of the week"),
    "amount": N_("what is offered"),
    "balance": N_("balance"),
    "week": N_("budget of the week"),
    **HALF_DAYS,
}
"""The parts of a holder's week. An unknown one is shown as it is written."""

UNITS: Mapping[str, str] = {
    "hour": N_("hours"),
    "task": N_("tasks"),
    "ask": N_("times"),
    "case": N_("cases"),
    "linkage": N_("linkages"),
    "fen": N_("fen"),
}
"""Units beside those of goods, which are called by the item."""

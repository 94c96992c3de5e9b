"""Which fields and relations are personal data: what stays behind when the graph leaves the house."""

from graph.columns import keys
from graph.model import KINDS
from graph.relations import RELATIONS

PERSONAL_FIELDS: dict[str, frozenset[str]] = {
    "Resident": frozenset({"name", "sex", "birth_year", "phone", "lives_alone", "low_income", "conditions", "notes"}),
    "Volunteer": frozenset({"name", "number", "birth_year", "phone"}),
    "SocialWorker": frozenset({"name", "birth_year", "phone"}),
    "Household": frozenset({"label"}),
    "Enterprise": frozenset({"phone"}),
    "Need": frozenset({"title", "description"}),
    "Visit": frozenset({"note"}),
    "Intake": frozenset({"words"}),
    "Offer": frozenset({"name"}),
    "Pledge": frozenset({"note"}),
    "Decision": frozenset({"reason", "by"}),
    "Commission": frozenset({"note"}),
    "Rating": frozenset({"words"}),
    "Artifact": frozenset({"content"}),
    "Edition": frozenset({"reason", "by"}),
    "CONSENTS_TO": frozenset({"guardian"}),
}
"""By kind or relation. Free words are among them, because people write names into them, and so is the content of
artifacts, because nobody can see what is in it. Of every relation `by` is personal too: it says who entered it."""

INTERNAL_KINDS = frozenset({"Account", "Session", "Token", "Folder", "Receipt", "Entry", "Journal", "Secret"})
"""Kinds of the office, which never leave it: neither in an export nor in a search or an explorer."""

INTERNAL_RELATIONS = frozenset({"SEES", "SPEAKS_FOR", "SIGNS_IN", "ACTS_FOR"})

PERSONAL_RELATIONS = frozenset({"REFUSES"})
"""Relations whose being there says something about a person that she told in confidence."""


UNTOLD = PERSONAL_RELATIONS | INTERNAL_RELATIONS | {"CONSENTS_TO"}
"""Relations that no walk through the graph follows or tells."""


def fields_of(table: str, *, personal: bool) -> list[str]:
    """The fields of a kind or relation beside its keys, in the model's order; personal ones only when asked."""
    model = KINDS[table] if table in KINDS else RELATIONS[table].properties
    fields = [field for field in model.model_fields if field not in keys(table)]
    if personal:
        return fields
    left_out = PERSONAL_FIELDS.get(table, frozenset()) | (frozenset({"by"}) if table in RELATIONS else frozenset())
    return [field for field in fields if field not in left_out]


def tables(*, personal: bool) -> tuple[list[str], list[str]]:
    """The kinds and the relations that may leave, in the order of the vocabulary."""
    kinds = [kind for kind in KINDS if kind not in INTERNAL_KINDS]
    return kinds, [
        name for name in RELATIONS if name not in INTERNAL_RELATIONS and (personal or name not in PERSONAL_RELATIONS)
    ]

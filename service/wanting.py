"""Which slots keep a need from being served: those that its linkage bar shows as a gap."""

from service.schemas import LinkageView

_SOCIETY_OF = {
    "community": "community",
    "organization": "organization",
    "agreement": "organization",
    "social_worker": "social_worker",
    "volunteer": "volunteer",
    "fund": "charity",
}
"""Whose slot lacks something where a capacity of this kind is used up."""


def wanting(linkage: LinkageView) -> set[str]:
    """The required slots of an unserved need that keep it unserved: all of them where its reason does not tell."""
    if linkage.served is not False:
        return set()
    required = {slot.name for slot in linkage.slots if slot.required}
    named = set(linkage.detail["slots"]) if linkage.reason == "no_candidate" else set()
    if linkage.reason == "outbid":
        named = {slot for capacity in linkage.detail["lacks"] for slot in _slots_that_use(capacity, linkage)}
    return named & required or required


def _slots_that_use(capacity: str, linkage: LinkageView) -> list[str]:
    holder = capacity.partition("/")[0]
    kind = holder.partition(":")[0]
    if kind == "offer":
        return [slot for slot, offers in linkage.detail["slots"].items() if holder in offers]
    if kind == "room":
        return [slot.name for slot in linkage.slots if slot.form == "place"]
    return [slot.name for slot in linkage.slots if slot.society == _SOCIETY_OF.get(kind)]

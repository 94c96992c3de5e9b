"""What pages call what is given: goods by item, one and several, and the bands of waiting."""

from collections.abc import Mapping

from service.labels import N_

ITEMS: Mapping[str, tuple[str, str]] = {
    "book_set": (N_("%(num)s set of books"), N_("%(num)s sets of books")),
    "food_box": (N_("%(num)s food box"), N_("%(num)s food boxes")),
    "meal": (N_("%(num)s meal"), N_("%(num)s meals")),
    "quilt": (N_("%(num)s quilt"), N_("%(num)s quilts")),
    "smoke_alarm": (N_("%(num)s smoke alarm"), N_("%(num)s smoke alarms")),
    "tool_set": (N_("%(num)s tool set"), N_("%(num)s tool sets")),
}
"""An item that is not here is shown as it is written."""

ITEM_NAMES: Mapping[str, str] = {
    "book_set": N_("Books"),
    "food_box": N_("Food boxes"),
    "meal": N_("Meals"),
    "quilt": N_("Quilts"),
    "smoke_alarm": N_("Smoke alarms"),
    "tool_set": N_("Tools"),
}
"""An item as a kind of gift."""

KINDS: Mapping[str, str] = {
    "money": N_("Money"),
    "goods": N_("Goods"),
    "hours": N_("Staff hours"),
    "place": N_("A place"),
}

WAITED: Mapping[str, str] = {
    "0": N_("new this week"),
    "1-3": N_("has waited 1–3 weeks"),
    "4-7": N_("has waited 4–7 weeks"),
    "8+": N_("has waited 8 weeks or longer"),
}

STATES: Mapping[str, str] = {
    "planned": N_("planned"),
    "accepted": N_("accepted"),
    "dispatched": N_("under way"),
    "done": N_("done"),
}
"""How far a need is that a pledge serves."""

PLEDGES: Mapping[str, str] = {
    "open": N_("open"),
    "used": N_("used up"),
    "withdrawn": N_("withdrawn"),
}
"""How a pledge stands."""

WORDS: Mapping[str, object] = {
    "items": ITEMS,
    "item_names": ITEM_NAMES,
    "kinds": KINDS,
    "bands": WAITED,
    "need_states": STATES,
    "pledge_states": PLEDGES,
}
"""All of them, for a template."""

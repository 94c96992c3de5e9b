"""What changes between two plans, as somebody sees it who may not see every need."""

from collections.abc import Collection, Mapping

from graph.store import Reader
from matching.changes import Changes, Moved
from service.decision_schemas import ChangesView, MovedView, Seats
from service.linkages import name_fillers
from service.schemas import Filled


def changes_view(reader: Reader, changes: Changes, seen: Collection[str]) -> ChangesView:
    """The changes of the needs in `seen`, and how many others there are."""
    hers = changes.among(seen)
    offers = {offer for one in hers.moved for pair in one.slots.values() for side in pair for offer in side}
    names = name_fillers(reader, offers)
    return ChangesView(
        served=hers.served,
        dropped=hers.dropped,
        moved=tuple(_moved(one, names) for one in hers.moved),
        elsewhere=len(changes) - len(hers),
    )


def _moved(moved: Moved, names: Mapping[str, Filled]) -> MovedView:
    return MovedView(
        need=moved.need,
        half_day_before=moved.options[0],
        half_day_after=moved.options[1],
        slots=tuple(
            Seats(slot=slot, before=tuple(names[o] for o in before), after=tuple(names[o] for o in after))
            for slot, (before, after) in moved.slots.items()
        ),
    )

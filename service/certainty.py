"""What is certain of a week's plan, beside the cards of its needs."""

from collections.abc import Iterable

from graph.model import Run
from graph.store import Reader
from matching.certain import Certain
from matching.problem import Choice
from service.artifacts import Recent, plan_of, problem_of
from service.schemas import LinkageView, SlotView, WeekView


def certain_of(reader: Reader, run: Run) -> Certain | None:
    """What is certain of a run's plan; None where it has none."""
    if run.objective is None:
        return None
    return _known((run.problem, run.plan), lambda: Certain(problem_of(reader, run.problem), plan_of(reader, run.plan)))


_known = Recent[Certain](4)


def with_certainty(reader: Reader, view: WeekView, cards: Iterable[LinkageView]) -> tuple[LinkageView, ...]:
    """Some cards of a week, with what is certain of its plan."""
    run = reader.get(view.figures.run) if view.figures.run else None
    certain = certain_of(reader, run) if isinstance(run, Run) else None
    return tuple(with_verdicts(card, certain) for card in cards)


def with_verdicts(card: LinkageView, certain: Certain | None) -> LinkageView:
    """A card with what is certain of it; as it is where there is no plan, or where the need came in after it."""
    if certain is None or card.served is None:
        return card
    slots = tuple(_slot(card.need, slot, certain) for slot in card.slots)
    return card.model_copy(update={"certain": certain.need(card.need), "slots": slots})


def _slot(need: str, slot: SlotView, certain: Certain) -> SlotView:
    if not slot.filled:
        return slot
    places = {one.offer: Choice(need, slot.name, one.offer) for one in slot.filled}
    verdicts = certain.offers(need, places.values())
    filled = tuple(one.model_copy(update={"certain": verdicts[places[one.offer]]}) for one in slot.filled)
    return slot.model_copy(update={"filled": filled})

"""Repairs and alternates as they are shown to somebody who sees some communities."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from graph.model import HALF_DAYS, Run
from graph.store import Reader
from matching.alternates import Alternate
from matching.changes import Changes
from matching.mending import Step
from service.access import Caller
from service.artifacts import problem_of
from service.deps import Desk
from service.gaps.what_if import planned
from service.linkages import name_fillers
from service.mending import AlternatesOf, Found, RepairsOf, Span
from service.naming import node_label
from service.oracle import PATIENCE
from service.planner_schemas import NeedChanges, RangeView
from service.refusals import NotThere, Stands
from service.repair_schemas import AlternateCost, AlternatesView, RepairFound, RepairStep, RepairsView, SlotAlternates
from service.schemas import Filled, LinkageView, NodeLabel

ALTERNATES_WITHIN = 3.0
"""Seconds for the costs of a need's alternates."""


def repairs_view(desk: Desk, caller: Caller, week: str, need: str, within: int | None) -> RepairsView:
    """Why a need is not served, and what would mend it.

    :raises NotThere: the week has no such need that the caller sees.
    :raises Stands: the week has no plan, or its plan serves the need or does not know it.
    :raises Busy: no answer in time.
    """
    with desk.store.snapshot() as reader:
        run, cards = planned(desk, caller, reader, week)
    card = _card(week, need, cards)
    if card.reason is None:
        told = "the plan serves it; …/alternates tells who else could" if card.served else "it came in after the plan"
        raise Stands(f"{need}: {told}")
    found = desk.oracle.ask(RepairsOf(run.id, week, need, within), PATIENCE + (within or 0))
    seen = {each.need for each in cards}
    with desk.store.snapshot() as reader:
        shown = _Shown(reader, run, card, seen, name_fillers(reader, _offers(found.repairs)))
        return RepairsView(
            week=week,
            run=run.id,
            need=need,
            reason=card.reason,
            cost=_range(found.cost),
            instead=_changes(found.instead, seen) if found.instead is not None else None,
            repairs=tuple(map(shown.repair, found.repairs)),
        )


def alternates_view(desk: Desk, caller: Caller, week: str, need: str) -> AlternatesView:
    """Who else could fill the slots of a linkage, and what each would cost the week.

    :raises NotThere: the week has no such need that the caller sees.
    :raises Stands: the week has no plan, or its plan does not serve the need.
    :raises Busy: no answer in time.
    """
    with desk.store.snapshot() as reader:
        run, cards = planned(desk, caller, reader, week)
    card = _card(week, need, cards)
    if not card.served:
        raise Stands(f"{need}: the plan does not serve it; …/repairs tells what would mend that")
    found = desk.oracle.ask(AlternatesOf(run.id, need, ALTERNATES_WITHIN))
    seen = {each.need for each in cards}
    with desk.store.snapshot() as reader:
        names = name_fillers(reader, {other.offer for others in found.values() for other, _ in others})
    return AlternatesView(
        week=week,
        run=run.id,
        need=need,
        slots=tuple(
            SlotAlternates(
                slot=slot.name,
                society=slot.society,
                alternates=tuple(_alternate(*one, names, seen) for one in found.get(slot.name, ())),
            )
            for slot in card.slots
        ),
    )


def _card(week: str, need: str, cards: Iterable[LinkageView]) -> LinkageView:
    for card in cards:
        if card.need == need:
            return card
    raise NotThere(f"need {need!r}: not of week {week}; /api/weeks/{week}/linkages lists its needs")


def _alternate(
    other: Alternate, cost: Span | None, names: Mapping[str, Filled], seen: Collection[str]
) -> AlternateCost:
    hers = tuple(need for need in other.takes_from if need in seen)
    return AlternateCost(
        **names[other.offer].model_dump(),
        option=other.option,
        score=other.score,
        cost=other.cost,
        takes_from=hers,
        takes_elsewhere=len(other.takes_from) - len(hers),
        week=_range(cost),
        open=cost is None,
    )


@dataclass(frozen=True)
class _Shown:
    """What the repairs of one need are shown with."""

    reader: Reader
    run: Run
    card: LinkageView
    seen: Collection[str]
    names: Mapping[str, Filled]

    def repair(self, found: Found) -> RepairFound:
        before, after = found.before, found.after
        return RepairFound(
            steps=tuple(map(self._step, found.steps)),
            beside=found.beside,
            half_day=found.team.option,
            slots={
                slot: tuple(self.names[offer] for offer in offers if offer in self.names)
                for slot, offers in found.team.slots.items()
            },
            before=_span(before),
            after=_span(after),
            gain=RangeView(low=after[0] - before[0], high=after[1] - before[0]),
            exact=after[0] == after[1],
            changes=_changes(found.changes, self.seen),
            what_if=self._what_if(found.steps),
        )

    def _step(self, step: Step) -> RepairStep:
        of_capacity = step.kind in ("time", "give")
        half_days = [each for each in step.to if each in HALF_DAYS]
        return RepairStep(
            kind=step.kind,
            offer=self.names.get(step.of),
            capacity=step.of if of_capacity else None,
            holder=self._label(step.of.partition("/")[0]) if of_capacity else None,
            slot=step.of if step.kind == "new" else step.to[0] if step.kind == "undo" else None,
            to=tuple(self._label(each) for each in step.to if ":" in each),
            half_day=half_days[0] if half_days else None,
            purposes=step.to if step.kind == "consent" else (),
            add=step.add,
            unit=self._unit(step.of) if of_capacity else "offer" if step.kind == "new" else None,
        )

    def _label(self, id: str) -> NodeLabel:
        if id in self.names:
            return NodeLabel(id=id, label_zh=self.names[id].label_zh, label_en=self.names[id].label_en)
        return node_label(self.reader, id)

    def _unit(self, capacity: str) -> str | None:
        """None too of a capacity that the problem does not have."""
        problem = problem_of(self.reader, self.run.problem)
        return next((one.unit for one in problem.capacities if one.id == capacity), None)

    def _what_if(self, steps: Collection[Step]) -> dict[str, str] | None:
        """One step alone, where it is something of which there may be more."""
        if len(steps) != 1:
            return None
        (step,) = steps
        if step.kind in ("time", "give"):
            known = any(one.id == step.of for one in problem_of(self.reader, self.run.problem).capacities)
            return {"capacity": step.of, "add": str(step.add)} if known else None
        if step.kind != "new":
            return None
        society = next(slot.society for slot in self.card.slots if slot.name == step.of)
        where = {"service": self.card.service, "community": self.card.community}
        return {"society": society, **{name: id for name, id in where.items() if id}, "add": str(step.add)}


def _offers(repairs: Iterable[Found]) -> set[str]:
    """The offers that are named, of those that there are already."""
    repairs = list(repairs)
    teams = {offer for found in repairs for offers in found.team.slots.values() for offer in offers}
    about = {step.of.partition("/")[0] for found in repairs for step in found.steps}
    return {id for id in teams | about if id.startswith("offer:")}


def _range(span: Span | None) -> RangeView | None:
    return None if span is None else _span(span)


def _span(span: Span) -> RangeView:
    return RangeView(low=span[0], high=span[1])


def _changes(changes: Changes, seen: Collection[str]) -> NeedChanges:
    hers = changes.among(set(seen))
    return NeedChanges(
        served=hers.served,
        dropped=hers.dropped,
        moved=tuple(one.need for one in hers.moved),
        elsewhere=len(changes) - len(hers),
    )

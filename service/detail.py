"""One linkage in full: who fills its slots and why, with the evidence in the graph, and who else could."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph.errors import Missing
from graph.model import Run
from graph.paths import Path, evidence
from graph.store import Reader
from matching.plan import Served
from matching.problem import Need, Slot
from service.artifacts import plan_of, plan_run, problem_of, tally_of, week_runs
from service.linkages import name_fillers
from service.privacy import label
from service.refusals import NotThere
from service.schemas import (
    AlternateView,
    BondView,
    Chosen,
    Filled,
    LinkageDetail,
    LinkageView,
    NodeLabel,
    PathView,
    SlotDetail,
    StepView,
    WeekView,
)

CHAINS = 3
"""At most so many chains of evidence for one offer."""


def linkage_detail(reader: Reader, view: WeekView, need: str) -> LinkageDetail:
    """One of the week's linkages in full; without a plan, or for a need that came in after it, the card alone.

    :raises NotThere: the week has no such need.
    """
    card = next((card for card in view.linkages if card.need == need), None)
    week = view.figures.week
    if card is None:
        raise NotThere(f"need {need!r}: not of week {week}; /api/weeks/{week}/linkages lists its needs")
    run = plan_run(week_runs(reader, week))
    asked = _asked(reader, run, need)
    if run is None or asked is None:
        return LinkageDetail(week=week, run=None, linkage=card, slots=(), bonds=(), explanation={})
    return _Detail(reader, run, card, asked).made(week)


def _asked(reader: Reader, run: Run | None, id: str) -> Need | None:
    needs = problem_of(reader, run.problem).needs if run else ()
    return next((need for need in needs if need.id == id), None)


class _Detail:
    """What the detail of one need is made from: its part of the problem, of the plan and of the tally."""

    def __init__(self, reader: Reader, run: Run, card: LinkageView, need: Need) -> None:
        self._reader, self._run, self._card, self._need = reader, run, card, need
        self._problem = problem_of(reader, run.problem)
        self._plan = plan_of(reader, run.plan)
        self._tally = tally_of(reader, run.tally)
        self._served = next((served for served in self._plan.served if served.need == need.id), None)

    def made(self, week: str) -> LinkageDetail:
        from matching.explain import explain  # here: it brings a solver with it

        told = explain(self._problem, self._plan, self._need.id, self._tally)
        return LinkageDetail(
            week=week,
            run=self._run.id,
            linkage=self._card,
            slots=self._slots(),
            bonds=self._bonds(),
            explanation=dict(told.as_json()),
        )

    def _slots(self) -> tuple[SlotDetail, ...]:
        alternates = self._alternates()
        points = self._tally.points.get(self._need.id, {})
        ruled_out = self._tally.ruled_out.get(self._need.id, {})
        forms = {slot.name: slot for slot in self._card.slots}
        return tuple(
            SlotDetail(
                name=slot.id,
                society=forms[slot.id].society,
                required=slot.required,
                count=slot.count,
                chosen=tuple(self._chosen(slot, filled, points.get(slot.id, {})) for filled in forms[slot.id].filled),
                ruled_out=dict(ruled_out.get(slot.id, {})),
                alternates=alternates.get(slot.id, ()),
            )
            for slot in self._need.slots
            if slot.id in forms
        )

    def _chosen(self, slot: Slot, filled: Filled, points: Mapping[str, Mapping[str, int]]) -> Chosen:
        option = self._served.option if self._served else None
        scores = (
            each.score for each in slot.candidates if each.offer == filled.offer and each.option in (None, option)
        )
        return Chosen(
            **filled.model_dump(),
            score=next(scores),
            points=dict(points.get(filled.offer, {})),
            evidence=_evidence(self._reader, self._need.id, filled.offer),
        )

    def _alternates(self) -> Mapping[str, tuple[AlternateView, ...]]:
        from matching.explain import alternates

        found = alternates(self._problem, self._plan, self._need.id)
        names = name_fillers(self._reader, {each.offer for slot in found.values() for each in slot})
        return {
            slot: tuple(
                AlternateView(
                    **names[each.offer].model_dump(),
                    option=each.option,
                    score=each.score,
                    cost=each.cost,
                    takes_from=tuple(each.takes_from),
                )
                for each in others
            )
            for slot, others in found.items()
        }

    def _bonds(self) -> tuple[BondView, ...]:
        ends = _ends(self._served)
        return tuple(
            BondView(slots=(bond.a[0], bond.b[0]), offers=(bond.a[1], bond.b[1]), score=bond.score)
            for bond in self._need.bonds
            if not bond.ban and bond.a in ends and bond.b in ends
        )


def _ends(served: Served | None) -> set[tuple[str, str]]:
    slots: Mapping[str, Sequence[str]] = served.slots if served else {}
    return {(slot, offer) for slot, offers in slots.items() for offer in offers}


def _evidence(reader: Reader, need: str, offer: str) -> tuple[PathView, ...]:
    try:
        chains = evidence(reader, need, offer, limit=CHAINS)
    except Missing:
        return ()  # gone from the graph since the plan was made
    return tuple(_path(reader, chain) for chain in chains)


def _path(reader: Reader, path: Path) -> PathView:
    nodes = [node for node in reader.get_all(path.nodes) if node]
    labels = [(node.id, label(node)) for node in nodes]
    return PathView(
        nodes=tuple(NodeLabel(id=id, label_zh=names.zh, label_en=names.en) for id, names in labels),
        steps=tuple(StepView(**_fields(step)) for step in path.steps),
    )


def _fields(step: Any) -> dict[str, Any]:
    return {name: getattr(step, name) for name in StepView.model_fields}

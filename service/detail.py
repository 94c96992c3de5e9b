"""One linkage in full: who fills its slots and why, with the evidence in the graph, and who else could."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from graph.errors import Missing
from graph.model import Run
from graph.paths import Evidence, Path, Step
from graph.store import Reader
from matching.certain import Certain
from matching.explain import Alternate, Explainer, Explanation, Taken
from service.artifacts import Recent, plan_of, plan_run, problem_of, tally_of, week_runs
from service.certainty import certain_of, with_verdicts
from service.linkages import name_fillers
from service.privacy import label
from service.refusals import NotThere
from service.schemas import (
    AlternateView,
    BehindView,
    BondView,
    Chosen,
    Filled,
    LinkageDetail,
    LinkageView,
    NodeLabel,
    PathView,
    RepairView,
    SlotDetail,
    StepView,
    WeekView,
    WhyNot,
)

CHAINS = 3
"""At most so many chains of evidence for one offer."""


def linkage_detail(reader: Reader, view: WeekView, need: str, people: bool = True) -> LinkageDetail:
    """One of the week's linkages in full; without a plan, or for a need that came in after it, the card alone.

    :param people: whether evidence may lead through residents and households, each told by its bare id.
    :raises NotThere: the week has no such need.
    """
    week = view.figures.week
    card = next((card for card in view.linkages if card.need == need), None)
    if card is None:
        raise NotThere(f"need {need!r}: not of week {week}; /api/weeks/{week}/linkages lists its needs")
    run = plan_run(week_runs(reader, week))
    if run is None or card.served is None:
        return LinkageDetail(
            week=week, run=None, linkage=card, value=None, worth=None, slots=(), bonds=(), why_not=None
        )
    certain = certain_of(reader, run)
    told = _explainer(reader, run, certain)(need)
    return LinkageDetail(
        week=week,
        run=run.id,
        linkage=with_verdicts(card, certain),
        value=told.value,
        worth=told.worth if told.served else None,
        slots=_slots(reader, run, card, told, people),
        bonds=tuple(_bond(bond["a"], bond["b"], bond["score"]) for bond in told.bonds),
        why_not=None if told.served else _why_not(told),
        behind=BehindView(**told.behind) if told.behind else None,
    )


def _explainer(reader: Reader, run: Run, certain: Certain | None) -> Explainer:
    def make() -> Explainer:
        files = problem_of(reader, run.problem), plan_of(reader, run.plan), tally_of(reader, run.tally)
        return Explainer(*files, certain)

    return _explainers((run.problem, run.plan, run.tally), make)


_explainers = Recent[Explainer](4)


def _slots(reader: Reader, run: Run, card: LinkageView, told: Explanation, people: bool) -> tuple[SlotDetail, ...]:
    ruled_out = tally_of(reader, run.tally).ruled_out.get(card.need, {})
    names = name_fillers(reader, _offers(told))
    evidence = Evidence(reader, card.need) if told.served else None
    return tuple(
        SlotDetail(
            name=slot.name,
            society=slot.society,
            required=slot.required,
            count=slot.count,
            chosen=tuple(_chosen(reader, evidence, taken, names, people) for taken in told.slots.get(slot.name, ())),
            ruled_out=dict(ruled_out.get(slot.name, {})),
            alternates=tuple(_alternate(each, names[each.offer]) for each in told.alternates.get(slot.name, ())),
        )
        for slot in card.slots
    )


def _offers(told: Explanation) -> set[str]:
    taken: Iterable[Taken] = (each for slot in told.slots.values() for each in slot)
    others: Iterable[Alternate] = (each for slot in told.alternates.values() for each in slot)
    return {each.offer for each in taken} | {each.offer for each in others}


def _chosen(
    reader: Reader, evidence: Evidence | None, taken: Taken, names: Mapping[str, Filled], people: bool
) -> Chosen:
    return Chosen(
        **dict(names[taken.offer]),
        score=taken.score,
        points=dict(taken.points),
        certain=taken.certain,
        evidence=_evidence(reader, evidence, taken.offer, people),
    )


def _alternate(other: Alternate, name: Filled) -> AlternateView:
    return AlternateView(
        **dict(name),
        option=other.option,
        score=other.score,
        cost=other.cost,
        takes_from=other.takes_from,
        certain=other.certain,
    )


def _bond(a: tuple[str, str], b: tuple[str, str], score: int) -> BondView:
    return BondView(slots=(a[0], b[0]), offers=(a[1], b[1]), score=score)


def _why_not(told: Explanation) -> WhyNot:
    repair = RepairView(**asdict(told.repair)) if told.repair else None
    return WhyNot.model_validate({"reason": told.reason, "detail": dict(told.detail), "repair": repair})


def _evidence(reader: Reader, evidence: Evidence | None, offer: str, people: bool) -> tuple[PathView, ...]:
    try:
        chains = evidence(offer, CHAINS) if evidence else []
    except Missing:
        return ()  # gone from the graph since the plan was made
    return tuple(_path(reader, chain) for chain in chains if people or not _through_a_home(chain))


def _through_a_home(path: Path) -> bool:
    """Whether a chain tells who it is that is helped, or where they live."""
    return any(id.startswith(("resident:", "household:")) for id in path.nodes)


def _path(reader: Reader, path: Path) -> PathView:
    labels = [(node.id, label(node)) for node in reader.get_all(path.nodes) if node]
    return PathView(
        nodes=tuple(NodeLabel(id=id, label_zh=names.zh, label_en=names.en) for id, names in labels),
        steps=tuple(_step(step) for step in path.steps),
    )


def _step(step: Step) -> StepView:
    return StepView(**asdict(step))

"""A week as people see it: one object for the page and for the JSON, de-identified."""

from collections.abc import Callable, Iterable, Sequence
from typing import get_args

from graph.model import SOCIETIES, HomeName, Run
from graph.store import Reader
from graph.weeks import monday
from matching.plan import Plan
from service.artifacts import LIVE, plan_of, plan_run, week_runs
from service.linkages import linkages
from service.schemas import HomeFigures, LinkageView, RunBrief, SocietyFigures, WeekFigures, WeekView

HOMES: tuple[HomeName, ...] = get_args(HomeName)
"""The five homes, in the order in which every page shows them."""


def known_weeks(reader: Reader) -> list[str]:
    """The weeks that have needs, newest first."""
    weeks: list[str] = reader.columns("Need", "week")["week"].unique().to_list()
    return sorted(weeks, reverse=True)


def week_view(reader: Reader, week: str) -> WeekView:
    """The week by its newest plan, or before there is one by what is known and recorded.

    :raises BadValue: no such week in the calendar. A week without needs gives an empty view.
    """
    monday(week)
    runs = week_runs(reader, week)
    run = plan_run(runs)
    plan = plan_of(reader, run.plan) if run else None
    cards = linkages(reader, week, plan)
    return WeekView(
        figures=_figures(week, run, plan, cards),
        current=_brief([each for each in runs if each.state in LIVE]),
        latest=_brief(runs),
        linkages=cards,
    )


def within(view: WeekView, sees: Callable[[str | None], bool]) -> WeekView:
    """The week as somebody sees it who sees some communities only.

    Needs, served, societies and homes are counted there; value, bound, gap and status stay those of the whole week's
    plan, which is one.
    """
    cards = tuple(card for card in view.linkages if sees(card.community))
    if len(cards) == len(view.linkages):
        return view
    counts = {
        "needs": len(cards),
        "served": sum(bool(card.served) for card in cards),
        "societies": _by_society(cards),
        "homes": _by_home(cards),
    }
    return view.model_copy(update={"figures": view.figures.model_copy(update=counts), "linkages": cards})


def _brief(runs: Sequence[Run]) -> RunBrief | None:
    return RunBrief(id=runs[-1].id, state=runs[-1].state) if runs else None


def _figures(week: str, run: Run | None, plan: Plan | None, cards: Sequence[LinkageView]) -> WeekFigures:
    return WeekFigures(
        week=week,
        needs=len(cards),
        served=sum(bool(card.served) for card in cards),
        value=plan.objective if plan else None,
        bound=plan.bound if plan else None,
        gap=plan.gap if plan and plan.objective is not None else None,
        status=plan.status if plan else None,
        seconds=plan.seconds if plan else None,
        policy=plan.policy if plan else None,
        run=run.id if run else None,
        finished=run.finished if run else None,
        invented=any(card.invented for card in cards),
        societies=_by_society(cards),
        homes=_by_home(cards),
    )


def _by_society(cards: Iterable[LinkageView]) -> tuple[SocietyFigures, ...]:
    slots = [slot for card in cards for slot in card.slots if slot.required]
    return tuple(
        SocietyFigures(
            society=society,
            asked=sum(slot.count for slot in slots if slot.society == society),
            filled=sum(len(slot.filled) for slot in slots if slot.society == society),
        )
        for society in SOCIETIES
    )


def _by_home(cards: Sequence[LinkageView]) -> tuple[HomeFigures, ...]:
    return tuple(
        HomeFigures(
            home=home,
            needs=sum(card.home == home for card in cards),
            served=sum(card.home == home and bool(card.served) for card in cards),
        )
        for home in HOMES
    )

"""Accepting many linkages at once: what all of them together would do, and then one decision after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.errors import GraphError
from graph.store import Reader
from service.access import Caller
from service.decision_schemas import DecisionOrder, DecisionView, Effect
from service.decisions import decide, effect_view
from service.deeds import settle
from service.deps import Desk
from service.errors import ProblemDetails, problem_of
from service.refusals import ServiceError, Stands
from service.schemas import LinkageView
from service.standing import holding, linkages_of, planned
from service.weighing import Weigh


@dataclass(frozen=True)
class Prospect:
    """What accepting these linkages would do. `settled` stand already; `unserved` have no linkage in the plan."""

    cards: Sequence[LinkageView]
    settled: Sequence[LinkageView]
    unserved: Sequence[LinkageView]
    effect: Effect | None = None
    problem: ProblemDetails | None = None


@dataclass(frozen=True)
class Result:
    """What became of one of them: the decision, or why it could not be taken."""

    card: LinkageView
    decision: DecisionView | None = None
    problem: ProblemDetails | None = None


def would_accept(desk: Desk, caller: Caller, week: str, needs: Iterable[str]) -> Prospect:
    """What accepting them all would do. A need that the caller does not see is passed over."""
    with desk.store.snapshot() as reader:
        cards = _cards(desk, reader, caller, week, needs)
        settled = [card for card in cards if linkages_of(reader, week, card.need)]
        unserved = [card for card in cards if not card.served and card not in settled]
        rest = [card for card in cards if card not in settled and card not in unserved]
        try:
            effect = _effect(desk, reader, caller, week, rest) if rest else None
        except (ServiceError, GraphError) as refused:
            return Prospect(rest, settled, unserved, problem=problem_of(refused))
        return Prospect(rest, settled, unserved, effect)


def accept_all(desk: Desk, caller: Caller, week: str, needs: Iterable[str], reason: str) -> list[Result]:
    """Accept them one after the other; what became of each."""
    with desk.store.snapshot() as reader:
        cards = _cards(desk, reader, caller, week, needs)
    return [_accepted(desk, caller, week, card, reason) for card in cards]


def _accepted(desk: Desk, caller: Caller, week: str, card: LinkageView, reason: str) -> Result:
    order = DecisionOrder(need=card.need, action="accept", reason=reason)
    try:
        with desk.deciding:
            answer = settle(desk.books, caller.account, lambda: decide(desk, caller, week, order)).answer
    except (ServiceError, GraphError) as refused:
        return Result(card, problem=problem_of(refused))
    assert isinstance(answer, DecisionView)
    return Result(card, answer)


def _cards(desk: Desk, reader: Reader, caller: Caller, week: str, needs: Iterable[str]) -> list[LinkageView]:
    wanted = set(needs)
    return [card for card in desk.view(reader, week, caller)[1].linkages if card.need in wanted]


def _effect(desk: Desk, reader: Reader, caller: Caller, week: str, cards: Iterable[LinkageView]) -> Effect:
    """:raises Stands: the plan is another one meanwhile. :raises Clash: they cannot hold beside other decisions."""
    demands = [each for card in cards for each in holding(planned(reader, week, card.need)[0])]
    if not demands:
        raise Stands(f"week {week}: there is nothing to accept")
    return effect_view(desk, reader, caller, week, desk.oracle.ask(Weigh(week, add=tuple(demands))))

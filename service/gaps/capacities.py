"""What the week can use up, to choose from: each capacity of a plan's problem with its price and what is left of it."""

import unicodedata
from collections.abc import Collection, Iterable

from graph.errors import BadValue
from graph.model import Node, Run
from graph.store import Reader
from matching.ledger import Ledger
from matching.problem import Capacity
from matching.restrict import touched
from service.artifacts import plan_of, problem_of
from service.linkages import name_fillers
from service.planner_schemas import CapacityView
from service.privacy import label
from service.schemas import NodeLabel


def capacities(reader: Reader, run: Run, needs: Collection[str] | None) -> tuple[CapacityView, ...]:
    """The capacities of a run's problem, the scarcest first: by what all of it is worth at the plan's prices, then by
    the share that is used.

    :param needs: only what some of these needs could use; None is all.
    """
    problem, plan = problem_of(reader, run.problem), plan_of(reader, run.plan)
    left = Ledger(problem, plan.served).left
    reach = {id for need in problem.needs if needs is None or need.id in needs for id in touched(need)}
    shown = [one for one in problem.capacities if needs is None or one.id in reach]
    labels = _labels(reader, {_holder(one) for one in shown})
    views = [_view(one, one.max - left[one.id], float(plan.prices.get(one.id, 0)), labels) for one in shown]
    return tuple(sorted(views, key=lambda v: (-v.price * v.max, -v.used / max(1, v.max), v.capacity)))


def matching(views: Iterable[CapacityView], words: str) -> list[CapacityView]:
    """Those in whose id or holder's name each of the words stands, in the same order.

    :raises BadValue: words that are blank.
    """
    wanted = _plain(words).split()
    if not wanted:
        raise BadValue("q: it is blank; give a part of a name or id, or leave it out")
    return [view for view in views if all(word in _told(view) for word in wanted)]


def _told(view: CapacityView) -> str:
    return _plain(f"{view.capacity} {view.holder.label_zh} {view.holder.label_en}")


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


def _holder(capacity: Capacity) -> str:
    return capacity.id.partition("/")[0]


def _labels(reader: Reader, holders: set[str]) -> dict[str, NodeLabel]:
    ids = sorted(holders)
    offers = name_fillers(reader, [id for id in ids if id.startswith("offer:")])
    nodes = zip(ids, reader.get_all(ids), strict=True)
    return {id: _label(id, node) for id, node in nodes} | {
        id: NodeLabel(id=id, label_zh=filled.label_zh, label_en=filled.label_en) for id, filled in offers.items()
    }


def _label(id: str, node: Node | None) -> NodeLabel:
    names = label(node) if node else None
    return NodeLabel(id=id, label_zh=names.zh if names else id, label_en=names.en if names else id)


def _view(capacity: Capacity, used: int, price: float, labels: dict[str, NodeLabel]) -> CapacityView:
    return CapacityView(
        capacity=capacity.id,
        holder=labels[_holder(capacity)],
        part=capacity.id.partition("/")[2],
        unit=capacity.unit,
        max=capacity.max,
        used=used,
        price=round(price, 6),
    )

"""What is decided on the needs of a week as it stands now: what stands, and the decisions that are in force."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import polars as pl

from graph.decisions import HELD
from graph.model import Decision
from graph.store import Reader
from service.decision_schemas import DecisionView
from service.decisions import decision_view, found


@dataclass
class Settled:
    """How one need is settled: the state of the linkage that stands (empty where none does), and what was decided."""

    stands: str = ""
    decisions: list[DecisionView] = field(default_factory=list)

    @property
    def decided(self) -> bool:
        """Whether anything is."""
        return bool(self.stands or self.decisions)

    def made(self, action: str) -> int:
        """How many decisions of that kind are in force."""
        return sum(one.action == action for one in self.decisions)


def settled(reader: Reader, week: str, seen: Collection[str]) -> dict[str, Settled]:
    """By need, of those in `seen` on which anything is decided."""
    found: dict[str, Settled] = {}
    for decision in _in_force(reader, week, seen):
        found.setdefault(decision.need, Settled()).decisions.append(decision)
    for need, state in _standing(reader, week):
        if need in seen:
            found.setdefault(need, Settled()).stands = state
    return found


def after(reader: Reader, week: str, moment: str, seen: Collection[str]) -> int:
    """How many decisions on the needs in `seen` were taken or undone after that moment and ask for another plan.

    An acceptance keeps what the plan has, and asks for none.
    """
    made = reader.columns("Decision", "week", "action", "at", "undone").filter(week=week)
    asking = (pl.col("action") != "accept") & (pl.col("at") > moment) & pl.col("undone").is_null()
    needs = _needs(reader, made.filter(asking | (pl.col("undone") > moment).fill_null(value=False)))
    return sum(need in seen for need in needs)


def history(reader: Reader, week: str, need: str) -> list[DecisionView]:
    """All that was ever decided on a need in the week, newest first."""
    ids = (one.start for one in reader.neighbours(need, "CONCERNS", "in"))
    made = [node for node in reader.get_all(list(ids)) if isinstance(node, Decision) and node.week == week]
    newest = sorted(made, key=lambda one: (one.at, one.id), reverse=True)
    return [decision_view(reader, *found(reader, week, one.id)) for one in newest]


def _needs(reader: Reader, made: pl.DataFrame) -> list[str]:
    concerned = reader.columns("CONCERNS").join(made, left_on="start", right_on="id", how="semi")
    ends: list[str] = concerned["end"].to_list()
    return ends


def _in_force(reader: Reader, week: str, seen: Collection[str]) -> Iterator[DecisionView]:
    """The decisions that count, oldest first."""
    made = reader.columns("Decision", "week", "at", "undone").filter(week=week)
    made = made.filter(pl.col("undone").is_null()).sort("at", "id")
    needs = dict(reader.columns("CONCERNS").iter_rows())
    kept: dict[str, list[DecisionView]] = {}
    for id in made["id"]:
        need = needs.get(id)
        if need in seen:
            decision = decision_view(reader, *found(reader, week, id))
            here = kept.setdefault(decision.need, [])
            if decision.action == "release":
                here[:] = [one for one in here if not _undoes(decision, one)]
            else:
                here.append(decision)
    return (decision for here in kept.values() for decision in here)


def _undoes(release: DecisionView, earlier: DecisionView) -> bool:
    return release.slot in (None, earlier.slot) and release.offer in (None, earlier.offer)


def _standing(reader: Reader, week: str) -> Iterator[tuple[str, str]]:
    """Needs whose linkage stands, each with the state of it."""
    held = reader.columns("Linkage", "week", "state").filter((pl.col("week") == week) & pl.col("state").is_in(HELD))
    rows = reader.columns("SERVES").join(held, left_on="start", right_on="id").select("end", "state")
    yield from rows.iter_rows()

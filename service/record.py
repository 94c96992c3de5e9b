"""What became of a week: what its newest plan changed, and what was decided and published, as pages tell it."""

import polars as pl

from graph.store import Reader
from service.access import Caller
from service.artifacts import plan_run, week_runs
from service.asking import page
from service.beside import beside
from service.changing import changes_view
from service.decisions import decision_view, found
from service.deps import Desk
from service.editions import edition_view, editions, run_before, since

PER_PAGE = 50


def changed(desk: Desk, reader: Reader, caller: Caller, week: str) -> dict[str, object]:
    """What the template `changes.html` needs: the newest plan against the one before it."""
    _, view = desk.view(reader, week, caller)
    cards = {card.need: card for card in view.linkages}
    run = plan_run(week_runs(reader, week))
    before = run_before(reader, run) if run else None
    told = changes_view(reader, since(reader, run, before), cards.keys()) if run and before else None
    twin = f"/api/runs/{run.id}/changes" if run else f"/api/weeks/{week}"
    return {"figures": view.figures, "cards": cards, "changes": told, "run": run, "before": before, "twin": twin}


def record(desk: Desk, reader: Reader, caller: Caller, week: str, cursor: str | None) -> dict[str, object]:
    """What the template `decisions.html` needs: the decisions on her needs, newest first, and the editions.

    :raises BadValue: the cursor is none of these decisions.
    """
    _, view = desk.view(reader, week, caller)
    cards = {card.need: card for card in view.linkages}
    concerned = reader.columns("CONCERNS").select(id="start", need="end")
    made = reader.columns("Decision", "week").filter(week=week).join(concerned, on="id")
    mine = made.filter(pl.col("need").is_in(list(cards))).sort("id", descending=True)["id"].to_list()
    part, following = page(mine, str, PER_PAGE, cursor)
    return {
        "figures": view.figures,
        "cards": cards,
        "decisions": [decision_view(reader, *found(reader, week, id)) for id in part],
        "editions": [edition_view(reader, *one) for one in editions(reader, week)],
        "settled": beside(desk, reader, caller, week).settled,
        "next": following,
        "twin": f"/api/weeks/{week}/decisions",
        "back": f"/weeks/{week}/decisions",
    }

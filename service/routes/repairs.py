"""What would mend it that a need is not served, and who else could serve one that is: each with what it costs."""

from typing import Annotated

from fastapi import APIRouter, Query

from service.access import Asking
from service.asking import NeedId, WeekName
from service.deps import AtDesk
from service.repair_schemas import AlternatesView, RepairsView
from service.repairs import alternates_view, repairs_view

router = APIRouter(prefix="/api/weeks/{week}/linkages", tags=["repairs"])

Within = Annotated[
    int | None, Query(ge=1, le=15, description="seconds to spend on proving what it costs to serve it instead")
]


@router.get("/{need}/repairs", summary="Why a need is not served, what that costs, and what would mend it")
def repairs(week: WeekName, need: NeedId, desk: AtDesk, caller: Asking, within: Within = None) -> RepairsView:
    return repairs_view(desk, caller, week, need, within)


@router.get("/{need}/alternates", summary="Who else could fill each slot of a linkage, and what it would cost the week")
def alternates(week: WeekName, need: NeedId, desk: AtDesk, caller: Asking) -> AlternatesView:
    return alternates_view(desk, caller, week, need)

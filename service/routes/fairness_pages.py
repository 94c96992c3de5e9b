"""The page on which the city's policy of fairness is decided."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from service.access import Asking
from service.deps import AtDesk, Desk
from service.errors import ProblemDetails
from service.fairness.deciding import PolicyAsked, PolicyConfirmed, prospect
from service.forms import tried
from service.pages import page
from service.routes import fairness

router = APIRouter(include_in_schema=False, tags=["pages"])

SEE_OTHER = 303


@router.get("/fairness")
def policy_page(request: Request, desk: AtDesk, caller: Asking, asked: Annotated[PolicyAsked, Query()]) -> Response:
    return _page(request, desk, caller, asked)


@router.post("/fairness")
def decide_policy(request: Request, desk: AtDesk, caller: Asking, form: Annotated[PolicyConfirmed, Form()]) -> Response:
    seen = f'"{form.tag}"' if form.tag else None
    did = tried(lambda: fairness.set_policy(form.order(), caller, desk, request, seen))
    if did.problem:
        return _page(request, desk, caller, form, did.problem)
    return RedirectResponse(f"/fairness?week={form.its_week}&done=yes", SEE_OTHER)


def _page(
    request: Request, desk: Desk, caller: Asking, asked: PolicyAsked, refused: ProblemDetails | None = None
) -> Response:
    """:param refused: why what was confirmed was not written."""
    wanted = tried(asked.order) if asked.entered else None
    found = prospect(desk, caller, asked.its_week, wanted.done if wanted else None)
    problem = refused or (wanted.problem if wanted else None)
    shown = {"asked": asked, "week": asked.its_week, "found": found, "problem": problem}
    here = "gaps" if caller.role == "planner" else "fairness"
    return page(request, "fairness-policy.html", shown, here=here, status=problem.status if problem else 200)

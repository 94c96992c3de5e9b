"""The form of a pledge: several at once, each for a need or for whatever asks; what fails is kept as it was entered."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, cast

from pydantic import Field, ValidationError
from starlette.requests import Request

from graph.errors import BadValue, GraphError
from graph.store import Reader
from service.access import Caller
from service.accounts import tied_names, ties
from service.deeds import perform
from service.deps import Desk
from service.errors import ProblemDetails, problem_of
from service.refusals import ServiceError
from service.schemas import Shown
from service.sponsor.pledges import pledge
from service.sponsor.projection import board, reading
from service.sponsor.schemas import GiftKind, PledgeOrder, SponsorNeed, Towards
from service.sponsor.trial import UNIT
from service.sponsor.words import WORDS

FORMS: dict[str, Literal["money", "goods", "time"]] = {"money": "money", "goods": "goods", "hours": "time"}
"""The form of a pledge of each kind of gift. A place cannot be pledged."""

MOST = 100
"""Lines of one form."""

Column = Annotated[tuple[Annotated[str, Field(max_length=120)], ...], Field(max_length=MOST)]


class PledgeForm(Shown):
    """What the form sends: for each line where it goes, what is given and how much.

    `aim` is a need's name, or `any`, or the id of a service or town; `amount` yuan, units or hours. Where one line
    goes to whatever asks, `gift` is its kind and item. `key` tells whether the same form comes again.
    """

    key: Annotated[str, Field(min_length=8, max_length=60)]
    aim: Column = ()
    kind: Annotated[tuple[GiftKind, ...], Field(max_length=MOST)] = ()
    item: Column = ()
    amount: Column = ()
    gift: Annotated[str, Field(pattern=r"^((money|hours):|goods:.{1,60})$")] | None = None
    note: Annotated[str, Field(max_length=2000)] = ""


@dataclass(frozen=True)
class Line:
    """One pledge of a form. `need` is what is shown of the need that it is for; `problem` why it was not made."""

    aim: str
    kind: GiftKind
    item: str
    amount: str
    need: SponsorNeed | None = None
    problem: ProblemDetails | None = None


def offered(desk: Desk, names: Sequence[str]) -> list[Line]:
    """A line for each thing that these needs lack and that can be pledged; needs that wait no more have none."""
    with reading(desk) as reader:
        shown = _shown(desk, reader)
    needs = [shown[name] for name in dict.fromkeys(names) if name in shown]
    return [
        Line(need.id, each.kind, each.item, written(each.kind, each.amount), need)
        for need in needs
        for each in need.missing
        if each.kind in FORMS
    ][:MOST]


def written(kind: GiftKind, amount: int) -> str:
    """An amount as people write it: yuan, units, hours."""
    return f"{Decimal(amount) / UNIT:f}" if kind == "money" else str(amount)


def values(desk: Desk, caller: Caller, lines: Sequence[Line], form: PledgeForm | None, made: int) -> dict[str, object]:
    """What the template `pledge.html` needs.

    :param form: the form that failed, of which `lines` are what is left; `made` have been made.
    """
    with reading(desk) as reader:
        known = board(desk, reader)
        shown = [entry.shown for entry in known.entries] if known else []
        giver = tied_names(reader, ties(reader, caller.account))["giver"]
    return {
        **WORDS,
        "lines": lines,
        "giver": giver,
        "note": form.note if form else "",
        "key": secrets.token_hex(12),
        "made": made,
        "services": sorted({(need.service, need.service_zh, need.service_en) for need in shown}),
        "towns": sorted({(need.town, need.town_name) for need in shown if need.town}),
        "wanted": sorted({each.item for need in shown for each in need.missing if each.item}),
        "waiting": len(shown),
    }


def made(desk: Desk, caller: Caller, request: Request, form: PledgeForm) -> tuple[int, list[Line]]:
    """Make the pledges of a form; how many were made, and the lines that were not, each with its problem.

    :raises BadValue: the form has no lines, or columns of different lengths.
    """
    with reading(desk) as reader:
        shown = _shown(desk, reader)
    lines = [replace(line, need=shown.get(line.aim)) for line in _lines(form)]
    tried = [_tried(desk, caller, request, line, form, place) for place, line in enumerate(lines)]
    failed = [line for line in tried if line.problem]
    return len(tried) - len(failed), failed


def _shown(desk: Desk, reader: Reader) -> dict[str, SponsorNeed]:
    known = board(desk, reader)
    return {entry.shown.id: entry.shown for entry in known.entries} if known else {}


def _lines(form: PledgeForm) -> list[Line]:
    kinds, items = form.kind, form.item
    if form.gift is not None:
        kind, _, item = form.gift.partition(":")
        kinds, items = (cast("GiftKind", kind),), (item,)
    columns = (form.aim, kinds, items, form.amount)
    if not form.aim or len({len(column) for column in columns}) > 1:
        raise BadValue("the form: no line, or a line that is not whole; choose needs at /sponsor and try again")
    return [Line(*row) for row in zip(*columns, strict=True)]


def _tried(desk: Desk, caller: Caller, request: Request, line: Line, form: PledgeForm, place: int) -> Line:
    try:
        order = _order(line, form.note)
        perform(
            desk.books, caller, request, f"{form.key}-{place}", order.model_dump_json().encode(),
            lambda: pledge(desk, caller, order),
        )  # fmt: skip
    except (ServiceError, GraphError) as refused:
        return replace(line, problem=problem_of(refused))
    return line


def _order(line: Line, note: str) -> PledgeOrder:
    """:raises BadValue: an amount that is no number or not whole, or a kind that cannot be pledged."""
    if line.kind not in FORMS:
        raise BadValue(f"kind {line.kind}: a place cannot be pledged here; speak with the community")
    amount, item = _amount(line), line.item if line.kind == "goods" else ""
    try:
        return PledgeOrder(form=FORMS[line.kind], amount=amount, item=item, towards=_towards(line.aim), note=note)
    except ValidationError as wrong:
        said = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in wrong.errors()]
        raise BadValue("; ".join(said)) from None


def _towards(aim: str) -> Towards:
    if aim == "any":
        return Towards(any=True)
    kind = aim.partition(":")[0]
    return Towards.model_validate({kind if kind in {"service", "town"} else "need": aim})


def _amount(line: Line) -> int:
    unit = UNIT if line.kind == "money" else 1
    try:
        counted = Decimal(line.amount.strip().replace(",", "").replace("，", "")) * unit
    except InvalidOperation:
        raise BadValue(f"amount {line.amount!r}: no number") from None
    if not counted.is_finite() or counted != int(counted) or counted < 1:
        least = "0.01 yuan and whole fen" if line.kind == "money" else "1 and whole"
        raise BadValue(f"amount {line.amount}: at least {least}")
    return int(counted)

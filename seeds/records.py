"""What past weeks left in the graph: needs, linkages, who filled them, commissions, ratings, who helped whom (S3)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Literal

from graph.model import Commission, Linkage, Rating
from graph.store import Put
from graph.taxonomy import SERVICES
from seeds.facts import known, link, moment, put
from seeds.past import Case

WORDS = ("很及时", "服务细心", "谢谢志愿者", "时间短了些", "希望下周还来", "")


def records(cases: Sequence[Case], random: Random) -> Iterator[Put]:
    """Every past case, then who has helped whom how often."""
    for case in cases:
        state = "served" if case.outcome == "done" else "closed"
        yield from replace(case.wish, fields={**case.wish.fields, "state": state}).changes()
        if case.outcome != "closed":
            yield from _linkage(case)
            yield from _commission(case)
        if case.outcome == "done" and case.wish.of and random.random() < 0.75:
            yield from _rating(case, random)
    yield from _helped(cases)


def _linkage(case: Case) -> Iterator[Put]:
    linkage, wish = f"linkage:{case.wish.local}", case.wish
    given = {slot.name: slot.amount for slot in wish.slots}
    hours = given.get("helper", 0) + given.get("caseworker", 0)
    spent = hours * SERVICES[f"service:{wish.shape.service}"].fee_per_hour
    half_day = wish.fields["half_days"][0] if wish.fields["half_days"] else None
    yield from put(
        Linkage(
            id=linkage, week=case.week, half_day=half_day, state="done" if case.outcome == "done" else "no_show",
            hours=hours, spent=spent, invented=True,
        )
    )  # fmt: skip
    yield link(linkage, "SERVES", f"need:{wish.local}")
    for slot, offer in _filled(case):
        yield link(offer, "FILLS", linkage, known("FILLS", slot=slot, amount=given[slot]))


def _filled(case: Case) -> Iterator[tuple[str, str]]:
    """Which slot was filled by which offer."""
    if case.carrier:
        yield "carrier", case.carrier.offer
    if case.helper:
        yield "helper", case.helper.offer_for(case.wish.shape.service)
    if case.worker:
        yield "caseworker", case.worker.offer


def _commission(case: Case) -> Iterator[Put]:
    """What the carrier asked of the helper, and the answer."""
    if not (case.carrier and case.helper):
        return
    commission = f"commission:{case.wish.local}"
    state: Literal["done", "no_show"] = "done" if case.outcome == "done" else "no_show"
    sent, answered = moment(case.week), moment(case.week, 0, 0, 15)
    yield from put(Commission(id=commission, state=state, at=sent, answered=answered, invented=True))
    yield link(commission, "DISPATCHES", f"linkage:{case.wish.local}")
    yield link(case.carrier.id, "COMMISSIONS", commission)
    yield link(commission, "SENT_TO", case.helper.id)


def _rating(case: Case, random: Random) -> Iterator[Put]:
    rating = f"rating:{case.wish.local}"
    stars = random.choice((5, 5, 5, 4, 4, 3))
    yield from put(Rating(id=rating, stars=stars, week=case.week, words=random.choice(WORDS), invented=True))
    yield link(rating, "RATES", f"linkage:{case.wish.local}")
    if case.wish.of:
        yield link(case.wish.of.id, "GAVE", rating)


def _helped(cases: Sequence[Case]) -> Iterator[Put]:
    times: dict[tuple[str, str], tuple[int, str]] = {}
    for case in cases:
        if case.outcome == "done" and case.wish.of:
            for giver in (case.helper, case.worker, case.carrier):
                if giver:
                    pair = (giver.id, case.wish.of.id)
                    times[pair] = (times.get(pair, (0, ""))[0] + 1, case.week)
    for (helped, resident), (count, last) in times.items():
        history = known("HELPED", times=count, last_week=last, source="linkages of past weeks")
        yield link(helped, "HELPED", resident, history)

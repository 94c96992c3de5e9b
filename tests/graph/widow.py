"""A world for a resident's rights: Mrs Bian lives alone, is helped by Bao, and is spoken of in many places."""

from graph.model import (
    Commission,
    Decision,
    Deliberation,
    Intake,
    Linkage,
    Need,
    Offer,
    Purpose,
    Rating,
    Receipt,
    Resident,
    Service,
    Slot,
    Visit,
    Volunteer,
)
from tests.graph.small_town import SMALL_TOWN, WEEK, Item, link

LAST = "2026-W47"
NAME, PHONE, LABEL = "卞秋月", "13800001111", "甲幢 卞宅"
WORDS = ("怕冷的卞婆婆", "想喝粥", "门铃坏了", "早上九点来", "他们说好", "谢谢鲍", "老年证 7788", "刘律师")
"""Every word about her that stands somewhere, beside her name, phone and door."""

BIAN = Resident(
    id="resident:bian", name=NAME, sex="female", birth_year=1940, phone=PHONE, lives_alone=True, conditions=("frail",),
    notes=WORDS[0],
)  # fmt: skip
QIN = Resident(id="resident:qin", name="秦川", sex="male", birth_year=1950)
BAO = Volunteer(
    id="volunteer:bao", name="鲍红", number="TC0001", sex="female", birth_year=1966, half_days=("tue-am",), max_hours=6
)


def need(local: str, week: str, state: str, of: str, title: str = "做饭", description: str = "") -> list[Item]:
    made = Need.model_validate(
        {"id": f"need:{local}", "title": title, "nature": "individual", "state": state, "week": week, "urgency": 3,
         "first_week": LAST, "half_days": ("tue-am",), "description": description}
    )  # fmt: skip
    slot = Slot(id=f"slot:{local}", name="helper", society="volunteer", form="time", amount=2)
    return [
        made, slot, link(made.id, "HAS_SLOT", slot.id), link(made.id, "ASKS_FOR", "service:meals"),
        link(made.id, "AT", "building:a1"), link(made.id, "OF", of),
    ]  # fmt: skip


def linkage(local: str, week: str, state: str) -> list[Item]:
    made = Linkage.model_validate({"id": f"linkage:{local}", "week": week, "state": state, "hours": 2})
    return [
        made, link(made.id, "SERVES", f"need:{local}"), link("offer:bao", "FILLS", made.id, slot="helper", amount=2),
    ]  # fmt: skip


AT = "2026-11-24T09:00:00+08:00"

THINGS: list[Item] = [
    *SMALL_TOWN,
    Service(id="service:meals", name="做饭", english="Cooking"),
    Purpose(id="purpose:service", name="服务", purpose="service"),
    Purpose(id="purpose:health", name="健康", purpose="health"),
    BIAN,
    QIN,
    BAO,
    Offer(id="offer:bao", name="鲍红做饭", society="volunteer", form="time", amount=4),
    link(BAO.id, "GIVES", "offer:bao"),
    *need("now", WEEK, "open", BIAN.id, title=f"给{NAME}做饭", description=WORDS[1]),
    *need("past", LAST, "served", BIAN.id, description=WORDS[1]),
    *need("door", WEEK, "open", "household:a11", title=WORDS[2]),
    *need("other", WEEK, "open", QIN.id, title="秦川的事"),
    *linkage("now", WEEK, "accepted"),
    *linkage("past", LAST, "done"),
    *linkage("other", WEEK, "accepted"),
    Visit(id="visit:1", week=LAST, doors=9, answered=7, note=WORDS[0]),
    Visit(id="visit:2", week=WEEK, doors=9, answered=8, note="楼道很暗"),
    Intake(id="intake:1", channel="phone", words=WORDS[1], at=AT),
    Decision(id="decision:1", action="accept", week=WEEK, reason=WORDS[3], by="account:wu", at=AT),
    Commission(id="commission:1", state="done", at=AT, note=WORDS[3]),
    Rating(id="rating:1", stars=5, week=LAST, words=WORDS[5]),
    Deliberation(id="deliberation:1", stage="decided", households=8),
    Receipt(id="receipt:1", request="0" * 64, status=200, body=f'{{"of":"need:now","why":"{WORDS[3]}"}}', created=AT),
    Receipt(id="receipt:2", request="1" * 64, status=200, body='{"need":"need:other"}', created=AT),
]  # fmt: skip
HERS: list[Item] = [
    link("visit:1", "RAISED", "need:now"),
    link("visit:2", "RAISED", "need:other"),
    link("intake:1", "RAISED", "need:past"),
    link("decision:1", "CONCERNS", "need:now"),
    link("commission:1", "DISPATCHES", "linkage:past"),
    link("rating:1", "RATES", "linkage:past"),
    link(BIAN.id, "GAVE", "rating:1"),
    link(BIAN.id, "LIVES_IN", "household:a11"),
    link(QIN.id, "LIVES_IN", "building:a1"),
    link(BIAN.id, "CONSENTS_TO", "purpose:service", since="2026-01-01", guardian=WORDS[7]),
    link(BIAN.id, "CONSENTS_TO", "purpose:health", since="2026-01-01", withdrawn="2026-10-01"),
    link(BIAN.id, "TOOK_PART_IN", "deliberation:1"),
    link(BIAN.id, "REFUSES", BAO.id, reason=WORDS[4]),
    link(BIAN.id, "KNOWS", QIN.id),
    link(QIN.id, "CARES_FOR", BIAN.id),
    link(BAO.id, "KNOWS", BIAN.id),
    link(BAO.id, "HELPED", BIAN.id, times=3, last_week=LAST),
]
WORLD: list[Item] = [
    item.model_copy(update={"label": LABEL}) if getattr(item, "id", "") == "household:a11" else item
    for item in (*THINGS, *HERS)
]

"""What puts the work in order: measures by type, responsibilities, indicators and their readings (S4, S5, S6, S13)."""

from collections.abc import Iterator
from random import Random

from graph.model import Indicator, Measure, Reading, Responsibility
from graph.store import Put
from graph.weeks import previous_week
from seeds.facts import link, put
from seeds.region import CHARACTERS, Region, type_id

ACTIONS = ("环境提升行动", "便民服务行动", "文化润心行动", "邻里守望行动", "平安共建行动", "能力提升行动")
MEASURES = (
    "楼栋网格议事",
    "物业联动",
    "老乡邻互助",
    "集宿区服务点",
    "村居结对",
    "长者助餐点",
    "儿童友好角",
    "能人带动",
)
LISTS = (
    ("by_law", "走访困难家庭"),
    ("by_law", "组织居民协商"),
    ("assisting", "协助养老服务"),
    ("negative", "不承担执法检查"),
)
INDICATORS = (
    ("beautiful", "美好社区达标项", "%", 90, 74, 3),
    ("answered", "走访应答率", "%", 85, 70, 2),
    ("participation", "居民参与议事", "人次", 40, 22, 4),
)  # fmt: skip
"""Local id, name, unit, target, where most stand, every how many weeks it is read."""

WEEKS = 12


def order(region: Region, week: str, random: Random) -> Iterator[Put]:
    """Measures and actions, responsibilities, indicators with the readings of the past weeks."""
    yield from _measures(random)
    yield from _responsibilities(region)
    for local, name, unit, target, usual, every in INDICATORS:
        indicator = f"indicator:{local}"
        yield from put(Indicator(id=indicator, name=name, unit=unit, target=target, invented=True))
        for site in region.sites:
            level = usual + random.randint(-14, 16)
            yield from _readings(indicator, local, site.community.id, level, every, week, random)


def _measures(random: Random) -> Iterator[Put]:
    for number, name in enumerate(ACTIONS):
        yield from put(Measure(id=f"measure:action-{number}", name=name, action=True, invented=True))
    for number, (name, character) in enumerate(zip(MEASURES, CHARACTERS, strict=True)):
        measure = f"measure:m{number}"
        budget = random.choice((800_000, 1_500_000, 2_200_000))
        yield from put(Measure(id=measure, name=name, budget=budget, invented=True))
        yield link(measure, "FITS", type_id(character))


def _responsibilities(region: Region) -> Iterator[Put]:
    for number, (kind, title) in enumerate(LISTS):
        line = f"responsibility:l{number}"
        yield from put(Responsibility.model_validate({"id": line, "title": title, "list_name": kind, "invented": True}))
        for town in region.towns:
            yield link(line, "ANSWERS_FOR", town.id)


def _readings(
    indicator: str, local: str, community: str, level: int, every: int, week: str, random: Random
) -> Iterator[Put]:
    """A slow rise with noise, in percent or heads."""
    for weeks in range(WEEKS, 0, -every):
        reading = f"reading:{community.partition(':')[2]}-{local}-{weeks}"
        value = max(0, min(99, level + (WEEKS - weeks) // 3 + random.randint(-2, 2)))
        yield from put(Reading(id=reading, week=previous_week(week, weeks), value=value, invented=True))
        yield link(reading, "MEASURES", indicator)
        yield link(reading, "READ_IN", community)

"""What became of all that a giver has pledged, on one page that can be shown to a board of directors and printed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.store import Reader
from service.access import Caller
from service.accounts import tied_names, ties
from service.books import moment
from service.deps import Desk
from service.errors import ProblemDetails
from service.privacy import label
from service.schemas import NodeLabel
from service.sponsor.became import became, mine
from service.sponsor.projection import reading
from service.sponsor.schemas import PledgedNeed, PledgeView
from service.sponsor.tags import tag_of
from service.sponsor.words import WORDS

KIND_OF = {"money": "money", "goods": "goods", "time": "hours", "skill": "hours", "place": "place"}
"""What a pledge of each form is called among gifts."""


@dataclass(frozen=True, slots=True)
class Total:
    """All that was pledged of one kind and not withdrawn, and what became of it."""

    kind: str
    item: str
    pledged: int
    used: int
    planned: int
    left: int


@dataclass(frozen=True, slots=True)
class Helped:
    """The needs of one service that the pledges serve, by how far they are."""

    service_zh: str
    service_en: str
    needs: int
    done: int


def values(desk: Desk, caller: Caller, made: int = 0, problem: ProblemDetails | None = None) -> dict[str, object]:
    """What the template `pledges.html` needs.

    :param made: so many were made just now. :param problem: why one could not be taken back.
    """
    with reading(desk) as reader:
        pledges = [became(desk, reader, each) for each in mine(reader, caller.giver)]
        giver, names = _giver(reader, caller), _names(reader, pledges)
    standing = [pledge for pledge in pledges if pledge.state != "withdrawn"]
    needs = {(need.week, need.id): need for pledge in standing for need in pledge.needs}
    return {
        **WORDS,
        "kind_of": KIND_OF,
        "pledges": pledges,
        "tags": {pledge.id: tag_of(pledge) for pledge in pledges},
        "giver": giver,
        "names": names,
        "problem": problem,
        "totals": _totals(standing),
        "needs": len(needs),
        "towns": len({need.town for need in needs.values()}),
        "helped": _helped(needs.values()),
        "made": made,
        "now": moment()[:10],
    }


def _giver(reader: Reader, caller: Caller) -> object:
    return tied_names(reader, ties(reader, caller.account))["giver"]


def _names(reader: Reader, pledges: Sequence[PledgeView]) -> dict[str, NodeLabel]:
    """The services and places that pledges are for, by id."""
    aims = [aim for pledge in pledges if (aim := pledge.towards)]
    ids = {id for aim in aims for id in (aim.service, aim.town, aim.community) if id}
    found = [(node.id, label(node)) for node in reader.get_all(sorted(ids)) if node]
    return {id: NodeLabel(id=id, label_zh=named.zh, label_en=named.en) for id, named in found}


def _totals(pledges: Sequence[PledgeView]) -> list[Total]:
    keys = dict.fromkeys((KIND_OF[pledge.form], pledge.item) for pledge in pledges)
    return [_total(*key, [p for p in pledges if (KIND_OF[p.form], p.item) == key]) for key in sorted(keys, key=_rank)]


def _rank(key: tuple[str, str]) -> tuple[int, str]:
    return [*dict.fromkeys(KIND_OF.values())].index(key[0]), key[1]


def _total(kind: str, item: str, pledges: Sequence[PledgeView]) -> Total:
    return Total(
        kind,
        item,
        pledged=sum(pledge.amount for pledge in pledges),
        used=sum(pledge.amount if pledge.state == "used" else pledge.used for pledge in pledges),
        planned=sum(pledge.planned for pledge in pledges),
        left=sum(pledge.left for pledge in pledges),
    )


def _helped(needs: Iterable[PledgedNeed]) -> list[Helped]:
    total: Counter[tuple[str, str]] = Counter()
    done: Counter[tuple[str, str]] = Counter()
    for need in needs:
        key = (need.service_zh, need.service_en)
        total[key] += 1
        done[key] += need.state == "done"
    return [Helped(*key, count, done[key]) for key, count in total.most_common()]

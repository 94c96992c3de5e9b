"""A `tongxin-tally/1` file, read strictly."""

from collections.abc import Callable
from typing import TypeVar

from matching.errors import BadTally
from matching.reading.record import Record, integer, mapping
from matching.reading.text import Malformed, parse
from matching.tally import FORMAT, FairTally, Tally

_FILE = frozenset({"format", "problem_sha256", "policy", "ruled_out", "points", "unmet_minimums", "only", "fairness"})
_FAIRNESS = frozenset({"weeks", "behind", "floors", "asks"})

Leaf = TypeVar("Leaf")
Read = Callable[[object, str], Leaf]


def read_tally(data: bytes) -> Tally:
    """The tally that the bytes of a file hold.

    :raises BadTally: for whatever breaks the format, with its place, value and next step.
    """
    try:
        return _tally(parse(data))
    except Malformed as error:
        raise BadTally(str(error)) from None


def _tally(value: object) -> Tally:
    file = Record(value, "", _FILE)
    file.format(FORMAT)
    by_rule_and_slot = _keyed(_keyed(_keyed(_count)))
    by_rule_and_offer = _keyed(_keyed(_keyed(_keyed(integer))))
    return Tally(
        problem_sha256=file.text("problem_sha256"),
        policy=file.text("policy"),
        ruled_out=by_rule_and_slot(file.mapping_or_none("ruled_out"), "ruled_out"),
        points=by_rule_and_offer(file.mapping_or_none("points"), "points"),
        unmet_minimums=_keyed(_count)(file.mapping_or_none("unmet_minimums"), "unmet_minimums"),
        only=by_rule_and_slot(file.mapping_or_none("only"), "only"),
        fairness=_fairness(file.fields["fairness"]) if "fairness" in file.fields else None,
    )


def _fairness(value: object) -> FairTally:
    told = Record(value, "fairness", _FAIRNESS)
    behind, floors, asks = (
        _keyed(_count)(told.mapping_or_none(name), told.at(name)) for name in ("behind", "floors", "asks")
    )
    return FairTally(told.integer_or(0, "weeks", 0), behind, floors, asks)


def _keyed(read: Read[Leaf]) -> Read[dict[str, Leaf]]:
    """Reads an object whose every value `read` reads."""

    def read_all(value: object, place: str) -> dict[str, Leaf]:
        return {key: read(inner, f"{place}[{key!r}]") for key, inner in mapping(value, place).items()}

    return read_all


def _count(value: object, place: str) -> int:
    return integer(value, place, 0)

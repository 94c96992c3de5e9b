"""The city's policy of fairness as the API shows it, and what changes it."""

from graph.fairness import FAIRNESS, fairness
from graph.model import Fairness
from graph.store import Put, Reader
from service.accounts import tag
from service.asking import must_match
from service.deeds import Deed
from service.fair_schemas import FairnessOrder, FairnessPolicy


def policy(reader: Reader) -> FairnessPolicy:
    """The policy in force."""
    return policy_view(fairness(reader))


def policy_view(found: Fairness) -> FairnessPolicy:
    """A policy as the API shows it."""
    return FairnessPolicy.model_validate(found.model_dump(include=set(FairnessPolicy.model_fields)))


def decided(reader: Reader, order: FairnessOrder, if_match: str | None) -> Deed:
    """What puts another policy in the place of the present one.

    :raises Changed: it is another than `if_match` says.
    """
    before = fairness(reader)
    must_match(if_match, tag(policy_view(before).model_dump_json()))
    after = Fairness(id=FAIRNESS, revision=before.revision + 1, **order.model_dump())
    return Deed(
        [Put(after)],
        "fairness decided",
        policy_view(after),
        about=[FAIRNESS],
        detail=", ".join(f"{name} {value}" for name, value in order.model_dump().items()),
        expect={FAIRNESS: reader.node_version(FAIRNESS) if before.revision else 0},
    )

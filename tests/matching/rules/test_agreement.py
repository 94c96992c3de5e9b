"""The rule `agreement` on a few named people."""

from matching.rules.agreement import RULE
from tests.matching.rules.meeting import meeting


def test_an_organization_is_commissioned_only_under_an_agreement() -> None:
    met = meeting("Spring", "Summer", facts={"agreed": [0, -1]}, slot={"carries": True}, provider={"person": False})
    assert met.refused(RULE) == ["Summer"]


def test_others_need_no_agreement() -> None:
    assert meeting("Ai", facts={"agreed": [-1]}).refused(RULE) == []

"""How much of a limit is left, and for what."""

from time import monotonic

from matching.clock import Clock
from matching.limits import Limits


def test_what_is_kept_back_is_not_there_for_the_search() -> None:
    clock = Clock(Limits(seconds=1000), began=monotonic() - 100)
    assert 899 < clock.share(1.0) <= 900
    clock.keep_back(60)
    assert 839 < clock.share(1.0) <= 840
    assert not clock.stopped()
    clock.keep_back(900)
    assert clock.stopped()


def test_a_limit_of_work_keeps_nothing_back() -> None:
    clock = Clock(Limits(work=50))
    clock.keep_back(900)
    clock.spend(20)
    assert clock.share(1.0) == 30

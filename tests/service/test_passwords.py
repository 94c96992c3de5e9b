"""Passwords: what is good enough, how they are kept, and how often one may be tried."""

import pytest
from argon2 import PasswordHasher

from graph.errors import BadValue
from service import passwords
from service.refusals import TooMany
from service.tries import PER_MINUTE, Tries, locked_for


@pytest.mark.parametrize("password", ["twelve chars", "长长的一句话也可以当作密码", "x" * 200, "aaaaaaaaaaaa1"])
def test_length_is_what_counts(password: str) -> None:
    passwords.must_be_good(password, "lin")


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("eleven char", "11 characters"),
        ("x" * 201, "201 characters"),
        ("lin.jing.1989", "the login"),
        ("LIN.JING.1989", "the login"),
        ("PasswordPassword", "tried first"),
    ],
)
def test_too_short_too_long_the_login_and_the_commonest_are_refused_without_being_repeated(
    password: str, told: str
) -> None:
    with pytest.raises(BadValue, match=told) as refused:
        passwords.must_be_good(password, "lin.jing.1989")
    assert password not in str(refused.value)


def test_the_commonest_are_twenty_and_long_enough_to_be_tried() -> None:
    assert len(passwords.COMMONEST) == 20
    assert {word for word in passwords.COMMONEST if len(word) < passwords.LEAST or word != word.casefold()} == set()


def test_a_password_is_kept_as_an_argon2id_hash_that_is_another_each_time() -> None:
    kept, again = passwords.hashed("willow over the canal"), passwords.hashed("willow over the canal")
    assert kept.startswith("$argon2id$")
    assert kept != again
    assert passwords.fits(kept, "willow over the canal")
    assert not passwords.fits(kept, "willow over the canals")


def test_full_width_characters_are_the_same_password() -> None:
    assert passwords.fits(passwords.hashed("willow-canal-1"), "ｗｉｌｌｏｗ－ｃａｎａｌ－１")


def test_nothing_fits_an_account_without_a_password() -> None:
    assert not passwords.fits("", "")
    assert not passwords.fits("", "willow over the canal")
    assert not passwords.fits("no hash", "willow over the canal")


def test_a_hash_of_older_parameters_is_outdated() -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=1024).hash("willow over the canal")
    assert passwords.outdated(weaker)
    assert passwords.fits(weaker, "willow over the canal")
    assert not passwords.outdated(passwords.hashed("willow over the canal"))


def test_the_fifth_wrong_password_locks_for_a_minute_and_each_further_one_for_twice_as_long() -> None:
    assert [locked_for(failures) for failures in range(1, 13)] == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert locked_for(10**6) == 60


class Clock:
    """A clock that is set by hand: seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_address_has_so_many_tries_in_any_minute() -> None:
    clock = Clock()
    tries = Tries(clock)
    for _ in range(PER_MINUTE):
        tries.take("10.0.0.1")
        clock.now += 1
    with pytest.raises(TooMany, match="try again in 30 s"):
        tries.take("10.0.0.1")
    tries.take("10.0.0.2")
    clock.now = 1060.0
    tries.take("10.0.0.1")
    with pytest.raises(TooMany):
        tries.take("10.0.0.1")


def test_a_right_password_is_no_try() -> None:
    tries = Tries(Clock())
    for _ in range(PER_MINUTE * 2):
        tries.take("10.0.0.1")
        tries.give_back("10.0.0.1")


def test_a_login_that_does_not_exist_is_locked_as_one_that_does() -> None:
    clock = Clock()
    tries = Tries(clock)
    for _ in range(4):
        tries.missed("nobody")
    assert tries.stranger("nobody") == 0
    tries.missed("nobody")
    assert tries.stranger("nobody") == 60
    assert tries.stranger("somebody") == 0
    clock.now += 59.5
    assert tries.stranger("nobody") == 1
    clock.now += 0.5
    assert tries.stranger("nobody") == 0


def test_what_is_not_heard_of_for_longest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.tries.REMEMBERED", 2)
    tries = Tries(Clock())
    for _ in range(5):
        tries.missed("nobody")
    tries.missed("other")
    assert tries.stranger("nobody") == 60
    tries.missed("third")
    assert tries.stranger("nobody") == 0

"""Passwords: hashed by argon2id, never shown, and judged by their length and not by their characters (NIST SP 800-63B).

The library's own parameters count; where a later release has others, a hash is renewed when its owner signs in.
"""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from graph.errors import BadValue
from service.refusals import Busy

LEAST, MOST = 12, 200
COMMONEST = frozenset(
    (
        "123456789012", "1234567890123", "012345678910", "123123123123", "987654321000", "111111111111",
        "000000000000", "888888888888", "qwertyuiop12", "qwertyuiopas", "qwerty123456", "1q2w3e4r5t6y",
        "1qaz2wsx3edc", "abcd12345678", "password1234", "passwordpassword", "administrator", "adminadminadmin",
        "letmeinletmein", "woaini1314520",
    )
)  # fmt: skip
"""The twenty that are tried first, of those that are long enough."""

AT_ONCE = 2
"""One hash takes 64 MiB and a core for a moment: so many at a time, whoever asks."""
PATIENCE = 5.0
"""Seconds to wait for a turn."""

_hasher = PasswordHasher()
_NOBODYS = _hasher.hash("")
"""What is tried for a login that does not exist: it takes as long to refuse as one that does."""
_turns = threading.BoundedSemaphore(AT_ONCE)


def must_be_good(password: str, login: str) -> None:
    """:raises BadValue: a new password that is too short or too long, the login, or one that everybody tries first."""
    plain = unicodedata.normalize("NFKC", password)
    if not LEAST <= len(plain) <= MOST:
        raise BadValue(f"password: it has {len(plain)} characters; give {LEAST} to {MOST}, such as a few words")
    if plain.casefold() in COMMONEST | {login}:
        raise BadValue("password: it is the login or one of those that are tried first; take another")


def hashed(password: str) -> str:
    """The argon2id hash to keep. A password typed with full-width characters is the same as without."""
    return _hasher.hash(unicodedata.normalize("NFKC", password))


def fits(kept: str, password: str) -> bool:
    """Whether this is the password of a kept hash; with an empty hash never, and it takes as long."""
    try:
        return _hasher.verify(kept or _NOBODYS, unicodedata.normalize("NFKC", password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than new ones are."""
    return _hasher.check_needs_rehash(kept)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one of the few places in which a password may be tried.

    :raises Busy: too many others wait.
    """
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy("too many sign in at this moment; try again")
    try:
        yield
    finally:
        _turns.release()

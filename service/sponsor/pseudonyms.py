"""The names under which sponsors see needs: the same for as long as the store lives, and of no use outside it.

A name is made of the need's id with a key that nobody but the store has, so that it cannot be joined with a problem
file, an export or an address in which the id stands.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from graph.errors import Conflict, Missing
from graph.model import Secret
from graph.store import Put, Reader
from service.books import Books

KEY = "secret:pseudonyms"
_BYTES = 10


def make_key(books: Books) -> None:
    """Make the store's key, where it has none."""
    with books.store.snapshot() as reader:
        if reader.get(KEY) is not None:
            return
    made = Secret(id=KEY, value=secrets.token_hex(32))
    try:
        books.write([Put(made)], by="service", action="key of pseudonyms made", about=[KEY], expect={KEY: 0})
    except Conflict:
        return  # another process was faster: its key counts


@dataclass(frozen=True)
class Pseudonyms:
    """Names of needs."""

    key: bytes = field(repr=False)

    @classmethod
    def of(cls, reader: Reader) -> "Pseudonyms":
        """:raises Missing: the store has no key yet; see `make_key`."""
        secret = reader.get(KEY)
        if not isinstance(secret, Secret):
            raise Missing(f"{KEY}: not in the store")
        return cls(bytes.fromhex(secret.value))

    def __call__(self, need: str) -> str:
        """16 letters and digits, the first 80 bits of an HMAC-SHA256."""
        digest = hmac.digest(self.key, need.encode(), hashlib.sha256)[:_BYTES]
        return base64.b32encode(digest).decode("ascii").lower()

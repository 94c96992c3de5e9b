"""How often a password may be tried: what one address may try in a minute, and when a login is locked for a while."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import TypeVar

from service.refusals import TooMany

T = TypeVar("T")

FREE = 5
"""Wrong passwords in a row until a login is locked for a minute; each further one locks it for twice as long."""
LONGEST = 60
"""Minutes."""
PER_MINUTE = 30
"""Wrong passwords from one address."""
REMEMBERED = 10_000
"""So many addresses and unknown logins are kept in mind; those not heard of for longest are forgotten."""


def locked_for(failures: int) -> int:
    """Minutes for which so many wrong passwords in a row lock a login: 0, 0, 0, 0, 1, 2, 4 … 60."""
    return 0 if failures < FREE else min(LONGEST, 2 ** min(failures - FREE, 6))


@dataclass
class Tries:
    """What this process remembers of wrong passwords. Safe for several threads.

    The locks of accounts are in the graph, where all processes see them; those of logins that do not exist are kept
    here by the same rule, so that a lock does not tell which exist.
    """

    clock: Callable[[], float] = time.monotonic
    _addresses: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    _strangers: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str) -> None:
        """Count one try of this address.

        :raises TooMany: it has had its tries of this minute.
        """
        with self._lock:
            recent = _kept(self._addresses, address, deque())
            while recent and recent[0] <= self.clock() - 60:
                recent.popleft()
            if len(recent) >= PER_MINUTE:
                wait = ceil(recent[0] + 60 - self.clock())
                raise TooMany(f"{PER_MINUTE} wrong passwords in a minute; try again in {wait} s", wait)
            recent.append(self.clock())

    def give_back(self, address: str) -> None:
        """The last try of this address was right: it does not count."""
        with self._lock:
            if recent := self._addresses.get(address):
                recent.pop()

    def stranger(self, login: str) -> int:
        """Seconds for which a login that does not exist is still locked."""
        with self._lock:
            _, until = self._strangers.get(login, (0, 0.0))
            return max(0, ceil(until - self.clock()))

    def missed(self, login: str) -> None:
        """A password was tried for a login that does not exist."""
        with self._lock:
            failures = _kept(self._strangers, login, (0, 0.0))[0] + 1
            self._strangers[login] = failures, self.clock() + 60 * locked_for(failures)


def _kept(held: "OrderedDict[str, T]", name: str, new: T) -> T:
    """What is held under a name, as the newest; the oldest goes when there are too many."""
    held.setdefault(name, new)
    held.move_to_end(name)
    while len(held) > REMEMBERED:
        held.popitem(last=False)
    return held[name]

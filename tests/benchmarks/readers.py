"""Readers of a web service: many connections that ask without a break, or as often as is said, whatever comes back.

Each is a bare HTTP/1.1 client: a comfortable one would take more of the machine than the service that it measures.
"""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.timing import Timing


@dataclass(frozen=True)
class Service:
    """Where it answers, and who asks: the cookie of a session."""

    host: str
    port: int
    cookie: str


Paths = Mapping[str, Sequence[str]]
"""What is asked for, each under its name in the tables: an endpoint with several paths is asked for each in turn."""


@dataclass
class Asked:
    """What came of a load: seconds of each answer by endpoint, and how many were no 200."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    lasted: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(map(len, self.seconds.values())) / self.lasted

    def timing(self, endpoint: str) -> Timing:
        return Timing(tuple(self.seconds[endpoint]))

    @property
    def worst(self) -> float:
        """The largest p95 of an endpoint, in seconds."""
        return max(self.timing(endpoint).percentile(95) for endpoint in self.seconds)


def without_a_break(service: Service, paths: Paths, readers: int, seconds: float, seed: int) -> Asked:
    """Each reader asks for the next thing as soon as it has the last."""
    return asyncio.run(_closed(service, paths, readers, seconds, random.Random(seed)))


def at_rate(service: Service, paths: Paths, readers: int, rate: float, seconds: float, seed: int) -> Asked:
    """Questions come by chance, `rate` a second, and wait for a free reader; their waiting counts."""
    return asyncio.run(_open(service, paths, readers, rate, seconds, random.Random(seed)))


async def _closed(service: Service, paths: Paths, readers: int, seconds: float, chance: random.Random) -> Asked:
    asked, connections, began = Asked(), await _connections(service, readers), time.perf_counter()

    async def read(connection: "_Connection") -> None:
        while (now := time.perf_counter()) < began + seconds:
            await connection.ask(*_any(paths, chance), now, asked)

    await asyncio.gather(*map(read, connections))
    return await _over(asked, connections, began)


async def _open(
    service: Service, paths: Paths, readers: int, rate: float, seconds: float, chance: random.Random
) -> Asked:
    asked, connections, began = Asked(), await _connections(service, readers), time.perf_counter()
    waiting: asyncio.Queue[float | None] = asyncio.Queue()

    async def read(connection: "_Connection") -> None:
        while (due := await waiting.get()) is not None:
            await connection.ask(*_any(paths, chance), due, asked)

    async def come() -> None:
        due = began
        while (due := due + chance.expovariate(rate)) < began + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            waiting.put_nowait(due)
        for _ in connections:
            waiting.put_nowait(None)

    await asyncio.gather(come(), *map(read, connections))
    return await _over(asked, connections, began)


def _any(paths: Paths, chance: random.Random) -> tuple[str, str]:
    endpoint = chance.choice([*paths])
    return endpoint, chance.choice(paths[endpoint])


async def _connections(service: Service, readers: int) -> list["_Connection"]:
    ends = [await asyncio.open_connection(service.host, service.port) for _ in range(readers)]
    return [_Connection(service, *end) for end in ends]


async def _over(asked: Asked, connections: "list[_Connection]", began: float) -> Asked:
    asked.lasted = time.perf_counter() - began
    for connection in connections:
        await connection.close()
    return asked


@dataclass
class _Connection:
    """One reader, who asks for one thing after another."""

    service: Service
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, endpoint: str, path: str, since: float, asked: Asked) -> None:
        """Ask, and note how long it took since it was to be asked."""
        status = await self._get(path)
        asked.seconds[endpoint].append(time.perf_counter() - since)
        asked.errors[endpoint] += status != 200

    async def _get(self, path: str) -> int:
        lines = (
            f"GET {path} HTTP/1.1",
            f"Host: {self.service.host}:{self.service.port}",
            f"Cookie: {self.service.cookie}",
            "Accept-Encoding: gzip",
        )
        self.writer.write("\r\n".join((*lines, "", "")).encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        await self.reader.readexactly(int(length))
        return int(head.split(b" ", 2)[1])

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()

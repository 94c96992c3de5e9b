"""The mark of a demonstration world: which world a store was filled with, for which week, from which seed.

A store with this mark holds invented people, and the mark is the last thing that filling it writes: without it a store
is somebody's own, or a world whose filling was interrupted.
"""

import base64
import hashlib
import json
import zlib
from dataclasses import asdict, dataclass

from graph.model import Artifact
from graph.store import Put, Reader

MARK = "artifact:world"
MEDIA = "application/vnd.tongxin.world+json"
VERSION = 1
"""Of the seeds' code: raised whenever the same arguments give another world."""


@dataclass(frozen=True)
class World:
    """One demonstration world: its name (tiny, hard, taicang, city), its week, and the seed and size that made it."""

    name: str
    week: str
    seed: int
    needs: int | None = None
    version: int = VERSION


def mark(world: World) -> Put:
    """The change that marks a store as this world."""
    data = json.dumps(asdict(world), sort_keys=True).encode()
    content = base64.b64encode(zlib.compress(data, 0)).decode()
    digest = hashlib.sha256(data).hexdigest()
    return Put(Artifact(id=MARK, media=MEDIA, sha256=digest, content=content, invented=True))


def world_of(reader: Reader) -> World | None:
    """The demonstration world that a store was filled with; None for any other store."""
    found = reader.get(MARK)
    if not isinstance(found, Artifact) or found.media != MEDIA:
        return None
    return World(**json.loads(zlib.decompress(base64.b64decode(found.content))))

"""Our own files (style, scripts, icons, vendored libraries): an address for each that changes with its content."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static"
FOR_GOOD = "public, max-age=31536000, immutable"


@cache
def fingerprint(path: str) -> str:
    """The first 12 hex digits of the SHA-256 of a file under `static/`.

    :raises FileNotFoundError: no such file.
    """
    return sha256((FOLDER / path).read_bytes()).hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a file under `static/`, such as `/static/css/tongxin.css?v=0f3a…`."""
    return f"{PREFIX}/{path}?v={fingerprint(path)}"


class Statics(StaticFiles):
    """Serves `static/`: for good under the address that `asset` gives, to be asked again under any other."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: "Scope") -> "Response":
        response = await super().get_response(path, scope)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("v")
        known = response.status_code == 200 and asked == [fingerprint(path)]
        response.headers["Cache-Control"] = FOR_GOOD if known else "no-cache"
        return response

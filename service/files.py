"""Files that the command line reads and writes; `-` is standard input or output."""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from matching.errors import MatchingError
from service.refusals import BadFile

T = TypeVar("T")

STANDARD = "-"


def read(path: str) -> bytes:
    """The bytes of a file.

    :raises BadFile: it cannot be read.
    """
    if path == STANDARD:
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}; give the path of a file that can be read, or -") from None


def parsed(path: str, parse: Callable[[bytes], T]) -> T:
    """What a file says.

    :raises BadFile: it cannot be read.
    :raises MatchingError: as `parse`, with the file's name before the place.
    """
    data = read(path)
    try:
        return parse(data)
    except MatchingError as error:
        error.args = (f"{path}: {error}",)
        raise


def check_writable(path: str) -> None:
    """Find out before long work that its result has a place.

    :raises BadFile: the folder is missing or cannot be written, or a folder has that name.
    """
    target = Path(path)
    if path == STANDARD or target.is_char_device():
        return
    if target.is_dir():
        raise BadFile(f"{path}: is a folder; give the name of a file in it")
    if not target.parent.is_dir():
        raise BadFile(f"{path}: there is no folder {str(target.parent)!r}; make it first")
    if not os.access(target.parent, os.W_OK):
        raise BadFile(f"{path}: the folder {str(target.parent)!r} cannot be written; choose another")


def write(path: str, data: bytes) -> None:
    """Write a file whole or not at all: nobody ever sees half of it.

    :raises BadFile: it cannot be written; what was there before is still there.
    """
    with writing(path) as part:
        part.write_bytes(data)


@contextlib.contextmanager
def writing(path: str) -> Iterator[Path]:
    """A path to write to, which takes its place as `path` when the context ends well.

    :raises BadFile: it cannot be written; what was there before is still there.
    """
    check_writable(path)
    stream = path == STANDARD or Path(path).is_char_device()
    with tempfile.TemporaryDirectory(prefix=".tongxin-", dir=None if stream else Path(path).parent) as folder:
        part = Path(folder) / "part"
        yield part
        try:
            _pass_on(part, path) if stream else _put_in_place(part, path)
        except OSError as error:
            raise BadFile(f"{path}: {error.strerror}; nothing was written") from None


def _put_in_place(part: Path, path: str) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)


def _pass_on(part: Path, path: str) -> None:
    with part.open("rb") as file:
        if path == STANDARD:
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            with open(path, "wb") as device:
                shutil.copyfileobj(file, device)

"""Options that several commands share, and how a command finds its store."""

from pathlib import Path
from typing import Annotated

import typer

from graph.errors import GraphError

Store = Annotated[
    str | None,
    typer.Option(
        metavar="S",
        help="The graph: path of a SQLite file, or neo4j://host:7687. Default: TONGXIN_STORE, else var/tongxin.db.",
        show_default=False,
    ),
]
Output = Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="Where to write; - is standard output.")]


def existing(address: str) -> str:
    """:raises GraphError: a command that only reads would make an empty store of a mistyped path."""
    if "://" not in address and not Path(address).exists():
        raise GraphError(f"store {address!r}: no such file; give --store or TONGXIN_STORE, or `tongxin seed` one")
    return address

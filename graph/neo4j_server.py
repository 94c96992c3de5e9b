"""Which Neo4j, as whom, and how long to wait for it."""

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import SplitResult, parse_qsl, urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import Unusable

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
"""Of addresses: a cluster or a single server, a single server; +s with TLS, +ssc with a certificate of one's own."""

_FORM = "give neo4j://host:7687, or neo4j://host:7687/database?space=name"


class ServerSettings(BaseSettings):
    """What the environment says about a Neo4j server; its address is the store's."""

    model_config = SettingsConfigDict(env_prefix="TONGXIN_", frozen=True)

    neo4j_user: Annotated[str, Field(min_length=1, description="who signs in at a Neo4j server")] = "neo4j"
    neo4j_password: Annotated[SecretStr, Field(description="with which password")] = SecretStr("")
    neo4j_connections: Annotated[int, Field(ge=1, le=1000, description="to a Neo4j server at once, a process")] = 50
    neo4j_patience: Annotated[
        int, Field(ge=1, le=600, description="seconds to wait for a Neo4j server before it counts as unreachable")
    ] = 5


def server_settings() -> ServerSettings:
    """The settings of the environment.

    :raises Unusable: a value that its setting does not allow.
    """
    try:
        return ServerSettings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise Unusable(f"TONGXIN_{str(first['loc'][0]).upper()}: {first['msg']}") from None


@dataclass(frozen=True)
class Place:
    """Where a graph is: a server's address, one of its databases (None: its default), and a space of that database.

    `space` keeps several graphs apart in one database, since the Community edition has only one.
    """

    server: str
    database: str | None = None
    space: str = ""


def place_of(address: str) -> Place:
    """The place that an address names: `neo4j://host:7687/database?space=name`; only scheme and host are needed.

    :raises Unusable: another scheme or form, or a password in it: that would stand in logs.
    """
    parts = urlsplit(address)
    if "@" in parts.netloc:
        raise Unusable("store: its address holds a user; leave it out and set TONGXIN_NEO4J_USER and _PASSWORD")
    if parts.scheme not in SCHEMES:
        raise Unusable(f"store {address!r}: give the path of a SQLite file, or an address of {', '.join(SCHEMES)}")
    query = dict(parse_qsl(parts.query))
    space, database = query.pop("space", ""), parts.path.strip("/")
    named = re.fullmatch(r"\w*", space, re.ASCII) and re.fullmatch(r"[A-Za-z0-9.-]*", database)
    if not _names_host(parts) or not named or query or parts.fragment:
        raise Unusable(f"store {address!r}: {_FORM}")
    return Place(f"{parts.scheme}://{parts.netloc}", database or None, space)


def _names_host(parts: SplitResult) -> bool:
    try:
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False

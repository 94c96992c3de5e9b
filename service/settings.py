"""Every setting, once. Each is read from the environment as TONGXIN_ and its name: TONGXIN_STORE, TONGXIN_PORT …"""

import os
from typing import Annotated, Any

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from graph.neo4j_server import ServerSettings
from service.refusals import BadSetting

PREFIX = "TONGXIN_"


class Settings(ServerSettings):
    """What may be set from outside; the command line's options come before the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    store: Annotated[
        str, Field(min_length=1, description="the graph: the path of a SQLite file, or neo4j://host:7687")
    ] = "var/tongxin.db"
    host: Annotated[
        str, Field(min_length=1, description="where to listen: a loopback address, unless others may ask")
    ] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="0 lets the system choose")] = 8000
    allow_remote: Annotated[
        bool, Field(description="whoever is not on this machine may ask; no demonstration accounts")
    ] = False
    hosts: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9.:\[\]-]*(,[A-Za-z0-9.:\[\]-]+)*$",
            description="the names by which others ask for it, with commas between",
        ),
    ] = ""
    processes: Annotated[int, Field(ge=1, le=64, description="processes that serve; one of them starts the solves")] = 1
    workers: Annotated[int, Field(ge=1, le=64, description="solves at once; further ones wait")] = 1
    cores: Annotated[int, Field(ge=1, le=256, description="processes that one solve may use")] = 2
    time_limit: Annotated[int, Field(ge=1, le=86_400, description="seconds for a run that names no limit")] = 60
    most_seconds: Annotated[int, Field(ge=1, le=86_400, description="the longest time limit that a run may ask")] = 3600

    @field_validator("most_seconds")
    @classmethod
    def _at_least_the_usual(cls, value: int, others: ValidationInfo) -> int:
        usual = others.data.get("time_limit", 0)
        if value < usual:
            raise ValueError(f"less than a run that names no limit gets (time_limit, TONGXIN_TIME_LIMIT: {usual})")
        return value

    @property
    def names(self) -> frozenset[str]:
        """The host names of `hosts`, in lower case."""
        return frozenset(name.lower() for name in self.hosts.split(",") if name)


def settings(**options: Any) -> Settings:
    """The settings, each from the option given, else from the environment, else its default.

    :param options: by the settings' names; None is "not given".
    :raises BadSetting: a value that its setting does not allow, or a TONGXIN_ variable that is no setting.
    """
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in Settings.model_fields:
            known = ", ".join(PREFIX + field.upper() for field in Settings.model_fields)
            raise BadSetting(f"{name}: no such setting; there are {known}")
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise BadSetting(f"{name} ({PREFIX}{name.upper()}): {first['msg']}; it is {first['input']!r}") from None

"""Every setting, once. Each is read from the environment as TONGXIN_ and its name: TONGXIN_STORE, TONGXIN_PORT …"""

import os
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.refusals import BadSetting

PREFIX = "TONGXIN_"


class Settings(BaseSettings):
    """What may be set from outside; the command line's options come before the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    store: Annotated[str, Field(min_length=1, description="the graph: the path of a SQLite file")] = "var/tongxin.db"
    host: Annotated[str, Field(min_length=1, description="where to listen: a loopback address")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="0 lets the system choose")] = 8000
    workers: Annotated[int, Field(ge=1, le=64, description="solves at once; further ones wait")] = 1
    cores: Annotated[int, Field(ge=1, le=256, description="processes that one solve may use")] = 2
    time_limit: Annotated[int, Field(ge=1, le=86_400, description="seconds for a run that names no limit")] = 60


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

"""What only this store knows, so that what is made with it cannot be made elsewhere."""

from typing import Annotated

from pydantic import Field

from graph.model.base import Node


class Secret(Node):
    """A random key, made once. The names under which sponsors see needs are made with `secret:pseudonyms`."""

    value: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="32 random bytes, lower-case hex")]

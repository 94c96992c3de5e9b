"""The version of what is shown: a hash of its own bytes, so that nothing which is not shown can be told from it."""

import hashlib

from pydantic import BaseModel


def tag_of(shown: BaseModel) -> str:
    """The ETag of an answer."""
    return hashlib.sha256(shown.model_dump_json(by_alias=True).encode()).hexdigest()[:24]

"""Which release this is."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

SOURCE = "0+source"


def version() -> str:
    """The installed release; `0+source` where the package runs without having been installed."""
    try:
        return installed("tongxin")
    except PackageNotFoundError:
        return SOURCE

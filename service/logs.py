"""What the service says to whoever operates it, on standard error: a JSON object a line, or plain lines on a terminal.

Never anything that a caller sent or that is known of a person: a request is told by its route's template, a fault by
its kind and the places in our code, without messages and values, which may carry anything.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

NAME = "service"


def logger() -> structlog.stdlib.BoundLogger:
    """What our code logs with: an event in a few fixed words, and its facts by name."""
    found: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(NAME)
    return found


def configure() -> None:
    """Send everything that this process logs to standard error: ours from `info` on, others' from `warning` on."""
    plain = sys.stderr.isatty()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_OURS,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                structlog.dev.ConsoleRenderer() if plain else structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(NAME).setLevel(logging.INFO)


def _without_values(_: Any, __: str, event: EventDict) -> EventDict:
    """Replace a fault by its kind and places. A traceback that somebody has made text of already is left out."""
    event["event"] = str(event.get("event", "")).partition("Traceback (most recent call last)")[0] or "a fault"
    error = _fault(event.pop("exc_info", None))
    if error is not None:
        event["fault"] = type(error).__name__
        event["exception"] = "\n".join(_places(error))
    return event


def _fault(given: Any) -> BaseException | None:
    """The exception that a line is about: itself, as the logging module packs it, or the one being handled."""
    if isinstance(given, BaseException):
        return given
    found = given if isinstance(given, tuple) else sys.exc_info() if given else (None, None, None)
    error = found[1]
    return error if isinstance(error, BaseException) else None


def _places(error: BaseException) -> list[str]:
    """A traceback without the messages: frames and kinds, the first cause first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [] if before is None else [*_places(before), "then:"]
    return [*lines, *_frames(error.__traceback__), f"{type(error).__module__}.{type(error).__qualname__}"]


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]


_OURS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    _without_values,
]
structlog.configure(  # where nothing is configured, as in a test, the logging module decides what becomes of it
    processors=[*_OURS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

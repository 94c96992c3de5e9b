"""Every error that the service itself raises, drawn once.

ServiceError
├── NotThere     what was asked for does not exist
├── Stands       it cannot be done in the state that the thing is in
├── Changed      `If-Match` names another version than the present one
├── KeyTaken     an Idempotency-Key came again with another body
├── BadSetting   a setting outside its range: names it, its value and the range
├── BadFile      a file that cannot be read or written: names it and the next step
└── Unservable   the service cannot start here: says why and what to do
"""


class ServiceError(Exception):
    """Anything that the service itself refuses."""


class NotThere(ServiceError):
    """What was asked for does not exist."""


class Stands(ServiceError):
    """It cannot be done in the state that the thing is in."""


class Changed(ServiceError):
    """`If-Match` names another version than the present one."""


class KeyTaken(ServiceError):
    """An Idempotency-Key came again with another body."""


class Unservable(ServiceError):
    """The service cannot start here."""


class BadSetting(ServiceError):
    """A setting outside its range. The message names it, its value and the range."""


class BadFile(ServiceError):
    """A file that cannot be read or written. The message names it and the next step."""

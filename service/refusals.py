"""Every error that the service itself raises, drawn once.

ServiceError
├── NotThere     what was asked for does not exist
├── Stands       it cannot be done in the state that the thing is in
├── Changed      `If-Match` names another version than the present one
├── KeyTaken     an Idempotency-Key came again with another body
├── Clash        a decision that cannot hold beside others: names those
├── TooMany      more requests, or wrong passwords, than are let in: says when to come again
├── NotSignedIn      who asks has not said who they are, or the word for it is wrong
├── Forbidden   who asks may not do this
├── Busy         the answer takes longer than anybody should wait, or its process died
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


class Clash(ServiceError):
    """A decision that cannot hold beside others. `with_` are the ids of a minimal set of those that it cannot hold
    beside; without any one of them it could."""

    def __init__(self, message: str, with_: tuple[str, ...] = ()) -> None:
        super().__init__(message, with_)
        self.message, self.with_ = message, with_

    def __str__(self) -> str:
        return self.message


class TooMany(ServiceError):
    """More requests, or wrong passwords, than are let in. `seconds`: when to come again."""

    def __init__(self, message: str, seconds: int = 60) -> None:
        super().__init__(message, seconds)
        self.message, self.seconds = message, seconds

    def __str__(self) -> str:
        return self.message


class NotSignedIn(ServiceError):
    """Who asks has not said who they are, or the word for it is wrong."""


class Forbidden(ServiceError):
    """Who asks may not do this."""


class Busy(ServiceError):
    """The answer takes longer than anybody should wait, or the process that answers died."""


class Unservable(ServiceError):
    """The service cannot start here."""


class BadSetting(ServiceError):
    """A setting outside its range. The message names it, its value and the range."""


class BadFile(ServiceError):
    """A file that cannot be read or written. The message names it and the next step."""

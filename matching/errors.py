"""Every error that matching raises, drawn once.

MatchingError
├── BadProblem    a problem file that breaks its format: place, value, next step
├── BadPlan       a plan file that breaks its format
├── BadTally      a tally file that breaks its format, or of another problem
└── NoPlanInTime  the limit came before any plan that keeps all demands was found, or their conflict proved
"""


class MatchingError(Exception):
    """Anything that matching refuses."""


class BadProblem(MatchingError):
    """A problem file that breaks its format. The message is `place: what is wrong; next step`."""


class BadPlan(MatchingError):
    """A plan file that breaks its format."""


class BadTally(MatchingError):
    """A tally file that breaks its format, or that belongs to another problem."""


class NoPlanInTime(MatchingError):
    """The limit came before any plan that keeps all demands was found, or their conflict proved."""

"""Every error that matching raises, drawn once.

MatchingError
├── BadProblem    a problem file that breaks its format: place, value, next step
├── BadPlan       a plan file that breaks its format
│   └── Untrue    a plan file whose figures contradict each other
├── BadTally      a tally file that breaks its format, or of another problem
├── Unsound       a plan of ours that the checker refuses: a fault in this program
├── NoPlanInTime  the limit came before any plan that keeps all demands was found, or their conflict proved
└── NoExecutor    nobody to work on regions: an unknown name, an address where nobody answers, a lost process
"""

from matching.plan import Plan


class MatchingError(Exception):
    """Anything that matching refuses."""


class BadProblem(MatchingError):
    """A problem file that breaks its format. The message is `place: what is wrong; next step`."""


class BadPlan(MatchingError):
    """A plan file that breaks its format."""


class Untrue(BadPlan):
    """A plan file whose figures contradict each other: what it says, with that left aside, is in `plan`."""

    def __init__(self, message: str, plan: Plan) -> None:
        super().__init__(message)
        self.plan = plan


class BadTally(MatchingError):
    """A tally file that breaks its format, or that belongs to another problem."""


class Unsound(MatchingError):
    """A plan of ours that `matching.verify` refuses: a fault in this program, and nothing to act on."""


class NoPlanInTime(MatchingError):
    """The limit came before any plan that keeps all demands was found, or their conflict proved."""


class NoExecutor(MatchingError):
    """Nobody to work on regions: an unknown name, an address where nobody answers, processes that die again and again.
    The message says what to do."""

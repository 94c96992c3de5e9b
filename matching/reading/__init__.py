"""The three files of matching, read strictly: what a format does not know is refused with its place, never guessed."""

from matching.reading.plan import read_plan
from matching.reading.problem import read_problem
from matching.reading.tally import read_tally

__all__ = ["read_plan", "read_problem", "read_tally"]

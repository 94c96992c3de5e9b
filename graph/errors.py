"""Every error that the graph raises, drawn once.

GraphError
├── BadValue         a value outside the vocabulary: names the place, the value and the next step
│   └── NotAllowed   a relation that the table in `relations` does not contain, or its cardinality
├── Missing          an id that is not in the store
├── Conflict         a compare-and-set found another version
├── NotEmpty         a world is put only into an empty store
├── Unreachable      the store's server does not answer: try again when it does
└── Unusable         the store cannot be opened: a newer file, a damaged file, another program's file
"""


class GraphError(Exception):
    """Anything that the graph refuses."""


class BadValue(GraphError):
    """A value outside the vocabulary. The message names the place, the value and the next step."""


class NotAllowed(BadValue):
    """A relation that may not join these two kinds, or one more than its cardinality allows."""


class Missing(GraphError):
    """An id that is not in the store."""


class Conflict(GraphError):
    """A compare-and-set found another version than the one expected; nothing was written."""


class NotEmpty(GraphError):
    """A world is put only into an empty store."""


class Unreachable(GraphError):
    """The store's server does not answer, or not in time. The same may be asked again when it does."""


class Unusable(GraphError):
    """The store cannot be opened: written by a newer program, damaged, or not a graph of ours."""

"""Who works with the graph, and the record of what they did: accounts, sessions, tokens, editions, the journal.

Of passwords, sessions and tokens only hashes are kept. Exports, search and explorer leave these kinds out, apart from
editions: see `graph.personal`.
"""

from typing import Annotated, Literal

from pydantic import Field

from graph.model.base import Count, Moment, Name, Node, Text, Week

Role = Literal["coordinator", "planner", "sponsor", "admin"]
"""What an account may see and do: `service.access` is the table."""

Reach = Literal["read", "write"]
"""A token that reads only, or one that may change things as its account may."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, lower-case hex")]


class Account(Node):
    """Somebody who may sign in. A coordinator SEES communities, towns or the city; a sponsor SPEAKS_FOR one giver.

    `password` is an argon2 hash, empty where nobody can sign in by password. `demonstration` accounts are signed in by
    a click, in demonstration worlds and on the loopback address only. `failures` counts wrong passwords since the last
    right one; until `locked_until` no password is tried. `revision` grows with each change of the account or of its
    places, sessions or tokens, so that two such changes cannot miss each other.
    """

    login: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")]
    name: Name
    role: Role
    password: Annotated[str, Field(max_length=200)] = ""
    active: bool = True
    demonstration: bool = False
    created: Moment
    failures: Count = 0
    locked_until: Moment | None = None
    revision: Annotated[int, Field(ge=0, lt=2**63)] = 0


class Session(Node):
    """A browser that is signed in. It SIGNS_IN an account; its id is made of the SHA-256 of the cookie's secret."""

    created: Moment
    expires: Moment


class Token(Node):
    """A program's key. It ACTS_FOR an account; its id is made of the SHA-256 of the secret."""

    label: Name
    reach: Reach
    created: Moment
    expires: Moment
    revoked: Moment | None = None


class Entry(Node):
    """A line of the journal: who did what to what, and when. `about` are ids; no personal data stand in it.

    `number` counts from 1 without a hole; `sha256` is of this line with that of the line before (`previous`), so that a
    line that was changed or removed shows.
    """

    number: Annotated[int, Field(ge=1, lt=2**63)]
    at: Moment
    by: Annotated[str, Field(max_length=120)]
    action: Name
    about: tuple[str, ...] = ()
    detail: Text = ""
    previous: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    sha256: Sha256


class Journal(Node):
    """The end of the journal: how many entries it has, and the hash of the last."""

    entries: Annotated[int, Field(ge=0, lt=2**63)] = 0
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class Receipt(Node):
    """The answer that a request with an Idempotency-Key got: the same key and body get it again.

    `request` is the SHA-256 of the method, path and body.
    """

    request: Sha256
    status: Annotated[int, Field(ge=200, le=299)]
    location: Annotated[str, Field(max_length=300)] = ""
    body: str
    created: Moment


class Folder(Node):
    """A week's folder: `decisions` counts what was ever decided in it, so that two decisions cannot be taken at once;
    `edition` is the number of the last one, 0 while the week is not published."""

    week: Week
    decisions: Count = 0
    edition: Count = 0


class Edition(Node):
    """A week's plan as it was published, or repaired after that. It FIXES the run whose plan it is.

    `served`, `dropped` and `moved` count needs against the edition before.
    """

    week: Week
    number: Annotated[int, Field(ge=1, lt=2**63)]
    kind: Literal["publication", "repair"]
    at: Moment
    by: Annotated[str, Field(max_length=120)]
    reason: Text = ""
    served: Count = 0
    dropped: Count = 0
    moved: Count = 0

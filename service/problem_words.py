"""Sentences of refusals in the reader's language: a refusal is known by its whole sentence, and never guessed at.

Refusals are written in English where they are raised, for the API. Each that a page may tell is a message here, with
the values in it by name; one that is not here is shown as it was written.
"""

import re
from collections.abc import Callable, Mapping

from service.labels import N_

OF_VALUES: tuple[str, ...] = (
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be a valid integer"),
    N_("Input should be greater than or equal to %(least)s"),
    N_("Input should be less than or equal to %(most)s"),
    N_("Input should be %(choices)s"),
    N_("String should have at least %(least)s characters"),
    N_("String should have at least %(least)s character"),
    N_("String should have at most %(most)s characters"),
    N_("String should match pattern '%(pattern)s'"),
    N_("Field required"),
    N_("Extra inputs are not permitted"),
    N_("given twice; give it once"),
    N_("no such parameter; there are %(names)s"),
    N_("no such parameter; there is none"),
)
"""What Pydantic says of one value, and we of a parameter of an address."""

OURS: tuple[str, ...] = (
    N_("it cannot be read; send what /docs names, in UTF-8"),
    N_("%(path)s: nothing is here; /docs lists what is"),
    N_("%(method)s %(path)s: not possible here; see /docs"),
    N_("%(method)s %(path)s: not for the role %(role)s; /docs says for which"),
    N_("an unexpected fault; it is in the service's log, please tell whoever runs it"),
    N_("others change the same thing at this moment; try again"),
    N_("others are being answered; ask again in a moment"),
    N_("no answer within %(seconds)s seconds; ask for less, or compute the week again and ask then"),
    N_("the process that answers has died; ask again"),
    N_("the service is stopping; ask again when it is back"),
    N_('If-Match %(asked)s: it is now "%(now)s"; read it again, then decide'),
    N_("this token may only read; make one that may write"),
    N_("nobody is signed in, or the session is over: sign in at /sign-in, or send Authorization: Bearer"),
    N_("too many sign in at this moment; try again"),
    N_("too many wrong passwords: this login is locked; try again in %(seconds)s s"),
    N_("%(most)s wrong passwords in a minute; try again in %(seconds)s s"),
    N_("demonstration %(role)s: there is no such account here; sign in with a password"),
    N_("password: it has %(number)s characters; give %(least)s to %(most)s, such as a few words"),
    N_("password: it is the login or one of those that are tried first; take another"),
    N_("old: not the present password"),
    N_("the password was changed meanwhile; sign in again"),
    N_("a demonstration account has no password"),
    N_("account %(id)s: a demonstration account has no password"),
    N_("a token changes nothing here; sign in and do it then"),
    N_("a token changes no password; sign in and change it then"),
    N_("a token ends no sessions; sign in and end them then"),
    N_("a token makes no tokens; sign in and make it then"),
    N_("%(most)s tokens of this account are good; revoke one first"),
    N_("account %(id)s: no such account; /api/accounts lists them"),
    N_("account %(id)s: it is the last that can administer; make another admin first"),
    N_("login %(login)s: it is taken; /api/accounts lists the accounts"),
    N_("login %(login)s: logins that begin with %(start)s are kept for demonstrations"),
    N_("places: a coordinator sees at least one city, town or community; give its id"),
    N_("places: only a coordinator has places; a %(role)s has none"),
    N_("places: %(place)s is not in the graph; give the id of a city, town or community"),
    N_("giver: a sponsor speaks for one enterprise, program or fund, and nobody else does"),
    N_("giver: %(giver)s is not in the graph; give the id of an enterprise, program or fund"),
    N_("week %(week)s: it has no plan yet; compute it, then ask"),
    N_("week %(week)s: it has no plan yet; POST /api/weeks/%(same)s/runs computes one"),
    N_("week %(week)s: its newest plan is edition %(number)s already; compute it again to repair it"),
    N_("week %(week)s: the plan no longer fits what was decided or entered since (%(some)s); compute it again"),
    N_("week %(week)s: there is nothing to accept"),
    N_("week %(week)s: no plan that keeps what was decided was found at once; compute the week, then ask"),
    N_("week %(week)s: not an ISO week; write it like 2026-W48"),
    N_("reason: week %(week)s is published, so a repair needs one"),
    N_("reason: week %(week)s is published, so each change to it needs one"),
    N_("need %(need)s: not of week %(week)s; /api/weeks/%(same)s/linkages lists its needs"),
    N_("need %(need)s: not of week %(week)s; /?week=%(same)s shows its needs"),
    N_("need %(id)s: %(week)s has none such in the communities that you coordinate"),
    N_("run %(id)s: no such run; POST /api/weeks/{week}/runs starts one"),
    N_("run %(id)s: it is gone, or has no plan; ask again"),
    N_("run %(id)s: it is %(state)s; there is nothing left to cancel"),
    N_("%(waiting)s runs wait already; cancel one of them, or come again when some are done"),
    N_("it cannot hold, whatever else is decided: no plan of this week keeps it"),
    N_("it cannot hold beside %(others)s; undo one of these first, or decide otherwise"),
    N_("it cannot hold beside this decision"),
    N_("others decided meanwhile, and this would do something else now; look again, then confirm"),
    N_("%(id)s: it was undone at %(when)s; decide again"),
    N_("%(need)s: the plan does not serve it, so there is no linkage to accept"),
    N_("%(need)s: its linkage %(linkage)s is %(state)s already; release it to change it"),
    N_("%(need)s: nothing is decided there that a release could take back"),
    N_("%(id)s: it is done, and cannot be released"),
    N_("that it can hold is known, but not yet what it would do; compute the week, then ask again"),
    N_("decision %(id)s: week %(week)s has none of that id"),
    N_("slot %(slot)s: %(need)s has no such slot; it has %(names)s"),
    N_("offer %(offer)s: no such offer; the linkage names those that could fill its slots"),
    N_("half_day: %(offer)s is not given in %(half_day)s; it is in %(free)s"),
    N_("because: the need is not one resident's, so nobody can refuse; leave it out"),
    N_("because: %(offer)s is not given by a person, so it cannot be refused so; leave it out"),
    N_("what-if: name a capacity, or a society; not both, and not neither"),
    N_("what-if: service, place and home go with a society, not with a capacity"),
    N_("by %(by)s: name one of %(known)s, or two different ones with a comma between"),
    N_("%(id)s: no such %(kind)s; the rows by %(same)s have the ids"),
    N_("community %(community)s: not among those that you see"),
    N_("community %(community)s: no such community; ids are those of the linkages"),
    N_("capacity %(id)s: not of this week's problem; /api/weeks/%(week)s/gaps/capacities lists them"),
    N_("%(society)s: no need of this week asks for it there; /api/weeks/…/gaps lists those that do"),
    N_("no cell: name a service, a town, a community, a type or a home; /gaps has them all"),
    N_("no picture: say how many more with add="),
    N_("nothing to draw: name a thing with node=; /graph searches"),
    N_("nothing to take along: name a thing with node=; /graph searches"),
    N_("node %(id)s: not there; /api/graph/search finds what is"),
    N_("cursor %(cursor)s: not of this list; begin again without one"),
    N_("%(id)s: there is none; /api/sponsor/needs names services and towns"),
    N_("%(id)s: not among your pledges; /api/sponsor/pledges lists them"),
    N_("%(id)s: it is withdrawn already"),
    N_("%(id)s: it is used in %(week)s by a linkage that is %(state)s"),
    N_("%(id)s: a coordinator has pinned it to a need; it is free again when that is undone"),
    N_("amount %(amount)s: no number"),
    N_("amount %(amount)s: at least %(least)s"),
    N_("amount %(amount)s: units and hours are whole numbers"),
    N_("amount %(amount)s: %(left)s is missing; give that or less"),
    N_("amount %(amount)s: %(left)s is left, for others have pledged; give that or less"),
    N_("form %(form)s: what it lacks is %(missing)s"),
    N_("item %(item)s: nobody asks for it; there is need of %(items)s"),
    N_("for.need: it waits for no gift of this kind now; /api/sponsor/needs lists those that do"),
    N_("for.need: it asks %(count)s givers of %(amount)s; pledge for its service instead"),
    N_("for.need: it is in as many parts as it can be; give all that is missing"),
    N_("for.need %(need)s: not among the needs that are shown"),
    N_("kind %(kind)s: a place cannot be pledged here; speak with the community"),
    N_("the form: no line, or a line that is not whole; choose needs at /sponsor and try again"),
    N_("the giver that this account speaks for is closed, or not known; an admin can mend it"),
    N_("there is no plan yet of which anything could be unlocked; ask again when the week is computed"),
    N_("/demo: the tour is in demonstration worlds on this machine only; try `tongxin demo`"),
    N_("/demo/%(number)s: the tour has steps 1 to %(last)s"),
)
"""Each stands so in a source. The more particular before the more general: the first that fits counts."""


def in_words(detail: str, gettext: Callable[[str], str]) -> str | None:
    """What a refusal says, in the language of `gettext`; None where its sentence is not known."""
    for sentence, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(detail):
            return gettext(sentence) % found.groupdict()
    return None


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", sentence)
    values = (f"(?P<{name}>.+)" for name in parts[1::2])
    return re.compile("".join(map("".join, zip(map(re.escape, parts[::2]), (*values, ""), strict=True))), re.DOTALL)


_PATTERNS: Mapping[str, re.Pattern[str]] = {sentence: _pattern(sentence) for sentence in (*OF_VALUES, *OURS)}

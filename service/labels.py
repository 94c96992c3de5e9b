"""What people read for the names that data carry. Each is a message of the catalogues, in English.

The tables are closed where the vocabulary is: a name that is not in them is a KeyError, not a guess.
"""

from collections.abc import Mapping


def N_(message: str) -> str:
    """Marks a message for the catalogue; it is translated where it is shown."""
    return message


SOCIETIES: Mapping[str, str] = {
    "community": N_("Community"),
    "organization": N_("Social organization"),
    "social_worker": N_("Social worker"),
    "volunteer": N_("Volunteer"),
    "charity": N_("Charity resource"),
}

HOMES: Mapping[str, str] = {
    "ecology": N_("Livable ecology"),
    "convenience": N_("Convenient life"),
    "humanity": N_("Humane spirit"),
    "neighbourhood": N_("Warm neighbourhood"),
    "governance": N_("Well governed and safe"),
}

NATURES: Mapping[str, str] = {
    "individual": N_("one person"),
    "recurring": N_("every week"),
    "collective": N_("shared"),
}

SLOTS: Mapping[str, str] = {
    "host": N_("Host"),
    "venue": N_("Room"),
    "carrier": N_("Carrier"),
    "caseworker": N_("Caseworker"),
    "helper": N_("Helper"),
    "money": N_("Money"),
    "goods": N_("Goods"),
    "staff": N_("Staff hours"),
}
"""The usual slots. A slot may bear another name: it is then shown as it is written."""

HALF_DAYS: Mapping[str, str] = {
    "mon-am": N_("Monday morning"),
    "mon-pm": N_("Monday afternoon"),
    "tue-am": N_("Tuesday morning"),
    "tue-pm": N_("Tuesday afternoon"),
    "wed-am": N_("Wednesday morning"),
    "wed-pm": N_("Wednesday afternoon"),
    "thu-am": N_("Thursday morning"),
    "thu-pm": N_("Thursday afternoon"),
    "fri-am": N_("Friday morning"),
    "fri-pm": N_("Friday afternoon"),
    "sat-am": N_("Saturday morning"),
    "sat-pm": N_("Saturday afternoon"),
    "sun-am": N_("Sunday morning"),
    "sun-pm": N_("Sunday afternoon"),
}

REASONS: Mapping[str, str] = {
    "no_candidate": N_("Nobody can fill a required place"),
    "blocked": N_("It cannot be served, even alone"),
    "outbid": N_("What it lacks serves other needs this week"),
    "open": N_("Left open when the time limit came"),
}

DEMANDS: Mapping[str, str] = {
    "capacity": N_("no more than there is"),
    "ban": N_("somebody was rejected"),
    "floor": N_("a floor under a community"),
    "minimum": N_("so much must be used"),
    "must": N_("a need that must be served"),
    "pin": N_("somebody is pinned"),
}
"""What can stand against a need, by its kind in a plan's `conflict`."""

RULES: Mapping[str, str] = {
    "form": N_("gives another kind of help"),
    "service": N_("not for this service"),
    "active": N_("closed this week"),
    "reach": N_("does not reach this place"),
    "distance": N_("too far away"),
    "consent": N_("the resident's consent is missing"),
    "age": N_("outside the age for this task"),
    "minor": N_("a minor, for a task that needs an adult or a guardian's consent"),
    "fitness": N_("not fit for the effort"),
    "training": N_("lacks the training"),
    "refusal": N_("refused by the resident"),
    "same_sex": N_("not of the sex that is wished for"),
    "own_need": N_("belongs to the same household"),
    "agreement": N_("no agreement that covers it"),
    "eligibility": N_("the program or fund is not for this case"),
    "earmark": N_("pledged for another need"),
    "amount": N_("has too little"),
    "room": N_("the room does not fit"),
    "half_day": N_("not free at these times"),
    "holiday": N_("off on a public holiday"),
}
"""Why a rule rules out, in a few words; the rules themselves are in `matching.rules`."""

POINTS: Mapping[str, str] = {
    "nearness": N_("distance"),
    "neighbour": N_("neighbour"),
    "continuity": N_("has helped before"),
    "acquaintance": N_("knows the resident"),
    "quality": N_("grade or licence"),
}
"""What a soft rule gives points for; the rules themselves are in `matching.rules`."""

BECAUSE: Mapping[str, str] = {
    "resident": N_("the resident does not want this helper"),
    "not_free": N_("not free in that half-day"),
    "closed": N_("not available until further notice"),
}
"""Why somebody was rejected, where it changes more than this week's linkage."""

PURPOSES: Mapping[str, str] = {
    "service": N_("being matched"),
    "health": N_("health facts in matching"),
    "sponsor_view": N_("being shown to sponsors, without a name"),
    "history": N_("past helpers being asked again"),
}
"""What a resident consents to."""

ACTIONS: Mapping[str, str] = {
    "accept": N_("Accept"),
    "pin": N_("Pin"),
    "reject": N_("Reject"),
    "release": N_("Release"),
}
"""What a coordinator decides."""

SOURCES: Mapping[str, str] = {
    "linkages of past weeks": N_("linkages of past weeks"),
    "register of the organization": N_("register of the organization"),
    "partnership letter": N_("partnership letter"),
    "old neighbours of one village": N_("old neighbours of one village"),
    "signed by the household": N_("signed by the household"),
    "signed at the community desk": N_("signed at the community desk"),
    "weekly round": N_("weekly round"),
    "grid register": N_("grid register"),
    "coordinator's note": N_("coordinator's note"),
}
"""From where relations of our own worlds are known. Another source is shown as it is written."""

STATES: Mapping[str, str] = {
    "queued": N_("Waiting for a free worker"),
    "running": N_("Computing"),
    "done": N_("Done"),
    "failed": N_("Failed"),
    "cancelled": N_("Cancelled"),
}

PHASES: Mapping[str, str] = {
    "queued": N_("waiting for a free worker"),
    "build": N_("reading the graph"),
    "reduce": N_("setting aside what cannot be"),
    "price": N_("pricing what is scarce"),
    "greedy": N_("a first plan"),
    "improve": N_("improving the plan"),
    "exact": N_("improving and proving"),
    "explain": N_("finding the reasons"),
    "verify": N_("verifying"),
    "done": N_("done"),
}

ROLES: Mapping[str, str] = {
    "coordinator": N_("Coordinator"),
    "planner": N_("Planner"),
    "sponsor": N_("Sponsor"),
    "admin": N_("Administrator"),
}

PROBLEMS: Mapping[int, str] = {
    403: N_("You may not do this, or not from here"),
    404: N_("Nothing is here"),
    405: N_("This is not possible here"),
    409: N_("It cannot be done as things stand"),
    412: N_("It has changed meanwhile"),
    421: N_("Another service was asked for"),
    413: N_("The request is too large"),
    422: N_("Something in the request does not fit"),
    429: N_("Too many requests, or too many wrong passwords"),
    500: N_("A fault of the service"),
    503: N_("The service cannot answer now"),
}
"""What each HTTP status says to people. A status that is not here is shown by its own phrase."""

DEMONSTRATION = "演示账号"

NAMES: Mapping[str, str] = {DEMONSTRATION: N_("Demonstration account")}
"""Names of accounts that no person gave. Another name is shown as it is written."""

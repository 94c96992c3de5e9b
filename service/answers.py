"""Which refusals an operation may answer with, and when: told in the OpenAPI document, so that no answer comes as a
surprise. What any address may answer, whatever it is (408, 421, 500), is its `default`."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.access import ACCESS

UNAVAILABLE = "the store, or whoever works out the answer, is busy; the same request may do later"

STANDS = {
    "fairness_floors",
    "fairness_week",
    "gaps_capacities",
    "gaps_idle_by",
    "gaps_partnerships",
    "gaps_what_if",
    "linkages_backups",
    "repairs_alternates",
    "repairs_repairs",
    "sponsor_what_if",
}
"""What is only read, and cannot be where a week has no plan."""

NAMES = {"sponsor_make_pledge", "operation_metrics"}
"""What may turn out not to be there, though the path names nothing."""

LIMITED = {"runs_start", "session_sign_in", "session_password"}
"""What may be done so often, or by so many at once."""

LOCATED = {"runs_start", "decisions_decide_on", "editions_publish_week", "sponsor_make_pledge", "accounts_make"}
"""What makes a thing, and tells its address."""

TAGGED = {
    "accounts_account", "decisions_decision", "decisions_decisions", "editions_list_editions", "editions_show_edition",
    "fairness_show_policy", "fairness_week",
    "files_of_run", "files_plan", "files_problem", "gaps_gaps", "linkages_linkage", "linkages_linkages",
    "sponsor_needs", "sponsor_pledges", "sponsor_show_pledge", "weeks_week",
}  # fmt: skip
"""What need not be sent again to whoever holds it: If-None-Match with its ETag is answered 304."""

HEADERS: Mapping[str, tuple[str, str]] = {
    "401": ("WWW-Authenticate", "how to say who you are"),
    "429": ("Retry-After", "seconds"),
    "503": ("Retry-After", "seconds; not told where nobody knows"),
}
"""By status: a header of the refusal, and what it says."""


def refusals(method: str, path: str, operation: Mapping[str, Any]) -> dict[str, str]:
    """By status, when this operation is refused with it."""
    return dict(_refusals(operation["operationId"], method, path, operation))


def _refusals(id: str, method: str, path: str, operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    public, reads = "public" in ACCESS[id], method == "get"
    yield "401", "the token is no good" if public else "nobody is signed in, or the token is no good"
    if not reads:
        yield "403", "not for this role, the token may only read, or the request comes from another site"
    if (reads and not public) or "{" in path or id in NAMES:
        yield "404", "not there, or not for this role or in its places"
    if not reads or id in STANDS or operation["tags"] == ["people"]:
        yield "409", "not as things stand, or others change the same at this moment"
    if any(each["name"] == "If-Match" for each in operation.get("parameters", ())):
        yield "412", "it has another version than If-Match says"
    if "requestBody" in operation:
        yield "413", "the body is too large"
    yield "422", "something in the request is not as it must be: `errors` names it"
    if id in LIMITED:
        yield "429", "too many; Retry-After says when to come again"
    yield "503", UNAVAILABLE

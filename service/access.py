"""Who may do what: the whole table on one screen, and the one place that decides what a caller sees.

Every operation of the API and every page has its row, by operation id; the application does not start with one that has
none. Whoever is not signed in is `public`. What a caller may not see is 404, what a caller may not do 403; who has not
said who they are is told so with 401.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, cast

from fastapi import Depends, Request

from graph.model import Reach, Role

COOKIE = "tongxin-session"

Part = Role | Literal["public"]

EVERYBODY: frozenset[Part] = frozenset({"public", "coordinator", "planner", "sponsor", "admin"})
SIGNED_IN: frozenset[Part] = EVERYBODY - {"public"}
COORDINATOR: frozenset[Part] = frozenset({"coordinator"})
STAFF: frozenset[Part] = frozenset({"coordinator", "planner"})
PLANNER: frozenset[Part] = frozenset({"planner"})
SPONSOR: frozenset[Part] = frozenset({"sponsor"})
ADMIN: frozenset[Part] = frozenset({"admin"})

ACCESS: Mapping[str, frozenset[Part]] = {
    "weeks_weeks": STAFF,
    "weeks_week": STAFF,
    "runs_start": COORDINATOR,
    "runs_show": STAFF,
    "runs_cancel": COORDINATOR,
    "runs_events": STAFF,
    "files_problem": STAFF,
    "files_plan": STAFF,
    "files_of_run": STAFF,
    "linkages_linkages": STAFF,
    "linkages_linkage": STAFF,
    "linkages_backups": COORDINATOR,
    "repairs_repairs": STAFF,
    "repairs_alternates": STAFF,
    "decisions_decide_on": COORDINATOR,
    "decisions_decisions": STAFF,
    "decisions_decision": STAFF,
    "decisions_undo_decision": COORDINATOR,
    "editions_publish_week": COORDINATOR,
    "editions_list_editions": STAFF,
    "editions_show_edition": STAFF,
    "editions_run_changes": STAFF,
    "gaps_gaps": STAFF,
    "gaps_what_if": STAFF,
    "gaps_capacities": STAFF,
    "gaps_partnerships": STAFF,
    "gaps_idle_by": STAFF,
    "fairness_show_policy": STAFF | ADMIN,
    "fairness_set_policy": PLANNER | ADMIN,
    "fairness_week": STAFF,
    "fairness_floors": STAFF,
    "graph_search": STAFF,
    "graph_node": STAFF,
    "graph_neighbourhood": STAFF,
    "graph_paths": STAFF,
    "sponsor_needs": EVERYBODY,
    "sponsor_what_if": STAFF | SPONSOR,
    "sponsor_make_pledge": SPONSOR,
    "sponsor_pledges": SPONSOR,
    "sponsor_show_pledge": SPONSOR,
    "sponsor_withdraw_pledge": SPONSOR,
    "operation_healthz": EVERYBODY,
    "operation_readyz": EVERYBODY,
    "operation_metrics": EVERYBODY,  # from another machine admin alone: its handler sees to it
    # who is there
    "session_sign_in": EVERYBODY,
    "session_sign_out": SIGNED_IN,
    "session_who": SIGNED_IN,
    "session_password": SIGNED_IN,
    "session_sessions": SIGNED_IN,
    "session_end_others": SIGNED_IN,
    "tokens_tokens": SIGNED_IN,
    "tokens_make": SIGNED_IN,
    "tokens_revoke": SIGNED_IN,
    # the office
    "accounts_accounts": ADMIN,
    "accounts_account": ADMIN,
    "accounts_make": ADMIN,
    "accounts_change": ADMIN,
    "journal_journal": ADMIN,
    "journal_verify": ADMIN,
    # people by name
    "people_of_linkage": COORDINATOR,
    "people_show": COORDINATOR,
    "people_correct": COORDINATOR,
    "people_remove": COORDINATOR,
    "people_export": COORDINATOR,
    "people_consents": COORDINATOR,
    "people_consent": COORDINATOR,
    # pages
    "pages_home": EVERYBODY,
    "pages_docs": EVERYBODY,
    "pages_sign_in_page": EVERYBODY,
    "pages_sign_in": EVERYBODY,
    "pages_sign_in_by_click": EVERYBODY,
    "pages_sign_out": EVERYBODY,
    "pages_compute": COORDINATOR,
    "pages_linkage_page": STAFF,
    "pages_linkage_people": COORDINATOR,
    "pages_linkage_repairs": STAFF,
    "pages_linkage_alternates": STAFF,
    "pages_week_backups": STAFF,
    "pages_week_changes": STAFF,
    "pages_week_decisions": STAFF,
    "pages_week_sheets": STAFF,
    "pages_week_csv": STAFF,
    "pages_week_workbook": STAFF,
    "pages_decide_page": COORDINATOR,
    "pages_decide_on_page": COORDINATOR,
    "pages_undo_page": COORDINATOR,
    "pages_undo_on_page": COORDINATOR,
    "pages_accept_several": COORDINATOR,
    "pages_publish_page": COORDINATOR,
    "pages_publish_on_page": COORDINATOR,
    "pages_cancel": COORDINATOR,
    # pages of sponsors
    "pages_sponsor": EVERYBODY,
    "pages_pledge_form": SPONSOR,
    "pages_make_pledges": SPONSOR,
    "pages_my_pledges": SPONSOR,
    "pages_take_back": SPONSOR,
    # pages of accounts, and the tour
    "pages_account_page": SIGNED_IN,
    "pages_account_password": SIGNED_IN,
    "pages_account_token": SIGNED_IN,
    "pages_account_revoke": SIGNED_IN,
    "pages_account_sessions": SIGNED_IN,
    "pages_admin_accounts": ADMIN,
    "pages_admin_new": ADMIN,
    "pages_admin_make": ADMIN,
    "pages_admin_account": ADMIN,
    "pages_admin_change": ADMIN,
    "pages_admin_unlock": ADMIN,
    "pages_admin_journal": ADMIN,
    "pages_admin_verification": ADMIN,
    "pages_policy_page": PLANNER | ADMIN,
    "pages_decide_policy": PLANNER | ADMIN,
    "pages_demo": EVERYBODY,
    "pages_demo_step": EVERYBODY,
    "pages_demo_end": EVERYBODY,
    # pages of gaps and of the graph
    "pages_gaps_page": STAFF,
    "pages_gap_cell_page": STAFF,
    "pages_what_if_page": STAFF,
    "pages_capacities_page": STAFF,
    "pages_fairness_page_of": STAFF,
    "pages_partnerships_page": STAFF,
    "pages_what_if_picture": STAFF,
    "pages_fairness_picture": STAFF,
    "pages_fairness_file": STAFF,
    "pages_gaps_file": STAFF,
    "pages_gap_trend_file": STAFF,
    "pages_gap_idle_file": STAFF,
    "pages_gap_map_picture": STAFF,
    "pages_gap_idle_picture": STAFF,
    "pages_gap_trend_picture": STAFF,
    "pages_graph_page": STAFF,
    "pages_graph_picture": STAFF,
    "pages_graph_file": STAFF,
    "pages_graph_table": STAFF,
}
"""By operation id, who may."""


@dataclass(frozen=True)
class Caller:
    """Who asks. `communities`: those whose needs and people she sees, None where all (a planner, without people).

    `giver` is the enterprise, program or fund that a sponsor speaks for. `reach` is "read" for a token that may change
    nothing. `way` is the id of the session or token that let her in.
    """

    role: Part = "public"
    account: str = ""
    name: str = ""
    communities: frozenset[str] | None = frozenset()
    giver: str = ""
    reach: Reach = "write"
    way: str = ""

    @property
    def by_browser(self) -> bool:
        """Whether a session let her in, and not a program's token."""
        return self.way.startswith("session:")

    @property
    def scope(self) -> str:
        """A short word that is the same for whoever sees the same communities: a part of the ETag of what is shown."""
        if self.communities is None:
            return "all"
        return hashlib.sha256(" ".join(sorted(self.communities)).encode()).hexdigest()[:12]

    def sees(self, community: str | None) -> bool:
        """Whether the needs of a community are hers to see."""
        return self.communities is None or community in self.communities


async def _asking(request: Request) -> Caller:
    return cast("Caller", getattr(request.state, "caller", Caller()))


Asking = Annotated[Caller, Depends(_asking)]
"""A handler's parameter: who asks."""

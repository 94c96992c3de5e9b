"""What pages call what was done: the actions of the journal."""

from collections.abc import Mapping

from service.labels import N_

ACTIONS: Mapping[str, str] = {
    "signed in": N_("signed in"),
    "signed out": N_("signed out"),
    "sign-in failed": N_("sign-in failed"),
    "password changed": N_("password changed"),
    "other sessions ended": N_("other sessions ended"),
    "token made": N_("token made"),
    "token revoked": N_("token revoked"),
    "account made": N_("account made"),
    "account changed": N_("account changed"),
    "account unlocked": N_("account unlocked"),
    "demonstration accounts made": N_("demonstration accounts made"),
    "key of pseudonyms made": N_("key of pseudonyms made"),
    "run queued": N_("run queued"),
    "run started": N_("run started"),
    "run taken over": N_("run taken over from a process that is gone"),
    "run done": N_("run done"),
    "run failed": N_("run failed"),
    "run to be cancelled": N_("run to be cancelled"),
    "run cancelled": N_("run cancelled"),
    "fairness decided": N_("policy of fairness decided"),
    "accept decided": N_("accepted a suggestion"),
    "pin decided": N_("pinned somebody"),
    "reject decided": N_("rejected a suggestion"),
    "release decided": N_("released somebody"),
    "decision undone": N_("decision undone"),
    "week published": N_("week published"),
    "week repaired": N_("week repaired"),
    "pledge made": N_("pledge made"),
    "pledge withdrawn": N_("pledge withdrawn"),
    "people read": N_("people read by name"),
    "resident read": N_("resident read"),
    "consents read": N_("consents read"),
    "resident corrected": N_("resident corrected"),
    "erasure previewed": N_("erasure previewed"),
    "resident erased": N_("resident erased"),
    "resident exported": N_("resident exported"),
    "consent given": N_("consent given"),
    "consent withdrawn": N_("consent withdrawn"),
    "graph exported with personal data": N_("graph exported with personal data"),
}
"""An action that is not here is shown as it is written."""

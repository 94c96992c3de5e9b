"""The one vocabulary: every kind of thing in the graph, as frozen models. Relations between them: `graph.relations`."""

from graph.model.base import HALF_DAYS, SOCIETIES, Form, HalfDay, Node, Sex, Society
from graph.model.fairness import Fairness
from graph.model.needs import Deliberation, Intake, Need, NeedKind, Proposal, Slot, Visit
from graph.model.office import Account, Edition, Entry, Folder, Journal, Reach, Receipt, Role, Session, Token
from graph.model.people import Condition, ConsentPurpose, Fitness, Purpose, Resident, SocialWorker, Training, Volunteer
from graph.model.places import (
    Building,
    City,
    Community,
    CommunityType,
    Council,
    Grid,
    GridRole,
    Household,
    Indicator,
    Measure,
    Reading,
    Responsibility,
    Room,
    Seat,
    Town,
)
from graph.model.resources import Agreement, Enterprise, Fund, Offer, Organization, Pledge, Program, Project
from graph.model.secret import Secret
from graph.model.services import Home, HomeName, Service
from graph.model.work import Artifact, Commission, Decision, Linkage, Rating, Run

KINDS: dict[str, type[Node]] = {
    kind.KIND: kind
    for kind in (
        City, Town, Community, CommunityType, Grid, Seat, Building, Household, Room, Council,
        Resident, Volunteer, SocialWorker, Training, Purpose, Home, Service,
        Need, Slot, Visit, Intake, Deliberation, Proposal,
        Organization, Enterprise, Program, Fund, Offer, Agreement, Pledge, Project,
        Run, Artifact, Linkage, Decision, Commission, Rating,
        Indicator, Reading, Measure, Responsibility, Fairness,
        Account, Session, Token, Folder, Edition, Receipt, Entry, Journal, Secret,
    )
}  # fmt: skip
"""Every kind by its name, in the order in which pages and exports list them."""

KIND_OF_PREFIX: dict[str, type[Node]] = {kind.PREFIX: kind for kind in KINDS.values()}

__all__ = [
    "HALF_DAYS", "KINDS", "KIND_OF_PREFIX", "SOCIETIES",
    "Account", "Agreement", "Artifact", "Building", "City", "Commission", "Community", "CommunityType", "Condition",
    "ConsentPurpose", "Council", "Decision", "Deliberation", "Edition", "Enterprise", "Entry", "Fairness", "Fitness",
    "Folder", "Form", "Fund", "Grid", "GridRole", "HalfDay", "Home", "HomeName", "Household", "Indicator", "Intake",
    "Journal", "Linkage", "Measure", "Need", "NeedKind", "Node", "Offer", "Organization", "Pledge", "Program",
    "Project", "Proposal", "Purpose", "Rating", "Reach", "Reading", "Receipt", "Resident", "Responsibility", "Role",
    "Room", "Run", "Seat", "Secret", "Service", "Session", "Sex", "Slot", "SocialWorker", "Society", "Token", "Town",
    "Training", "Visit", "Volunteer",
]  # fmt: skip

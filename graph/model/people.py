"""People: residents, volunteers, social workers, and what they agreed to.

Names, addresses, phones and health are personal data (PIPL Art. 4, 28): only the service's one gate for
privacy may pass them on.
"""

from typing import Annotated, Literal

from pydantic import Field

from graph.model.base import Count, HalfDays, Hours, Name, Node, Sex, Text, Year

Condition = Literal["frail", "disabled", "dementia", "chronic", "mental", "pregnant", "bedridden"]
"""Health facts that change what help fits: sensitive data (PIPL Art. 28)."""

Fitness = Literal["full", "light", "seated"]
"""What work a volunteer's health allows (Volunteer Service Regulations, Art. 15)."""

ConsentPurpose = Literal["service", "health", "sponsor_view", "history"]
"""What a resident may consent to: being matched at all; health facts used in matching; a de-identified line
for sponsors; past helpers being asked again."""


class Resident(Node):
    """Somebody who lives in a building or household and may have needs."""

    name: Name
    sex: Sex
    birth_year: Year
    phone: Annotated[str, Field(max_length=30)] = ""
    lives_alone: bool = False
    low_income: bool = False
    conditions: tuple[Condition, ...] = ()
    notes: Text = ""


class Volunteer(Node):
    """A registered volunteer (志愿者), known by the unified number, never by an identity-card number.

    `max_tasks` and `max_hours` are the most that this person wants in a week, `min_hours` the least.
    """

    name: Name
    number: Annotated[str, Field(pattern=r"^[A-Z0-9]{4,24}$", description="unified volunteer number")]
    sex: Sex
    birth_year: Year
    phone: Annotated[str, Field(max_length=30)] = ""
    fitness: Fitness = "full"
    half_days: HalfDays
    max_hours: Hours
    min_hours: Hours = 0
    max_tasks: Count = 14
    max_distance: Annotated[int, Field(ge=0, le=200_000, description="metres, straight line")] = 3000
    guardian_consent: bool = False  # minors serve only with it
    active: bool = True


class SocialWorker(Node):
    """A professional social worker (社工): casework and group work, within a caseload."""

    name: Name
    sex: Sex
    birth_year: Year
    phone: Annotated[str, Field(max_length=30)] = ""
    licence: Literal["assistant", "social_worker", "senior"]
    half_days: HalfDays
    max_hours: Hours
    caseload: Annotated[int, Field(ge=0, le=200, description="cases a week")]
    active: bool = True


class Training(Node):
    """A training or certificate without which some services may not be given (Regulations, Art. 16)."""

    name: Name
    valid_years: Annotated[int, Field(ge=1, le=50)] = 3


class Purpose(Node):
    """A purpose of processing that residents consent to, one by one (PIPL Art. 13, 25, 29, 31)."""

    purpose: ConsentPurpose
    name: Name

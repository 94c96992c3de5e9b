"""What a resident has agreed to, purpose by purpose (PIPL Art. 13, 15, 29, 31)."""

from dataclasses import dataclass
from datetime import date

from graph.errors import BadValue
from graph.model import ConsentPurpose, Purpose, Resident
from graph.relations import Consent, Edge
from graph.store import Reader

OF_AGE = 18
"""Below this age, by year of birth, a guardian consents: the law asks it below 14, and we as the rule `minor` does."""

SOURCE = "told to a coordinator"


@dataclass(frozen=True, slots=True)
class Consented:
    """Consent to one purpose: the relation CONSENTS_TO, on its terms."""

    purpose: ConsentPurpose
    end: str
    terms: Consent

    def edge(self, resident: str) -> Edge:
        """The relation as it stands in the graph."""
        return Edge(relation="CONSENTS_TO", start=resident, end=self.end, properties=self.terms)

    def holds(self, day: date) -> bool:
        """Whether it was given by that day, has not run out, and is not withdrawn."""
        since, until = self.terms.since or "", self.terms.until or "9"  # ISO days sort as text
        return self.terms.withdrawn is None and since <= day.isoformat() <= until


def consents(reader: Reader, resident: str) -> list[Consented]:
    """Every consent that was ever given, each on its latest terms, by purpose."""
    edges = reader.neighbours(resident, "CONSENTS_TO", "out")
    purposes = reader.get_all([edge.end for edge in edges])
    found = [
        Consented(purpose.purpose, purpose.id, edge.properties)
        for edge, purpose in zip(edges, purposes, strict=True)
        if isinstance(purpose, Purpose) and isinstance(edge.properties, Consent)
    ]
    return sorted(found, key=lambda consented: consented.purpose)


def consents_to(reader: Reader, resident: str, purpose: ConsentPurpose, day: date) -> bool:
    """Whether the resident has agreed to the purpose on that day."""
    standing = _standing(reader, resident, purpose)
    return standing is not None and standing.holds(day)


def given(reader: Reader, resident: Resident, purpose: ConsentPurpose, day: date, guardian: str, by: str) -> Consented:
    """The consent from that day on; the standing one where it holds on the same terms.

    :raises BadValue: a minor without a guardian, or a purpose that the graph does not have.
    """
    if day.year - resident.birth_year < OF_AGE and not guardian:
        raise BadValue(f"guardian: {resident.id} is a minor; name who consents for her (PIPL Art. 31)")
    standing = _standing(reader, resident.id, purpose)
    if standing and standing.holds(day) and standing.terms.guardian == guardian:
        return standing
    terms = Consent(since=day.isoformat(), guardian=guardian, source=SOURCE, by=by)
    return Consented(purpose, _purpose(reader, purpose), terms)


def withdrawn(reader: Reader, resident: str, purpose: ConsentPurpose, day: date, by: str) -> Consented | None:
    """The consent as withdrawn on that day, or before it; None where it was never given."""
    standing = _standing(reader, resident, purpose)
    if standing is None or standing.terms.withdrawn is not None:
        return standing
    terms = standing.terms.model_copy(update={"withdrawn": day.isoformat(), "by": by})
    return Consented(purpose, standing.end, terms)


def _standing(reader: Reader, resident: str, purpose: ConsentPurpose) -> Consented | None:
    return next((each for each in consents(reader, resident) if each.purpose == purpose), None)


def _purpose(reader: Reader, purpose: ConsentPurpose) -> str:
    known = next((each.id for each in reader.nodes(Purpose) if each.purpose == purpose), None)
    if known is None:
        raise BadValue(f"purpose {purpose!r}: the graph has no such purpose; add a Purpose to it first")
    return known

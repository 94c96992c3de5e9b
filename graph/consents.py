"""What a resident has agreed to, purpose by purpose (PIPL Art. 13, 15, 29, 31)."""

from dataclasses import dataclass
from datetime import date

from graph.errors import BadValue
from graph.model import ConsentPurpose, Purpose, Resident
from graph.relations import Consent, Edge
from graph.store import Put, Reader

OF_AGE = 18
"""Below this age, counted by year of birth, a guardian consents; the law asks it below 14, and we as `minor` does."""


@dataclass(frozen=True, slots=True)
class Consented:
    """Consent to one purpose, on the terms of its relation."""

    purpose: ConsentPurpose
    terms: Consent

    def holds(self, day: date) -> bool:
        """Whether it is given on that day, has not run out, and was never withdrawn since."""
        since, until = self.terms.since or "", self.terms.until or "9"  # ISO days sort as text
        return self.terms.withdrawn is None and since <= day.isoformat() <= until


def consents(reader: Reader, resident: str) -> list[Consented]:
    """Every consent that was ever given, the latest terms of each, by purpose."""
    edges = reader.neighbours(resident, "CONSENTS_TO", "out")
    purposes = reader.get_all([edge.end for edge in edges])
    found = [
        Consented(purpose.purpose, edge.properties)
        for edge, purpose in zip(edges, purposes, strict=True)
        if isinstance(purpose, Purpose) and isinstance(edge.properties, Consent)
    ]
    return sorted(found, key=lambda consented: consented.purpose)


def consents_to(reader: Reader, resident: str, purpose: ConsentPurpose, day: date) -> bool:
    """Whether the resident has agreed to the purpose on that day."""
    return any(each.purpose == purpose and each.holds(day) for each in consents(reader, resident))


def given(reader: Reader, resident: Resident, purpose: ConsentPurpose, day: date, guardian: str, by: str) -> list[Put]:
    """What gives consent from that day on; nothing where it already stands on the same terms.

    :raises BadValue: a minor without a guardian, or a purpose that the graph does not have.
    """
    if day.year - resident.birth_year < OF_AGE and not guardian:
        raise BadValue(f"guardian: {resident.id} is a minor; name who consents for her (PIPL Art. 31)")
    edge = _edge(reader, resident.id, purpose)
    standing = next((each for each in consents(reader, resident.id) if each.purpose == purpose), None)
    if standing and standing.holds(day) and standing.terms.guardian == guardian:
        return []
    terms = Consent(since=day.isoformat(), guardian=guardian, source="told to a coordinator", by=by)
    return [Put(edge.model_copy(update={"properties": terms}))]


def withdrawn(reader: Reader, resident: str, purpose: ConsentPurpose, day: date, by: str) -> list[Put]:
    """What withdraws consent at once; nothing where none stands.

    :raises BadValue: a purpose that the graph does not have.
    """
    edge = _edge(reader, resident, purpose)
    standing = next((each for each in consents(reader, resident) if each.purpose == purpose), None)
    if standing is None or standing.terms.withdrawn is not None:
        return []
    terms = standing.terms.model_copy(update={"withdrawn": day.isoformat(), "by": by})
    return [Put(edge.model_copy(update={"properties": terms}))]


def _edge(reader: Reader, resident: str, purpose: ConsentPurpose) -> Edge:
    known = next((each.id for each in reader.nodes(Purpose) if each.purpose == purpose), None)
    if known is None:
        raise BadValue(f"purpose {purpose!r}: the graph has no such purpose; add a Purpose to it first")
    return Edge(relation="CONSENTS_TO", start=resident, end=known, properties=Consent())

"""The conductor of every large world: places, people, givers, the week's needs, the weeks before, in that order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from graph.store import Change
from seeds.carriers import Carrier, found, memberships, organizations, partnerships
from seeds.councils import council_seats, deliberations
from seeds.demand import People, Wish, wishes
from seeds.draw import stream
from seeds.facts import taxonomy
from seeds.ground import Ground, ground_places, lay, region_places
from seeds.hosts import hosts
from seeds.order import order
from seeds.past import Past, recall
from seeds.records import records
from seeds.region import Region, Size
from seeds.residents import Living, acquaintances, by_place, families, residents, settle
from seeds.rounds import rounds, unconfirmed
from seeds.sponsors import Sponsor, enterprises, programs, sponsor, sponsor_ids
from seeds.volunteers import Helper, gather, refusals, seats, volunteers
from seeds.workers import Worker, hire, social_workers


@dataclass(frozen=True)
class Cast:
    """Everybody in a world: the ground, the residents (also by place), and all who give."""

    grounds: Sequence[Ground]
    livings: Sequence[Living]
    there: Sequence[Sequence[Living]]
    helpers: Sequence[Helper]
    workers: Sequence[Worker]
    carriers: Sequence[Carrier]
    sponsors: Sequence[Sponsor]


class Society:
    """One world of so many needs in a region and week. Equal arguments give equal changes."""

    def __init__(self, region: Region, needs: int, week: str, seed: int) -> None:
        self.region, self.size, self.week, self.seed = region, Size(needs), week, seed

    def part(self, name: str) -> Random:
        """The random numbers of one part of this world."""
        return stream(self.seed, name)

    def changes(self) -> Iterator[Change]:
        """The whole world, nodes before the relations at them."""
        cast = self.cast
        yield from taxonomy()
        yield from self._places(cast)
        yield from self._people(cast)
        yield from self._givers(cast)
        yield from self._weeks(cast)

    @cached_property
    def cast(self) -> Cast:
        """Everybody in this world."""
        region, size, week = self.region, self.size, self.week
        grounds = lay(region, self.part("ground"))
        livings = settle(grounds, size.of(3000), week, self.part("residents"))
        there = by_place(livings, len(grounds))
        return Cast(
            grounds=grounds,
            livings=livings,
            there=there,
            helpers=gather(grounds, there, size.of(1200), week, self.part("volunteers")),
            workers=hire(region, size.of(60), week, self.part("workers")),
            carriers=found(region, size.of(70), self.part("carriers")),
            sponsors=sponsor(region, size.of(150), self.part("sponsors")),
        )

    def _places(self, cast: Cast) -> Iterator[Change]:
        yield from region_places(self.region)
        random = self.part("buildings")
        for ground in cast.grounds:
            yield from ground_places(ground, random)
        yield from order(self.region, self.week, self.part("order"))

    def _people(self, cast: Cast) -> Iterator[Change]:
        yield from residents(cast.livings, self.week, self.part("consents"))
        yield from volunteers(cast.helpers, self.week, self.part("offers"))
        yield from seats(cast.helpers, self.part("seats"))
        yield from refusals(cast.helpers, cast.there, self.part("refusals"))
        yield from social_workers(cast.workers, self.region, self.week, self.part("stations"))
        yield from self._neighbours(cast)

    def _neighbours(self, cast: Cast) -> Iterator[Change]:
        """Families, councils, and who knows whom in a community."""
        random = self.part("neighbours")
        for ground, there in zip(cast.grounds, cast.there, strict=True):
            yield from families(there, random)
            yield from council_seats(ground, there, random)
            for living in there:
                yield from acquaintances(living.id, there, random.randint(7, 16), self.week, random)
        for helper in cast.helpers:
            there = cast.there[helper.door.place]
            yield from acquaintances(helper.id, there, random.randint(4, 12), self.week, random)

    def _givers(self, cast: Cast) -> Iterator[Change]:
        region, week = self.region, self.week
        yield from hosts(cast.grounds, self.part("rooms"))
        yield from organizations(cast.carriers, week, self.part("agreements"))
        yield from memberships(cast.carriers, cast.helpers, cast.workers, region.sites, week, self.part("members"))
        yield from enterprises(cast.sponsors, region, week, self.part("gifts"))
        yield from programs(region, self.size.needs / 600, cast.sponsors, week, self.part("programs"))
        yield from partnerships(cast.carriers, sponsor_ids(cast.sponsors), week, self.part("partners"))

    def _weeks(self, cast: Cast) -> Iterator[Change]:
        """This week's needs, how they became known, and the weeks before."""
        people = People(cast.grounds, cast.livings)
        now: list[Wish] = wishes(people, cast.helpers, self.week, self.size.needs, self.part("needs"))
        for wish in now:
            yield from wish.changes()
        past = Past(self.region, cast.helpers, cast.workers, cast.carriers)
        cases = recall(past, people, now, self.week, self.size.of(170), self.part("past"))
        yield from records(cases, self.part("records"))
        known = [*now, *(case.wish for case in cases)]
        yield from unconfirmed(cast.grounds, self.size.of(20), self.week, self.part("intakes"))
        yield from rounds(known, cast.grounds, cast.helpers, cast.there, self.part("rounds"))
        yield from deliberations(known, cast.grounds, cast.there, self.part("deliberations"))

"""The alternative to candidates by columns: one natural SQL join over the embedded store's own tables."""

from pathlib import Path

import apsw

from tests.benchmarks.walk import Row

QUERY = """
WITH RECURSIVE
broader (service, id) AS (
    SELECT id, id FROM node WHERE id >= 'service:' AND id < 'service;'
    UNION
    SELECT broader.service, edge.end FROM broader JOIN edge ON edge.relation = 'NARROWS' AND edge.start = broader.id
),
above (place, id) AS (
    SELECT end, end FROM edge WHERE relation IN ('AT', 'LIVES_IN')
    UNION
    SELECT above.place, edge.end FROM above JOIN edge ON edge.relation = 'IN' AND edge.start = above.id
),
home (person, community) AS (
    SELECT volunteer.id, above.id
    FROM node AS volunteer
    LEFT JOIN edge AS own ON own.relation = 'LIVES_IN' AND own.start = volunteer.id
    LEFT JOIN edge AS same ON same.relation = 'IS' AND same.start = volunteer.id
    LEFT JOIN edge AS other ON other.relation = 'LIVES_IN' AND other.start = same.end
    JOIN above ON above.place = coalesce(own.end, other.end) AND above.id LIKE 'community:%'
    WHERE volunteer.id >= 'volunteer:' AND volunteer.id < 'volunteer;'
),
metres (a, b, squared) AS (
    SELECT here.id, there.id,
        (here.body ->> 'east' - there.body ->> 'east') * (here.body ->> 'east' - there.body ->> 'east')
        + (here.body ->> 'north' - there.body ->> 'north') * (here.body ->> 'north' - there.body ->> 'north')
    FROM node AS here JOIN node AS there
    WHERE here.id LIKE 'community:%' AND there.id LIKE 'community:%'
),
open_node (id, body) AS (
    SELECT id, body FROM node
    WHERE coalesce(body ->> 'active', 1) AND coalesce(body ->> 'opens', '') <= :monday
        AND coalesce(body ->> 'closes', '9') >= :monday
),
asked (need, slot, slot_id, society, form, item, service, place, community, collective) AS (
    SELECT need.id, slot.body ->> 'name', slot.id, slot.body ->> 'society', slot.body ->> 'form', slot.body ->> 'item',
        asks.end, at.end, above.id, need.body ->> 'nature' = 'collective'
    FROM node AS need
    JOIN edge AS asks ON asks.relation = 'ASKS_FOR' AND asks.start = need.id
    JOIN edge AS at ON at.relation = 'AT' AND at.start = need.id
    JOIN above ON above.place = at.end AND above.id LIKE 'community:%'
    JOIN edge AS has ON has.relation = 'HAS_SLOT' AND has.start = need.id
    JOIN node AS slot ON slot.id = has.end
    WHERE need.id >= 'need:' AND need.id < 'need;' AND need.body ->> 'week' = :week AND need.body ->> 'state' = 'open'
)
SELECT DISTINCT asked.need, asked.slot, offer.id, giver.id
FROM asked
JOIN broader ON broader.service = asked.service
JOIN edge AS serves ON serves.relation = 'FOR' AND serves.end = broader.id
JOIN open_node AS offer ON offer.id = serves.start AND offer.body ->> 'society' = asked.society
    AND offer.body ->> 'form' = asked.form
    AND (asked.form <> 'goods' OR offer.body ->> 'item' = asked.item)
JOIN edge AS gives ON gives.relation = 'GIVES' AND gives.end = offer.id
JOIN open_node AS giver ON giver.id = gives.start
WHERE (
        EXISTS (
            SELECT 1 FROM edge AS reaches JOIN above ON above.place = asked.place AND above.id = reaches.end
            WHERE reaches.relation = 'REACHES' AND reaches.start = offer.id
        )
        OR giver.id LIKE 'volunteer:%'
        AND NOT EXISTS (SELECT 1 FROM edge AS named WHERE named.relation = 'REACHES' AND named.start = offer.id)
    )
    AND (
        giver.id NOT LIKE 'volunteer:%'
        OR EXISTS (
            SELECT 1 FROM home
            JOIN metres ON metres.a = home.community AND metres.b = asked.community
            WHERE home.person = giver.id
                AND metres.squared <= (giver.body ->> 'max_distance') * (giver.body ->> 'max_distance')
        )
    )
    AND NOT (
        asked.collective AND asked.form = 'money' AND (
            SELECT sum(before.body ->> 'amount') FROM edge AS has JOIN node AS before ON before.id = has.end
            WHERE has.relation = 'HAS_SLOT' AND has.start = asked.need AND before.body ->> 'form' = 'money'
                AND before.body ->> 'name' <= asked.slot
        ) <= (
            SELECT coalesce(sum(shares.body ->> 'amount'), 0) FROM edge AS shares
            WHERE shares.relation = 'SHARES' AND shares.end = asked.need
        )
    )
ORDER BY 1, 2, 3, 4
"""


def join(path: Path, week: str, monday: str) -> list[Row]:
    """What `graph.candidates.candidates` finds in the store at `path`, as sorted rows."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return list(connection.execute(QUERY, {"week": week, "monday": monday}))
    finally:
        connection.close()

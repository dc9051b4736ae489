"""The active memberships of a month in SQL, packed into cells, and the cells rolled up by distinct people.

A person with one active membership stands in exactly one cell of the finest grain, and such cells add up. Whoever has
two stands in two, and what the two have in common is a row of its own with a minus: wherever both are counted, it is
counted too, so that sums stay counts of distinct people. The few with more are grouped by the set of cells they share,
a pattern, which counts once wherever any of its cells is asked for. No row stands for a person.
"""

from __future__ import annotations

from enrollment.rules.kinds import BusinessScale, Program, Segment

__all__ = ["ACTIVE_SQL", "COVERED_SQL", "HOME_MASK", "PIECES_SQL", "PROGRAM_BITS", "SPLIT_SQL"]

PROGRAM_BITS = {program.value: 1 << order for order, program in enumerate(Program)}

_HOME_BITS = 14
HOME_MASK = (1 << _HOME_BITS) - 1
_SEGMENTS = ", ".join(f"'{segment.value}'" for segment in Segment)
_SEGMENT_NUMBERS = " ".join(f"WHEN '{segment.value}' THEN {number}" for number, segment in enumerate(Segment, 1))
# The numbers of the segments whose place is where the person lives.
_OWN_PLACE = ", ".join(str(1 + list(Segment).index(segment)) for segment in (Segment.NON_WAGE, Segment.MIGRANT))
_SCALES = ", ".join(f"'{scale.value}'" for scale in BusinessScale)

# The active memberships of the month: THE definition of contract §2, twin of enrollment.rules.membership_active.
# An employer's sector is that of the first confirmed business with a known KBLI division. A cell packs its dimensions
# into one bigint (grouping 300,000 people by it takes half the time of grouping by text); 0 in a field is unknown:
# village << 35, segment << 32, sector letter << 24, scale << 21, branch id << 5, programs.
# `home`: where the membership says that the person lives (BPU, PMI), under the day it began, so that the greatest is
# the newest; the lowest bits are the place (docs/decisions/0013).
_ACTIVE = f"""(
    SELECT membership.participant_id AS person, employer.id AS employer,
           (COALESCE(place.place, CASE WHEN membership.segment = 'PU' THEN employer.place END, 0) << 35)
           + (CASE membership.segment {_SEGMENT_NUMBERS} END::bigint << 32)
           + COALESCE(employer.kind, 0) + (COALESCE(membership.branch_id, employer.branch_id, 0) << 5)
           + membership.jkk::int + 2 * membership.jkm::int + 4 * membership.jht::int
           + 8 * membership.jp::int + 16 * membership.jkp::int AS cell,
           CASE WHEN membership.segment IN ('BPU', 'PMI')
                THEN ((membership.started_on - DATE '1900-01-01')::bigint << {_HOME_BITS}) + place.place END AS home
    FROM {{memberships}} membership
    LEFT JOIN employer ON employer.id = membership.employer_id
    LEFT JOIN place ON place.code = membership.village_id
    WHERE membership.started_on <= %(last_day)s
      AND CASE WHEN membership.segment = 'BPU' THEN membership.protected_until >= %(last_day)s
               ELSE employer.id IS NOT NULL
                    AND (membership.ended_on IS NULL OR membership.ended_on > %(last_day)s) END
)"""  # noqa: S608 - names of ours alone, values are parameters
ACTIVE_SQL = f"""
place AS (
    SELECT code, row_number() OVER (ORDER BY code) AS place FROM districts_village
), business AS (
    SELECT DISTINCT ON (link.employer_id) link.employer_id, division.section, business.scale
    FROM enrollment_businessemployerlink link
    JOIN enrollment_business business ON business.id = link.business_id
    LEFT JOIN enrollment_kblidivision division
        ON division.version = business.kbli_version AND division.division = left(business.kbli_code, 2)
    WHERE link.state = 'CONFIRMED'
    ORDER BY link.employer_id, (division.section IS NULL), link.id
), employer AS (
    SELECT employer.id, place.place, employer.branch_id,
           (COALESCE(ascii(business.section), 0)::bigint << 24)
           + (COALESCE(array_position(ARRAY[{_SCALES}], COALESCE(NULLIF(employer.scale, ''), business.scale)::text), 0)
              ::bigint << 21) AS kind
    FROM enrollment_employer employer
    LEFT JOIN business ON business.employer_id = employer.id
    LEFT JOIN place ON place.code = employer.village_id
    WHERE employer.paid_through >= %(needed)s
      AND (employer.closed_on IS NULL OR employer.closed_on > %(last_day)s)
), active AS {_ACTIVE.format(memberships="enrollment_membership")}"""  # noqa: S608 - names of ours alone

# The cell unpacked into text, "-" for unknown. Kemendagri's village code begins with its district's.
SPLIT_SQL = f"""
    SELECT {{columns}}, COALESCE(left(place.code, 8), '-') AS district, COALESCE(place.code, '-') AS village,
           (ARRAY[{_SEGMENTS}])[cell >> 32 & 7] AS segment,
           CASE WHEN cell >> 24 & 255 = 0 THEN '-' ELSE chr((cell >> 24 & 255)::int) END AS sector,
           COALESCE((ARRAY[{_SCALES}])[cell >> 21 & 7], '-') AS scale,
           COALESCE(branch.code, '-') AS branch, (cell & 31)::int AS programs, cell & 31 = 0 AS has_none,
           COALESCE(left(lives.code, 8), '-') AS home_district, COALESCE(lives.code, '-') AS home
    FROM {{source}}
    LEFT JOIN place ON place.place = cell >> 35
    LEFT JOIN place lives ON lives.place = home
    LEFT JOIN districts_agency branch ON branch.id = cell >> 5 & 65535"""  # noqa: S608 - names of ours alone, values are parameters

# One pass: a person's least and greatest cell are all cells of whoever has one or two memberships. The few with more
# are read `again` by their numbers (OFFSET 0: by the index, not by another pass). `piece`: cells of people with one or
# two memberships, and those of whoever has more, by pattern. `shared`: what the two cells of a person have in common,
# "~" where they differ; taken off again wherever both were counted. Programs in common are those held in both.
_SAME = "CASE WHEN lo >> {shift} & {mask} = hi >> {shift} & {mask} THEN {value} ELSE '~' END"
PIECES_SQL = f"""
person AS MATERIALIZED (
    SELECT person, min(cell) AS lo, max(cell) AS hi, max(home) & {HOME_MASK} AS home,
           min(employer) AS employer, max(employer) AS other, count(*) AS memberships
    FROM active GROUP BY person
), theirs AS MATERIALIZED (
    SELECT row.* FROM person
    CROSS JOIN LATERAL (SELECT * FROM enrollment_membership WHERE participant_id = person.person OFFSET 0) row
    WHERE person.memberships > 2
), again AS MATERIALIZED {_ACTIVE.format(memberships="theirs")}, pattern AS (
    SELECT row_number() OVER (ORDER BY cells, home)::int AS pattern, cells, home, count(*) AS people
    FROM (
        SELECT array_agg(cell ORDER BY cell) AS cells, max(home) & {HOME_MASK} AS home FROM again GROUP BY person
    ) held
    GROUP BY cells, home
), pair AS (
    SELECT lo, hi, home, count(*) AS people FROM person WHERE memberships = 2 GROUP BY lo, hi, home
), piece AS MATERIALIZED (
    SELECT 0 AS pattern, cell, home, sum(people) AS people, sum(people) AS memberships
    FROM (
        SELECT lo AS cell, CASE WHEN lo >> 32 & 7 IN ({_OWN_PLACE}) THEN NULLIF(lo >> 35, 0) END AS home,
               count(*) AS people
        FROM person WHERE memberships = 1 GROUP BY lo
        UNION ALL
        SELECT unnest(ARRAY[lo, hi]), home, people FROM pair
    ) added GROUP BY cell, home
    UNION ALL
    SELECT pattern, cell, home, min(people), sum(people)
    FROM pattern CROSS JOIN LATERAL unnest(cells) AS cell GROUP BY pattern, cell, home
), shared AS (
    SELECT pair.people, one.code AS one, other.code AS other, lives.code AS home,
           {_SAME.format(shift=32, mask=7, value=f"(ARRAY[{_SEGMENTS}])[lo >> 32 & 7]")} AS segment,
           {_SAME.format(shift=24, mask=255, value="COALESCE(chr(NULLIF(lo >> 24 & 255, 0)::int), '-')")} AS sector,
           {_SAME.format(shift=21, mask=7, value=f"COALESCE((ARRAY[{_SCALES}])[lo >> 21 & 7], '-')")} AS scale,
           {_SAME.format(shift=5, mask=65535, value="COALESCE(branch.code, '-')")} AS branch,
           (lo & hi & 31)::int AS programs, (lo | hi) & 31 = 0 AS has_none
    FROM pair
    LEFT JOIN place one ON one.place = lo >> 35
    LEFT JOIN place other ON other.place = hi >> 35
    LEFT JOIN place lives ON lives.place = home
    LEFT JOIN districts_agency branch ON branch.id = lo >> 5 & 65535
), split AS MATERIALIZED (
    {SPLIT_SQL.format(columns="pattern, people, memberships", source="piece")}
    UNION ALL
    SELECT 0, -sum(people), 0,
           CASE WHEN left(one, 8) IS NOT DISTINCT FROM left(other, 8) THEN COALESCE(left(one, 8), '-') ELSE '~' END,
           CASE WHEN one IS NOT DISTINCT FROM other THEN COALESCE(one, '-')
                WHEN left(one, 8) = left(other, 8) THEN left(one, 8) || '~' ELSE '~' END,
           segment, sector, scale, branch, programs, has_none, COALESCE(left(home, 8), '-'), COALESCE(home, '-')
    FROM shared GROUP BY 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
)"""  # noqa: S608 - names of ours alone, values are parameters

# Distinct people by employer, out of the same pass.
COVERED_SQL = """
covered AS (
    SELECT employer AS employer_id, sum(people) AS people FROM (
        SELECT unnest(ARRAY[employer, other]) AS employer, people FROM (
            SELECT employer, NULLIF(other, employer) AS other, count(*) AS people
            FROM person WHERE memberships <= 2 AND employer IS NOT NULL GROUP BY 1, 2
        ) held
        UNION ALL
        SELECT employer, count(DISTINCT person) FROM again GROUP BY employer
    ) counted WHERE employer IS NOT NULL GROUP BY employer
)"""

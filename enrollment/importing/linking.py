"""Which business is which employer: exact keys confirm where they name one, everything else only suggests.

Set-based over the whole register, so that it does not matter which of the two arrived first. What a person decided
is never touched, and a pair once rejected is not offered again.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from accounts import vault
from enrollment.importing.images import insert_and_note, note_before

__all__ = ["link_businesses"]

# A suggestion by name asks for the same kelurahan, the same first letters and this much likeness (trigrams).
ALIKE = 0.6

# All pairs that an exact key proposes, the strongest key first (1 NPWP, 2 NPP, 3 owner's NIK), and whether the key
# names one employer. A person's NPWP is the NIK (16 digits), so an owner may be known to BPJS by it.
_EXACT = """
    WITH standing AS (SELECT id, npwp, npp, owner_nik_index FROM enrollment_business WHERE merged_into_id IS NULL)
    SELECT DISTINCT ON (business_id, employer_id) business_id, employer_id, how, alone FROM (
        SELECT b.id AS business_id, e.id AS employer_id, 1 AS strength, 'NPWP' AS how,
               count(*) OVER (PARTITION BY b.id) = 1 AND count(*) OVER (PARTITION BY e.id) = 1 AS alone
        FROM standing b JOIN enrollment_employer e ON e.npwp = b.npwp
        UNION ALL
        SELECT b.id, e.id, 2, 'NPP', count(*) OVER (PARTITION BY b.id) = 1
        FROM standing b JOIN enrollment_employer e ON e.npp = b.npp
        UNION ALL
        SELECT b.id, o.employer_id, 3, 'OWNER_NIK',
               count(*) OVER (PARTITION BY b.id) = 1 AND count(*) OVER (PARTITION BY o.employer_id) = 1
        FROM standing b
        JOIN unnest(%(owners)s::bytea[], %(employers)s::bigint[]) AS o (nik_index, employer_id)
          ON o.nik_index = b.owner_nik_index
    ) pairs ORDER BY business_id, employer_id, alone DESC, strength
"""

_BY_NAME = """
    SELECT b.id AS business_id, e.id AS employer_id, similarity(b.name_key, e.name_key) AS score
    FROM enrollment_business b
    JOIN enrollment_employer e ON e.village_id = b.village_id AND left(e.name_key, 3) = left(b.name_key, 3)
    WHERE similarity(b.name_key, e.name_key) >= %(alike)s AND b.merged_into_id IS NULL
      AND NOT EXISTS (SELECT FROM enrollment_businessemployerlink l WHERE l.business_id = b.id)
"""


def link_businesses(cursor: CursorWrapper, batch_id: UUID) -> None:
    """Bring the links up to date with the register as it stands in this transaction."""
    owners, employers = _owners_known_to_bpjs(cursor)
    params: dict[str, Any] = {"batch": str(batch_id), "owners": owners, "employers": employers, "alike": ALIKE}
    # Exact pairs are needed three times; a temporary table would need a right the application does not have.
    cursor.execute(f"SELECT business_id, employer_id, how, alone FROM ({_EXACT}) pairs", params)
    exact = cursor.fetchall()
    params |= {
        "b": [row[0] for row in exact],
        "e": [row[1] for row in exact],
        "how": [row[2] for row in exact],
        "state": ["CONFIRMED" if row[3] else "SUGGESTED" for row in exact],
    }
    given = "unnest(%(b)s::bigint[], %(e)s::bigint[], %(how)s::text[], %(state)s::text[]) AS x (b, e, how, state)"
    _strengthen(cursor, given, params)
    insert_and_note(
        cursor,
        "enrollment_businessemployerlink",
        f"""
        INSERT INTO enrollment_businessemployerlink (business_id, employer_id, how, state, batch_id)
        SELECT x.b, x.e, x.how, x.state, %(batch)s::uuid FROM {given} ON CONFLICT (business_id, employer_id) DO NOTHING
        """,
        params,
    )
    insert_and_note(
        cursor,
        "enrollment_businessemployerlink",
        f"""
        INSERT INTO enrollment_businessemployerlink (business_id, employer_id, how, state, score, batch_id)
        SELECT business_id, employer_id, 'NAME', 'SUGGESTED', score, %(batch)s::uuid FROM ({_BY_NAME}) alike
        """,
        params,
    )


def _owners_known_to_bpjs(cursor: CursorWrapper) -> tuple[list[bytes], list[int]]:
    """Keyed indexes of employers' NPWPs that may be a person's NIK, with the employers' ids."""
    cursor.execute("SELECT npwp, id FROM enrollment_employer WHERE npwp ~ '^[1-9][0-9]{15}$'")
    rows = cursor.fetchall()
    return [key for key in vault.index_many([npwp for npwp, _ in rows]) if key], [row[1] for row in rows]


def _strengthen(cursor: CursorWrapper, given: str, params: dict[str, Any]) -> None:
    """A suggestion that an exact key now settles becomes certain, unless somebody has decided."""
    settled = f"""
        SELECT l.id FROM enrollment_businessemployerlink l JOIN {given} ON x.b = l.business_id AND x.e = l.employer_id
        WHERE l.decided_by_id IS NULL AND l.state = 'SUGGESTED' AND x.state = 'CONFIRMED'
    """
    note_before(cursor, "enrollment_businessemployerlink", settled, params)
    cursor.execute(
        f"""
        UPDATE enrollment_businessemployerlink l SET state = x.state, how = x.how, score = NULL,
               batch_id = %(batch)s::uuid
        FROM {given} WHERE x.b = l.business_id AND x.e = l.employer_id
          AND l.decided_by_id IS NULL AND l.state = 'SUGGESTED' AND x.state = 'CONFIRMED'
        """,
        params,
    )

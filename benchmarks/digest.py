"""The proof that every side left the same register, without which their times mean nothing."""

from __future__ import annotations

import psycopg2

# What a register says, whatever its ids, its ciphertexts and its provenance.
_DIGEST = """
SELECT count(*), count(DISTINCT participant.id), sum(hashtextextended(concat_ws('|', membership.kpj, employer.npp,
    employer.division_code, encode(participant.nik_index, 'hex'), participant.name, participant.birth_date,
    participant.sex, membership.segment, membership.jkk, membership.jkm, membership.jht, membership.jp,
    membership.jkp, membership.started_on, coalesce(membership.ended_on::text, '-'), membership.wage,
    coalesce(membership.village_id, '-'), coalesce(membership.branch_id, 0)), 0)::numeric)
FROM enrollment_membership membership
JOIN enrollment_participant participant ON participant.id = membership.participant_id
JOIN enrollment_employer employer ON employer.id = membership.employer_id
"""

Digest = tuple[int, int, int]


def digest(url: str) -> Digest:
    """Memberships, distinct people, and a sum over what every row says."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_DIGEST)
            memberships, people, total = cursor.fetchone()
            return int(memberships), int(people), int(total or 0)
    finally:
        connection.close()

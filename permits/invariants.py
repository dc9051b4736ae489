"""What must hold of the counter after any fault."""

from __future__ import annotations

from django.db import connection

from accounts import invariants

_STATES = """
    SELECT a.number FROM permits_application a
    LEFT JOIN LATERAL (
        SELECT to_state FROM permits_statuschange c WHERE c.application_id = a.id ORDER BY c.id DESC LIMIT 1
    ) last ON true
    WHERE last.to_state IS DISTINCT FROM a.state
"""
_RECEIPTS = """
    SELECT a.number FROM permits_application a
    LEFT JOIN permits_receipt r ON r.application_id = a.id AND r.revoked_at IS NULL
    WHERE a.state IN ('CLEARED', 'CONDITIONAL', 'CONTINUED', 'EXEMPTED')
    GROUP BY a.id, a.number HAVING count(r.id) <> 1
"""
_LETTERS = """
    SELECT a.number FROM permits_application a
    WHERE a.state = 'HELD' AND NOT EXISTS (SELECT FROM permits_referral r WHERE r.application_id = a.id)
      AND NOT EXISTS (
        SELECT FROM permits_statuschange c
        WHERE c.application_id = a.id AND c.to_state = 'HELD' AND c.event IN ('ANSWERED', 'EXPIRED')
      )
"""
_FORWARDED = """
    SELECT a.number FROM permits_application a
    LEFT JOIN permits_approvalrequest q ON q.application_id = a.id AND q.state = 'PENDING'
    WHERE (a.state = 'FORWARDED') <> (q.id IS NOT NULL)
"""


_NOTICES = """
    SELECT a.number FROM permits_notice n JOIN permits_application a ON a.id = n.application_id
    WHERE n.state = 'PENDING' AND a.state IN ('CLEARED', 'CONTINUED', 'EXEMPTED', 'DENIED')
"""
_WATCHES = """
    SELECT a.number FROM permits_watch w JOIN permits_application a ON a.id = w.application_id
    WHERE a.state NOT IN ('CLEARED', 'CONDITIONAL', 'CONTINUED', 'LAPSED')
"""


@invariants.register("P1 every file stands where its history says")
def files_follow_their_history() -> list[str]:
    return _numbers(_STATES)


@invariants.register("P2 every cleared file has exactly one receipt in force")
def cleared_files_have_one_receipt() -> list[str]:
    return _numbers(_RECEIPTS)


@invariants.register("P3 every held file has its letter, or an answer of BPJS it waits to be written on")
def held_files_have_a_letter() -> list[str]:
    return _numbers(_LETTERS)


@invariants.register("P4 a file lies with a second person exactly as long as a request is pending")
def forwarded_files_have_a_request() -> list[str]:
    return _numbers(_FORWARDED)


@invariants.register("P5 nobody is reminded of a file that is decided")
def decided_files_remind_nobody() -> list[str]:
    return _numbers(_NOTICES)


@invariants.register("P6 every watched business was cleared and still is")
def watched_businesses_are_cleared() -> list[str]:
    return _numbers(_WATCHES)


def _numbers(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [number for (number,) in cursor.fetchall()]

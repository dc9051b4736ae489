"""What must hold of imports and the register after every fault (security.md §3, I1 to I3)."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from accounts import invariants
from enrollment.models import ImportBatch
from enrollment.purging import due_batches

_TABLES = ("membership", "participant", "employer", "business", "contributionmonth")


@invariants.register("I1 batch rows add up")
def rows_add_up() -> list[str]:
    """A judged batch's rows are its counts, and each wrong or doubtful one has a copy with its row number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT b.id, b.rows, b.new + b.changed + b.same + b.doubtful + b.wrong, b.wrong + b.doubtful,
                   (SELECT count(*) FROM enrollment_importrowcopy c WHERE c.batch_id = b.id)
            FROM enrollment_importbatch b WHERE b.state IN ('STAGED', 'COMMITTING', 'COMMITTED', 'UNDONE')
              AND b.purged_at IS NULL
            """
        )
        found = cursor.fetchall()
    wrong = [f"batch {pk}: {rows} rows, {counted} counted" for pk, rows, counted, _, _ in found if rows != counted]
    return wrong + [f"batch {pk}: {bad} bad rows, {copies} copies" for pk, _, _, bad, copies in found if bad != copies]


@invariants.register("I2 rows come from committed batches")
def rows_come_from_committed_batches() -> list[str]:
    """No register row carries a batch that is not committed (or undone, where something kept the row)."""
    problems = []
    with connection.cursor() as cursor:
        for name in _TABLES:
            cursor.execute(
                f"SELECT row.batch_id, count(*) FROM enrollment_{name} row"  # noqa: S608 - names of our own
                " JOIN enrollment_importbatch b ON b.id = row.batch_id"
                " WHERE b.state NOT IN ('COMMITTED', 'UNDONE') GROUP BY 1"
            )
            problems += [f"{count} rows of {name} come from uncommitted batch {pk}" for pk, count in cursor.fetchall()]
    return problems


@invariants.register("I3 no person twice")
def no_person_twice() -> list[str]:
    """One participant a NIK; one membership a key. The database holds both; this looks whether it really did."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT 'participant', count(*) - count(DISTINCT nik_index) FROM enrollment_participant
            UNION ALL
            SELECT 'membership', count(*) - count(DISTINCT (kpj, employer_id, CASE WHEN employer_id IS NULL
                THEN participant_id END)) FROM enrollment_membership
            """
        )
        return [f"{twice} rows of {name} stand twice" for name, twice in cursor.fetchall() if twice]


@invariants.register("I6 no batch waits for nothing")
def no_batch_waits_for_nothing() -> list[str]:
    """A batch that says it is being read or written has live work."""
    waiting = ImportBatch.objects.filter(state__in=("RECEIVED", "STAGING", "COMMITTING")).extra(
        where=[
            "NOT EXISTS (SELECT FROM accounts_workitem w WHERE w.target_id = enrollment_importbatch.id::text"
            " AND w.state IN ('PENDING', 'RUNNING'))"
        ]
    )
    return [f"batch {pk} is {state} and nobody works on it" for pk, state in waiting.values_list("pk", "state")]


@invariants.register("I6 no upload older than its time")
def no_upload_older_than_its_time() -> list[str]:
    """Files and copies of rows went by the schedule, or will this night (two days of grace for a beat that stood)."""
    return [f"batch {batch.pk} should have been purged" for batch in due_batches(timedelta(days=2))]


@invariants.register("I3 no cover of a merged person")
def no_cover_of_a_merged_person() -> list[str]:
    """Whoever a merged record was is found at the record it became, and so are all covers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM enrollment_membership m JOIN enrollment_participant p ON p.id = m.participant_id"
            " WHERE p.merged_into_id IS NOT NULL"
        )
        left = cursor.fetchone()[0]
    return [f"{left} covers hang on merged people"] if left else []

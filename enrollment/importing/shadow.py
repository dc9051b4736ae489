"""A copy of the register that only this transaction sees: what a batch would do is done to it, and measured.

Temporary tables of the same names stand first in the search path, so the very statements of a commit and of every
figure run on the copy. No lock is taken, no row of the register is written or left dead, other imports go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from enrollment.importing.commit import take_time
from enrollment.importing.targets import TARGETS

__all__ = ["shadow_register"]

_LINKS = "enrollment_businessemployerlink"
_BESIDE = {
    "enrollment_business": (_LINKS,),
    "enrollment_employer": ("enrollment_contributionmonth", _LINKS),
    "enrollment_membership": ("enrollment_participant",),
}
_NOTES = "enrollment_importimage"


@contextmanager
def shadow_register(profile: str) -> Iterator[None]:
    """Within the block the tables a sheet of this profile writes are copies; afterwards nothing has happened."""
    table = TARGETS[profile].table
    with transaction.atomic():
        with connection.cursor() as cursor:
            take_time(cursor)
            for name in (table, *_BESIDE.get(table, ())):
                _copy(cursor, name, with_rows=True)
            _copy(cursor, _NOTES, with_rows=False)
        yield
        transaction.set_rollback(True)


def _copy(cursor: CursorWrapper, table: str, *, with_rows: bool) -> None:
    """A copy, unindexed, with ids of its own that go on where the register's stand."""
    cursor.execute("SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = %s::regclass", [table])
    real = f"{cursor.fetchone()[0]}.{table}"
    # Links are few, and written by ON CONFLICT, which wants their unique key.
    keys = "INCLUDING INDEXES" if table == _LINKS else ""
    cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE {real} INCLUDING DEFAULTS INCLUDING IDENTITY {keys})")
    if with_rows:
        cursor.execute(f"INSERT INTO {table} SELECT * FROM {real}")
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence(%s, 'id'), coalesce(max(id), 0) + 1) FROM " + real, [f"pg_temp.{table}"]
    )
    cursor.execute(f"ANALYZE {table}")

"""The role the running application drops to: no DDL, and no UPDATE, DELETE or TRUNCATE where rows are evidence.

`DATABASE_URL` is the owner's; web, worker and beat connect with it and at once become this role (`DB_ROLE`).
"""

from __future__ import annotations

from django.db import Error, connection, transaction
from psycopg2 import sql

APP_ROLE = "cekjamsos_app"

# Immutable by rule; the database holds it even against our own mistakes.
APPEND_ONLY = ("accounts_auditevent", "permits_check", "permits_statuschange")
READ_ONLY = ("django_migrations",)

_GRANT_LOCK = 7_204_110_216
_TRIES = 5


class RoleRefused(RuntimeError):
    """The database account may not make or hand out the role; the message says what its administrator runs."""


def prepare_role(role: str = APP_ROLE) -> dict[str, int]:
    """Make the role where it is missing and set its rights on every table there is. May run again, and side by side.

    Returns how many tables the role may `change`, only `append` to, and only `read`.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            _make(role)
            break
        except Error as error:
            # A role belongs to the whole server: another database's set-up may be making it in this very moment.
            if attempt == _TRIES or "permission denied" in str(error):
                raise RoleRefused(
                    f"This database account may not prepare the role {role} ({str(error).strip()}).\n"
                    f"Its administrator runs: CREATE ROLE {role} NOLOGIN; "
                    f"GRANT {role} TO {connection.settings_dict['USER']};"
                ) from error
    return _grant(role)


def server_version() -> int:
    """The server's version as a number: 180006 for 18.6."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0])


def _make(role: str) -> None:
    name = sql.Identifier(role)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
        # Since PostgreSQL 16 being a member does not yet mean that one may become the role.
        cursor.execute(
            "SELECT pg_has_role(current_user, %s, %s)", [role, "SET" if server_version() >= 160000 else "MEMBER"]
        )
        if not cursor.fetchone()[0]:
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))


def _grant(role: str) -> dict[str, int]:
    name = sql.Identifier(role)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GRANT_LOCK])
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
            # Tables of a later migration, until this has run again.
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
        ):
            cursor.execute(sql.SQL(statement).format(name))
        tables = set(connection.introspection.table_names(cursor))
        for table in tables.intersection(APPEND_ONLY):
            cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), name))
        for table in tables.intersection(READ_ONLY):
            cursor.execute(
                sql.SQL("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), name)
            )
    append, read = len(tables.intersection(APPEND_ONLY)), len(tables.intersection(READ_ONLY))
    return {"change": len(tables) - append - read, "append": append, "read": read}

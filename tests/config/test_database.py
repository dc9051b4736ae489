"""The role of the running application: what it may do, and what not even our own mistake may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction

from config.database import APP_ROLE, APPEND_ONLY, prepare_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_the_app() -> Iterator[None]:
    """Prepared twice, because every start does it again."""
    first = prepare_role()
    assert prepare_role() == first
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        yield
        cursor.execute("RESET ROLE")


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        assert "permission denied" in str(error) or "must be owner" in str(error)
        return True
    return False


def test_it_reads_and_writes_ordinary_tables(as_the_app: None) -> None:
    assert not refused("SELECT count(*) FROM accounts_user")
    assert not refused("DELETE FROM accounts_workitem")


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_evidence_cannot_be_changed(as_the_app: None, table: str, statement: str) -> None:
    assert not refused(f"SELECT count(*) FROM {table}")
    assert refused(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE planted ()",
        "DROP TABLE accounts_workitem",
        "ALTER TABLE accounts_auditevent DISABLE TRIGGER USER",
        "DELETE FROM django_migrations",
        "CREATE ROLE planted",
    ],
)
def test_it_has_no_ddl(as_the_app: None, statement: str) -> None:
    assert refused(statement)

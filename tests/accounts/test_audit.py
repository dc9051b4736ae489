"""The chain: it holds, nothing can be changed, and every kind of tampering is found at its row."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import audit
from accounts.models import AuditEvent, User

pytestmark = pytest.mark.django_db


def write(count: int = 5) -> list[AuditEvent]:
    with transaction.atomic(), connection.cursor() as cursor:
        events = [audit.record(verb="tests.write", by=None, data={"n": n}) for n in range(count)]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or no trigger of the table could be switched off below
        return events


def test_the_chain_holds_and_an_empty_one_too():
    assert audit.verify() is None
    events = write()
    assert audit.verify() is None
    assert events[0].previous_digest == audit.GENESIS
    assert [e.previous_digest for e in events[1:]] == [e.digest for e in events[:-1]]


@pytest.mark.parametrize(
    "value", [1.0, 1e22, -0.0, 1.5e-7, 0.1, 2**70, Decimal("1.10"), "é\x00 \u2028 <", None, [1, {"b": 2, "a": 1.0}]]
)
def test_any_data_verifies_after_the_round_trip_through_the_database(value):
    with transaction.atomic():
        audit.record(verb="tests.write", by=None, data={"value": value})
    assert audit.verify() is None


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        audit.record(verb="tests.write", by=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditevent SET verb = 'x'",
        "DELETE FROM accounts_auditevent",
        "TRUNCATE accounts_auditevent",
    ],
)
def test_the_database_refuses_any_change(statement: str):
    write(1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("tamper", "first_bad"),
    [
        ("UPDATE accounts_auditevent SET verb = 'x' WHERE id = %s", 0),
        ("UPDATE accounts_auditevent SET at = at - interval '1 day' WHERE id = %s", 0),
        ("UPDATE accounts_auditevent SET data = '{}' WHERE id = %s", 0),
        ("UPDATE accounts_auditevent SET actor_name = 'x' WHERE id = %s", 0),
        ("UPDATE accounts_auditevent SET digest = repeat('a', 64) WHERE id = %s", 0),
        ("UPDATE accounts_auditevent SET previous_digest = repeat('a', 64) WHERE id = %s", 0),
        ("UPDATE accounts_auditevent SET target_id = '7' WHERE id = %s", 0),
        ("UPDATE accounts_auditevent SET request_id = '7' WHERE id = %s", 0),
        ("UPDATE accounts_auditevent SET id = id + 1000 WHERE id = %s", 1),
        ("DELETE FROM accounts_auditevent WHERE id = %s", 1),
    ],
)
def test_tampering_with_triggers_off_is_found_at_its_row(tamper: str, first_bad: int):
    events = write()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER USER")
        cursor.execute(tamper, [events[2].id])
        cursor.execute("ALTER TABLE accounts_auditevent ENABLE TRIGGER USER")
    assert audit.verify() == events[2 + first_bad].id


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain():
    User.objects.create(username="a")

    def writer() -> None:
        try:
            for _ in range(5):
                write(2)
        finally:
            connection.close()

    threads = [threading.Thread(target=writer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditEvent.objects.count() == 40
    assert audit.verify() is None

"""Kinds of work that only the fault tests have; each writes rows of `fault_rows` (made by the test)."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from accounts import audit, work

CREATE = "CREATE TABLE IF NOT EXISTS fault_rows (item uuid NOT NULL, n int NOT NULL)"
STEPS = 20


def _insert(claim: work.Claim, first: int, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO fault_rows SELECT %s, n FROM generate_series(%s, %s) n",
            [claim.item.id, first, first + count - 1],
        )


@work.handler("tests.load")
def load(claim: work.Claim) -> None:
    """`rows` rows in STEPS steps of `pause` seconds, all in one transaction with the item's end."""
    (settings.DATA_DIR / "busy").write_text(str(os.getpid()))
    rows, pause = claim.item.params["rows"], claim.item.params["pause"]
    size = rows // STEPS
    with transaction.atomic():
        for step in range(STEPS):
            _insert(claim, step * size, size)
            claim.progress((step + 1) * size, rows, f"step {step}")
            time.sleep(pause)
        audit.record(verb="tests.load", by=None, data={"rows": rows})
        claim.done({"rows": rows})


@work.handler("tests.die_after_commit")
def die_after_commit(claim: work.Claim) -> None:
    """Commits, and is killed before the message is acknowledged."""
    with transaction.atomic():
        _insert(claim, 0, 1)
        audit.record(verb="tests.die_after_commit", by=None)
        claim.done()
    os.kill(os.getpid(), signal.SIGKILL)


@work.handler("tests.poison")
def poison(claim: work.Claim) -> None:
    """Kills the process that touches it, every time, and counts how often."""
    with Path(claim.item.params["count"]).open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)


@work.handler("tests.quick")
def quick(claim: work.Claim) -> dict[str, Any]:
    """One row."""
    with transaction.atomic():
        _insert(claim, 0, 1)
        claim.done()
    return {}

"""What one run does: `python -m benchmarks.actions ACTION '{"argument": …}'`, on the database of DATABASE_URL.

The clock starts when Django is loaded and connected, as it is in a running worker, and stops when the last row is
committed. Standard output is one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import django

Action = Callable[..., dict[str, Any] | None]


def prepare(folder: str, rows: int, part: int, user: str) -> None:
    """An empty database made into a register without workers, and the sheets of `benchmarks.sheets` in `folder`."""
    from django.core.management import call_command

    from accounts.models import User
    from benchmarks import register, sheets

    with redirect_stdout(StringIO()):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        call_command("make_demo_accounts")
    world = sheets.build(rows)
    sheets.write(world, Path(folder), part)
    sheets.add_employers(world)
    register.add_floor_batch(User.objects.get(username=user))


def csv(path: str, rows: int) -> None:
    """A text file of so many rows, and its employers in the register."""
    from benchmarks import sheets

    world = sheets.build(rows)
    sheets.write_csv(world, Path(path))
    sheets.add_employers(world)


def dump(folder: str) -> None:
    """The resolved rows of the register, for the floor."""
    from benchmarks import register

    register.dump(os.environ["DATABASE_URL"], Path(folder))


def ours(path: str, user: str, followed: bool = True) -> dict[str, Any]:
    """The product's import, from the file to the committed register, with everything that hangs on a commit.

    Not `followed`: nobody listens to the commit, so no facts are kept and nothing is released.
    """
    from django.core.management import call_command

    from enrollment.signals import batch_committed

    if not followed:
        batch_committed.receivers.clear()
    printed = StringIO()
    with redirect_stdout(printed):
        call_command("import_sheet", path, "--profile", "workers", "--as", user, "--commit", "--json")
    answer = json.loads(printed.getvalue())
    if answer["status"] != "COMMITTED" or answer["wrong"] or answer["doubtful"]:
        raise RuntimeError(f"The product refused a faultless sheet: {answer}")
    return {"counts": {key: answer[key] for key in ("rows", "new", "changed", "same")}}


def floor(folder: str) -> None:
    """Plain COPY of the resolved rows."""
    from benchmarks import register

    register.load(os.environ["DATABASE_URL"], Path(folder))


def stock(path: str) -> None:
    """django-import-export as it comes."""
    from benchmarks import peer

    peer.bring_in(Path(path), peer.StockResource())


def tuned(path: str) -> None:
    """django-import-export at its best."""
    from benchmarks import peer

    peer.bring_in(Path(path), peer.TunedResource())


def fill(rows: int) -> None:
    """A register of `rows` memberships."""
    from django.core.management import call_command

    from benchmarks import bigregister

    with redirect_stdout(StringIO()):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
    bigregister.fill(rows)


def facts(times: int, warm: bool, computed: bool) -> dict[str, Any]:
    """A month's facts of that register, all sides in one process: the statements are far shorter than its start."""
    from benchmarks import facts

    return {"sides": facts.compare(times, warm=warm, computed=computed)}


def glances(turn: int) -> dict[str, Any]:
    """What is short whatever the register's size: a few look-ups by exact number and a few reports from facts."""
    from benchmarks import exact, facts

    return {"sides": {"exact": exact.look_ups(turn), "read": facts.reads(5)}}


def history(months: int, times: int) -> dict[str, Any]:
    """The same once the facts of so many months more are stored."""
    from benchmarks import facts

    facts.with_history(months)
    return {"sides": facts.compare(times, warm=True, computed=False)}


def names(rows: int, searches: int) -> dict[str, Any]:
    """Name searches and sequential scans in turns, in one process, over as many businesses."""
    from benchmarks import names

    names.fill(rows)
    return {"sides": names.compare(searches)}


ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (prepare, csv, dump, ours, floor, stock, tuned, fill, facts, glances, history, names)
}


def main(name: str, arguments: str) -> int:
    django.setup()
    from django.core.management import get_commands, load_command_class
    from django.db import connection

    # Loading code is no part of any side.
    if "import_sheet" in get_commands():
        load_command_class(get_commands()["import_sheet"], "import_sheet")
    from benchmarks import peer, register  # noqa: F401

    connection.ensure_connection()
    started = time.perf_counter()
    told = ACTIONS[name](**json.loads(arguments)) or {}
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, **told}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

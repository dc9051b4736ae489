"""Brings database, translations and static files up to date: one process, because Django's start is what costs.

`make run` calls it before it serves; a deployment calls it once a release (docs/operating.md). Every step may run
again, and two at once wait for each other at the migrations' lock.
"""

from __future__ import annotations

import os
import sys
import time

import django
from django.core.management import call_command
from django.db import connection

# One lock for all set-up of a database: two machines may be started at once.
_SETUP_LOCK = 7_204_110_215


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    _step("translations", "translations", compile=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_SETUP_LOCK])
    _step("migrations", "migrate", interactive=False, verbosity=1)
    _step("rights in the database", "prepare_database")
    _step("reference data", "load_reference")
    _step("static files", "collectstatic", interactive=False, verbosity=0)
    connection.close()
    return 0


def _step(title: str, command: str, **options: object) -> None:
    started = time.monotonic()
    call_command(command, **options)
    print(f"{title}: {time.monotonic() - started:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())

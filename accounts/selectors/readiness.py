"""Is this installation able to serve? Each part separately, none longer than a few seconds (security.md F57)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models.functions import Now

from accounts.models import User, WorkerBeat

SEEN_SECONDS = 60
_migrated = False


def parts() -> dict[str, bool]:
    """database, migrations, accounts (no demo account in production), redis, worker."""
    is_up = _holds(_database_answers)
    return {
        "database": is_up,
        "migrations": is_up and _holds(_migrations_applied),
        "accounts": is_up and _holds(_no_demo_in_production),
        "redis": _holds(_redis_answers),
        "worker": is_up and _holds(_worker_seen),
    }


def _holds(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except Exception:
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations_applied() -> bool:
    """Read once per process after it held: migrations are not taken back under a running server."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _no_demo_in_production() -> bool:
    return settings.DEMO or not User.objects.filter(is_demo=True).exists()


def _redis_answers() -> bool:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
        return bool(client.ping())


def _worker_seen() -> bool:
    return WorkerBeat.objects.filter(seen_at__gt=Now() - timedelta(seconds=SEEN_SECONDS)).exists()

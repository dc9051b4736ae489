"""What must hold after every fault (security.md §3, I1 to I8); each app adds its own in `<app>/invariants.py`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.module_loading import autodiscover_modules

from accounts import audit
from accounts.models import StoredFile, WorkItem

Check = Callable[[], list[str]]
_checks: dict[str, Check] = {}


def register(name: str) -> Callable[[Check], Check]:
    """Register `check() -> problems` under a name that begins with its number ("I1 rows add up")."""

    def add(check: Check) -> Check:
        _checks[name] = check
        return check

    return add


def run() -> dict[str, list[str]]:
    """Every check's problems, by name in order; all lists empty means everything holds."""
    autodiscover_modules("invariants")
    return {name: _checks[name]() for name in sorted(_checks)}


@register("I4 audit chain")
def audit_chain() -> list[str]:
    """The chain verifies from its first row to its last."""
    first_bad = audit.verify()
    return [] if first_bad is None else [f"audit event {first_bad} does not continue the chain"]


@register("I6 no work without a heartbeat")
def work_is_alive() -> list[str]:
    """Nothing is RUNNING on a lease that ran out two minutes ago: the sweeper would have taken it."""
    dead = WorkItem.objects.filter(state=WorkItem.State.RUNNING, lease_until__lt=Now() - timedelta(minutes=2))
    return [f"work {kind} {pk} is RUNNING without a lease" for pk, kind in dead.values_list("pk", "kind")]


@register("I6 no attempt beyond the limit")
def attempts_are_limited() -> list[str]:
    """Poison stops at the attempt limit."""
    over = WorkItem.objects.filter(attempts__gt=settings.WORK_ATTEMPTS)
    return [f"work {kind} {pk} ran {n} times" for pk, kind, n in over.values_list("pk", "kind", "attempts")]


@register("I6 files match their rows")
def files_match() -> list[str]:
    """Each unpurged row has its bytes in the store."""
    rows = StoredFile.objects.filter(Q(purged_at__isnull=True)).values_list("id", flat=True)
    missing = [i for i in rows.iterator() if not (settings.FILES_DIR / str(i)[:2] / str(i)).exists()]
    return [f"stored file {i} has a row and no bytes" for i in missing]

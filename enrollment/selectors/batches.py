"""What is to be told of a batch: its problems grouped, its rows, its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.http import QueryDict

from accounts import work
from accounts.access import get_visible_or_404
from accounts.models import User, WorkItem
from accounts.rules import Role
from districts.clock import WIB
from enrollment.models import ImportBatch, ImportProblem
from enrollment.rules.calendar import add_months

Severity = ImportProblem.Severity
State = ImportBatch.State
UNDO_DAYS = 30
_WORK = {
    State.RECEIVED: "enrollment.stage_batch",
    State.STAGING: "enrollment.stage_batch",
    State.COMMITTING: "enrollment.commit_batch",
    State.COMMITTED: "enrollment.undo_batch",
}


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind in one column: how many rows, and the first of them."""

    code: str
    column: str
    severity: str
    count: int
    example_row: int


def problem_groups(batch: ImportBatch, *severities: str) -> list[ProblemGroup]:
    """The batch's problems by code and column, most frequent first; all severities unless some are given."""
    problems = ImportProblem.objects.filter(batch=batch)
    if severities:
        problems = problems.filter(severity__in=severities)
    rows = (
        problems.values_list("code", "column", "severity")
        .annotate(count=Count("row_number", distinct=True), first=Min("row_number"))
        .order_by("-count", "code", "column")
    )
    return [ProblemGroup(*row) for row in rows]


def history(user: User, asked: dict[str, Any] | None = None) -> QuerySet[ImportBatch]:
    """The imports listed to this person, newest first; `asked` as HistoryForm understood it."""
    found = ImportBatch.objects.listed_to(user).select_related("file", "uploaded_by", "committed_by", "reject_file")
    asked = asked or {}
    if "q" in asked:
        found = found.filter(file__name__icontains=asked["q"])
    if "profil" in asked:
        found = found.filter(profile=asked["profil"])
    if "oleh" in asked:
        found = found.filter(uploaded_by=asked["oleh"])
    if "bulan" in asked:
        first = parse_month(asked["bulan"])
        start, end = (datetime.combine(day, time.min, WIB) for day in (first, add_months(first, 1)))
        found = found.filter(uploaded_at__gte=start, uploaded_at__lt=end)
    return found


def uploaders(user: User) -> QuerySet[User]:
    """Whoever ever brought one of the listed imports."""
    return User.objects.filter(pk__in=ImportBatch.objects.listed_to(user).values("uploaded_by")).order_by("username")


def query_without_page(given: QueryDict) -> str:
    """The search of this page for its paging links."""
    kept = given.copy()
    kept.pop("page", None)
    return kept.urlencode()


def parse_month(text: str) -> date:
    """2026-11 → 1 November 2026; the form has seen to it that it is one."""
    year, month = text.split("-")
    return date(int(year), int(month), 1)


def visible_ids(user: User, batches: list[ImportBatch]) -> set[object]:
    """Which of these the person may open."""
    return set(ImportBatch.objects.visible_to(user).filter(pk__in=[b.pk for b in batches]).values_list("pk", flat=True))


def last_sheets(user: User) -> dict[str, ImportBatch]:
    """The newest committed sheet of each profile that this person brought, or that any was, for a branch head."""
    found = ImportBatch.objects.visible_to(user).filter(state=State.COMMITTED, file__purged_at__isnull=True)
    if not user.scope.has(Role.BRANCH_HEAD):
        found = found.filter(uploaded_by=user)
    newest = found.select_related("file").order_by("profile", "-as_of", "-committed_at").distinct("profile")
    return {batch.profile: batch for batch in newest}


def last_sheet(user: User, profile: str) -> ImportBatch | None:
    """That of one profile."""
    return last_sheets(user).get(profile)


def visible_batch(user: User, batch_id: object) -> ImportBatch:
    """One batch whose page the person may open, else 404."""
    batches = ImportBatch.objects.select_related(
        "file", "reject_file", "uploaded_by", "committed_by", "undone_by", "explained_by", "first_batch"
    )
    found: ImportBatch = get_visible_or_404(batches, user, pk=batch_id)
    return found


def running(batch: ImportBatch) -> WorkItem | None:
    """The work that is under way for this batch, if its state waits for one."""
    kind = _WORK.get(State(batch.state))
    item = work.latest(kind=kind, target_id=str(batch.pk)) if kind else None
    live = (WorkItem.State.PENDING, WorkItem.State.RUNNING)
    return item if item is not None and item.state in live else None


def undo_until(batch: ImportBatch) -> object:
    """The last day on which the commit may be taken back."""
    return batch.committed_at + timedelta(days=UNDO_DAYS) if batch.committed_at else None

"""Questions to BPJS: the branch's inbox, one question, and the answer that still stands for a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import User
from districts.clock import WIB, now
from enrollment.rules.calendar import working_days_between
from enrollment.selectors.status import holidays
from permits.models import Application, BpjsQuestion, Check
from permits.rules.answers import BranchAnswer

__all__ = ["Waiting", "answer_of", "is_askable", "open_count", "open_questions", "question_for", "questions_of"]


@dataclass(frozen=True)
class Waiting:
    """An open question with its clocks: working days since it was asked, and those left (below 0: overdue)."""

    question: BpjsQuestion
    age: int
    left: int


def open_questions(user: User, on: date) -> list[Waiting]:
    """The branch's inbox, the shortest clock first."""
    rows = _open(user).select_related(
        "application__agency", "application__permit_type", "check_row__agency", "asked_by", "branch"
    )
    days = holidays()
    return [
        Waiting(
            row,
            age=working_days_between(row.asked_at.astimezone(WIB).date(), on, days),
            left=working_days_between(on, row.due_on, days) if row.due_on >= on else -1,
        )
        for row in rows
    ]


def open_count(user: User) -> int:
    """How many questions wait for an answer."""
    return _open(user).count()


def question_for(user: User, application: Application) -> BpjsQuestion | None:
    """The open question of a file the user may read; None where there is none."""
    rows = _open(user).filter(application=application).select_related("asked_by", "branch", "check_row__permit_type")
    return rows.select_related("check_row__rule__legal_basis", "check_row__agency").first()


def questions_of(application: Application) -> QuerySet[BpjsQuestion]:
    """Every question of a file, newest first."""
    return application.questions.select_related("asked_by", "answered_by", "branch").order_by("-id")


def is_askable(check: Check) -> bool:
    """What the register cannot tell, or tells from old data that nobody should be held on."""
    return check.outcome == "ASK_BPJS" or (check.outcome == "HOLD" and bool(check.answer.get("is_old")))


def answer_of(application: Application, on: date) -> BranchAnswer | None:
    """The newest answer about a file, while it is young enough to stand for the register."""
    since = now() - timedelta(days=settings.ANSWER_DAYS)
    row = application.questions.filter(closed_at__gte=since).exclude(answer="").order_by("-id").first()
    if row is None or row.closed_at is None:
        return None
    return BranchAnswer(row.answer, row.closed_at.astimezone(WIB).date())


def _open(user: User) -> QuerySet[BpjsQuestion]:
    return BpjsQuestion.objects.visible_to(user).filter(closed_at__isnull=True)

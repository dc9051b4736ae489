"""What an office and the branch say of a report: a remark, back to be corrected, signed. Nothing said is changed."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from monitoring.access_reports import Side, may_comment, may_return, may_sign, side_of
from monitoring.models import MonthlyReport, ReportReview

__all__ = ["TitleMissing", "WordsMissing", "comment_report", "return_report", "sign_report"]

WORDS_LEAST = 10
Act = ReportReview.Act


class WordsMissing(Exception):
    """A remark says something, a return says what is wrong."""


class TitleMissing(Exception):
    """A signature stands with the office it is given in."""


@transaction.atomic
def comment_report(*, report: MonthlyReport, text: str, by: User) -> ReportReview:
    """A remark, an obstacle, a plan: shown with the report, never in its figures."""
    ensure(may_comment(by, report))
    return _say(report, Act.COMMENT, by, side_of(by, report, staff=True), text=_words(text))


@transaction.atomic
def return_report(*, report: MonthlyReport, text: str, by: User) -> ReportReview:
    """Back to BPJS to be corrected: nobody signs this version any more."""
    locked, reviews, newest = _locked(report)
    ensure(may_return(by, locked, reviews, newest))
    return _say(locked, Act.RETURN, by, side_of(by, locked), text=_words(text))


@transaction.atomic
def sign_report(*, report: MonthlyReport, title: str, by: User) -> ReportReview:
    """Signed for one side, with name and title as they are today; the report's own bytes do not change."""
    locked, reviews, newest = _locked(report)
    ensure(may_sign(by, locked, reviews, newest))
    if not title.strip():
        raise TitleMissing
    return _say(locked, Act.SIGN, by, side_of(by, locked), title=title.strip())


def _locked(report: MonthlyReport) -> tuple[MonthlyReport, list[ReportReview], int]:
    """The report under its lock, what was said of it, and the newest version there is."""
    row = MonthlyReport.objects.select_for_update(of=("self",)).select_related("agency").get(pk=report.pk)
    same = MonthlyReport.objects.filter(period=row.period, area_code=row.area_code)
    return row, list(row.reviews.all()), max(same.values_list("version", flat=True))


def _words(text: str) -> str:
    words = text.strip()
    if len(words) < WORDS_LEAST:
        raise WordsMissing
    return words


def _say(
    report: MonthlyReport, act: Act, by: User, side: Side | None, *, text: str = "", title: str = ""
) -> ReportReview:
    said = ReportReview.objects.create(
        report=report, act=act, side=side or "", text=text, name=str(by), title=title, made_by=by
    )
    data = {"period": f"{report.period:%Y-%m}", "area": report.area_code, "version": report.version, "side": said.side}
    audit.record(verb=f"monitoring.{act.lower()}_report", by=by, target=report, data=data)
    return said

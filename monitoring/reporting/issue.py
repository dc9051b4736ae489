"""Issuing a report: figures, sentences, PDF and XLSX in one transaction, so it is there wholly or not at all.

A report whose month is not due yet is PROVISIONAL and is replaced in place, with its number and code, when it is
built again. A FROZEN one is never touched: a recompute makes the next version and says why.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import translation

from accounts import audit, vault, work
from accounts.models import StoredFile, User
from districts.clock import today
from enrollment.rules.recognition import CODE_ALPHABET
from monitoring.facts import hold_still
from monitoring.facts.fresh import ensure_fresh
from monitoring.facts.refresh import modes
from monitoring.models import MonthlyReport
from monitoring.reporting.areas import Area, area_of
from monitoring.reporting.build import Figures, build_figures
from monitoring.reporting.compare import is_same
from monitoring.reporting.deliver import ask_deliveries
from monitoring.reporting.pdf import report_pdf
from monitoring.reporting.xlsx import report_xlsx
from monitoring.rules.details import actions
from monitoring.rules.months import parse_month, window
from monitoring.rules.sentence import Sentence
from monitoring.rules.sentences import sentences
from monitoring.words import sentence_text

_LOCK = 4202
PDF_TYPE = "application/pdf"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `after`: a recompute makes the version that follows this one, and no other.

    `if_changed`: nobody asked, a late sheet did; where it changed no figure of this area there is no new version.
    """

    period: date
    area: str
    recompute: bool = False
    reason: str = ""
    after: int = 0
    refresh: bool = False
    if_changed: bool = False

    def params(self) -> dict[str, Any]:
        """As a WorkItem carries it."""
        return {
            "period": f"{self.period:%Y-%m}",
            "area": self.area,
            "recompute": self.recompute,
            "reason": self.reason,
            "after": self.after,
            "refresh": self.refresh,
            "if_changed": self.if_changed,
        }

    @classmethod
    def of(cls, params: dict[str, Any]) -> Order:
        return cls(**{**params, "period": parse_month(params["period"])})

    @property
    def target(self) -> str:
        """One live work item per month and area; a recompute is work of its own.

        What a late sheet asked for waits a while: a person who asks meanwhile must not wait with it.
        """
        version = f"/{self.after + 1}" if self.recompute else ""
        return f"{self.period:%Y-%m}/{self.area}{version}{'/late' if self.if_changed else ''}"


def latest(period: date, area: str) -> MonthlyReport | None:
    """The newest version of a month's report."""
    return MonthlyReport.objects.filter(period=period, area_code=area).order_by("-version").first()


def issue_for(claim: work.Claim) -> dict[str, Any]:
    """What the worker does for a work item of kind `monitoring.build_report`."""
    order = Order.of(claim.item.params)
    claim.progress(0, 1, order.target)
    report = issue(order, by=claim.item.asked_by, on=today(), claim=claim)
    return {"report": str(report.pk), "version": report.version, "state": report.state}


def issue(order: Order, *, by: User | None, on: date, claim: work.Claim | None = None) -> MonthlyReport:
    """Build what is ordered and return it; the report as it stands where there is nothing to do.

    With `claim` its work item is finished by the same commit, so a killed worker leaves the old report, or the new
    one, and never a second.
    """
    area = area_of(order.area)
    months = window(order.period, 13)
    ensure_fresh(months, on=on)
    # The report is an official letter: Bahasa Indonesia, whoever asked for it in which language.
    with transaction.atomic(), translation.override("id"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, f"{order.period}{area.code}"])
        hold_still(months)
        report = _report(order, area, by=by, on=on)
        if claim is not None:
            claim.done({"report": str(report.pk), "version": report.version, "state": report.state})
    return report


def _report(order: Order, area: Area, *, by: User | None, on: date) -> MonthlyReport:
    """The report as it stands, or as it is built now."""
    current = latest(order.period, area.code)
    if current and not _needed(order, current, on):
        return current
    figures = build_figures(order.period, area, on=on)
    if current and order.if_changed and is_same(current.figures, figures):
        return current
    if current and order.recompute:
        figures["previous"] = _previous(current)
    return _write(order, area, current, figures, by=by, on=on)


def _previous(current: MonthlyReport) -> Figures:
    """The version this one follows, with its figures: the new paper tells the difference by itself."""
    kept = {name: value for name, value in current.figures.items() if name != "previous"}
    return {"version": current.version, "number": current.number, "sha256": current.sha256, "figures": kept}


def _needed(order: Order, current: MonthlyReport, on: date) -> bool:
    if order.recompute:
        return current.version <= order.after
    if current.state == MonthlyReport.State.FROZEN:
        return False
    return order.refresh or _is_due(order.period, on)


def _is_due(period: date, on: date) -> bool:
    return modes([period], on=on)[0].is_due


def _write(
    order: Order, area: Area, current: MonthlyReport | None, figures: Figures, *, by: User | None, on: date
) -> MonthlyReport:
    report = _row(order, area, current)
    report.as_of, report.data_date = on, _day(figures["data_date"])
    report.figures, report.sha256 = figures, digest(figures)
    report.sentences = [_stored(sentence) for sentence in (*sentences(figures), *actions(figures))]
    report.built_at, report.built_by = Now(), by
    report.state = MonthlyReport.State.FROZEN if figures["is_due"] else MonthlyReport.State.PROVISIONAL
    report.frozen_at = Now() if figures["is_due"] else None
    old_files = [report.pdf, report.xlsx]
    name = f"laporan-{order.period:%Y-%m}-{area.office.number_code.lower()}-v{report.version}"
    report.pdf = _keep(report_pdf(report), f"{name}.pdf", PDF_TYPE, by)
    report.xlsx = _keep(report_xlsx(report), f"{name}.xlsx", XLSX_TYPE, by)
    report.save()
    report.refresh_from_db()
    for file in old_files:
        if file is not None:
            transaction.on_commit(partial(vault.purge, file), robust=True)
    audit.record(
        verb="monitoring.issue_report",
        by=by,
        target=report,
        data={
            "period": f"{order.period:%Y-%m}",
            "area": area.code,
            "version": report.version,
            "state": report.state,
            "sha256": report.sha256,
            "reason": order.reason,
        },
    )
    if report.state == MonthlyReport.State.FROZEN:
        ask_deliveries(report)
    return report


def _row(order: Order, area: Area, current: MonthlyReport | None) -> MonthlyReport:
    """The provisional report to replace, or the next version."""
    if current and not order.recompute:
        return current
    version = current.version + 1 if current else 1
    number = f"LB-{order.period:%Y-%m}-{area.office.number_code}" + (f"/{version}" if version > 1 else "")
    return MonthlyReport(
        period=order.period,
        district=area.district,
        agency=area.agency,
        area_code=area.code,
        version=version,
        number=number,
        code=_new_code(area.office.number_code),
        reason=order.reason,
    )


def digest(figures: Figures) -> str:
    """SHA-256 (hex) of the figures' canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _stored(sentence: Sentence) -> dict[str, Any]:
    return {
        "section": sentence.section,
        "code": sentence.code,
        "params": sentence.params,
        "figures": list(sentence.keys),
        "text": sentence_text(sentence),
    }


def _keep(content: bytes, name: str, content_type: str, by: User | None) -> StoredFile:
    return vault.store_file(content=content, name=name, kind="REPORT", content_type=content_type, by=by)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _new_code(office: str) -> str:
    """A code nobody guesses; at least one digit tells it from a name at the counter's box."""
    while True:
        body = "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))
        code = f"{office}-{body[:4]}-{body[4:]}"
        if any(sign.isdigit() for sign in body) and not MonthlyReport.objects.filter(code=code).exists():
            return code

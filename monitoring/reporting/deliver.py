"""Issued reports on their way to who subscribed: asked for with the freezing itself, mailed once each by the worker."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import mail, vault, work
from accounts.models import User
from districts import formats
from monitoring.models import Delivery, MonthlyReport, ReportSubscription
from monitoring.rules.sentence import Sentence
from monitoring.words import language, sentence_text

SEND = "monitoring.send_report"
State = Delivery.State


def ask_deliveries(report: MonthlyReport) -> int:
    """In the transaction that freezes the report: one row and one piece of work for each who subscribed to its area."""
    readers = ReportSubscription.objects.filter(area_code=report.area_code, ended_at__isnull=True)
    rows = [Delivery(report=report, user_id=pk) for pk in readers.values_list("user", flat=True)]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    waiting = Delivery.objects.filter(report=report, state=State.ASKED).values_list("pk", flat=True)
    for pk in waiting:
        work.ask(kind=SEND, target_id=str(pk), by=None)
    return len(rows)


def send(delivery: str) -> str:
    """Mail one delivery, if it still waits and its reader may still read; the state it ended in.

    The row stays locked from before the mail until after it: a second worker waits and then finds it sent.
    """
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update(of=("self",)).select_related("report", "user")
        row = waiting.filter(pk=delivery).first()
        if row is None or row.state != State.ASKED:
            return "" if row is None else row.state
        row.state, row.error = _tried(row)
        row.sent_at = Now() if row.state == State.SENT else None
        row.save(update_fields=["state", "error", "sent_at"])
        return row.state


def give_up(delivery: str) -> None:
    """The server did not answer, however often it was asked; the report can still be fetched from its page."""
    Delivery.objects.filter(pk=delivery, state=State.ASKED).update(state=State.FAILED, error="UNREACHABLE")


def _tried(row: Delivery) -> tuple[Delivery.State, str]:
    report, user = row.report, User.objects.get(pk=row.user_id)
    if not _may_get(report, user):
        return State.REFUSED, ""
    if not user.email or report.pdf is None:
        return State.FAILED, "RECIPIENT"
    with translation.override(user.language):
        subject, text = letter(report)
    attached = [(report.pdf.name, vault.read_file(report.pdf), "application/pdf")]
    try:
        mail.send(to=user.email, subject=subject, text=text, attachments=attached)
    except mail.NotSent as error:
        if error.may_retry:
            raise
        return State.FAILED, error.code
    return State.SENT, ""


def _may_get(report: MonthlyReport, user: User) -> bool:
    """The right and the subscription as they are now, not as they were when the report was asked for."""
    asked = ReportSubscription.objects.filter(area_code=report.area_code, user=user, ended_at__isnull=True)
    return user.is_active and asked.exists() and MonthlyReport.objects.visible_to(user).filter(pk=report.pk).exists()


def letter(report: MonthlyReport) -> tuple[str, str]:
    """Subject and text in the reader's language: what the report says, and what is to be done."""
    told = {
        "area": report.figures["area"]["name"],
        "month": formats.month_long(report.period, lang=language()),
        "version": report.version,
        "reason": report.reason,
    }
    subject = _("Laporan %(area)s, %(month)s") % told
    lines = [_("Laporan monitoring dan evaluasi %(area)s, %(month)s, terlampir.") % told]
    if report.version > 1:
        lines.append(_("Ini versi %(version)s. Alasan: %(reason)s") % told)
    lines += ["", *(f"- {text}" for text in said(report, "top"))]
    acts = said(report, "todo")
    if acts:
        lines += ["", _("Apa yang perlu dilakukan: %(acts)s.") % {"acts": "; ".join(acts)}]
    where = settings.PUBLIC_URL.rstrip("/") + reverse("report", args=[report.pk])
    lines += ["", where, "", _("Berhenti berlangganan: halaman Akun saya, Langganan laporan.")]
    return subject, "\n".join(lines)


def said(report: MonthlyReport, section: str) -> list[str]:
    """A section's sentences in the language in force."""
    return [
        sentence_text(Sentence(stored["code"], stored["params"]))
        for stored in report.sentences
        if stored.get("section", "top") == section
    ]

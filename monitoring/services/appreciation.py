"""What people do with the indexes of consistency: have them computed again, take them away, give certificates."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts import audit, vault, work
from accounts.access import Allowed, Decision, Denied, ensure
from accounts.exports import Export, Filter, Head
from accounts.models import User, WorkItem
from districts import formats
from districts.clock import now, today
from districts.models import Agency
from enrollment.selectors.freshness import data_date
from monitoring.access_compliance import ISSUERS, may_issue
from monitoring.models import Certificate, ConsistencyScore
from monitoring.reporting.certificate import certificate_pdf
from monitoring.reporting.scores import SCORE
from monitoring.reporting.scores_xlsx import scores_xlsx
from monitoring.selectors.consistency import Entry, entries, newest_version
from monitoring.words import language
from permits.numbers import next_serial
from permits.rules.codes import new_code

__all__ = [
    "WordsMissing",
    "issue_certificate",
    "may_issue_for",
    "request_scores",
    "revoke_certificate",
    "scores_export",
]

REASON_LEAST = 10
NOT_FIRST = lazy("Sertifikat diberikan kepada peringkat pertama kelompoknya.")
ALONE = lazy("Dalam kelompok ini tidak ada kecamatan lain yang dapat diperingkat, jadi tidak ada yang dibandingkan.")
OLD = lazy("Indeks ini sudah dihitung ulang; sertifikat diberikan untuk versi yang terbaru.")
GIVEN = lazy("Untuk indeks ini sertifikat sudah pernah diterbitkan.")


class WordsMissing(Exception):
    """A certificate is never revoked without saying why."""


def may_issue_for(user: User, entry: Entry, others: Sequence[Entry]) -> Decision:
    """A branch head, for the first of a group with somebody to be compared with, once."""
    if not (right := may_issue(user)):
        return right
    ranked = [other for other in others if other.row.peer_group == entry.row.peer_group and other.row.rank]
    if not entry.leads:
        return Denied(NOT_FIRST)
    if len(ranked) < 2:
        return Denied(ALONE)
    if entry.row.version < newest_version(entry.row.period):
        return Denied(OLD)
    return Denied(GIVEN) if entry.certificate else Allowed()


@transaction.atomic
def request_scores(*, period: date, by: User) -> WorkItem:
    """Have a month's indexes computed again; where no input has changed the version stays."""
    ensure(may_issue(by))
    item = work.ask(kind=SCORE, target_id=f"{period:%Y-%m}", by=by)
    audit.record(verb="monitoring.request_scores", by=by, data={"period": f"{period:%Y-%m}"})
    return item


@transaction.atomic
def issue_certificate(*, entry: Entry, note: str, by: User) -> Certificate:
    """Number, code and PDF in one; the bytes are kept and never made anew."""
    row = ConsistencyScore.objects.select_for_update().get(pk=entry.row.pk)
    others = entries(row.period)
    fresh = next((other for other in others if other.row.pk == row.pk), entry)
    ensure(may_issue_for(by, fresh, others))
    branch = Agency.objects.select_related("city").get(pk=min(by.scope.agencies(*ISSUERS)))
    at = now()
    number = f"PGH/{next_serial(branch, 'CERTIFICATE', f'{at:%Y}')}/{branch.number_code}/{at:%Y}"
    code = _new_code(branch)
    # A paper for an office: Bahasa Indonesia, whoever gives it in which language.
    with translation.override("id"):
        content = certificate_pdf(fresh, number=number, code=code, note=note.strip(), branch=branch, by=by, at=at)
    name = f"sertifikat-{row.period:%Y-%m}-{row.district_id.replace('.', '')}.pdf"
    pdf = vault.store_file(content=content, name=name, kind="LETTER", content_type="application/pdf", by=by)
    given = Certificate.objects.create(score=row, number=number, code=code, note=note.strip(), pdf=pdf, issued_by=by)
    told = {"number": number, "period": f"{row.period:%Y-%m}", "district": row.district_id, "version": row.version}
    audit.record(verb="monitoring.issue_certificate", by=by, target=given, data=told)
    return given


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """From now on its code says that it no longer stands; asked twice, it stays as it was revoked."""
    ensure(may_issue(by))
    if len(reason.strip()) < REASON_LEAST:
        raise WordsMissing
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = now(), by
        row.save(update_fields=["revoked_at", "revoked_by"])
        told = {"number": row.number, "reason": reason.strip()}
        audit.record(verb="monitoring.revoke_certificate", by=by, target=row, data=told)
    return row


def scores_export(*, period: date, rows: Sequence[Entry], back: str) -> Export:
    """The month's indexes with every input, as a workbook."""
    month = formats.month_long(period, lang=language())
    version = rows[0].row.version if rows else 0

    def make(head: Head) -> bytes:
        return scores_xlsx(head, rows)

    return Export(
        verb="monitoring.export_scores",
        title=_("Indeks konsistensi %(month)s, versi %(version)s") % {"month": month, "version": version},
        stem="indeks-konsistensi",
        rows=len(rows),
        make=make,
        back=back,
        filters=(Filter("month", f"{period:%Y-%m}", _("Bulan"), month),),
        as_of=data_date() or today(),
    )


def _new_code(branch: Agency) -> str:
    while True:
        code = new_code(branch.number_code, secrets.choice)
        if not Certificate.objects.filter(code=code).exists():
            return code

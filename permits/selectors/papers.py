"""Papers: the public answer about one of our own, an office's files of a day, its running numbers, the text to send."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from districts import formats
from districts.clock import WIB, today
from districts.models import Agency
from permits.models import Application, Check, NumberSeries, Receipt, Referral, ServiceDenial
from permits.verification import Verified
from permits.words import headline, to_complete

__all__ = ["files_of_day", "letter_of", "message_of", "paper_by_code", "running_numbers", "sendable"]


def paper_by_code(code: str) -> Verified | None:
    """The letter, receipt or notice a code belongs to; nothing in it tells whose it is."""
    return _letter(code) or _receipt(code) or _denial(code) or _lifting(code)


def _letter(code: str) -> Verified | None:
    letter = Referral.objects.filter(code=code).select_related("application__agency").first()
    if letter is None:
        return None
    title = _("Surat pengantar ke BPJS Ketenagakerjaan")
    issuer = letter.application.agency.name
    if letter.closed_at is not None:
        note = _("Selesai pada %(date)s: permohonannya dilanjutkan atau suratnya diganti.") % _day(letter.closed_at)
        return Verified(title, code, issuer, letter.issued_on, is_valid=False, note=note)
    is_valid, note = _until(letter.valid_until)
    return Verified(title, code, issuer, letter.issued_on, is_valid, note)


def _receipt(code: str) -> Verified | None:
    receipt = Receipt.objects.filter(code=code).select_related("application__agency").first()
    if receipt is None:
        return None
    title, issuer = _("Bukti cek kepesertaan"), receipt.application.agency.name
    if receipt.revoked_at is not None:
        note = _("Dibatalkan pada %(date)s.") % _day(receipt.revoked_at)
        return Verified(title, code, issuer, receipt.issued_on, is_valid=False, note=note)
    is_valid, note = _until(receipt.valid_until) if receipt.valid_until else (True, "")
    return Verified(title, code, issuer, receipt.issued_on, is_valid, note)


def _denial(code: str) -> Verified | None:
    row = ServiceDenial.objects.filter(code=code).select_related("branch").first()
    if row is None or row.approved_at is None:
        return None
    title = _("Surat pemberitahuan penghentian layanan publik tertentu (TMP2T)")
    stands = row.lifted_on is None or row.lifted_on > today()
    note = _("Penghentian masih berlaku.") if stands else _("Penghentian dicabut sejak %(date)s.") % _day(row.lifted_on)
    return Verified(title, code, _branch(row), row.approved_at.astimezone(WIB).date(), is_valid=stands, note=note)


def _lifting(code: str) -> Verified | None:
    row = ServiceDenial.objects.filter(lifting_code=code).select_related("branch").first()
    if row is None or row.lifted_on is None:
        return None
    title = _("Surat pencabutan penghentian layanan publik tertentu (TMP2T)")
    note = _("Penghentian dicabut sejak %(date)s.") % _day(row.lifted_on)
    return Verified(title, code, _branch(row), row.lifted_on, is_valid=True, note=note)


def _branch(row: ServiceDenial) -> str:
    return row.branch.name if row.branch else ""


def _until(day: date) -> tuple[bool, str]:
    if day >= today():
        return True, _("Berlaku sampai %(date)s.") % _day(day)
    return False, _("Masa berlakunya habis pada %(date)s.") % _day(day)


def _day(day: date | None) -> dict[str, str]:
    return {"date": formats.date_long(day, lang=get_language() or "id")}


def files_of_day(office: Agency, day: date) -> QuerySet[Application]:
    """Files an office received or decided on a day, by number; each with `finding`, the one of its newest check."""
    start = datetime.combine(day, time.min, WIB)
    decided = Q(decided_at__gte=start, decided_at__lt=start + timedelta(days=1))
    newest = Check.objects.filter(application=OuterRef("pk")).order_by("-at").values("finding")[:1]
    rows = Application.objects.filter(Q(received_on=day) | decided, agency=office)
    rows = rows.select_related("permit_type", "decided_by", "received_by")
    return rows.annotate(finding=Coalesce(Subquery(newest), "opening_check__finding")).order_by("number")


def running_numbers(office: Agency) -> QuerySet[NumberSeries]:
    """The last number given in each of an office's series of this year and month."""
    day = today()
    periods = (f"{day:%Y}", f"{day:%Y-%m}")
    return NumberSeries.objects.filter(agency=office, period__in=periods).order_by("kind", "period")


def letter_of(application: Application) -> Referral | None:
    """The newest referral letter of a file."""
    return _letters().filter(application=application).order_by("-id").first()


def sendable(pk: str) -> Referral | None:
    """A letter that is still open, by the id a work item carries."""
    return _letters().filter(pk=pk, closed_at__isnull=True).first()


def _letters() -> QuerySet[Referral]:
    related = ("application__agency", "application__permit_type", "check_row", "branch", "letter")
    return Referral.objects.select_related(*related)


def message_of(letter: Referral) -> str:
    """What the desk sends by WhatsApp or e-mail: plain Bahasa Indonesia, without a number of any person."""
    file, check = letter.application, letter.check_row
    office = file.agency
    with override("id"):
        until = formats.date_long(letter.valid_until)
        lines = [
            f"{office.name}: permohonan {file.permit_type.name_id} untuk {file.business_name} kami tahan sementara.",
            f"Hasil cek: {headline(check.finding, check.reasons, check.conditional_until)}.",
            *[f"{number}. {step}" for number, step in enumerate(_steps(check), 1)],
            f"Di mana: {letter.branch.name}, kanal daring resmi, atau agen Perisai.",
            "Yang dibawa: KTP, NIB atau NPWP bila ada, dan daftar nama tenaga kerja.",
            f"Surat pengantar {letter.number} berlaku sampai {until}.",
            f"Periksa keasliannya: {settings.PUBLIC_URL.rstrip('/')}{reverse('verify', args=[letter.code])}",
            "Begitu terdaftar, permohonan dilanjutkan; berkas tidak perlu diserahkan ulang.",
        ]
    complaints = office.complaint_line or office.phone
    return "\n".join([*lines, f"Pengaduan: {complaints}"] if complaints else lines)


def _steps(check: Check) -> list[str]:
    steps = to_complete(check.reasons)
    return steps or ["Daftarkan usaha dan tenaga kerjanya di BPJS Ketenagakerjaan."]

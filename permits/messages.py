"""What applicants are told, as text to send or to copy to WhatsApp. Made when it is needed, never stored.

In Bahasa Indonesia whatever the officer's screen speaks, as every paper of the offices. No NIK, no amount.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from districts.formats import date_long
from permits.models import Notice
from permits.words import to_complete

__all__ = ["message_of"]

Kind = Notice.Kind
SUBJECTS = {
    Kind.HELD: "Permohonan {number}: surat pengantar ke BPJS Ketenagakerjaan",
    Kind.DAY_3: "Permohonan {number} masih menunggu pendaftaran BPJS Ketenagakerjaan",
    Kind.DAY_7: "Permohonan {number} masih menunggu pendaftaran BPJS Ketenagakerjaan",
    Kind.DAY_14: "Permohonan {number} masih menunggu pendaftaran BPJS Ketenagakerjaan",
    Kind.READY: "Permohonan {number} siap diterbitkan",
    Kind.DEADLINE: "Permohonan {number}: tenggat hampir habis",
    Kind.LAPSED: "Permohonan {number}: tenggat sudah lewat",
    Kind.REVOKED: "Permohonan {number}: bukti cek dibatalkan",
}


def message_of(notice: Notice) -> tuple[str, str]:
    """Subject and text of a notice; needs `application__agency`, `application__permit_type` and `referral`."""
    with override("id"):
        application = notice.application
        subject = SUBJECTS[Kind(notice.kind)].format(number=application.number)
        greeting = f"Bapak/Ibu {application.applicant_name}," if application.applicant_name else "Bapak/Ibu,"
        about = f"permohonan {application.permit_type.name_id} untuk {application.business_name}"
        lines = [greeting, "", f"{about[0].upper()}{about[1:]} (No. {application.number}).", *_lines(notice)]
        return subject, "\n".join([*lines, "", application.agency.name])


def _lines(notice: Notice) -> list[str]:
    application, kind = notice.application, Kind(notice.kind)
    if kind == Kind.READY:
        return ["Usaha Anda sudah tercatat di BPJS Ketenagakerjaan. Permohonan ini siap diterbitkan, tanpa cek ulang."]
    if kind == Kind.REVOKED:
        return ["Bukti cek yang pernah diberikan dibatalkan. Permohonan ini dicek ulang; kantor kami menghubungi Anda."]
    if kind == Kind.DEADLINE:
        return [f"Kewajiban BPJS Ketenagakerjaan dipenuhi paling lambat {date_long(application.deadline_on)}."]
    if kind == Kind.LAPSED:
        until = f" ({date_long(application.deadline_on)})" if application.deadline_on else ""
        return [f"Tenggat kewajiban BPJS Ketenagakerjaan{until} sudah lewat. Hubungi kantor kami."]
    return _letter_lines(notice)


def _letter_lines(notice: Notice) -> list[str]:
    """The letter in short: what to do, where it can be verified, until when."""
    letter = notice.referral
    if letter is None:
        return []
    check = letter.check_row
    steps = to_complete(check.reasons) or ["Daftarkan usaha dan tenaga kerjanya di BPJS Ketenagakerjaan."]
    address = settings.PUBLIC_URL.rstrip("/") + reverse("verify", args=[letter.code])
    return [
        "Permohonan ini menunggu kepesertaan BPJS Ketenagakerjaan. Yang perlu dilakukan:",
        *(f"- {step}" for step in steps),
        f"Bawa surat pengantar {letter.number} ke {letter.branch.name}.",
        f"Surat ini berlaku sampai {date_long(letter.valid_until)}.",
        f"Keaslian surat: {address}",
        "Setelah terdaftar, permohonan diteruskan tanpa perlu datang lagi.",
    ]

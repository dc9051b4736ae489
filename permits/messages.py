"""What applicants are told, as text to send or to copy to WhatsApp. Made when it is needed, never stored.

In Bahasa Indonesia whatever the officer's screen speaks, as every paper of the offices. No NIK, no amount.
"""

from __future__ import annotations

from django.utils.translation import override

from districts.formats import date_long
from permits.models import Application, Notice
from permits.selectors.papers import message_of as letter_message

__all__ = ["message_of"]

Kind = Notice.Kind
_REMINDER = "Permohonan {number} masih menunggu pendaftaran BPJS Ketenagakerjaan"
SUBJECTS = {
    Kind.HELD: "Permohonan {number}: surat pengantar ke BPJS Ketenagakerjaan",
    Kind.DAY_3: _REMINDER,
    Kind.DAY_7: _REMINDER,
    Kind.DAY_14: _REMINDER,
    Kind.READY: "Permohonan {number} siap diterbitkan",
    Kind.DEADLINE: "Permohonan {number}: tenggat hampir habis",
    Kind.LAPSED: "Permohonan {number}: tenggat sudah lewat",
    Kind.REVOKED: "Permohonan {number}: bukti cek dibatalkan",
}


def message_of(notice: Notice) -> tuple[str, str]:
    """Subject and text; `application__agency`, `…permit_type`, `referral__check_row` and `…branch` come with it."""
    application, kind = notice.application, Kind(notice.kind)
    with override("id"):
        subject = SUBJECTS[kind].format(number=application.number)
        letter = notice.referral
        if letter is None:
            return subject, "\n".join([_about(application), _news(application, kind), application.agency.name])
        letter.application = application
        said = letter_message(letter)
        return subject, said if kind == Kind.HELD else f"{subject}.\n{said}"


def _about(application: Application) -> str:
    who = f"Bapak/Ibu {application.applicant_name}".strip()
    return (
        f"{who}, permohonan {application.permit_type.name_id} untuk {application.business_name} ({application.number}):"
    )


def _news(application: Application, kind: str) -> str:
    until = date_long(application.deadline_on) if application.deadline_on else ""
    if kind == Kind.READY:
        return "usaha Anda sudah tercatat di BPJS Ketenagakerjaan, permohonan siap diterbitkan."
    if kind == Kind.DEADLINE:
        return f"kewajiban BPJS Ketenagakerjaan dipenuhi paling lambat {until}."
    if kind == Kind.LAPSED:
        return (
            "tenggat kewajiban BPJS Ketenagakerjaan sudah lewat dan buktinya tidak berlaku lagi. Hubungi kantor kami."
        )
    return "bukti cek yang pernah diberikan dibatalkan dan permohonan dicek ulang. Kantor kami menghubungi Anda."

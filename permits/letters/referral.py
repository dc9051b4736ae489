"""The letter a held applicant takes to BPJS (e2): who comes, what is missing, what to bring, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import override

from accounts import vault
from accounts.models import StoredFile
from districts.formats import date_long, date_short, group_nib, group_nik, time_wib
from districts.models import Agency
from enrollment.models import Business
from permits.letters.render import law_in_full, letterhead, store_pdf, verification
from permits.models import LegalBasis, Referral
from permits.rules.spelled import spelled
from permits.words import headline, to_complete

__all__ = ["referral_letter"]

LAW = "{dasar}"
CLOSING = "Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih."


def referral_letter(referral: Referral, *, printed_at: datetime) -> StoredFile:
    """Render and keep the letter; official letters are in Bahasa Indonesia whatever the officer's screen speaks."""
    with override("id"):
        data = _data(referral, printed_at)
    name = f"surat-{referral.number.replace('/', '-')}.pdf"
    return store_pdf("referral.typ", data, name=name, by=referral.issued_by, at=printed_at)


def _data(referral: Referral, printed_at: datetime) -> dict[str, Any]:
    application, check = referral.application, referral.check_row
    is_new = check.finding == "UNREGISTERED"
    law = check.rule.legal_basis if check.rule else None
    return {
        "head": letterhead(application.agency, referral.issued_on),
        "proof": verification(referral.code),
        "date": date_long(referral.issued_on),
        "number": referral.number,
        "subject": "Surat pengantar pendaftaran kepesertaan" if is_new else "Surat pengantar kelengkapan kepesertaan",
        "branch": referral.branch.name,
        "opening": _opening(application.agency, law),
        "rows": _rows(referral),
        "purpose": _purpose(referral, is_new),
        "items": [] if is_new else to_complete(check.reasons),
        "bring": "KTP, NIB atau NPWP bila ada, dan daftar nama tenaga kerja",
        "valid_until": date_long(referral.valid_until),
        "closing": application.agency.letter_closing or CLOSING,
        "footer": f"Dicetak {date_short(printed_at)} pukul {time_wib(printed_at)} · {application.agency.short_name}",
    }


def _opening(agency: Agency, law: LegalBasis | None) -> str:
    """The office's own first sentence ("{dasar}" stands for the law), or the usual one."""
    if agency.letter_opening:
        return agency.letter_opening.replace(LAW, law_in_full(law) if law else "")
    basis = f"sesuai dengan {law_in_full(law)}, " if law else ""
    return f"Dengan hormat, {basis}bersama ini kami hadapkan:"


def _rows(referral: Referral) -> list[list[str]]:
    application = referral.application
    business: Business | None = application.business
    workers = application.declared_workers or 0
    village = business.village.name if business and business.village else ""
    address = ", ".join(
        part for part in (business.address if business else "", f"Kel. {village}" * bool(village)) if part
    )
    return [
        ["Nama pemilik", application.applicant_name or "–"],
        _identity(business),
        ["Nama usaha", application.business_name],
        ["NIB", group_nib(business.nib) if business and business.nib else "belum ada"],
        ["Alamat usaha", address or "–"],
        ["Jumlah tenaga kerja", f"{workers} ({spelled(workers)}) orang" if workers else "tanpa tenaga kerja"],
        ["Layanan yang dimohon", f"{application.permit_type.name_id}, No. {application.number}"],
    ]


def _identity(business: Business | None) -> list[str]:
    """The owner's NIK; a foreign owner's passport."""
    if business and business.owner_passport:
        return ["Paspor", vault.unseal(business.owner_passport, "business.owner_passport")]
    nik = vault.unseal(business.owner_nik, "business.owner_nik") if business and business.owner_nik else ""
    return ["NIK", group_nik(nik) if nik else "–"]


def _purpose(referral: Referral, is_new: bool) -> str:
    check = referral.check_row
    data_date = f" (data per {date_long(check.as_of)})" if check.as_of else ""
    asked = f"Berdasarkan pengecekan pada {date_long(check.at)} pukul {time_wib(check.at)}{data_date}, usaha tersebut "
    if is_new:
        return (
            f"untuk mendaftarkan diri dan tenaga kerjanya sebagai peserta BPJS Ketenagakerjaan. {asked}belum terdaftar."
        )
    said = headline(check.finding, check.reasons, check.conditional_until)
    return (
        "untuk melengkapi kepesertaannya di BPJS Ketenagakerjaan. "
        f"{asked}{said[0].lower()}{said[1:]}. Yang perlu dilengkapi:"
    )

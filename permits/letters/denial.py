"""The two letters about a statutory denial: that it is in force, and that it is lifted.

They say what BPJS' own letter and the legal basis say, and what the counters do; no article that nobody has verified.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import override

from accounts.models import StoredFile, User
from districts.formats import date_long, date_short, group_nib, time_wib
from districts.models import Agency
from permits.letters.render import law_in_full, letterhead, store_pdf, verification
from permits.models import ServiceDenial

__all__ = ["denial_letter", "lifting_letter"]


def denial_letter(denial: ServiceDenial, recipients: list[Agency], *, by: User, at: datetime) -> StoredFile:
    """ "Pemberitahuan penghentian layanan publik tertentu (TMP2T)"."""
    assert denial.number and denial.code
    with override("id"):
        data = _shared(denial, recipients, at) | {
            "number": denial.number,
            "proof": verification(denial.code),
            "subject": "Pemberitahuan penghentian layanan publik tertentu (TMP2T)",
            "opening": f"Dengan hormat, berdasarkan {law_in_full(denial.legal_basis)} dan surat BPJS Ketenagakerjaan "
            f"{_asked(denial.letter_number, denial.letter_date)}, bersama ini kami beritahukan penghentian layanan "
            "publik tertentu (TMP2T) terhadap:",
            "rows": [*_business(denial), ["Berlaku sejak", date_long(denial.imposed_on)]],
            "body": [
                "Selama penghentian berlaku, layanan yang dimohon usaha tersebut tidak dilanjutkan; setiap pengecekan"
                " di loket menampilkan nomor dan tanggal surat BPJS Ketenagakerjaan di atas.",
                "Penghentian ini berlaku sampai dicabut dengan surat.",
            ],
        }
    return store_pdf("denial.typ", data, name=_name("tmp2t", denial.number), by=by, at=at)


def lifting_letter(denial: ServiceDenial, recipients: list[Agency], *, by: User, at: datetime) -> StoredFile:
    """ "Pencabutan penghentian layanan publik tertentu (TMP2T)"."""
    assert denial.lifting_number and denial.lifting_code and denial.lifted_on and denial.lifting_letter_date
    with override("id"):
        data = _shared(denial, recipients, at) | {
            "number": denial.lifting_number,
            "proof": verification(denial.lifting_code),
            "subject": "Pencabutan penghentian layanan publik tertentu (TMP2T)",
            "opening": f"Dengan hormat, berdasarkan {law_in_full(denial.legal_basis)} dan surat BPJS Ketenagakerjaan "
            f"{_asked(denial.lifting_letter_number, denial.lifting_letter_date)}, bersama ini kami beritahukan "
            "pencabutan penghentian layanan publik tertentu (TMP2T) terhadap:",
            "rows": [
                *_business(denial),
                ["Surat pemberitahuan", denial.number or "–"],
                ["Berlaku sejak", date_long(denial.imposed_on)],
                ["Dicabut sejak", date_long(denial.lifted_on)],
            ],
            "body": ["Sejak tanggal pencabutan, permohonan usaha tersebut dilayani kembali seperti biasa."],
        }
    return store_pdf("denial.typ", data, name=_name("cabut", denial.lifting_number), by=by, at=at)


def _shared(denial: ServiceDenial, recipients: list[Agency], at: datetime) -> dict[str, Any]:
    assert denial.branch is not None
    return {
        "head": letterhead(denial.branch, at.date()),
        "date": date_long(at.date()),
        "to": [office.head_title or f"Pimpinan {office.name}" for office in recipients],
        "copy_to": f"Pimpinan {denial.business.name}",
        "footer": f"Dicetak {date_short(at)} pukul {time_wib(at)} · {denial.branch.short_name}",
    }


def _business(denial: ServiceDenial) -> list[list[str]]:
    business = denial.business
    village = f"Kel. {business.village.name}" if business.village else ""
    return [
        ["Nama usaha", business.name],
        ["NIB", group_nib(business.nib) if business.nib else "–"],
        ["Alamat usaha", ", ".join(part for part in (business.address, village) if part) or "–"],
    ]


def _asked(number: str, day: date) -> str:
    return f"nomor {number} tanggal {date_long(day)}"


def _name(kind: str, number: str) -> str:
    return f"{kind}-{number.replace('/', '-')}.pdf"

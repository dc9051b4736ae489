"""The certificate as PDF: for what, by which inputs, what is done differently, and how it is verified."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from districts import formats
from districts.models import Agency, District
from monitoring.reporting.pdf import compiled
from monitoring.rules.consistency import PARTS
from monitoring.selectors.consistency import Entry
from monitoring.words import language
from monitoring.words_appreciation import PART_NAMES
from permits.letters.render import verification

TEMPLATE = Path(__file__).parent / "certificate.typ"


def certificate_pdf(
    entry: Entry, *, number: str, code: str, note: str, branch: Agency, by: User, at: datetime
) -> bytes:
    """One page, kept as it is made."""
    return compiled(TEMPLATE, _data(entry, number, code, note, branch, by, at), at=at)


def _data(entry: Entry, number: str, code: str, note: str, branch: Agency, by: User, at: datetime) -> dict[str, Any]:
    lang = language()
    group = str(District.Peers(entry.row.peer_group).label)
    day = formats.date_long(at.date(), lang=lang)
    reason = _("peringkat pertama indeks konsistensi %(month)s dalam kelompok %(group)s, dengan nilai %(score)s") % {
        "month": formats.month_long(entry.row.period, lang=lang),
        "group": group,
        "score": formats.decimal(entry.row.score, 2, lang=lang),
    }
    return {
        "lang": lang,
        "title": _("Sertifikat Penghargaan"),
        "issuer": branch.name,
        "number": number,
        "given": _("diberikan kepada"),
        "name": _("Kecamatan %(name)s") % {"name": entry.name},
        "reason": reason,
        "columns": [_("Bagian"), _("Nilai"), _("Bobot"), _("Sumbangan")],
        "rows": _rows(entry, lang),
        "note_title": _("Yang dilakukan berbeda"),
        "note": note,
        "place": f"{branch.city.name.removeprefix('Kota ')}, {day}",
        "signer": str(by),
        "signer_title": branch.head_title or _("Kepala Kantor Cabang"),
        "demo": _("DATA CONTOH — bukan dokumen resmi") if settings.DEMO else "",
        "verify": _("Periksa keaslian sertifikat di laman resmi dengan kode"),
        "qr_alt": _("Kode QR menuju halaman verifikasi sertifikat ini"),
        "proof": verification(code),
    }


def _rows(entry: Entry, lang: str) -> list[list[str]]:
    weighed: dict[str, int] = entry.row.inputs["weights"]
    whole = sum(weighed.values())
    return [
        [
            str(PART_NAMES[part]),
            formats.decimal(value, 1, lang=lang),
            formats.number(weighed[part], lang=lang),
            formats.decimal((value or 0) * weighed[part] / whole, 2, lang=lang),
        ]
        for part, value in zip(PARTS, entry.values, strict=True)
    ]

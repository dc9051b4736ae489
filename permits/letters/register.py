"""The day's register of an office (A4): every file of the day with its finding, its decision and room to sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import override

from accounts.exports import Head
from accounts.models import User
from districts.formats import date_long, date_short, time_wib
from districts.models import Agency
from permits.letters.render import compile_pdf, letterhead
from permits.models import Application
from permits.models.check import Finding

__all__ = ["day_register"]


def day_register(
    head: Head, office: Agency, day: date, files: Sequence[Application], *, by: User, at: datetime
) -> bytes:
    """The register as PDF. `files` carry `finding`, the one of their newest check."""
    with override("id"):
        decided = sum(1 for file in files if file.decided_by_id)
        data = {
            "head": letterhead(office, day),
            "date": date_long(day),
            "summary": f"{len(files)} berkas, {decided} sudah diputuskan",
            "taken": " · ".join(f"{label}: {text}" for label, text in head.lines),
            "rows": [_row(number, file) for number, file in enumerate(files, 1)],
            "footer": f"Dicetak {date_short(at)} pukul {time_wib(at)} · {office.short_name} · {by}",
        }
    return compile_pdf("register.typ", data, at=at)


def _row(number: int, file: Application) -> list[str]:
    finding = getattr(file, "finding", None)
    person = f", {file.applicant_name}" if file.applicant_name and file.applicant_name != file.business_name else ""
    return [
        str(number),
        file.number,
        f"{file.business_name}{person}",
        file.permit_type.name_id,
        str(Finding(finding).label) if finding else "–",
        file.get_state_display(),
        str(file.decided_by or file.received_by or "–"),
    ]

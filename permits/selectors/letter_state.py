"""Where a referral letter stands, for the systems of the office that wrote it."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from districts.clock import today
from districts.models import Agency
from enrollment.rules.recognition import IdentifierKind, recognise
from permits.models import Referral

__all__ = ["letter_state"]


def letter_state(code: str, agency: Agency) -> dict[str, Any]:
    """The letter and its file's state; 404 for a code that is none, unknown, or another office's."""
    asked = recognise(code.replace("\0", " "))
    letters = Referral.objects.filter(code=asked.value, application__agency=agency)
    letter = letters.select_related("application__permit_type").first() if asked.kind == IdentifierKind.CODE else None
    if letter is None:
        raise Http404
    file = letter.application
    return {
        "code": letter.code,
        "letter_number": letter.number,
        "file_number": file.number,
        "service": file.permit_type.code,
        "state": file.state,
        "state_label": file.get_state_display(),
        "issued_on": letter.issued_on,
        "valid_until": letter.valid_until,
        "is_open": letter.closed_at is None and letter.valid_until >= today(),
    }

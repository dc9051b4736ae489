"""Numbers taken inside the verb's transaction: serials without gaps, codes without look-alikes."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import connection

from districts.models import Agency
from permits.models import Receipt, Referral
from permits.rules.codes import file_number, letter_number, new_code

__all__ = ["next_code", "next_file_number", "next_letter_number", "next_serial"]

# The row stays locked until the transaction ends, so a number taken by a decision that fails is given again.
_NEXT = """
    INSERT INTO permits_numberseries (agency_id, kind, period, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (agency_id, kind, period) DO UPDATE SET last = permits_numberseries.last + 1 RETURNING last
"""


def next_serial(agency: Agency, kind: str, period: str) -> int:
    """The next number of an office's series in a period."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [agency.pk, kind, period])
        serial: int = cursor.fetchone()[0]
    return serial


def next_file_number(agency: Agency, day: date) -> str:
    """PTN/LBJ/2026/11/0147."""
    return file_number(agency.kind, agency.number_code, day, next_serial(agency, "FILE", f"{day:%Y-%m}"))


def next_letter_number(agency: Agency, day: date) -> str:
    """560/118/LBJ/XI/2026."""
    return letter_number(agency.number_code, day, next_serial(agency, "LETTER", f"{day:%Y}"))


def next_code(agency: Agency) -> str:
    """A public code nobody has yet, on letters and receipts alike."""
    while True:
        code = new_code(agency.number_code, secrets.choice)
        if not (Referral.objects.filter(code=code).exists() or Receipt.objects.filter(code=code).exists()):
            return code

"""Numbers taken inside the verb's transaction: serials without gaps, codes without look-alikes."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import connection
from django.db.models import Q

from districts.models import Agency
from permits.models import Receipt, Referral, ServiceDenial
from permits.rules.codes import denial_number, file_number, letter_number, new_code, receipt_number

__all__ = [
    "next_code",
    "next_denial_number",
    "next_file_number",
    "next_letter_number",
    "next_receipt_number",
    "next_serial",
]

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


def next_receipt_number(agency: Agency, day: date) -> str:
    """BKT/LBJ/2026/00012."""
    return receipt_number(agency.number_code, day, next_serial(agency, "RECEIPT", f"{day:%Y}"))


def next_denial_number(branch: Agency, day: date) -> str:
    """TMP2T/3/BNG/XI/2026: notices of a branch, imposing and lifting in one series."""
    return denial_number(branch.number_code, day, next_serial(branch, "DENIAL", f"{day:%Y}"))


def next_code(agency: Agency) -> str:
    """A public code nobody has yet, on papers of every kind."""
    while True:
        code = new_code(agency.number_code, secrets.choice)
        if not _is_taken(code):
            return code


def _is_taken(code: str) -> bool:
    denials = ServiceDenial.objects.filter(Q(code=code) | Q(lifting_code=code))
    papers = (Referral.objects.filter(code=code), Receipt.objects.filter(code=code), denials)
    return any(rows.exists() for rows in papers)

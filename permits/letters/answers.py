"""The answers to a list of numbers as a workbook. Every cell is text: nothing in it can run (B60)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.exports import Head, workbook
from districts import formats
from permits.models import Check
from permits.words import OUTCOMES, headline, sentence

__all__ = ["Answered", "answer_rows", "answers_workbook"]

# Row of the list, number as shown, its check, or the sentence of why there is none.
Answered = tuple[int, str, Check | None, str]


def answer_rows(rows: Iterable[Answered]) -> list[Sequence[str]]:
    """One line for each line of the list, in its order and in the active language."""
    return [_cells(row) for row in rows]


def answers_workbook(head: Head, rows: Iterable[Sequence[str]]) -> bytes:
    """Lines of `answer_rows`, below what the list was asked for."""
    return workbook(head, _("Jawaban"), _headings(), rows, widths=(14, *[24] * 7))


def _headings() -> Sequence[str]:
    return (
        _("Baris"),
        _("Nomor"),
        _("Nama usaha"),
        _("Kelurahan"),
        _("Temuan"),
        _("Akibat"),
        _("Alasan"),
        _("Data per"),
    )


def _cells(row: Answered) -> Sequence[str]:
    number, shown, check, refused = row
    if check is None:
        return (str(number), shown, "", "", _("Tidak dicek"), "", refused, "")
    business = check.answer.get("business") or {}
    return (
        str(number),
        shown,
        business.get("name", ""),
        business.get("village", ""),
        headline(check.finding, check.reasons, check.conditional_until),
        str(OUTCOMES[check.outcome]),
        " ".join(sentence(reason["code"], reason["params"]) for reason in check.reasons),
        _day(check.as_of),
    )


def _day(day: date | None) -> str:
    return formats.date_short(day, lang=get_language() or "id") if day else ""

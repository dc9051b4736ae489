"""Figures as the texts a page prints, in the language in force; a table as the template places it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from districts import formats
from monitoring.rules.sentence import Sentence
from monitoring.words import NO_DATA, language, sentence_text

Printed = dict[str, Any]
Column = tuple[str, str]
LEFT, RIGHT = "left", "right"
ISSUED_IN = "id"
TRANSLATION = gettext_lazy("Terjemahan. Laporan yang berlaku terbit dalam Bahasa Indonesia dengan nomor yang sama.")


def number(value: int | float | None) -> str:
    """A count; "belum ada data" where there is none."""
    return str(NO_DATA) if value is None else formats.number(value, lang=language())


def percent(value: float | None) -> str:
    """A percentage with its sign."""
    return str(NO_DATA) if value is None else formats.percent(value, lang=language())


def decimal(value: float | None) -> str:
    """One decimal; a dash where there is none."""
    return formats.decimal(value, lang=language())


def cell(value: int | float | None) -> str:
    """A count in a table; a dash where there is none."""
    return formats.number(value, lang=language())


def figure(value: int | float | None, decimals: int) -> str:
    """A figure with the decimals it has."""
    if value is None:
        return str(NO_DATA)
    return formats.decimal(value, lang=language()) if decimals else formats.number(value, lang=language())


def change(value: float | None, *, places: int = 1) -> Printed:
    """Sign (-1, 0, 1 or none) and text: the template draws the arrow, since no font is sure to have one."""
    if value is None:
        return {"sign": None, "text": formats.NONE}
    return {"sign": (value > 0) - (value < 0), "text": formats.decimal(abs(value), places, lang=language())}


def day(text: str | None) -> str:
    """A stored day."""
    return formats.date_short(date.fromisoformat(text), lang=language()) if text else str(NO_DATA)


def service_name(row: dict[str, Any]) -> str:
    """A service in the language in force."""
    return str(row["name"] if language() == ISSUED_IN else row.get("name_en") or row["name"])


def spoken(stored: dict[str, Any]) -> str:
    """A stored sentence: as it was issued, or worded anew for a translation."""
    if language() == ISSUED_IN:
        return str(stored["text"])
    return sentence_text(Sentence(stored["code"], stored["params"]))


def table(
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    total: Sequence[Any] = (),
    note: str = "",
    empty: str = "",
    lead: str = "",
    bold: int = -1,
) -> Printed:
    """A titled table: (heading, side) a column, cells of text or change.

    `lead` is the sentence above it, `bold` the column that names its rows.
    """
    return {
        "title": title,
        "columns": [heading for heading, _side in columns],
        "sides": [side for _heading, side in columns],
        "rows": [list(row) for row in rows],
        "total": list(total),
        "note": note,
        "empty": empty,
        "lead": lead,
        "bold": bold,
    }

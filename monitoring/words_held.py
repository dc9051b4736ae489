"""Held figures and notes as the files that show them print them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from districts import formats
from monitoring.definitions import name
from monitoring.models import ChartNote, FigureHold
from monitoring.words import language

__all__ = ["holds_text", "notes_text"]


def holds_text(holds: Iterable[FigureHold], names: Mapping[str, str]) -> str:
    """ "Lubuk Baja, Pekerja terlindungi 120,0% (di atas 100%): Pabrik pindah ke sini"; nothing where none is held."""
    lang = language()
    return "; ".join(
        f"{names.get(hold.area_code, hold.area_code)}, {name(hold.indicator)} {formats.percent(hold.value, lang=lang)} "
        f"({hold.get_why_display()}): {hold.explanation or _('Ditahan: belum dijelaskan.')}"
        for hold in holds
    )


def notes_text(notes: Iterable[ChartNote]) -> str:
    """ "Oktober 2026: Pasar induk pindah"."""
    return "; ".join(f"{formats.month_long(note.period, lang=language())}: {note.text}" for note in notes)

"""Taking a list behind a figure away as a workbook, with the filters it was chosen by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.exports import PDF, XLSX, Export, Filter, Head, workbook
from districts import formats
from enrollment.rules.calendar import add_months
from enrollment.selectors.freshness import data_date
from monitoring.charts.paper import paper, sheet
from monitoring.charts.shape import Chart, Reader
from monitoring.filters import Filters
from monitoring.listings import Listing
from monitoring.selectors.origins import sources
from monitoring.selectors.pages import YEAR
from monitoring.selectors.standing import chart_notes, held_figures
from monitoring.selectors.watching import area_names
from monitoring.words import language
from monitoring.words_held import holds_text, notes_text

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["SUFFIXES", "chart_export", "chosen", "list_export"]

PNG = "image/png"
SUFFIXES = {"pdf": PDF, "png": PNG, "xlsx": XLSX}


def list_export(*, listing: Listing, chosen: tuple[Filter, ...], back: str, by: User) -> Export:
    """What somebody wants to take away, each row with the file and the line it comes from; the page asks why."""

    def make(head: Head) -> bytes:
        told = sources(by, (row.origin for row in listing.rows))
        headings = [*(column.heading for column in listing.columns), _("Berkas asal"), _("Baris")]
        return workbook(head, listing.stem, headings, [(*row.cells, *told[row.origin].cells) for row in listing.rows])

    return Export(
        verb="monitoring.export_list",
        title=f"{listing.title}: {formats.number(listing.total, lang=language())} {listing.unit}",
        stem=f"cakupan-{listing.stem}",
        rows=len(listing.rows),
        make=make,
        back=back,
        filters=chosen,
        as_of=data_date(),
    )


def chart_export(*, charts: Sequence[Chart], reader: Reader, suffix: str, back: str, title: str = "") -> Export:
    """One chart or several, with the tables they draw; several have a title of their own."""

    def make(head: Head) -> bytes:
        return sheet(head, charts) if suffix == "xlsx" else paper(head, charts, is_picture=suffix == "png")

    return Export(
        verb="monitoring.export_chart",
        title=title or charts[0].title,
        stem=f"grafik-{'semua' if title else charts[0].code}",
        rows=sum(len(chart.rows) for chart in charts),
        make=make,
        back=back,
        filters=(*chosen(reader.filters, reader.place_name, reader.place), *_beside(reader)),
        as_of=data_date(),
        kind=SUFFIXES[suffix],
        suffix=suffix,
    )


def chosen(filters: Filters, place: str, code: str) -> tuple[Filter, ...]:
    """The filters as a file prints them: the place, the month, and every choice."""
    month = formats.month_long(filters.month, lang=language())
    return (
        Filter("place", slugify(code or place), _("Wilayah"), place),
        Filter("month", f"{filters.month:%Y-%m}", _("Bulan"), month),
        *(Filter(code, getattr(filters, code), label, words) for code, label, words in filters.parts),
    )


def _beside(reader: Reader) -> list[Filter]:
    """What must stand beside the figures wherever they go: those that are held, and notes of the year."""
    month, names = reader.filters.month, area_names()
    area = reader.place or next(iter(names))
    areas = list(names) if reader.sees_areas and not reader.place else [area]
    held = holds_text(held_figures(month, areas), names)
    notes = notes_text(chart_notes(add_months(month, -YEAR), month, area))
    told = (("held", _("Angka ditahan"), held), ("notes", _("Catatan"), notes))
    return [Filter(code, "", label, words) for code, label, words in told if words]

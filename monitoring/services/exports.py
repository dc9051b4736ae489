"""Taking a list behind a figure away as a workbook, with the filters it was chosen by."""

from __future__ import annotations

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.exports import Export, Filter, Head, workbook
from districts import formats
from enrollment.selectors.freshness import data_date
from monitoring.filters import Filters
from monitoring.listings import Listing
from monitoring.words import language

__all__ = ["list_export"]


def list_export(*, listing: Listing, filters: Filters, back: str, place: str, code: str) -> Export:
    """What somebody wants to take away; the page asks for the purpose."""

    def make(head: Head) -> bytes:
        headings = [column.heading for column in listing.columns]
        return workbook(head, listing.stem, headings, listing.rows)

    return Export(
        verb="monitoring.export_list",
        title=f"{listing.title}: {formats.number(listing.total, lang=language())} {listing.unit}",
        stem=f"cakupan-{listing.stem}",
        rows=len(listing.rows),
        make=make,
        back=back,
        filters=chosen(filters, place, code),
        as_of=data_date(),
    )


def chosen(filters: Filters, place: str, code: str) -> tuple[Filter, ...]:
    """The filters as a file prints them: the place, the month, and every choice."""
    month = formats.month_long(filters.month, lang=language())
    return (
        Filter("place", slugify(code or place), _("Wilayah"), place),
        Filter("month", f"{filters.month:%Y-%m}", _("Bulan"), month),
        *(Filter(code, getattr(filters, code), label, words) for code, label, words in filters.parts),
    )

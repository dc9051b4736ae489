"""What the coverage and report pages say in small: names, suppressed counts, labels for screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from districts import formats
from districts.models import City, District
from enrollment.rules.kinds import Segment
from monitoring import definitions
from monitoring.filters import Filters
from monitoring.links import list_address
from monitoring.listings import Cell, Column
from monitoring.selectors.origins import Origin, Source
from monitoring.selectors.ranked import Line
from monitoring.words import PROGRAM_NAMES, SEGMENT_NAMES, language

register = template.Library()

TOKENS = {
    Segment.WAGE: "seg-pu",
    Segment.NON_WAGE: "seg-bpu",
    Segment.CONSTRUCTION: "seg-jakon",
    Segment.MIGRANT: "seg-pmi",
}


@register.simple_tag
def segment_name(segment: Segment) -> str:
    """ "Penerima Upah (PU)"."""
    return str(SEGMENT_NAMES[segment])


@register.simple_tag
def segment_token(segment: Segment) -> str:
    """The segment's own colour."""
    return TOKENS[segment]


@register.simple_tag
def program_name(program: str) -> str:
    """A program spelled out."""
    return str(PROGRAM_NAMES[program])


@register.simple_tag
def with_segment(filters: Filters, segment: Segment) -> str:
    """The address with this segment chosen."""
    return filters.but(segment=segment.value).query


@register.simple_tag
def behind(kind: str, filters: Filters, **words: str) -> str:
    """The address of the list behind a number: the filters, and words of the list's own or of another choice."""
    return list_address(kind, filters, **words)


@register.filter
def small_for(count: int | None, hidden: bool) -> str:
    """A count of people; 1 to 4 as "< 5" for readers who may not open the list behind it."""
    lang = language()
    return formats.small_count(count, lang=lang) if hidden else formats.number(count, lang=lang)


@register.filter
def words(text: str) -> list[str]:
    """ "JKK JKM" → its words."""
    return text.split()


@register.filter
def by_tile(lines: list[Line]) -> list[Line]:
    """Row by row as the grid is read."""
    return sorted(lines, key=lambda line: (line.tile[1], line.tile[0]))


@register.simple_tag
def tile_label(line: Line) -> str:
    """ "Sagulung: 54,2 persen, turun 0,7 poin"."""
    lang = language()
    if line.measure.rate is None:
        return _("%(name)s: belum ada data") % {"name": line.name}
    rate = formats.decimal(line.measure.rate, lang=lang)
    if line.change is None:
        return _("%(name)s: %(rate)s persen") % {"name": line.name, "rate": rate}
    params = {"name": line.name, "rate": rate, "points": formats.decimal(abs(line.change), lang=lang)}
    if line.change > 0:
        return _("%(name)s: %(rate)s persen, naik %(points)s poin") % params
    if line.change < 0:
        return _("%(name)s: %(rate)s persen, turun %(points)s poin") % params
    return _("%(name)s: %(rate)s persen, tidak berubah") % params


@register.simple_tag
def business_link(business: Any) -> str:
    """The business' name, linked to its page where there is one."""
    try:
        return format_html('<a href="{}">{}</a>', reverse("business", args=[business.public_id]), business.name)
    except NoReverseMatch:
        return format_html("<b>{}</b>", business.name)


@register.simple_tag(takes_context=True)
def area_name(context: Any, code: str) -> str:
    """A kecamatan's or the city's name by its code; all are read once a page."""
    names = context.render_context.get("area_names")
    if names is None:
        names = dict(District.objects.values_list("code", "name")) | dict(City.objects.values_list("code", "name"))
        context.render_context["area_names"] = names
    return str(names.get(code, code))


@register.filter
def absolute(value: float) -> str:
    """Points without their sign."""
    return formats.decimal(abs(value), lang=language())


@register.filter
def under(row: Sequence[Cell], columns: Sequence[Column]) -> list[tuple[Column, Cell]]:
    """Each cell of a row with its column."""
    return list(zip(columns, row, strict=True))


@register.simple_tag
def origin_source(sources: dict[Origin, Source], origin: Origin) -> Source:
    """Where a row comes from, as the page told it."""
    return sources[origin]


@register.simple_tag
def figure_cell(cell: Cell) -> str:
    """A number as the reader's language writes it, or text as it is."""
    return formats.number(cell, lang=language()) if isinstance(cell, int) else cell


@register.simple_tag
def indicator_name(code: str) -> str:
    """An indicator's name by its code."""
    return definitions.name(code)

"""Comparisons: charts of one place, each with its table and its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import actor, not_found, require
from accounts.exports import Export
from accounts.views.exports import export_page
from enrollment.selectors.freshness import data_date
from monitoring import access
from monitoring.charts.gallery import CHARTS, PIECES, charts
from monitoring.charts.readers import reader_at
from monitoring.charts.shape import Reader
from monitoring.selectors import pages
from monitoring.selectors.places import Place, district_choices, place
from monitoring.selectors.reference import city
from monitoring.selectors.standing import chart_notes, held_figures
from monitoring.services.exports import SUFFIXES, chart_export
from monitoring.views.filtering import filter_form, remember, remembered


def reader_of(request: HttpRequest) -> tuple[Reader, Any]:
    """The place, the filters and what this person may see; and the form. 404 out of scope."""
    user = actor(request)
    scope = user.scope
    code = request.GET.get("wilayah", "")
    if not code and not scope.is_city and scope.district_codes:
        code = min(scope.district_codes)
    where = place(code) if len(code) in (0, len("21.71.06")) else None
    if where is None or (code and not access.sees_district(scope, code)):
        not_found()
    form = filter_form(request)
    other = _other(request, user, code)
    against = {"against": other.code, "against_name": other.name} if other else {}
    reader = reader_at(user, form.filters, code, where.name, **against)
    return reader, form


def _other(request: HttpRequest, user: Any, code: str) -> Place | None:
    """A kecamatan to compare with, if this person may look there."""
    other = request.GET.get("banding", "")
    if not other or other == code or not access.sees_district(user.scope, other):
        return None
    return place(other)


@require_GET
@require(*access.DASHBOARD)
def analysis_page(request: HttpRequest) -> HttpResponse:
    """What the change is made of, who does what, and how whole the data is."""
    if again := remembered(request):
        return again
    reader, form = reader_of(request)
    remember(request, reader.filters)
    shown = charts(reader)
    months = pages.month_choices()
    area = reader.place or city().code
    districts = [] if reader.agencies else district_choices(actor(request).scope)
    areas = [area] if reader.place else [area, *(one.code for one in districts)]
    context = {
        "reader": reader,
        "form": form,
        "filters": reader.filters,
        "charts": shown,
        "notes": chart_notes(months[0], reader.filters.month, area),
        "holds": held_figures(reader.filters.month, areas),
        "notes_area": area,
        "districts": districts,
        "query": _query(request, reader),
        "data_date": data_date(),
        "build": pages.last_build(reader.filters.month),
    }
    return render(request, "monitoring/analysis.html", context)


def _query(request: HttpRequest, reader: Reader) -> str:
    extra = {"wilayah": reader.place, "banding": reader.against}
    return "&".join([reader.filters.query, *(f"{word}={value}" for word, value in extra.items() if value)])


def _shown_at(codes: Sequence[str], reader: Reader) -> str:
    """The page the charts stand on."""
    if codes[0] in CHARTS:
        return reverse("coverage-analysis")
    return reverse("coverage-district", args=[reader.place]) if reader.place else reverse("coverage")


@require(*access.DASHBOARD)
@export_page()
def chart_file(request: HttpRequest, chart: str, suffix: str) -> Export:
    """One chart, all comparisons ("semua") or a whole coverage page ("halaman"), as PDF, PNG or workbook."""
    codes = {"semua": tuple(CHARTS), "halaman": tuple(PIECES)}.get(chart, (chart,))
    if suffix not in SUFFIXES or not {*codes} <= {*CHARTS, *PIECES}:
        not_found()
    reader, _form = reader_of(request)
    found = charts(reader, codes=codes)
    if not found:
        not_found()
    back = f"{_shown_at(codes, reader)}?{_query(request, reader)}"
    titles = {"semua": _("Perbandingan %(name)s"), "halaman": _("Cakupan %(name)s")}
    title = titles[chart] % {"name": reader.place_name} if chart in titles else ""
    return chart_export(charts=found, reader=reader, suffix=suffix, back=back, title=title)

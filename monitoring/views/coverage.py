"""Coverage of the city, and the definitions. A GET form in the address, no script needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import actor, require
from districts import formats
from districts.models import District
from enrollment.selectors.freshness import data_date
from monitoring import access
from monitoring.definitions import definitions
from monitoring.filters import Filters
from monitoring.forms import FilterForm
from monitoring.selectors import gate as gates
from monitoring.selectors import pages, ranked
from monitoring.selectors.bands import limits_of
from monitoring.selectors.ranked import Goals
from monitoring.selectors.reference import city
from monitoring.selectors.series import Series
from monitoring.views.beside import around, beside, frozen, goals
from monitoring.views.body import kept_body
from monitoring.views.filtering import filter_form, remember, remembered
from monitoring.words import SEGMENT_NAMES, finding_text, language
from monitoring.words_bands import band_labels


@require_GET
@require(*access.DASHBOARD)
def city_page(request: HttpRequest) -> HttpResponse:
    """c1: the city. A kecamatan's officer begins at the own kecamatan, a dinas sees the city's sums alone."""
    scope = request.user.scope  # type: ignore[union-attr]
    if not scope.is_city and scope.district_codes:
        query = request.GET.urlencode()
        target = reverse("coverage-district", args=[min(scope.district_codes)])
        return redirect(f"{target}?{query}" if query else target)
    if again := remembered(request):
        return again
    form = filter_form(request)
    remember(request, form.filters)
    peers = request.GET.get("kelompok", "")
    peers = peers if peers in District.Peers.values else ""
    seen = (access.sees_areas(scope), scope.agency_ids, access.lists_city(actor(request)), peers)
    body = kept_body(
        request,
        "monitoring/_city.html",
        form.filters,
        *map(frozen, seen),
        make=lambda: _city_context(request, form, peers),
    )
    return render(request, "monitoring/city.html", {"body": body})


def _city_context(request: HttpRequest, form: FilterForm, peers: str) -> dict[str, Any]:
    user, filters, home = actor(request), form.filters, city()
    series = Series(pages.months_of(filters.month), level="district", city_code=home.code, **filters.series)
    sees, may_list = access.sees_areas(user.scope), access.lists_city(user)
    whole, segments = series.measure("", filters.month), pages.segment_lines(filters, area=home.code)
    aims, limits = goals(filters), limits_of(filters.month)
    shown = _areas(series, filters, peers, aims, limits) if sees else {"lines": []}
    lines = shown["lines"]
    return {
        "city": home,
        "form": form,
        "filters": filters,
        "whole": whole,
        "change": series.change("", filters.month),
        "months": series.rates("")[-pages.YEAR :],
        "over": [
            *(line.name for line in lines if (line.measure.rate or 0) > 100),
            *(str(SEGMENT_NAMES[line.segment]) for line in segments if (line.rate or 0) > 100),
        ],
        "segments": segments,
        "goals": {kind: areas.get(home.code, []) for kind, areas in aims.items()},
        "goal_of_all": "coverage" if not filters.segment else f"coverage.{filters.segment}",
        "limits": limits,
        "sectors": pages.sector_lines(filters.month),
        "employers": pages.employer_state(filters.month),
        "gate": gates.gate(filters.month, agencies=None if sees else user.scope.agency_ids, desk=filters.desk),
        "may_list": may_list,
        "may_checks": may_list or not sees,
        "list_place": "",
        **beside(filters, home.code, [home.code, *(line.code for line in lines)]),
        "hide_small": not may_list,
        "segment_title": finding_text(pages.segments_finding(segments)),
        **around(series, filters),
        **shown,
    }


def _areas(
    series: Series, filters: Filters, peers: str, aims: Mapping[str, Goals], limits: Sequence[int]
) -> dict[str, Any]:
    """The map and the table of kecamatan; `table` is one group of them where one is chosen."""
    lines = ranked.district_lines(
        series,
        filters.month,
        gates.gate_by("district", filters.month, desk=filters.desk),
        goals={} if filters.segment else aims.get("coverage"),
        limits=limits,
    )
    unallocated = series.measure("-", filters.month).active
    return {
        "lines": lines,
        "table": ranked.among(lines, peers) if peers else lines,
        "has_goals": any(line.goals for line in lines),
        "peers": peers,
        "peer_choices": [("", _("Semua")), *District.Peers.choices],
        "peers_name": District.Peers(peers).label if peers else "",
        "unallocated": unallocated,
        "twice": ranked.people_twice(lines, unallocated, series.measure("", filters.month).active),
        "map_title": _map_title(lines, filters, series, limits[0]),
        "class_labels": band_labels(limits),
    }


def _map_title(lines: list[ranked.Line], filters: Filters, series: Series, low: int) -> str:
    newest = data_date()
    complete = series.has_data(filters.month) and newest is not None and newest >= filters.month
    finding = ranked.map_finding(lines, is_complete=complete, low=low)
    return finding_text(finding, month=formats.month_long(filters.month, lang=language()))


@require_GET
@require(*access.DASHBOARD)
def method_page(request: HttpRequest) -> HttpResponse:
    """Definitions, sources and what the numbers cannot say."""
    month = pages.default_month()
    return render(
        request,
        "monitoring/method.html",
        {
            "definitions": definitions(),
            "figures": pages.sources(month),
            "month": month,
            "build": pages.last_build(month),
            "data_date": data_date(),
        },
    )

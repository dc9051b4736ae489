"""Coverage: the city, a kecamatan, the definitions. A GET form in the address, no script needed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import actor, not_found, require
from districts import formats
from enrollment.rules.calendar import add_months
from enrollment.selectors.freshness import data_date
from monitoring import access
from monitoring.definitions import definitions
from monitoring.filters import Filters
from monitoring.forms import FilterForm
from monitoring.rules.findings import trend_finding
from monitoring.rules.rates import TILE_LIMITS
from monitoring.selectors import gate as gates
from monitoring.selectors import pages
from monitoring.selectors.lists import unregistered
from monitoring.selectors.places import area, district_choices
from monitoring.selectors.reference import city
from monitoring.selectors.series import Series
from monitoring.selectors.standing import chart_notes, held_figures, targets
from monitoring.views.body import kept_body
from monitoring.views.filtering import filter_form, remember, remembered
from monitoring.words import SEGMENT_NAMES, finding_text, language

LARGEST = 5


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
    seen = (access.sees_areas(scope), scope.agency_ids, access.lists_city(request.user))  # type: ignore[arg-type]
    body = kept_body(
        request, "monitoring/_city.html", form.filters, *map(_frozen, seen), make=lambda: _city_context(request, form)
    )
    return render(request, "monitoring/city.html", {"body": body})


def _city_context(request: HttpRequest, form: FilterForm) -> dict[str, Any]:
    scope = request.user.scope  # type: ignore[union-attr]
    filters = form.filters
    home = city()
    series = Series(
        pages.months_of(filters.month),
        level="district",
        city_code=home.code,
        **filters.series,
    )
    counted = gates.gate_by("district", filters.month, desk=filters.desk)
    lines = pages.district_lines(series, filters.month, counted) if access.sees_areas(scope) else []
    offices = None if access.sees_areas(scope) else scope.agency_ids
    unallocated = series.measure("-", filters.month).active
    whole = series.measure("", filters.month)
    segments = pages.segment_lines(filters, area=home.code)
    return {
        "city": home,
        "form": form,
        "filters": filters,
        "whole": whole,
        "change": series.change("", filters.month),
        "months": series.rates("")[-pages.YEAR :],
        "lines": lines,
        "unallocated": unallocated,
        "twice": pages.people_twice(lines, unallocated, whole.active) if lines else 0,
        "over": [
            *(line.name for line in lines if (line.measure.rate or 0) > 100),
            *(str(SEGMENT_NAMES[line.segment]) for line in segments if (line.rate or 0) > 100),
        ],
        "segments": segments,
        "sectors": pages.sector_lines(filters.month),
        "employers": pages.employer_state(filters.month),
        "gate": gates.gate(filters.month, agencies=offices, desk=filters.desk),
        "may_list": access.lists_city(actor(request)),
        "may_checks": access.lists_city(actor(request)) or not access.sees_areas(scope),
        "list_place": "",
        **_beside(filters, home.code, [home.code, *(line.code for line in lines)]),
        "hide_small": not access.lists_city(actor(request)),
        "map_title": _map_title(lines, filters, series),
        "segment_title": finding_text(pages.segments_finding(segments)),
        "class_labels": _class_labels(),
        **_common(series, filters),
    }


def _beside(filters: Filters, area: str, areas: list[str]) -> dict[str, Any]:
    """Notes of the year and figures held, which stand below the charts."""
    return {
        "notes": chart_notes(add_months(filters.month, -pages.YEAR), filters.month, area),
        "holds": held_figures(filters.month, areas),
        "notes_area": area,
    }


def _map_title(lines: list[pages.Line], filters: Any, series: Series) -> str:
    newest = data_date()
    complete = series.has_data(filters.month) and newest is not None and newest >= filters.month
    finding = pages.map_finding(lines, is_complete=complete)
    return finding_text(finding, month=formats.month_long(filters.month, lang=language()))


def _class_labels() -> list[str]:
    """The tile classes' limits as words: "< 40", "40–54,9" … "≥ 85"."""
    lang = language()
    limits = [formats.decimal(limit, 0, lang=lang) for limit in TILE_LIMITS]
    uppers = [formats.decimal(float(limit) - 0.1, 1, lang=lang) for limit in TILE_LIMITS[1:]]
    between = [f"{low}–{high}" for low, high in zip(limits, uppers, strict=False)]
    return [f"< {limits[0]}", *between, f"≥ {limits[-1]}"]


def _common(series: Series, filters: Filters) -> dict[str, Any]:
    """Date, build and source that every figure stands under."""
    build = pages.last_build(filters.month)
    return {
        "data_date": data_date(),
        "build": build,
        "has_data": series.has_data(filters.month),
        "previous": add_months(filters.month, -1),
    }


@require_GET
@require(*access.DASHBOARD)
def district_page(request: HttpRequest, district: str) -> HttpResponse:
    """c2: one kecamatan beside the city's average."""
    here = area(district)
    scope = request.user.scope  # type: ignore[union-attr]
    if here is None or not access.sees_district(scope, district):
        not_found()
    if again := remembered(request):
        return again
    form = filter_form(request)
    filters = form.filters
    remember(request, filters)
    other = request.GET.get("kecamatan", district)
    if other != district and area(other) is not None:
        return redirect(f"{reverse('coverage-district', args=[other])}?{filters.query}")
    seen = (scope.is_city, scope.district_codes, bool(access.may_list(request.user, district)))  # type: ignore[arg-type]
    body = kept_body(
        request,
        "monitoring/_district.html",
        district,
        filters,
        *map(_frozen, seen),
        make=lambda: _district_context(request, here, form),
    )
    return render(request, "monitoring/district.html", {"body": body, "district": here})


def _frozen(value: Any) -> Any:
    """As a key may be."""
    return tuple(sorted(value)) if isinstance(value, set | frozenset) else value


def _district_context(request: HttpRequest, here: Any, form: FilterForm) -> dict[str, Any]:
    scope = request.user.scope  # type: ignore[union-attr]
    district, filters = here.code, form.filters
    months = pages.months_of(filters.month)
    chosen = {**filters.series, "city_code": here.city_id}
    around = Series(months, level="district", **chosen)
    inside = Series(months, level="village", under=district, **chosen)
    counted = gates.gate_by("village", filters.month, district=district, desk=filters.desk)
    lines = pages.village_lines(inside, district, filters.month, counted)
    own = around.measure(district, filters.month)
    before = around.measure(district, add_months(filters.month, -1))
    gate, past = (
        gates.gate(month, district=district, desk=filters.desk)
        for month in (filters.month, add_months(filters.month, -1))
    )
    ranked = pages.district_lines(around, filters.month, {})
    waiting = unregistered(district)
    may_list = access.may_list(request.user, district)  # type: ignore[arg-type]
    unallocated = inside.measure("-", filters.month).active
    return {
        "district": here,
        "trail": [(here.city.name, f"{reverse('coverage')}?{filters.query}")],
        "form": form,
        "filters": filters,
        "districts": district_choices(scope),
        "own": own,
        "change": around.change(district, filters.month),
        "uncovered_change": _difference(own.uncovered, before.uncovered),
        "rank": next((line.rank for line in ranked if line.code == district), None),
        "ranked": sum(line.rank is not None for line in ranked),
        "employers": pages.employer_state(filters.month, district),
        "gate": gate,
        "registered_change": _difference(gate.registered_share, past.registered_share),
        "lines": lines,
        "unallocated": unallocated,
        "twice": pages.people_twice(lines, unallocated, own.active),
        "waiting": waiting[:LARGEST] if may_list else [],
        "waiting_count": waiting.count(),
        "may_list": bool(may_list),
        "list_place": district,
        **_beside(filters, district, [district]),
        "hide_small": access.hides_small(request.user, district),  # type: ignore[arg-type]
        "over": [line.name for line in lines if (line.measure.rate or 0) > 100],
        **_trend(around, here, months),
        **_common(around, filters),
    }


def _difference(now: Any, before: Any) -> Any:
    return None if now is None or before is None else now - before


def _trend(series: Series, here: Any, months: tuple[Any, ...]) -> dict[str, Any]:
    lang = language()
    own, whole = series.rates(here.code)[-pages.YEAR :], series.rates("")[-pages.YEAR :]
    shown = months[-pages.YEAR :]
    names = [
        (f"{name} {formats.percent(values[-1], lang=lang)}", [None if v is None else float(v) for v in values])
        for name, values in ((here.name, own), (here.city.name, whole))
    ]
    goals = [(line, percent) for line, percent in targets(months[-1], here.code) if line.kind == "coverage"]
    names += [
        (
            _("Target %(line)s %(rate)s") % {"line": line.line, "rate": formats.percent(goal, lang=lang)},
            [float(goal)] * len(shown),
        )
        for line, goal in goals
    ]
    return {
        "trend_title": finding_text(trend_finding(own, whole), area=here.name),
        "trend_series": names,
        "trend_labels": [_tick(index, month, lang) for index, month in enumerate(shown)],
        "trend_rows": list(zip(shown, own, whole, strict=True)),
        "first_month": shown[0],
        "trend_has_data": any(value is not None for value in [*own, *whole]),
        "trend_text": _("Garis 12 bulan: %(lines)s") % {"lines": ", ".join(name for name, _values in names)},
    }


def _tick(index: int, month: Any, lang: str) -> str:
    if index == 0:
        return f"{formats.month_abbr(month, lang=lang)} {month.year % 100:02d}"
    return formats.month_abbr(month, lang=lang) if index % 2 == 1 else ""


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

"""c2: one kecamatan beside the city's average."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import actor, not_found, require
from districts import formats
from districts.models import District
from enrollment.rules.calendar import add_months
from monitoring import access
from monitoring.filters import Filters
from monitoring.forms import FilterForm
from monitoring.models import Target
from monitoring.rules.findings import trend_finding
from monitoring.selectors import gate as gates
from monitoring.selectors import pages, ranked
from monitoring.selectors.bands import limits_of
from monitoring.selectors.lists import unregistered
from monitoring.selectors.places import area, district_choices
from monitoring.selectors.series import Series
from monitoring.views.beside import around, beside, frozen, goals
from monitoring.views.body import kept_body
from monitoring.views.filtering import filter_form, remember, remembered
from monitoring.words import finding_text, language
from monitoring.words_bands import line_name

LARGEST = 5


@require_GET
@require(*access.DASHBOARD)
def district_page(request: HttpRequest, district: str) -> HttpResponse:
    """c2: one kecamatan beside the city's average."""
    here, user = area(district), actor(request)
    scope = user.scope
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
    seen = (scope.is_city, scope.district_codes, bool(access.may_list(user, district)))
    body = kept_body(
        request,
        "monitoring/_district.html",
        district,
        filters,
        *map(frozen, seen),
        make=lambda: _district_context(request, here, form),
    )
    return render(request, "monitoring/district.html", {"body": body, "district": here})


def _district_context(request: HttpRequest, here: District, form: FilterForm) -> dict[str, Any]:
    user, district, filters = actor(request), here.code, form.filters
    months = pages.months_of(filters.month)
    wide = Series(months, level="district", city_code=here.city_id, **filters.series)
    own = wide.measure(district, filters.month)
    before = wide.measure(district, add_months(filters.month, -1))
    aims = [] if filters.segment else goals(filters).get("coverage", {}).get(district, [])
    waiting = unregistered(district)
    may_list = bool(access.may_list(user, district))
    return {
        "district": here,
        "trail": [(here.city.name, f"{reverse('coverage')}?{filters.query}")],
        "form": form,
        "filters": filters,
        "districts": district_choices(user.scope),
        "own": own,
        "change": wide.change(district, filters.month),
        "uncovered_change": _difference(own.uncovered, before.uncovered),
        "goals": aims,
        "limits": limits_of(filters.month),
        **_places(wide, here, filters.month),
        "employers": pages.employer_state(filters.month, district),
        **_counters(filters, district),
        **_villages(filters, here, own.active),
        "waiting": waiting[:LARGEST] if may_list else [],
        "waiting_count": waiting.count(),
        "may_list": may_list,
        "list_place": district,
        **beside(filters, district, [district]),
        "hide_small": access.hides_small(user, district),
        **_trend(wide, here, months, aims),
        **around(wide, filters, district),
    }


def _places(wide: Series, here: District, month: date) -> dict[str, Any]:
    """The rank among all kecamatan, and among those of the own group."""
    placed = ranked.district_lines(wide, month, {})
    peers = ranked.among(placed, here.peers)
    return {
        "rank": _rank(placed, here.code),
        "ranked": sum(line.rank is not None for line in placed),
        "peer_rank": _rank(peers, here.code),
        "peers_ranked": sum(line.rank is not None for line in peers),
    }


def _rank(lines: list[ranked.Line], code: str) -> int | None:
    return next((line.rank for line in lines if line.code == code), None)


def _counters(filters: Filters, district: str) -> dict[str, Any]:
    """What the counters did, and how the share that registered moved."""
    gate, past = (
        gates.gate(month, district=district, desk=filters.desk)
        for month in (filters.month, add_months(filters.month, -1))
    )
    return {"gate": gate, "registered_change": _difference(gate.registered_share, past.registered_share)}


def _villages(filters: Filters, here: District, active: int | None) -> dict[str, Any]:
    """The kelurahan, and who is active there but nowhere known."""
    months = pages.months_of(filters.month)
    inside = Series(months, level="village", under=here.code, city_code=here.city_id, **filters.series)
    counted = gates.gate_by("village", filters.month, district=here.code, desk=filters.desk)
    lines = ranked.village_lines(inside, here.code, filters.month, counted)
    unallocated = inside.measure("-", filters.month).active
    return {
        "lines": lines,
        "unallocated": unallocated,
        "twice": ranked.people_twice(lines, unallocated, active),
        "over": [line.name for line in lines if (line.measure.rate or 0) > 100],
    }


def _difference(now: Any, before: Any) -> Any:
    return None if now is None or before is None else now - before


def _trend(series: Series, here: District, months: tuple[date, ...], aims: list[Target]) -> dict[str, Any]:
    lang = language()
    own, whole = series.rates(here.code)[-pages.YEAR :], series.rates("")[-pages.YEAR :]
    shown = months[-pages.YEAR :]
    names = [
        (f"{name} {formats.percent(values[-1], lang=lang)}", [None if v is None else float(v) for v in values])
        for name, values in ((here.name, own), (here.city.name, whole))
    ]
    names += [
        (
            _("Target %(line)s %(rate)s")
            % {"line": line_name(goal.line), "rate": formats.percent(goal.percent, lang=lang)},
            [float(goal.percent)] * len(shown),
        )
        for goal in aims
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

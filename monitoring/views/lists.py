"""The lists behind the numbers: employers of a kelurahan, businesses of a kecamatan without cover."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import ensure, not_found, require
from districts.clock import today
from enrollment.selectors.freshness import data_date
from monitoring import access
from monitoring.facts import MonthMode, month_mode
from monitoring.models import FactBuild
from monitoring.selectors import pages
from monitoring.selectors.lists import place_list, sector_gaps, unregistered
from monitoring.selectors.places import area, village
from monitoring.selectors.reference import city, holidays, members
from monitoring.views.coverage import filter_form

PAGE = 50


@require_GET
@require(*access.DASHBOARD)
def village_page(request: HttpRequest, district: str, village_code: str) -> HttpResponse:
    """Employers with people active in a kelurahan; their total is the number that was clicked."""
    place = village(district, village_code)
    if place is None or not access.sees_district(request.user.scope, district):  # type: ignore[union-attr]
        not_found()
    ensure(access.may_list(request.user, district))  # type: ignore[arg-type]
    return _people(request, village_code, {"village": place, "district": place.district})


@require_GET
@require(*access.DASHBOARD)
def unallocated_page(request: HttpRequest) -> HttpResponse:
    """Employers with people active whose place nobody knows."""
    if not request.user.scope.is_city:  # type: ignore[union-attr]
        not_found()
    ensure(access.may_list(request.user, ""))  # type: ignore[arg-type]
    return _people(request, None, {})


def _people(request: HttpRequest, place: str | None, context: dict[str, Any]) -> HttpResponse:
    form = filter_form(request)
    filters = form.filters
    build = pages.last_build(filters.month)
    found = place_list(_mode(filters.month, build), place, segment=filters.segment, program=filters.program)
    page = Paginator(found.employers, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "monitoring/people.html",
        {
            **context,
            "trail": _trail(context.get("district"), filters.query),
            "data_date": data_date(),
            "form": form,
            "filters": filters,
            "found": found,
            "page": page,
            "build": build,
        },
    )


def _mode(month: date, build: FactBuild | None) -> MonthMode:
    """That of the stored facts, so that a list and the number it explains are counted alike."""
    return MonthMode(month, build.is_due) if build else month_mode(month, on=today(), holidays=holidays())


def _trail(district: Any, query: str) -> list[tuple[str, str]]:
    """City, then the kecamatan: the way back up with the same filters."""
    trail = [(city().name, f"{reverse('coverage')}?{query}")]
    if district is not None:
        trail.append((district.name, f"{reverse('coverage-district', args=[district.code])}?{query}"))
    return trail


@require_GET
@require(*access.DASHBOARD)
def unregistered_page(request: HttpRequest, district: str) -> HttpResponse:
    """Businesses of a kecamatan without a confirmed employer, most declared workers first."""
    here = area(district)
    if here is None or not access.sees_district(request.user.scope, district):  # type: ignore[union-attr]
        not_found()
    ensure(access.may_list(request.user, district))  # type: ignore[arg-type]
    page = Paginator(unregistered(district), PAGE).get_page(request.GET.get("page"))
    return render(request, "monitoring/unregistered.html", {"district": here, "page": page, "trail": _trail(here, "")})


@require_GET
@require(*access.DASHBOARD)
def sector_page(request: HttpRequest, sector: str) -> HttpResponse:
    """Businesses of a KBLI section that declare more workers than are covered; the gaps add up to the sector's."""
    name = members("sector").get(sector)
    if name is None or not request.user.scope.is_city:  # type: ignore[union-attr]
        not_found()
    ensure(access.may_list(request.user, ""))  # type: ignore[arg-type]
    form = filter_form(request)
    month = form.filters.month
    found = sector_gaps(_mode(month, pages.last_build(month)), sector)
    context = {
        "name": name,
        "month": month,
        "total": sum(line.uncovered for line in found),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "trail": _trail(None, form.filters.query),
        "query": form.filters.query,
    }
    return render(request, "monitoring/sector.html", context)

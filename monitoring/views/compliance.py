"""Compliance: employers in arrears by age, employers who register only part."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import actor, require
from districts.clock import today
from enrollment.selectors.freshness import data_date
from monitoring.access_compliance import COMPLIANCE, may_decide
from monitoring.definitions import definition
from monitoring.reporting.catalogue import band_name
from monitoring.selectors import compliance, pages
from monitoring.selectors.origins import employers_sources
from monitoring.selectors.places import district_choices
from monitoring.selectors.reference import members
from monitoring.selectors.standing import ARREARS_BANDS, arrears_bands

PAGE = 50
ALL = (ARREARS_BANDS[0][0], ARREARS_BANDS[-1][1])


@require_GET
@require(*COMPLIANCE)
def arrears_page(request: HttpRequest) -> HttpResponse:
    """By age: how many and who; each age's number is the one of the dashboard."""
    user, months = actor(request), pages.month_choices()
    month = next((day for day in months if f"{day:%Y-%m}" == request.GET.get("bulan")), pages.default_month())
    districts, branches = district_choices(user.scope), members("branch")
    district = next((one for one in districts if one.code == request.GET.get("kecamatan")), None)
    branch = request.GET.get("cabang", "")
    branch = branch if branch in branches else ""
    bands = {f"{first}-{last}": (first, last) for first, last in ARREARS_BANDS}
    asked = request.GET.get("umur", "")
    band = bands.get(asked, ALL)
    mode = compliance.stored_mode(month)
    code = district.code if district else ""
    page = Paginator(compliance.debtors(mode, district=code, branch=branch, band=band), PAGE).get_page(
        request.GET.get("page")
    )
    keys = [row.pk for row in page.object_list]
    people, places = compliance.people_at(mode, keys), compliance.place_of(keys)
    origins = employers_sources(user, keys)
    query = f"bulan={month:%Y-%m}&kecamatan={code}&cabang={branch}"
    counted = arrears_bands(month, code) or []
    context = {
        "tab": "arrears",
        "month": month,
        "months": months,
        "districts": districts,
        "district": district,
        "branches": branches,
        "branch": branch,
        "asked": asked if asked in bands else "",
        "bands": [(word, band_name(row), row) for word, row in zip(bands, counted, strict=False)],
        "lines": [(row, people.get(row.pk, 0), places[row.pk], origins[row.pk]) for row in page.object_list],
        "page": page,
        "query": query,
        "age": definition("arrears.employers"),
        "data_date": data_date(),
        "calls": bool(may_decide(user)),
    }
    return render(request, "monitoring/compliance.html", context)


KIND_NAMES = {
    "tenaga-kerja": "partial.workers",
    "upah": "partial.wages",
    "program": "partial.programs",
}


@require_GET
@require(*COMPLIANCE)
def partial_page(request: HttpRequest) -> HttpResponse:
    """Who registers only part, with the evidence: of workers, wages or programs."""
    kind = request.GET.get("jenis", "")
    kind = kind if kind in compliance.KINDS else "tenaga-kerja"
    page: Any = Paginator(compliance.partial(kind, on=today()), PAGE).get_page(request.GET.get("page"))
    keys = [part.row.employer for part in page.object_list]
    places, origins = compliance.place_of(keys), employers_sources(actor(request), keys)
    context = {
        "tab": "partial",
        "kind": kind,
        "kinds": [(code, definition(name)) for code, name in KIND_NAMES.items()],
        "definition": definition(KIND_NAMES[kind]),
        "lines": [(part, places[part.row.employer], origins[part.row.employer]) for part in page.object_list],
        "page": page,
        "query": f"jenis={kind}",
        "data_date": data_date(),
        "calls": bool(may_decide(actor(request))),
    }
    return render(request, "monitoring/compliance_partial.html", context)

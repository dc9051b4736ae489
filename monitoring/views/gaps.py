"""Lists of businesses: those without an employer, and those that declare more workers than are covered."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import actor, ensure, not_found, require
from monitoring import access
from monitoring.selectors.compliance import stored_mode
from monitoring.selectors.lists import sector_gaps, unregistered
from monitoring.selectors.origins import Origin, sources
from monitoring.selectors.people_list import UNALLOCATED
from monitoring.selectors.places import area
from monitoring.selectors.reference import members
from monitoring.views.filtering import filter_form
from monitoring.views.lists import PAGE, trail


@require_GET
@require(*access.DASHBOARD)
def unregistered_page(request: HttpRequest, district: str) -> HttpResponse:
    """Businesses of a kecamatan without a confirmed employer, most declared workers first."""
    here = area(district)
    if here is None or not access.sees_district(actor(request).scope, district):
        not_found()
    ensure(access.may_list(actor(request), district))
    page = Paginator(unregistered(district), PAGE).get_page(request.GET.get("page"))
    origins = {row.pk: Origin(row.batch_id, row.row_number) for row in page.object_list}
    told = sources(actor(request), origins.values())
    lines = [(row, told[origins[row.pk]]) for row in page.object_list]
    context = {"district": here, "page": page, "lines": lines, "trail": trail(district, "")}
    return render(request, "monitoring/unregistered.html", context)


@require_GET
@require(*access.DASHBOARD)
def sector_page(request: HttpRequest, sector: str) -> HttpResponse:
    """Businesses of a KBLI section that declare more workers than are covered; the gaps add up to the sector's."""
    name = members("sector").get(sector, _("Sektor belum diketahui") if sector == UNALLOCATED else None)
    if name is None or not actor(request).scope.is_city:
        not_found()
    ensure(access.may_list(actor(request), ""))
    form = filter_form(request)
    found = sector_gaps(stored_mode(form.filters.month), sector)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    told = sources(actor(request), (line.origin for line in page.object_list))
    context = {
        "name": name,
        "month": form.filters.month,
        "total": sum(line.uncovered for line in found),
        "page": page,
        "lines": [(line, told[line.origin]) for line in page.object_list],
        "trail": trail("", form.filters.query),
        "query": form.filters.query,
    }
    return render(request, "monitoring/sector.html", context)

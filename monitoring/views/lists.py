"""The lists behind the numbers; each one's total is the number that was clicked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import actor, ensure, not_found, require
from accounts.exports import Export
from accounts.views.exports import export_page
from districts.clock import today
from enrollment.selectors.freshness import data_date
from monitoring import access, listings
from monitoring.facts import MonthMode, month_mode
from monitoring.filters import Filters
from monitoring.forms import FilterForm
from monitoring.listings import Listing
from monitoring.selectors import pages
from monitoring.selectors.behind import EMPLOYER_STATES, MOVES, STEPS
from monitoring.selectors.lists import sector_gaps, unregistered
from monitoring.selectors.people_list import UNALLOCATED
from monitoring.selectors.places import Place, area, place, village
from monitoring.selectors.reference import city, holidays, members
from monitoring.selectors.standing import ARREARS_BANDS
from monitoring.services.exports import list_export
from monitoring.views.filtering import filter_form

PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: where, by which filters, and for whose counters (None = all)."""

    request: HttpRequest
    where: Place
    form: FilterForm
    filters: Filters
    mode: MonthMode
    agencies: frozenset[int] | None

    def choice(self, name: str, offered: Any, default: str) -> str:
        """One of a few words of the address."""
        word = self.request.GET.get(name, default)
        return word if word in offered else default


def _asked(request: HttpRequest, kind: str, code: str) -> Asked:
    """404 out of scope or where there is no such list, 403 without the right to names."""
    if kind not in KINDS:
        not_found()
    user = actor(request)
    scope = user.scope
    where = place(code)
    if where is None:
        not_found()
    own_counters = kind == "loket" and not code and not scope.is_city and not scope.district_codes
    if not own_counters:
        if not (access.sees_district(scope, where.district) if where.district else scope.is_city):
            not_found()
        ensure(access.may_list(user, where.district))
    form = filter_form(request)
    mode = _mode(form.filters)
    return Asked(request, where, form, form.filters, mode, scope.agency_ids if own_counters else None)


def _mode(filters: Filters) -> MonthMode:
    """That of the stored facts, so that a list and the number it explains are counted alike."""
    mode = month_mode(filters.month, on=today(), holidays=holidays())
    build = pages.last_build(filters.month)
    return MonthMode(filters.month, build.is_due, mode.before_is_due) if build else mode


def _people(asked: Asked) -> Listing:
    return listings.people_listing(asked.mode, asked.filters.only(asked.where.code), asked.where.name)


def _employers(asked: Asked) -> Listing:
    state = asked.choice("keadaan", EMPLOYER_STATES, "aktif")
    bands = {f"{first}-{last}": (first, last) for first, last in ARREARS_BANDS}
    owed = bands.get(asked.request.GET.get("umur", ""))
    code = asked.where.district or asked.where.code
    return listings.employers_listing(asked.mode, state, asked.where.name, district=code, owed=owed)


def _checks(asked: Asked) -> Listing:
    step = asked.choice("langkah", STEPS, "checked")
    code = asked.where.district or asked.where.code
    filters = asked.filters
    return listings.checks_listing(
        filters.month,
        step,
        filters.desk_name or asked.where.name,
        district=code,
        agencies=asked.agencies,
        desk=filters.desk,
    )


def _movement(asked: Asked) -> Listing:
    move = asked.choice("arah", MOVES, "new")
    code = asked.where.district or asked.where.code
    return listings.movement_listing(asked.mode, move, asked.where.name, district=code, segment=asked.filters.segment)


KINDS: dict[str, Callable[[Asked], Listing]] = {
    "pekerja": _people,
    "pemberi-kerja": _employers,
    "loket": _checks,
    "perubahan": _movement,
}
# Words of the address that belong to one kind of list.
_OWN_WORDS = ("wilayah", "keadaan", "umur", "langkah", "arah")


@require_GET
@require(*access.DASHBOARD)
def list_page(request: HttpRequest, kind: str) -> HttpResponse:
    """What a number is made of."""
    asked = _asked(request, kind, request.GET.get("wilayah", ""))
    return _shown(asked, KINDS[kind](asked), kind)


@require(*access.DASHBOARD)
@export_page()
def list_file(request: HttpRequest, kind: str) -> Export:
    """The list as a workbook."""
    asked = _asked(request, kind, request.GET.get("wilayah", ""))
    back = f"{reverse('coverage-list', args=[kind])}?{_query(asked)}"
    where = asked.where
    return list_export(listing=KINDS[kind](asked), filters=asked.filters, back=back, place=where.name, code=where.code)


def _query(asked: Asked) -> str:
    """The list's address: the filters, and the words of its own."""
    own = [
        f"{word}={asked.request.GET[word]}"
        for word in _OWN_WORDS
        if asked.request.GET.get(word, "").isascii() and asked.request.GET.get(word)
    ]
    return "&".join([asked.filters.query, *own])


def _shown(asked: Asked, listing: Listing, kind: str, query: str = "") -> HttpResponse:
    found = query or _query(asked)
    context = {
        "listing": listing,
        "page": Paginator(listing.rows, PAGE).get_page(asked.request.GET.get("page")),
        "trail": trail(asked.where.district, asked.filters.query),
        "where": asked.where,
        "form": asked.form,
        "filters": asked.filters,
        "query": found,
        "file": f"{reverse('coverage-list-file', args=[kind])}?{found}",
        "data_date": data_date(),
        "build": pages.last_build(asked.filters.month),
    }
    return render(asked.request, "monitoring/list.html", context)


@require_GET
@require(*access.DASHBOARD)
def village_page(request: HttpRequest, district: str, village_code: str) -> HttpResponse:
    """Employers with people active in a kelurahan; their total is the number that was clicked."""
    if village(district, village_code) is None:
        not_found()
    asked = _asked(request, "pekerja", village_code)
    return _shown(asked, _people(asked), "pekerja", f"{asked.filters.query}&wilayah={village_code}")


@require_GET
@require(*access.DASHBOARD)
def unallocated_page(request: HttpRequest) -> HttpResponse:
    """Employers with people active whose place nobody knows."""
    asked = _asked(request, "pekerja", UNALLOCATED)
    return _shown(asked, _people(asked), "pekerja", f"{asked.filters.query}&wilayah={UNALLOCATED}")


def trail(district: str, query: str) -> list[tuple[str, str]]:
    """City, then the kecamatan: the way back up with the same filters."""
    found = [(city().name, f"{reverse('coverage')}?{query}")]
    here = area(district) if district else None
    if here is not None:
        found.append((here.name, f"{reverse('coverage-district', args=[here.code])}?{query}"))
    return found


@require_GET
@require(*access.DASHBOARD)
def unregistered_page(request: HttpRequest, district: str) -> HttpResponse:
    """Businesses of a kecamatan without a confirmed employer, most declared workers first."""
    here = area(district)
    if here is None or not access.sees_district(actor(request).scope, district):
        not_found()
    ensure(access.may_list(actor(request), district))
    page = Paginator(unregistered(district), PAGE).get_page(request.GET.get("page"))
    context = {"district": here, "page": page, "trail": trail(district, "")}
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
    found = sector_gaps(_mode(form.filters), sector)
    context = {
        "name": name,
        "month": form.filters.month,
        "total": sum(line.uncovered for line in found),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "trail": trail("", form.filters.query),
        "query": form.filters.query,
    }
    return render(request, "monitoring/sector.html", context)

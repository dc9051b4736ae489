"""The lists behind the numbers; each one's total is the number that was clicked."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import actor, ensure, not_found, require
from accounts.exports import Export
from accounts.views.exports import export_page
from enrollment.selectors.freshness import data_date
from monitoring import access, listings
from monitoring.listings import OWN, Listing
from monitoring.selectors import pages
from monitoring.selectors.behind import EMPLOYER_STATES, STEPS
from monitoring.selectors.covers import active_covers, employer_of, moved_covers
from monitoring.selectors.moved import MOVES
from monitoring.selectors.origins import sources
from monitoring.selectors.people_list import UNALLOCATED
from monitoring.selectors.places import area, village
from monitoring.selectors.reference import city
from monitoring.selectors.standing import ARREARS_BANDS
from monitoring.services.exports import chosen as list_chosen
from monitoring.services.exports import list_export
from monitoring.views.asked import Asked, asked_of

PAGE = 50


def _people(asked: Asked) -> Listing:
    only = asked.filters.only(asked.where.code)
    return listings.people_listing(asked.mode, only, asked.where.name, asked.further())


def _covers(asked: Asked) -> Listing:
    """The covers behind one line of a list of people, of all or of those who came or went."""
    ensure(access.may_list_people(actor(asked.request), asked.where.district))
    employer, name = _employer(asked.request.GET.get("pemberi", ""))
    if (move := asked.choice("arah", MOVES, "")) == "":
        found = active_covers(asked.mode, asked.filters.only(asked.where.code), employer)
    else:
        code, segment = asked.where.district or asked.where.code, asked.filters.segment
        found = moved_covers(asked.mode, move, employer, district=code, segment=segment)
    if not found.people:
        not_found()
    return listings.covers_listing(found, f"{name} · {asked.where.name}")


def _employer(text: str) -> tuple[int | None, str]:
    if text == OWN:
        return None, _("Bukan penerima upah (perorangan)")
    try:
        return employer_of(uuid.UUID(text)) or not_found()
    except ValueError:
        not_found()


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
        reader=actor(asked.request),
    )


def _movement(asked: Asked) -> Listing:
    move = asked.choice("arah", MOVES, "new")
    code = asked.where.district or asked.where.code
    return listings.movement_listing(
        asked.mode, move, asked.where.name, asked.further(arah=move), district=code, segment=asked.filters.segment
    )


KINDS: dict[str, Callable[[Asked], Listing]] = {
    "pekerja": _people,
    "pemberi-kerja": _employers,
    "loket": _checks,
    "perubahan": _movement,
    "kepesertaan": _covers,
}
# People one by one are looked at, never taken away.
PAGE_ONLY = ("kepesertaan",)
# Words of the address that belong to one kind of list.
_OWN_WORDS = ("wilayah", "keadaan", "umur", "langkah", "arah", "pemberi")


@require_GET
@require(*access.DASHBOARD)
def list_page(request: HttpRequest, kind: str) -> HttpResponse:
    """What a number is made of."""
    if kind not in KINDS:
        not_found()
    asked = asked_of(request, kind, request.GET.get("wilayah", ""))
    return _shown(asked, KINDS[kind](asked), kind)


@require(*access.DASHBOARD)
@export_page()
def list_file(request: HttpRequest, kind: str) -> Export:
    """The list as a workbook."""
    if kind not in KINDS or kind in PAGE_ONLY:
        not_found()
    asked = asked_of(request, kind, request.GET.get("wilayah", ""))
    back = f"{reverse('coverage-list', args=[kind])}?{_query(asked)}"
    where = asked.where
    chosen = list_chosen(asked.filters, where.name, where.code)
    return list_export(listing=KINDS[kind](asked), chosen=chosen, back=back, by=actor(request))


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
    page = Paginator(listing.rows, PAGE).get_page(asked.request.GET.get("page"))
    context = {
        "listing": listing,
        "page": page,
        "sources": sources(actor(asked.request), (row.origin for row in page.object_list)),
        "trail": trail(asked.where.district, asked.filters.query),
        "where": asked.where,
        "form": asked.form,
        "filters": asked.filters,
        "query": found,
        "file": "" if kind in PAGE_ONLY else f"{reverse('coverage-list-file', args=[kind])}?{found}",
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
    asked = asked_of(request, "pekerja", village_code)
    return _shown(asked, _people(asked), "pekerja", f"{asked.filters.query}&wilayah={village_code}")


@require_GET
@require(*access.DASHBOARD)
def unallocated_page(request: HttpRequest) -> HttpResponse:
    """Employers with people active whose place nobody knows."""
    asked = asked_of(request, "pekerja", UNALLOCATED)
    return _shown(asked, _people(asked), "pekerja", f"{asked.filters.query}&wilayah={UNALLOCATED}")


def trail(district: str, query: str) -> list[tuple[str, str]]:
    """City, then the kecamatan: the way back up with the same filters."""
    found = [(city().name, f"{reverse('coverage')}?{query}")]
    here = area(district) if district else None
    if here is not None:
        found.append((here.name, f"{reverse('coverage-district', args=[here.code])}?{query}"))
    return found

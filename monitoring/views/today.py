"""`/hari-ini/`: where heads of offices and BPJS begin: the own area in a few figures, and what waits today."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import actor, ensure, not_found, require
from accounts.today import today_of
from districts.clock import today
from monitoring.access_today import LISTS, TODAY, may_be_told
from monitoring.charts.readers import own_reader
from monitoring.selectors import pages
from monitoring.selectors.own_area import own_branch, own_figures
from monitoring.today_lists import TODAY_LISTS
from monitoring.views.body import kept_body

FIRST = 5


@require_safe
@require(*TODAY)
def today_page(request: HttpRequest) -> HttpResponse:
    """Five things first, the rest folded away; nothing due is said too."""
    user = actor(request)
    reader = own_reader(user)
    filters = reader.filters
    figures = kept_body(
        request,
        "monitoring/_own_area.html",
        reader,
        make=lambda: {
            "reader": reader,
            "filters": filters,
            "hide_small": not reader.may_list,
            "previous_month": pages.months_of(filters.month)[-2],
            **own_figures(reader.place, filters.month, reader.agencies),
        },
    )
    items = today_of(user)
    shown = {
        "reader": reader,
        "today": today(),
        "figures": figures,
        "count": len(items),
        "first": items[:FIRST],
        "more": items[FIRST:],
        "branch": own_branch(user.scope),
        "filters": filters,
    }
    return render(request, "monitoring/today.html", shown)


@require_safe
@require(*TODAY)
def today_list(request: HttpRequest, kind: str) -> HttpResponse:
    """The lines that one sentence counts."""
    if kind not in LISTS:
        not_found()
    user = actor(request)
    ensure(may_be_told(user, kind))
    found: Any = TODAY_LISTS[kind](user)
    return render(request, "monitoring/today_list.html", {"list": found, "trail": [(_("Hari ini"), "/")]})

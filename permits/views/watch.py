"""/pantau/: the businesses an office has cleared, those that lapsed first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.rules import Role
from permits import services
from permits.access import may_handle
from permits.selectors.watch import WATCH_STATES, watch_counts, watch_seen_by, watches_of
from permits.shown import tag_of
from permits.views.desk import WATCHERS, desk_links
from permits.views.request import Request
from permits.words import sentence

PAGE = 50


@require(*WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: Request) -> HttpResponse:
    """The list; a POST notes that a lapse was seen."""
    if request.method == "POST":
        services.mark_watch_seen(watch=watch_seen_by(request.user, request.POST.get("watch", "")), by=request.user)
        return HttpResponseRedirect(reverse("watch"), status=303)
    state = request.GET.get("state", "")
    page = Paginator(watches_of(request.user, state), PAGE).get_page(request.GET.get("page"))
    shown = {
        "desk_links": desk_links(request.user),
        "page": page,
        "rows": [
            (row, tag_of(row.finding, row.reasons), [sentence(r["code"], r["params"]) for r in row.reasons][:2])
            for row in page.object_list
        ],
        "state": state if state in WATCH_STATES else "",
        "counts": watch_counts(request.user),
        "query": f"state={state}" if state in WATCH_STATES else "",
        "many_offices": request.user.scope.has(Role.BRANCH_STAFF),
        "mine": {row.agency_id for row in page.object_list if may_handle(request.user, row.agency_id)},
    }
    return render(request, "permits/watch.html", shown)

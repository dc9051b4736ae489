"""/rujukan/: the referral letters of a branch as a call list, on screen and as a workbook."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.exports import Export
from accounts.views.exports import export_page
from districts.clock import today
from enrollment.rules.calendar import add_months
from permits import services
from permits.selectors.desk import missing_sheets
from permits.selectors.notices import maybe_registered
from permits.selectors.referrals import REFERRAL_STATES, calls_of, referrals_of
from permits.views.desk import BRANCH, desk_links
from permits.views.request import Request

PAGE = 50
MOST_ALIKE = 10


@require(*BRANCH)
@require_safe
def referrals(request: Request) -> HttpResponse:
    """Open, expired or registered; the own branch's, or the whole city's."""
    state, everywhere = _chosen(request)
    page = Paginator(referrals_of(request.user, state=state, everywhere=everywhere), PAGE)
    shown_page = page.get_page(request.GET.get("page"))
    shown = {
        "desk_links": desk_links(request.user),
        "page": shown_page,
        "rows": calls_of(shown_page.object_list),
        "state": state,
        "everywhere": everywhere,
        "query": f"state={state}" + ("&branch=all" if everywhere else ""),
        "alike": maybe_registered(request.user)[:MOST_ALIKE],
        "may_link": True,
        "missing": missing_sheets(today()),
        "missing_month": add_months(today(), -1),
        "today": today(),
    }
    return render(request, "permits/referrals.html", shown)


@require(*BRANCH)
@export_page(with_code=True)
def referrals_file(request: Request) -> Export:
    """The same list as XLSX: it names people with their telephones."""
    state, everywhere = _chosen(request)
    return services.call_list_export(state=state, everywhere=everywhere, by=request.user)


def _chosen(request: Request) -> tuple[str, bool]:
    state = request.GET.get("state", "")
    return state if state in REFERRAL_STATES else "open", request.GET.get("branch") == "all"

"""/tindak-lanjut/: whom the desk has to tell today, and what it has to look into."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from permits import services
from permits.access import DESK_ROLES
from permits.selectors.notices import flagged_files, maybe_registered, notice_seen_by, open_notices, told_of
from permits.views.desk import desk_links
from permits.views.request import Request

PAGE = 25
MOST_ALIKE = 10


@require(*DESK_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: Request) -> HttpResponse:
    """The page; a POST notes that an applicant was told."""
    if request.method == "POST":
        notice = notice_seen_by(request.user, request.POST.get("notice", ""))
        outcome = request.POST.get("outcome", "").replace("\0", " ").strip()[:200]
        services.close_notice(notice=notice, outcome=outcome, by=request.user)
        messages.success(request, _("Dicatat: pemohon %(number)s sudah diberi tahu.") % {"number": notice.application})
        return HttpResponseRedirect(reverse("follow_up"), status=303)
    page = Paginator(open_notices(request.user), PAGE).get_page(request.GET.get("page"))
    shown = {
        "desk_links": desk_links(request.user),
        "page": page,
        "rows": told_of(page.object_list),
        "flagged": flagged_files(request.user),
        "alike": maybe_registered(request.user)[:MOST_ALIKE],
    }
    return render(request, "permits/follow_up.html", shown)

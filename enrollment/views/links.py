"""The queue of suggestions: is this business that employer?"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor, not_found, require
from enrollment import access
from enrollment.selectors import register
from enrollment.services import confirm_link, reject_link

PAGE_ROWS = 50
VERBS = {"confirm": confirm_link, "reject": reject_link}


@require(*access.LINKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def links_page(request: HttpRequest) -> HttpResponse:
    """Suggested pairs side by side, oldest first; a post settles one."""
    user = actor(request)
    if request.method == "POST":
        verb, link_id = VERBS.get(request.POST.get("act", "")), request.POST.get("link", "")
        if verb is None or not (link_id.isascii() and link_id.isdigit() and len(link_id) < 19):
            not_found()
        link = verb(link=register.visible_link(user, int(link_id)), by=user)
        said = (
            _("Hubungan dipastikan.") if link.state == "CONFIRMED" else _("Usulan ditolak dan tidak ditawarkan lagi.")
        )
        messages.success(request, said)
        return redirect("links")
    page = Paginator(register.suggested_links(user), PAGE_ROWS).get_page(request.GET.get("page", "1"))
    return render(request, "enrollment/links.html", {"page": page})

"""/pantau-cek/: who looks up how much, for supervisors and those who watch over the city. Counts only."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.tokens import KEEPERS
from districts.clock import today
from permits.access import VOLUME_READERS
from permits.selectors.volume import volumes
from permits.views.desk import desk_links
from permits.views.request import Request


@require_safe
@require(*VOLUME_READERS)
def volume_page(request: Request) -> HttpResponse:
    """Today and this month; whoever was slowed or stopped stands first."""
    shown = {
        "people": volumes(request.user),
        "today": today(),
        "person_hour": settings.LOOKUP_PERSON_HOUR,
        "person_day": settings.LOOKUP_PERSON_DAY,
        "business_hour": settings.LOOKUP_BUSINESS_HOUR,
        "keeps_tokens": request.user.scope.has(*KEEPERS),
        "desk_links": desk_links(request.user),
    }
    return render(request, "permits/volume.html", shown)

"""Templates to fill in: empty for whoever imports, filled from the register for BPJS or with the sheet brought last."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.access import actor, require
from accounts.exports import XLSX, Export
from accounts.views.exports import export_page
from enrollment import access
from enrollment.importing.profiles import PROFILES
from enrollment.importing.templates import template_workbook
from enrollment.services import filled_template
from enrollment.services.last_sheets import last_sheet_template


@require(*access.UPLOADERS, *access.APPROVERS)
@require_GET
def template(request: HttpRequest, profile: str) -> HttpResponse:
    """An empty workbook with the profile's headings, its lists and its data dictionary."""
    if profile not in PROFILES:
        raise Http404
    response = HttpResponse(template_workbook(PROFILES[profile]), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{profile}.xlsx')}"
    response["Cache-Control"] = "no-store"
    return response


@require(*access.LINKERS)
@export_page()
def filled(request: HttpRequest, profile: str) -> Export:
    """The template with the register's rows, for a purpose."""
    if profile not in PROFILES:
        raise Http404
    return filled_template(profile=profile, by=actor(request))


@require(*access.UPLOADERS, *access.APPROVERS)
@export_page(with_code=True)
def last_sheet(request: HttpRequest, profile: str) -> Export:
    """The template with the rows of the sheet one brought last, for a purpose."""
    if profile not in PROFILES:
        raise Http404
    return last_sheet_template(profile=profile, by=actor(request))

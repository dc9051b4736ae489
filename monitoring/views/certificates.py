"""The certificate of appreciation: given, shown, taken back."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import vault
from accounts.access import actor, ensure, may, not_found, require
from accounts.step_up import step_up
from monitoring.access_compliance import INDEXES, ISSUERS, may_see_indexes
from monitoring.forms_appreciation import IssueForm, RevokeForm
from monitoring.models import Certificate
from monitoring.selectors.consistency import certificate_by_code
from monitoring.services import appreciation
from monitoring.views.appreciation import entry_or_404, index_response


@require_POST
@require(*ISSUERS)
@step_up
def certificate_issue(request: HttpRequest, month: str, district: str) -> HttpResponse:
    """The branch head gives the certificate."""
    entry = entry_or_404(month, district)
    form = IssueForm(request.POST)
    if not form.is_valid():
        return index_response(request, entry, issue_form=form, status=422)
    given = appreciation.issue_certificate(entry=entry, note=form.cleaned_data["catatan"], by=actor(request))
    messages.success(request, _("Sertifikat %(number)s diterbitkan.") % {"number": given.number})
    return _to(entry.row.period, district)


@require_POST
@require(*ISSUERS)
@step_up
def certificate_revoke(request: HttpRequest, code: str) -> HttpResponse:
    """The branch head takes it back."""
    given = _certificate(code)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        shown = entry_or_404(f"{given.score.period:%Y-%m}", given.score.district_id)
        return index_response(request, shown, revoke_form=form, status=422)
    appreciation.revoke_certificate(certificate=given, reason=form.cleaned_data["alasan"], by=actor(request))
    messages.success(request, _("Sertifikat dicabut."))
    return _to(given.score.period, given.score.district_id)


@require_GET
@require(*INDEXES)
def certificate_file(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate's own bytes; one that was revoked is only for its issuers."""
    ensure(may_see_indexes(actor(request)))
    given = _certificate(code)
    if given.revoked_at is not None and not may(request.user, *ISSUERS):
        not_found()
    response = HttpResponse(vault.read_file(given.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{given.pdf.name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _certificate(code: str) -> Certificate:
    if not code.isascii() or not code.replace("-", "").isalnum():
        not_found()
    return certificate_by_code(code) or not_found()


def _to(period: date, district: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("appreciation-one", args=[f"{period:%Y-%m}", district]), status=303)

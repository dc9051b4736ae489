"""/permohonan/<id>/kirim/: the text about a letter, to copy into WhatsApp or to send by e-mail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import mail, vault, work
from accounts.access import not_found, require
from accounts.models import WorkItem
from permits import services
from permits.access import DESK_ROLES, FILE_READERS, may_handle
from permits.errors import Refused
from permits.forms_sharing import AddressForm
from permits.models import Application, Referral
from permits.selectors.files import file_seen_by
from permits.selectors.papers import letter_of, message_of
from permits.sending import ADDRESS, SEND_LETTER
from permits.views.going import told
from permits.views.request import Request

RUNNING = (WorkItem.State.PENDING, WorkItem.State.RUNNING)


@require(*FILE_READERS)
@require_safe
def share(request: Request, pk: UUID) -> HttpResponse:
    """The text, the address, and what became of the last sending."""
    file = file_seen_by(request.user, pk)
    return _page(request, file, _letter(file))


@require(*DESK_ROLES)
@require_POST
def send(request: Request, pk: UUID) -> HttpResponse:
    """Note the address and have a worker send."""
    file = file_seen_by(request.user, pk)
    letter = _letter(file)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, file, letter, form, status=422)
    try:
        if form.cleaned_data["email"] != _address(file):
            services.note_email(application=file, email=form.cleaned_data["email"], by=request.user)
            letter = _letter(file)
        services.mail_letter(letter=letter, by=request.user)
    except Refused as refused:
        told(request, refused)
    else:
        messages.success(request, _("Surat dikirim lewat pos-el sebentar lagi."))
    return HttpResponseRedirect(reverse("application_share", args=[pk]), status=303)


def _letter(file: Application) -> Referral:
    letter = letter_of(file)
    if letter is None:
        not_found()
    return letter


def _address(file: Application) -> str:
    return vault.unseal(file.email, ADDRESS) if file.email else ""


def _page(
    request: Request, file: Application, letter: Referral, form: AddressForm | None = None, status: int = 200
) -> HttpResponse:
    may_send = bool(may_handle(request.user, file.agency_id)) and letter.closed_at is None
    item = work.latest(kind=SEND_LETTER, target_id=str(letter.pk))
    shown: dict[str, Any] = {
        "file": file,
        "letter": letter,
        "text": message_of(letter),
        "may_send": may_send,
        "form": form or AddressForm(initial={"email": _address(file)}) if may_send else None,
        "item": item,
        "is_running": item is not None and item.state in RUNNING,
        "problem": mail.SENTENCES.get(item.message, "") if item else "",
        "trail": [(_("Permohonan"), reverse("applications")), (file.number, reverse("application", args=[file.pk]))],
    }
    return render(request, "permits/share.html", shown, status=status)

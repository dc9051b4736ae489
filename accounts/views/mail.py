"""`/pengaturan/surel/`: how the product sends mail, and a trial mail to one's own address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import mail, work
from accounts.access import actor, require
from accounts.forms_mail import MailForm, MailTestForm
from accounts.models import MailSettings, WorkItem
from accounts.rules import Role
from accounts.step_up import step_up

RUNNING = (WorkItem.State.PENDING, WorkItem.State.RUNNING)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Role.SYSTEM_ADMIN)
@step_up
def mail_settings(request: HttpRequest) -> HttpResponse:
    """The form, and how the last trial went."""
    form = MailForm(request.POST or None, instance=mail.current() or MailSettings())
    if request.method == "POST" and form.is_valid():
        mail.save_settings(row=form.save(commit=False), password=form.cleaned_data["password"], by=actor(request))
        messages.success(request, _("Pengaturan surel disimpan. Kirim surat percobaan untuk memastikannya."))
        return _back()
    return _page(request, form=form, status=422 if form.errors else 200)


@require_POST
@require(Role.SYSTEM_ADMIN)
@step_up
def mail_test(request: HttpRequest) -> HttpResponse:
    """A worker sends; the page says how it went."""
    form = MailTestForm(request.POST)
    if not form.is_valid():
        return _page(request, test=form, status=422)
    mail.ask_test(to=form.cleaned_data["to"], by=actor(request))
    return _back()


def _page(
    request: HttpRequest, form: MailForm | None = None, test: MailTestForm | None = None, status: int = 200
) -> HttpResponse:
    user, row = actor(request), mail.current()
    trial = work.latest(kind=mail.TEST, target_id=str(user.public_id))
    shown: dict[str, Any] = {
        "form": form or MailForm(instance=row or MailSettings()),
        "test": test or MailTestForm(initial={"to": user.email}),
        "row": row,
        "trial": trial,
        "is_running": trial is not None and trial.state in RUNNING,
        "problem": mail.SENTENCES.get(trial.message, trial.message) if trial else "",
    }
    return render(request, "accounts/mail.html", shown, status=status)


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("mail_settings"), status=303)

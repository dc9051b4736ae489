"""Statutory denials (TMP2T): branch heads ask for, approve and lift them, each step by another person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import not_found, require
from accounts.models import StoredFile
from accounts.rules import Role
from accounts.step_up import step_up
from districts.clock import today
from permits import services
from permits.errors import Refused
from permits.forms_denials import FindForm, ImposeForm, LiftForm
from permits.models import ServiceDenial
from permits.selectors.denials import business_seen_by, denial_bases, denial_seen_by, denials_of, find_businesses
from permits.views.desk import desk_links
from permits.views.going import attempt, see, told
from permits.views.papers import pdf_of
from permits.views.request import Request

PAGE = 50


@require(Role.BRANCH_HEAD)
@require_safe
def denials(request: Request) -> HttpResponse:
    """What waits for approval, what is in force, what is over; and the box that begins another."""
    return _list(request, FindForm())


@require(Role.BRANCH_HEAD)
@require_POST
def find(request: Request) -> HttpResponse:
    """The businesses a number or name may mean. Posted, so that nothing of it stands in an address."""
    form = FindForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    found = find_businesses(request.user, form.cleaned_data["text"].replace("\0", " "))
    return _list(request, form, found=found)


@require(Role.BRANCH_HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def impose(request: Request, pk: UUID) -> HttpResponse:
    """BPJS' letter about a business."""
    business = business_seen_by(request.user, pk)
    form = ImposeForm(request.POST or None, bases=denial_bases(), initial={"imposed_on": today()})
    if request.method != "POST" or not form.is_valid():
        shown = {"business": business, "form": form, "trail": _trail()}
        return render(request, "permits/denial_new.html", shown, status=422 if form.errors else 200)
    try:
        denial = services.impose_denial(business=business, by=request.user, **form.cleaned_data)
    except Refused as refused:
        told(request, refused)
        return see("denials")
    messages.success(request, _("Penghentian diajukan. Kepala cabang lain menyetujuinya."))
    return see("denial", denial.public_id)


@require(Role.BRANCH_HEAD)
@require_safe
def denial(request: Request, pk: UUID) -> HttpResponse:
    """One denial: its letters, its people, and what may be done with it."""
    return _page(request, denial_seen_by(request.user, pk))


@require(Role.BRANCH_HEAD)
@require_POST
@step_up
def approve(request: Request, pk: UUID) -> HttpResponse:
    """The second person."""
    row = denial_seen_by(request.user, pk)
    done = _("Penghentian disetujui. Surat pemberitahuan dibuat.")
    return _do(request, row, lambda: services.approve_denial(denial=row, by=request.user), done)


@require(Role.BRANCH_HEAD)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """An entry that nobody has approved."""
    row = denial_seen_by(request.user, pk)
    if attempt(request, lambda: services.withdraw_denial(denial=row, by=request.user), _("Pengajuan dibatalkan.")):
        return see("denials")
    return see("denial", pk)


@require(Role.BRANCH_HEAD)
@require_POST
def lift(request: Request, pk: UUID) -> HttpResponse:
    """Ask for the lifting, by BPJS' letter."""
    row = denial_seen_by(request.user, pk)
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    ask = lambda: services.ask_lifting(denial=row, by=request.user, **form.cleaned_data)  # noqa: E731
    return _do(request, row, ask, _("Pencabutan diminta. Kepala cabang lain menyetujuinya."))


@require(Role.BRANCH_HEAD)
@require_POST
@step_up
def approve_lifting(request: Request, pk: UUID) -> HttpResponse:
    """The second person of the lifting."""
    row = denial_seen_by(request.user, pk)
    done = _("Penghentian dicabut. Surat pencabutan dibuat.")
    return _do(request, row, lambda: services.approve_lifting(denial=row, by=request.user), done)


@require(Role.BRANCH_HEAD)
@require_POST
def refuse_lifting(request: Request, pk: UUID) -> HttpResponse:
    """The denial stays."""
    row = denial_seen_by(request.user, pk)
    done = _("Permintaan pencabutan ditolak. Penghentian tetap berlaku.")
    return _do(request, row, lambda: services.refuse_lifting(denial=row, by=request.user), done)


@require(Role.BRANCH_HEAD)
@require_safe
def letter(request: Request, pk: UUID) -> HttpResponse:
    """The notice that it is in force."""
    row = denial_seen_by(request.user, pk)
    return _print(request, row, row.letter)


@require(Role.BRANCH_HEAD)
@require_safe
def letter_of_lifting(request: Request, pk: UUID) -> HttpResponse:
    """The notice that it is over."""
    row = denial_seen_by(request.user, pk)
    return _print(request, row, row.lifting_letter)


def _print(request: Request, row: ServiceDenial, paper: StoredFile | None) -> HttpResponse:
    if paper is None:
        not_found()
    return pdf_of(request, paper, row.branch_id)


def _list(request: Request, form: FindForm, status: int = 200, **found: Any) -> HttpResponse:
    page = Paginator(denials_of(request.user), PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "form": form, "desk_links": desk_links(request.user), **found}
    return render(request, "permits/denials.html", shown, status=status)


def _page(request: Request, row: ServiceDenial, form: LiftForm | None = None, status: int = 200) -> HttpResponse:
    mine = {"ASKED": row.imposed_by_id, "LIFTING": row.lifting_asked_by_id}.get(row.stage) == request.user.pk
    shown = {"denial": row, "form": form or LiftForm(), "is_mine": mine, "trail": _trail()}
    return render(request, "permits/denial.html", shown, status=status)


def _do(request: Request, row: ServiceDenial, act: Callable[[], object], done: str) -> HttpResponse:
    attempt(request, act, done)
    return see("denial", row.public_id)


def _trail() -> list[tuple[str, str]]:
    return [("TMP2T", reverse("denials"))]

"""/loket/ and /cek/<id>/: one question, one verdict. Looking up is POST → 303, so a number never sits in a URL."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.kept import kept
from districts.clock import today
from districts.models import Agency
from enrollment.rules.calendar import add_months
from permits import services
from permits.access import CHECK_ROLES, DESK_ROLES, may_handle, may_reject_match
from permits.errors import Refused
from permits.forms import HoldForm, IntakeForm
from permits.models import Application, Check
from permits.selectors.catalogue import office_of, services_of
from permits.selectors.checked import check_and_queue, check_of, file_of_check
from permits.selectors.desk import Queue, missing_sheets, next_file, queue_of
from permits.selectors.files import candidate_of, strip_of
from permits.shown import card_of
from permits.views.going import see_check
from permits.views.request import Request

LAST_SERVICE = "service"


@require(*CHECK_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: Request) -> HttpResponse:
    """The empty counter, and the look-up."""
    if request.method != "POST":
        return render(request, "permits/counter.html", _frame(request))
    text, service = request.POST.get("identifier", ""), request.POST.get("service", "")
    if request.session.get(LAST_SERVICE) != service:  # a session that is touched is written
        request.session[LAST_SERVICE] = service
    try:
        check = services.check(text=text, service=service, by=request.user)
    except Refused as refused:
        shown = _frame(request) | {"error": refused.sentence, "typed": text}
        template = "permits/_refused.html" if request.htmx else "permits/counter.html"
        return render(request, template, shown, status=429 if refused.code == "TOO_MANY" else 422)
    return see_check(check)


@require(*CHECK_ROLES)
@require_safe
def check_page(request: Request, pk: UUID) -> HttpResponse:
    """A verdict. htmx gets the card and the queue, everybody else the whole page."""
    check, queue = check_and_queue(request.user, pk)
    shown = check_context(request, check, queue=queue)
    if request.htmx and not request.htmx.boosted:
        response = render(request, "permits/_swap.html", shown)
        response["HX-Push-Url"] = reverse("check", args=[check.pk])
        return response
    return render(request, "permits/counter.html", shown)


@require(*CHECK_ROLES)
@require_POST
def choose(request: Request, pk: UUID) -> HttpResponse:
    """One of the candidates: a new check, on that business."""
    check = check_of(request.user, pk)
    business = candidate_of(check, request.POST.get("business", ""))
    chosen = services.check_business(
        business=business, service=check.permit_type.code, by=request.user, on=check.on, origin=check
    )
    return see_check(chosen)


@require(*DESK_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: Request, pk: UUID) -> HttpResponse:
    """The walk-in that matches nothing: note the keys, check again."""
    check = check_of(request.user, pk)
    if request.method != "POST":
        form = IntakeForm(agency=check.agency)
        return render(request, "permits/intake.html", {"check": check, "form": form})
    form = IntakeForm(request.POST, agency=check.agency)
    if form.is_valid():
        try:
            return see_check(services.intake(check=check, walk_in=form.walk_in(), by=request.user))
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
    return render(request, "permits/intake.html", {"check": check, "form": form}, status=422)


@require(*DESK_ROLES)
@require_safe
def next_in_queue(request: Request) -> HttpResponse:
    """F4."""
    file = next_file(request.user)
    return redirect("application", file.pk) if file else redirect("counter")


def check_context(
    request: Request, check: Check, form: HoldForm | None = None, queue: Queue | None = None
) -> dict[str, Any]:
    """Everything the page of a check draws."""
    file = file_of_check(check)
    card = card_of(check, file)
    can_act = bool(may_handle(request.user, check.agency_id))
    return _frame(request, check, queue) | {
        "check": check,
        "card": card,
        "file": file,
        "current_file": file.pk if file else None,
        "current": "" if file else check.answer.get("business", {}).get("name", ""),
        "receipt": file.receipts.filter(revoked_at__isnull=True).first() if file else None,
        "letter": file.referrals.order_by("-id").first() if file else None,
        "can_act": can_act,
        "may_disown": check.business_id is not None and bool(may_reject_match(request.user, check.agency_id)),
        "can_undo": file is not None and file.state in (s.value for s in UNDOABLE),
        "hold_form": form or (HoldForm.of(check) if card.has_letter_form and can_act else None),
        "strip": _strip(request, check),
        "is_company": check.permit_type.authority == Agency.Kind.ONE_STOP and check.business_id is not None,
    }


UNDOABLE = (Application.State.CLEARED, Application.State.CLEARED_CONDITIONAL, Application.State.CONTINUED)


def _strip(request: Request, check: Check) -> list[dict[str, Any]]:
    """The 12-month strip: for PTSP, BPJS and the own kecamatan only (architecture §3.6)."""
    scope = request.user.scope
    district = check.answer.get("business", {}).get("district_code", "")
    if check.business_id is None or not (scope.is_city or district in scope.district_codes):
        return []
    return strip_of(check)


def _chips(office: Agency | None) -> tuple[tuple[str, str], ...]:
    """Code and label of each service of an office; asked once a minute."""
    key = ("chips", office.pk if office else 0, today(), get_language())
    return kept(key, lambda: tuple((row.code, str(row.chip)) for row in services_of(office, today())))


def _frame(request: Request, check: Check | None = None, queue: Queue | None = None) -> dict[str, Any]:
    """Search box, chips and queue. No answer of the register is in it."""
    office = office_of(request.user)
    options = _chips(office)
    codes = [code for code, _label in options]
    last = check.permit_type.code if check else request.session.get(LAST_SERVICE, "")
    return {
        "services": options,
        "chosen": last if last in codes else (codes[0] if codes else ""),
        "queue": queue or queue_of(office, today()),
        "missing": missing_sheets(today()),
        "missing_month": add_months(today(), -1),
        "today": today(),
        "office": office,
        "current_file": None,
    }

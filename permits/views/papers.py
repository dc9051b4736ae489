"""Papers: letters, receipts, slips and the day's register as PDF; the public page of their numbers; the law."""

from __future__ import annotations

from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from accounts.access import may, not_found, require
from accounts.exports import Export
from accounts.models import StoredFile
from accounts.views.exports import export_page
from districts.clock import now
from enrollment.rules.recognition import IdentifierKind, recognise
from permits import services, verification
from permits.access import CHECK_ROLES, DESK_ROLES, FILE_READERS, RULE_READERS, may_edit_rules
from permits.letters import check_slip
from permits.selectors.checked import check_of, file_of_check
from permits.selectors.files import file_seen_by, laws
from permits.selectors.papers import paper_by_code
from permits.views.request import Request

LOOKS_A_MINUTE = 60
_CODES = (IdentifierKind.CODE, IdentifierKind.FILE_NUMBER, IdentifierKind.NAME)


@require(*FILE_READERS)
@require_safe
def letter(request: Request, pk: UUID) -> HttpResponse:
    """The newest referral letter of a file: the original once, then copies of it."""
    file = file_seen_by(request.user, pk)
    papers = sorted(file.referrals.all(), key=lambda row: -row.pk)
    if not papers or papers[0].letter is None:
        not_found()
    return pdf_of(request, papers[0].letter, file.agency_id)


@require(*CHECK_ROLES)
@require_safe
def slip(request: Request, pk: UUID) -> HttpResponse:
    """The receipt of the file a check has cleared; of any other check a slip of what it has shown."""
    check = check_of(request.user, pk)
    file = file_of_check(check)
    receipt = file.receipts.filter(revoked_at__isnull=True).first() if file else None
    if receipt is not None and receipt.slip is not None:
        return pdf_of(request, receipt.slip, check.agency_id)
    if check.agency is None:
        not_found()
    return _inline(check_slip(check, by=request.user, at=now()), f"cek-{str(check.pk)[:8]}.pdf")


@require(*DESK_ROLES)
@export_page()
def register(request: Request) -> Export:
    """Today's files of the own office, to print and to sign."""
    return services.register_export(by=request.user)


@require_safe
def verify_box(request: HttpRequest) -> HttpResponse:
    """Public: where a code is typed that nobody can scan."""
    code = request.GET.get("kode", "").strip().replace("/", " ").replace("\0", " ")
    return redirect("verify", code[:40]) if code else render(request, "permits/verify.html", {"is_empty": True})


@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Public: is this number one of ours, and does it still stand? No personal data, one shape for every answer."""
    if _too_many(request):
        slowed = render(request, "permits/verify.html", {"is_slowed": True}, status=429)
        slowed["Retry-After"] = "60"
        return slowed
    asked = recognise(code)
    found = paper_by_code(asked.value) or verification.verify(asked.value) if asked.kind in _CODES else None
    return render(request, "permits/verify.html", {"found": found}, status=200 if found else 404)


@require()
@require_safe
def legal(request: Request) -> HttpResponse:
    """The legal bases, each with what has been verified of it."""
    may_read = bool(may(request.user, *RULE_READERS))
    shown = {"laws": laws(), "may_edit": bool(may_edit_rules(request.user)), "may_read_rules": may_read}
    return render(request, "permits/legal.html", shown)


def pdf_of(request: Request, paper: StoredFile, agency_id: int | None) -> HttpResponse:
    """A kept paper; the print is noted. A HEAD prints nothing."""
    if request.method == "HEAD":
        return _inline(b"", paper.name)
    return _inline(services.print_paper(paper=paper, agency_id=agency_id, by=request.user), paper.name)


def _inline(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _too_many(request: HttpRequest) -> bool:
    """A light brake on guessing codes; where the cache is away nobody is turned away."""
    key = f"verify:{request.META.get('REMOTE_ADDR', '')}"
    try:
        if cache.add(key, 1, timeout=60):
            return False
        return cache.incr(key) > LOOKS_A_MINUTE
    except (RedisError, ValueError):
        return False

"""Papers: the letter and the slip as they were printed, the public page of their numbers, the law they rest on."""

from __future__ import annotations

from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from accounts import vault
from accounts.access import not_found, require
from accounts.models import StoredFile
from enrollment.rules.recognition import IdentifierKind, recognise
from permits import verification
from permits.access import CHECK_ROLES, FILE_READERS, may_edit_rules
from permits.selectors.files import check_of, file_of_check, file_seen_by, laws
from permits.selectors.papers import paper_by_code
from permits.views.request import Request

LOOKS_A_MINUTE = 60
_CODES = (IdentifierKind.CODE, IdentifierKind.FILE_NUMBER, IdentifierKind.NAME)


@require(*FILE_READERS)
@require_safe
def letter(request: Request, pk: UUID) -> HttpResponse:
    """The newest referral letter of a file, byte for byte as it was first printed."""
    file = file_seen_by(request.user, pk)
    papers = sorted(file.referrals.all(), key=lambda row: -row.pk)
    return _pdf(papers[0].letter if papers else None)


@require(*CHECK_ROLES)
@require_safe
def slip(request: Request, pk: UUID) -> HttpResponse:
    """The receipt slip of the file a check has cleared."""
    file = file_of_check(check_of(request.user, pk))
    receipt = file.receipts.filter(revoked_at__isnull=True).first() if file else None
    return _pdf(receipt.slip if receipt else None)


@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Public: is this number one of ours, and does it still stand? No personal data, one shape for every answer."""
    if _too_many(request):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    asked = recognise(code.replace("\0", " "))
    found = paper_by_code(asked.value) or verification.verify(asked.value) if asked.kind in _CODES else None
    return render(request, "permits/verify.html", {"found": found}, status=200 if found else 404)


@require()
@require_safe
def legal(request: Request) -> HttpResponse:
    """The legal bases, each with what has been verified of it."""
    shown = {"laws": laws(), "may_edit": bool(may_edit_rules(request.user))}
    return render(request, "permits/legal.html", shown)


def _pdf(stored: StoredFile | None) -> HttpResponse:
    if stored is None:
        not_found()
    response = HttpResponse(vault.read_file(stored), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{stored.name}"'
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

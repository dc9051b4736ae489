"""Who has a second factor, who still owes one, and how often a name was tried."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User


def has_second_factor(user: User) -> bool:
    """Whether the account has a TOTP app registered."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def needs_second_factor(user: User) -> bool:
    """Required by the setting and not there yet."""
    return bool(settings.MFA_REQUIRED) and not has_second_factor(user)


def recent_failures(username: str) -> int:
    """Wrong passwords for this name from any address within the lock-out window."""
    since = timezone.now() - timedelta(seconds=settings.LOGIN_WINDOW_SECONDS)
    tries = AccessAttempt.objects.filter(username=username, attempt_time__gte=since)
    return tries.aggregate(total=Sum("failures_since_start"))["total"] or 0


def tried_username(request: HttpRequest, credentials: dict[str, str] | None = None) -> str:
    """The name somebody tried to sign in with, as axes asks for it."""
    return (credentials or {}).get("username") or request.POST.get("login", "")

"""Step-up (`+` in the access matrix): a second factor used in the last four hours."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts.access import actor
from accounts.selectors.login import has_second_factor

View = Callable[..., HttpResponseBase]


def stepped_up(request: HttpRequest) -> bool:
    """True after a code within STEP_UP_SECONDS; also where nobody asks for one (setting off, no factor)."""
    if not settings.MFA_REQUIRED and not has_second_factor(actor(request)):
        return True
    since = time.time() - settings.STEP_UP_SECONDS
    return any(r["method"] == "mfa" and r["at"] > since for r in get_authentication_records(request, request.user))


def step_up(view: View) -> View:
    """A view's gate below `require`: without a recent code the person confirms one and comes back."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if stepped_up(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")

    return gated

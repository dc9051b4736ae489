"""A request past the gate: somebody is signed in, and htmx says whether a fragment is wanted."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class Request(HttpRequest):
    """Only for type checkers: Django hands over its own class."""

    user: User
    htmx: HtmxDetails

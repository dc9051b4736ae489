"""Who is asking: a bearer token from its own address, within its quota."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from accounts import tokens
from accounts.models import ApiToken, User
from permits.api.problems import Failed

MOST_SECRET = 200


class Token(HttpBearer):
    """`Authorization: Bearer cjs_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The key, with one more call on its account."""
        try:
            found = tokens.use(token[:MOST_SECRET], request.META.get("REMOTE_ADDR", ""))
            tokens.count_call(found)
        except tokens.TokenRefused as refused:
            # One answer for a secret nobody knows and one that is no longer good; the trail has the difference.
            raise (Failed(403, "TOKEN_ADDRESS") if refused.code == "ADDRESS" else Failed(401)) from None
        except tokens.OverQuota as over:
            raise Failed(429, "QUOTA", retry_after=over.seconds) from None
        return found


def signed_in(request: HttpRequest) -> User | None:
    """For the document only: people with an account may read it too."""
    return request.user if isinstance(request.user, User) and request.user.is_active else None

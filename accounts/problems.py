"""Problem details (RFC 9457) for other programs: what went wrong as a code, and in words of the caller's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.tokens import revoke_leaked, secrets_in

API = "/api/"
MEDIA_TYPE = "application/problem+json"
TYPE = "urn:cek-jamsos:problem:"

# status -> code where none is more exact, and the title.
TITLES: Mapping[int, tuple[str, str | Promise]] = {
    400: ("BAD_REQUEST", _("Permintaan tidak dapat dibaca")),
    401: ("UNAUTHENTICATED", _("Token tidak dikenali atau tidak berlaku")),
    403: ("FORBIDDEN", _("Tidak diizinkan")),
    404: ("NOT_FOUND", _("Tidak ditemukan")),
    405: ("METHOD_NOT_ALLOWED", _("Metode ini tidak dilayani di alamat ini")),
    409: ("CONFLICT", _("Permintaan yang sama sedang dikerjakan")),
    413: ("TOO_LARGE", _("Permintaan terlalu besar")),
    415: ("MEDIA_TYPE", _("Kirim application/json")),
    422: ("UNPROCESSABLE", _("Permintaan terbaca tetapi tidak dapat diproses")),
    429: ("TOO_MANY", _("Terlalu banyak permintaan")),
    500: ("INTERNAL", _("Gangguan pada sistem kami")),
    503: ("UNAVAILABLE", _("Sistem sedang tidak tersedia")),
}
TOKEN_IN_URL = _("Token di dalam alamat tercatat di mana-mana, jadi dicabut. Minta token baru.")
# Of an answer that is turned into a problem, these say more than the body did.
_KEPT = ("Allow", "Retry-After")


def is_api(request: HttpRequest) -> bool:
    """Whether another program is asking."""
    return request.path.startswith(API)


def api_language(request: HttpRequest) -> str:
    """Bahasa Indonesia unless Accept-Language prefers English."""
    return translation.get_language_from_request(request)


def problem(
    status: int,
    code: str = "",
    detail: str | Promise = "",
    *,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """The answer. The same problem always has the same bytes, so that a foreign and a missing object look alike."""
    default, title = TITLES[status]
    body: dict[str, Any] = {
        "type": TYPE + (code or default).lower().replace("_", "-"),
        "title": str(title),
        "status": status,
        "code": code or default,
        "detail": str(detail or title),
    }
    if errors:
        body["errors"] = errors
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


class ProblemDetails:
    """Under `/api/` whatever fails outside the operations themselves is a problem too, never a page.

    A secret in an address stands in every log on the way: it is revoked, whatever was asked (B73).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_api(request):
            return self.get_response(request)
        if secrets_in(address := request.get_full_path()):
            revoke_leaked(address)
            return problem(401, "TOKEN_IN_URL", TOKEN_IN_URL, headers={"WWW-Authenticate": "Bearer"})
        response = self.get_response(request)
        status = response.status_code
        if status < 400 or response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        language = api_language(request)
        kept = {name: response.headers[name] for name in _KEPT if name in response.headers}
        with translation.override(language):
            return problem(status if status in TITLES else 400, headers=kept | {"Content-Language": language})

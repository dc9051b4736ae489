"""The OpenAPI document, drawn from the operations once."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse, JsonResponse
from ninja import NinjaAPI

from accounts.problems import MEDIA_TYPE

RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}}


def document(api: NinjaAPI) -> HttpResponse:
    """The document as it is served."""
    return JsonResponse(_drawn(api))


@cache
def _drawn(api: NinjaAPI) -> dict[str, Any]:
    """ninja names one media type for all answers; problems have their own, and some tell when to come back."""
    schema: dict[str, Any] = api.get_openapi_schema()
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) < 400:
                    continue
                answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
                if int(status) in (409, 429, 503):
                    answer["headers"] = RETRY
    return schema

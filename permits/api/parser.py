"""A request's body, read strictly (B71): JSON in UTF-8, of a bounded size and depth, each name once, finite numbers."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

MOST_BYTES = 512 * 1024


class BadBody(Exception):
    """`status` is 400, 413 or 415."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class StrictParser(Parser):
    """ninja answers whatever a parser raises with its own 400; our handler of that looks at the cause."""

    def parse_body(self, request: HttpRequest) -> Any:
        charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
        if request.content_type != "application/json" or charset.lower() != "utf-8":
            raise BadBody(415)
        if len(request.body) > MOST_BYTES:
            raise BadBody(413)
        return read(request.body)


def read(body: bytes) -> Any:
    """The value; BadBody for what nothing sensible can be made of."""
    try:
        text = body.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_once, parse_float=_finite, parse_constant=_refuse, parse_int=_small)
        # Escapes can make what UTF-8 (lone surrogates) and the database (NUL) cannot hold.
        if b"\0" in json.dumps(value, ensure_ascii=False).encode("utf-8").replace(b"\\u0000", b"\0"):
            raise BadBody(400)
    except (ValueError, RecursionError):
        raise BadBody(400) from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError("beyond any number")
    return value


def _small(text: str) -> int:
    if len(text) > 30:
        raise ValueError("beyond any number")
    return int(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)

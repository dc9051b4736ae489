"""Bodies of pages that are drawn once and kept until a number on them may have changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.kept import kept
from monitoring.selectors.stamp import page_stamp


def kept_body(request: HttpRequest, template: str, *key: Hashable, make: Callable[[], dict[str, Any]]) -> SafeString:
    """The template drawn with what `make` gives, by language, stamp and `key`: all that the body shows besides numbers,
    that is the filters and what this reader may see. Nothing of one person may stand in it, and no form token."""
    return kept(
        ("body", template, get_language(), page_stamp(), *key),
        lambda: mark_safe(render_to_string(template, make(), request)),  # noqa: S308 - our own template's
    )

"""A reprint: the kept pages with "SALINAN", its count and its date on each. The kept bytes stay as they are."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import override

from districts.formats import date_short, time_wib
from permits.letters.render import compile_pdf

__all__ = ["marked_copy"]

_PAGES = re.compile(rb"/Count\s+(\d+)")


def marked_copy(original: bytes, *, copy: int, at: datetime, title: str) -> bytes:
    """The same paper as its `copy`-th reprint. (Embedding pages and PDF/UA exclude each other: the original has it.)"""
    counted = _PAGES.search(original)
    assert counted is not None
    with override("id"):
        told = f"{date_short(at)} {time_wib(at)}"
    data = {"pdf": list(original), "pages": int(counted[1]), "copy": copy, "at": told, "title": title}
    return compile_pdf("copy.typ", data, at=at, standards=())

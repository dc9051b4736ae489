"""Public codes that other rooms issue: they register how to look one up, `/verifikasi/<code>/` asks them after its own.

What is shown is public: no personal data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Verified:
    """A document that exists: what it is, its number, who issued it when, and whether it stands; `note` says more.

    `signed`: by which office's holder, and when; no name, for anybody may look.
    """

    title: Text
    number: str
    issuer: str
    issued_on: date
    is_valid: bool
    note: Text = ""
    signed: tuple[tuple[Text, Text], ...] = ()


Find = Callable[[str], Verified | None]
_finders: list[Find] = []


def register(find: Find) -> None:
    """Have `find(code)` asked; None = not its code."""
    if find not in _finders:
        _finders.append(find)


def verify(code: str) -> Verified | None:
    """The document of a code another room issued."""
    return next((found for find in _finders if (found := find(code)) is not None), None)

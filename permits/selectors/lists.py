"""Lists of business numbers (feature A17): what a line holds, who has asked how many today."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet, Sum

from accounts.access import not_found
from accounts.models import User
from accounts.rules import Role
from districts.clock import WIB, today
from districts.models import Agency
from enrollment.rules.recognition import IdentifierKind, Recognised, recognise
from permits.access import BULK_ROLES
from permits.models import BulkCheck
from permits.selectors.volume import PERSON_KINDS

__all__ = [
    "BUSINESS_KINDS",
    "Line",
    "asked_today",
    "bulk_of",
    "bulk_office",
    "bulks_of",
    "line_of",
    "lines_of",
    "texts_of",
]

BUSINESS_KINDS = (IdentifierKind.NIB, IdentifierKind.NPWP, IdentifierKind.NPP)
MOST_TYPED = 200
_CELL = re.compile(r"[\t;,]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, by its number: a business' number to look up, or why there is none.

    `shown` is the number of a business whole; of anything else only its beginning, as it may be a person's.
    """

    row: int
    shown: str
    kind: str = ""
    problem: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def asked(self) -> Recognised | None:
        """What to look up."""
        return None if self.problem else Recognised(IdentifierKind(self.kind), self.shown)

    def stored(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def texts_of(pasted: str) -> list[str]:
    """The first cell of each line; a heading above the numbers is left out."""
    texts = [_CELL.split(line, maxsplit=1)[0].strip().strip("\"'") for line in pasted.splitlines()]
    texts = [text for text in texts if text]
    is_heading = bool(texts) and not any(mark.isdigit() for mark in texts[0])
    return texts[1:] if is_heading else texts


def lines_of(texts: Iterable[str]) -> list[Line]:
    """Each text as a line, numbered from 1."""
    return [line_of(row, text) for row, text in enumerate(texts, start=1)]


def line_of(row: int, text: str) -> Line:
    """What one text of a list holds."""
    asked = recognise(text.replace("\0", " ")[:MOST_TYPED])
    if asked.kind in BUSINESS_KINDS and asked.problem is None:
        return Line(row, asked.value, kind=asked.kind.value)
    hidden = text.strip()[:4] + "••••"
    if asked.kind in PERSON_KINDS:
        return Line(row, hidden, problem="PERSON_KEY")
    if asked.kind in BUSINESS_KINDS or asked.kind == IdentifierKind.UNKNOWN:
        return Line(row, hidden, problem=asked.problem or "NOT_BUSINESS", params=dict(asked.params))
    return Line(row, hidden, problem="NOT_BUSINESS")


def asked_today(agency: Agency) -> int:
    """Numbers an office has asked for in lists since midnight."""
    since = datetime.combine(today(), time.min, tzinfo=WIB)
    rows = BulkCheck.objects.filter(agency=agency, asked_at__gte=since)
    return int(rows.aggregate(numbers=Sum("count"))["numbers"] or 0)


def bulk_office(user: User) -> Agency:
    """The office somebody asks lists for: the first where a role that may is held."""
    held = user.scope.agencies(*BULK_ROLES, Role.API_CLIENT)
    first = next(post.agency_id for post in user.scope.posts if post.agency_id in held)
    return Agency.objects.select_related("district").get(pk=first)


def bulks_of(user: User) -> QuerySet[BulkCheck]:
    """Lists that people of the user's office asked for, the newest first."""
    own = BulkCheck.objects.visible_to(user).filter(agency__in=user.scope.agencies(*BULK_ROLES))
    return own.select_related("permit_type", "asked_by", "agency", "answers").order_by("-asked_at")


def bulk_of(user: User, pk: Any) -> BulkCheck:
    """One of them, else 404."""
    return bulks_of(user).filter(pk=pk).first() or not_found()

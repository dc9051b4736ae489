"""Hints of partial registration: the list, one of them, and how often the finder was right."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from monitoring.access_compliance import COMPLIANCE
from monitoring.models import PdsHint
from monitoring.rules.rates import percent

if TYPE_CHECKING:
    from accounts.models import User

State = PdsHint.State


@dataclass(frozen=True, slots=True)
class Precision:
    """One kind: how many wait, and how many of those decided were confirmed."""

    kind: str
    name: str
    open: int
    confirmed: int
    decided: int

    @property
    def share(self) -> Decimal | None:
        """Confirmed per hundred decided; nothing before the first decision."""
        return percent(self.confirmed, self.decided)


def visible_hints(user: User) -> QuerySet[PdsHint]:
    """Both branches look after the whole city, as with questions and referrals; nobody else sees a guess."""
    rows = PdsHint.objects.select_related("employer__village__district", "employer__branch", "business", "decided_by")
    return rows if user.scope.has(*COMPLIANCE) else rows.none()


def hints_of(user: User, *, state: str, kind: str = "") -> QuerySet[PdsHint]:
    """One state's hints, the surest first."""
    rows = visible_hints(user).filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.order_by("-score", "employer__name", "pk")


def hint_of(user: User, pk: int) -> PdsHint | None:
    """One hint the person may see."""
    return visible_hints(user).filter(pk=pk).first()


def precision(user: User) -> list[Precision]:
    """By kind, with the counts it is made of."""
    counts = (
        visible_hints(user)
        .order_by()
        .values("kind")
        .annotate(
            open=Count("pk", filter=Q(state=State.OPEN)),
            confirmed=Count("pk", filter=Q(state=State.CONFIRMED)),
            decided=Count("pk", filter=Q(state__in=[State.CONFIRMED, State.REJECTED])),
        )
    )
    found: dict[str, dict[str, Any]] = {row["kind"]: dict(row) for row in counts}
    zero = {"open": 0, "confirmed": 0, "decided": 0}
    return [
        Precision(kind, str(label), **{name: found.get(kind, zero)[name] for name in zero})
        for kind, label in PdsHint.Kind.choices
    ]

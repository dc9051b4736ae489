"""How whole a month's data is: rows taken in, people with a place, employers with their business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef

from enrollment.models import BusinessEmployerLink, Employer
from monitoring.facts import people_in_cells
from monitoring.facts.cells import Filter
from monitoring.rules.rates import percent
from monitoring.selectors.people_list import UNALLOCATED
from monitoring.selectors.standing import import_quality


@dataclass(frozen=True, slots=True)
class Quality:
    """Three shares per hundred; the score is their mean."""

    accepted: Decimal
    placed: Decimal
    linked: Decimal

    @property
    def score(self) -> Decimal:
        return ((self.accepted + self.placed + self.linked) / 3).quantize(Decimal("0.1"))


def quality(month: date) -> Quality | None:
    """Of the whole register; None where a share has nothing to divide by."""
    files = import_quality(month)
    everybody = people_in_cells((month,), by="", only=Filter()).get((month, ""), 0)
    nowhere = people_in_cells((month,), by="district", only=Filter()).get((month, UNALLOCATED), 0)
    links = BusinessEmployerLink.objects.filter(employer=OuterRef("pk"), state=BusinessEmployerLink.State.CONFIRMED)
    employers = Employer.objects.filter(closed_on__isnull=True)
    accepted = percent(files["rows"] - files["wrong"], files["rows"])
    placed = percent(everybody - nowhere, everybody)
    linked = percent(employers.filter(Exists(links)).count(), employers.count())
    if accepted is None or placed is None or linked is None:
        return None
    return Quality(accepted, placed, linked)

"""What the register says of many business numbers at once: the same answers as one by one, in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from enrollment.models import Business, BusinessEmployerLink, Employer
from enrollment.rules.recognition import IdentifierKind, Recognised
from enrollment.rules.status import Found, RegistrationStatus
from enrollment.selectors.status import newest_data, registration_status, statuses_of

__all__ = ["statuses_of_numbers"]

Ids = dict[str, set[int]]


def statuses_of_numbers(asked: Sequence[Recognised], *, on: date) -> list[RegistrationStatus]:
    """The status of each NIB, NPP or NPWP on `on`, in their order.

    A number that leads to several businesses, or to an employer without one, takes the way of a single look-up.
    """
    by_kind: dict[IdentifierKind, list[str]] = defaultdict(list)
    for one in asked:
        by_kind[one.kind].append(one.value)
    found: dict[tuple[IdentifierKind, str], RegistrationStatus] = {}
    for kind, values in by_kind.items():
        found |= {(kind, value): status for value, status in _of_kind(kind, values, on).items()}
    return [found[one.kind, one.value] for one in asked]


def _of_kind(kind: IdentifierKind, values: list[str], on: date) -> dict[str, RegistrationStatus]:
    businesses, alone = _FINDERS[kind](values)
    as_of = newest_data()
    single = {value: next(iter(ids)) for value, ids in businesses.items() if len(ids) == 1}
    rows = Business.objects.filter(pk__in=single.values()).select_related("village__district").order_by("id")
    statuses = statuses_of(list(rows), on=on, as_of=as_of, how=kind.value, keys=(kind.value,))
    answers = {}
    for value in values:
        if value in single:
            answers[value] = statuses[single[value]]
        elif businesses.get(value) or value in alone:
            answers[value] = registration_status(identifier=Recognised(kind, value), on=on)
        else:
            answers[value] = RegistrationStatus(Found.NOTHING, keys=(kind.value,), as_of=as_of)
    return answers


def _by_nib(values: list[str]) -> tuple[Ids, set[str]]:
    return _grouped(_standing("nib", values)), set()


def _by_npwp(values: list[str]) -> tuple[Ids, set[str]]:
    """A business' own number; else one an employer carries."""
    found = _grouped(_standing("npwp", values))
    rest = [value for value in values if value not in found]
    linked, employers = _through_employers("npwp", rest)
    return found | linked, employers


def _by_npp(values: list[str]) -> tuple[Ids, set[str]]:
    """The business an employer is linked to; else one that names the number itself."""
    linked, employers = _through_employers("npp", values)
    named = _grouped(_standing("npp", values))
    return named | linked, employers


def _standing(column: str, values: list[str]) -> QuerySet[Business, tuple[Any, int]]:
    """Numbers with the business each names; of a merged record the one it became."""
    rows = Business.objects.filter(**{f"{column}__in": values})
    return rows.values_list(column, Coalesce("merged_into", "pk"))


def _through_employers(column: str, values: list[str]) -> tuple[Ids, set[str]]:
    employers = set(Employer.objects.filter(**{f"{column}__in": values}).values_list(column, flat=True))
    links = BusinessEmployerLink.objects.filter(
        **{f"employer__{column}__in": values}, state=BusinessEmployerLink.State.CONFIRMED
    )
    return _grouped(links.values_list(f"employer__{column}", "business_id")), employers


def _grouped(pairs: Iterable[tuple[Any, int]]) -> Ids:
    found: Ids = defaultdict(set)
    for value, pk in pairs:
        found[value].add(pk)
    return dict(found)


_FINDERS = {IdentifierKind.NIB: _by_nib, IdentifierKind.NPWP: _by_npwp, IdentifierKind.NPP: _by_npp}

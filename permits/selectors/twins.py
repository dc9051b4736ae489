"""A walk-in noted at the counter, and the row a sheet later brings of the same business.

A walk-in with a NIB never has a twin: the sheet changes its very row. Without one, only exact keys count, and only
where they name one row: the NPWP, the NPP, or the owner's NIK with the same name (an owner may have several
businesses, and the others' registration is not this one's).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Min, Q

from enrollment.models import Business, BusinessEmployerLink, Employer, ImportBatch, Membership

__all__ = ["source_row", "twins_of"]


def twins_of(businesses: Sequence[Business]) -> dict[int, Business]:
    """Walk-in's id → the one row of the register that is the same business; one query."""
    walk_ins = [b for b in businesses if b.source == Business.Source.COUNTER and not b.nib]
    keys = [key for business in walk_ins for key in _keys(business)]
    if not keys:
        return {}
    named = {kind: [value for k, value in keys if k == kind] for kind in ("npwp", "npp", "owner")}
    owners = [owner[0] for owner in named["owner"]]
    rows = Business.objects.filter(
        Q(npwp__in=named["npwp"]) | Q(npp__in=named["npp"]) | Q(owner_nik_index__in=owners)
    ).select_related("village__district")
    by_key: dict[tuple[str, object], dict[int, Business]] = {}
    for row in rows:
        for key in _keys(row):
            by_key.setdefault(key, {})[row.pk] = row
    found = {}
    for business in walk_ins:
        alike = {pk: row for key in _keys(business) for pk, row in by_key.get(key, {}).items() if pk != business.pk}
        if len(alike) == 1:
            found[business.pk] = next(iter(alike.values()))
    return found


def source_row(business: Business, batch: ImportBatch) -> int | None:
    """The line of a batch's file that brought a registration: the employer's, else a worker's, else its own."""
    links = BusinessEmployerLink.objects.filter(business=business, state="CONFIRMED").values("employer")
    of_batch = {"batch": batch, "row_number__isnull": False}
    for rows in (
        Employer.objects.filter(pk__in=links, **of_batch),
        Membership.objects.filter(Q(employer__in=links) | _own_cover(business), **of_batch),
        Business.objects.filter(pk=business.pk, **of_batch),
    ):
        row: int | None = rows.aggregate(first=Min("row_number"))["first"]
        if row is not None:
            return row
    return None


def _own_cover(business: Business) -> Q:
    if business.owner_nik_index is None:
        return Q(pk__in=[])
    return Q(employer__isnull=True, participant__nik_index=business.owner_nik_index)


def _keys(business: Business) -> list[tuple[str, object]]:
    """The keys a business is known by, hashable."""
    keys: list[tuple[str, object]] = [(k, v) for k, v in (("npwp", business.npwp), ("npp", business.npp)) if v]
    if business.owner_nik_index:
        keys.append(("owner", (bytes(business.owner_nik_index), business.name_key)))
    return keys

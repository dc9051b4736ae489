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

# Kind, number or name, index of the owner's NIK.
Key = tuple[str, str, bytes]


def twins_of(businesses: Sequence[Business]) -> dict[int, Business]:
    """Walk-in's id → the one row of the register that is the same business; one query."""
    walk_ins = [b for b in businesses if b.source == Business.Source.COUNTER and not b.nib]
    keys = [key for business in walk_ins for key in _keys(business)]
    if not keys:
        return {}
    rows = Business.objects.filter(
        Q(npwp__in=[value for kind, value, _index in keys if kind == "npwp"])
        | Q(npp__in=[value for kind, value, _index in keys if kind == "npp"])
        | Q(owner_nik_index__in=[index for kind, _value, index in keys if kind == "owner"]),
        merged_into=None,
    ).select_related("village__district")
    by_key: dict[Key, dict[int, Business]] = {}
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


def _keys(business: Business) -> list[Key]:
    """The keys a business is known by, hashable."""
    keys: list[Key] = [(k, v, b"") for k, v in (("npwp", business.npwp), ("npp", business.npp)) if v]
    if business.owner_nik_index:
        keys.append(("owner", business.name_key, bytes(business.owner_nik_index)))
    return keys

"""The verb of the intake: a walk-in that no sheet knows becomes a Business with source "loket" (contract §2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from accounts import audit, vault
from accounts.models import User
from districts.models import Village
from enrollment.models import Business, BusinessEmployerLink, Employer
from enrollment.rules.names import name_key

__all__ = ["WalkIn", "record_walk_in"]


@dataclass(frozen=True)
class WalkIn:
    """What the applicant says, in clear; numbers already checked for their shape. A foreign owner has a passport."""

    name: str
    village: Village
    owner_name: str = ""
    owner_nik: str = ""
    owner_passport: str = ""
    nib: str = ""
    npwp: str = ""
    address: str = ""
    phone: str = ""
    declared_workers: int | None = None


@transaction.atomic
def record_walk_in(*, walk_in: WalkIn, by: User) -> Business:
    """The business behind these keys: the one already known by NIB or owner + name + kelurahan, else a new one.

    A known row is not changed by what a walk-in says. Exact keys tie a new one to its employer at once.
    """
    known = _known(walk_in)
    if known is not None:
        return known
    business = Business.objects.create(
        nib=walk_in.nib or None,
        npwp=walk_in.npwp or None,
        name=walk_in.name,
        name_key=name_key(walk_in.name),
        owner_name=walk_in.owner_name,
        owner_nik=vault.seal(walk_in.owner_nik, "business.owner_nik") if walk_in.owner_nik else None,
        owner_nik_index=vault.index(walk_in.owner_nik) if walk_in.owner_nik else None,
        owner_passport=vault.seal(walk_in.owner_passport, "business.owner_passport")
        if walk_in.owner_passport
        else None,
        owner_passport_index=vault.index(walk_in.owner_passport) if walk_in.owner_passport else None,
        address=walk_in.address,
        village=walk_in.village,
        phone=vault.seal(walk_in.phone, "business.phone") if walk_in.phone else None,
        declared_workers=walk_in.declared_workers,
        source=Business.Source.COUNTER,
    )
    _link(business, walk_in)
    audit.record(verb="enrollment.record_walk_in", by=by, target=business, data={"village": walk_in.village.pk})
    return business


def _known(walk_in: WalkIn) -> Business | None:
    found = _keyed(walk_in)
    return found.merged_into or found if found else None


def _keyed(walk_in: WalkIn) -> Business | None:
    rows = Business.objects.select_related("village__district", "merged_into__village__district")
    if walk_in.nib:
        return rows.filter(nib=walk_in.nib).first()
    owner = (
        {"owner_nik_index": vault.index(walk_in.owner_nik)}
        if walk_in.owner_nik
        else {"owner_passport_index": vault.index(walk_in.owner_passport)}
    )
    return rows.filter(**owner, name_key=name_key(walk_in.name), village=walk_in.village).first()


def _link(business: Business, walk_in: WalkIn) -> None:
    """The same judgement an import makes: an NPWP (a person's is the NIK) that names one employer confirms."""
    for number, how in ((walk_in.npwp, "NPWP"), (walk_in.owner_nik, "OWNER_NIK")):
        found = list(Employer.objects.filter(npwp=number)[:2]) if number else []
        if found:
            state = "CONFIRMED" if len(found) == 1 else "SUGGESTED"
            BusinessEmployerLink.objects.bulk_create(
                [BusinessEmployerLink(business=business, employer=e, how=how, state=state) for e in found],
                ignore_conflicts=True,
            )
            return

"""registration_status: the narrow, frozen answer behind every check (architecture §3.6).

The number of queries does not depend on how many businesses are asked for at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Max

from accounts import vault
from enrollment.models import Business, BusinessEmployerLink, Employer, Holiday, ImportBatch
from enrollment.rules.identifiers import mask_nik, mask_npp
from enrollment.rules.kinds import BusinessScale, EmployerKind
from enrollment.rules.recognition import IdentifierKind, Recognised
from enrollment.rules.status import Candidate, EmployerStatus, Found, OwnerCover, RegistrationStatus
from enrollment.selectors.cover import Counted, count_workers, own_covers
from enrollment.selectors.lookup import Hit, look_up
from enrollment.selectors.search import MOST, Match, similar_businesses

__all__ = ["holidays", "newest_data", "registration_status", "short_name", "statuses_of"]

_EXACT = ("NIB", "NPWP", "NPP", "OWNER_NIK")


def registration_status(
    *, on: date, business: Business | None = None, identifier: Recognised | None = None, district: str = ""
) -> RegistrationStatus:
    """What the register says on `on` of a business or of whatever an identifier leads to.

    A name only ever gives candidates (those in kecamatan `district` before equals). An employer that no business is
    linked to answers for itself; a person's own number answers for that person.
    """
    as_of = newest_data()
    if business is not None:
        return statuses_of([business], on=on, as_of=as_of)[business.pk]
    if identifier is None:
        raise TypeError("registration_status wants a business or an identifier.")
    if identifier.kind == IdentifierKind.NAME:
        return _by_name(identifier.value, district, as_of)
    hit = look_up(identifier)
    if len(hit.businesses) > 1:
        return _several(hit.businesses[:MOST], hit, as_of)
    if hit.businesses:
        return statuses_of(hit.businesses, on=on, as_of=as_of, how=hit.how, keys=hit.keys)[hit.businesses[0].pk]
    if hit.employers:
        return _of_employers(hit, on, as_of)
    if hit.person is not None:
        return _of_person(hit, on, as_of)
    return RegistrationStatus(Found.NOTHING, keys=hit.keys, as_of=as_of)


def statuses_of(
    businesses: Sequence[Business],
    *,
    on: date,
    as_of: tuple[tuple[str, date], ...] | None = None,
    how: str = "",
    keys: tuple[str, ...] = (),
) -> dict[int, RegistrationStatus]:
    """The status of each business by its id; `village__district` should be selected with them."""
    as_of = newest_data() if as_of is None else as_of
    links = _links([b.pk for b in businesses])
    confirmed = {
        link.employer_id: link.employer for found in links.values() for link in found if link.state == "CONFIRMED"
    }
    counted = count_workers(list(confirmed), on=on, holidays=holidays())
    owners = own_covers([bytes(b.owner_nik_index) for b in businesses if b.owner_nik_index], on=on)
    others = _others_of_owners(businesses)
    return {b.pk: _of_business(b, links[b.pk], counted, owners, others, as_of, how, keys, on) for b in businesses}


def holidays() -> frozenset[date]:
    """Every public holiday on file."""
    return frozenset(Holiday.objects.values_list("date", flat=True))


def short_name(name: str) -> str:
    """A person's given name and the first letter of the last ("Hendra Wijaya" → "Hendra W.")."""
    words = name.split()
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else name


def newest_data() -> tuple[tuple[str, date], ...]:
    """The data date of each profile."""
    rows = (
        ImportBatch.objects.filter(state=ImportBatch.State.COMMITTED, as_of__isnull=False)
        .order_by()
        .values_list("profile")
        .annotate(newest=Max("as_of"))
    )
    return tuple(rows)


def _links(business_ids: Iterable[int]) -> dict[int, list[BusinessEmployerLink]]:
    found: dict[int, list[BusinessEmployerLink]] = defaultdict(list)
    rows = BusinessEmployerLink.objects.filter(business__in=list(business_ids)).exclude(state="REJECTED")
    for link in rows.select_related("employer__branch").order_by("id"):
        found[link.business_id].append(link)
    return found


def _owner_key(business: Business) -> bytes:
    """The owner's keyed number: the NIK, a foreigner's passport, or nothing."""
    return bytes(business.owner_nik_index or business.owner_passport_index or b"")


def _others_of_owners(businesses: Sequence[Business]) -> dict[bytes, int]:
    """How many further businesses each owner has; one query for the NIKs, one where there are passports."""
    others: dict[bytes, int] = {}
    for column in ("owner_nik_index", "owner_passport_index"):
        wanted = {bytes(key) for b in businesses if (key := getattr(b, column))}
        if wanted:
            standing = Business.objects.filter(merged_into=None, **{f"{column}__in": wanted})
            rows = standing.values_list(column).annotate(n=Count("pk"))
            others |= {bytes(key): n - 1 for key, n in rows}
    return others


def _of_business(
    business: Business,
    links: list[BusinessEmployerLink],
    counted: dict[int, Counted],
    owners: dict[bytes, OwnerCover],
    others: dict[bytes, int],
    as_of: tuple[tuple[str, date], ...],
    how: str,
    keys: tuple[str, ...],
    on: date,
) -> RegistrationStatus:
    confirmed = [link for link in links if link.state == "CONFIRMED"]
    employers = tuple(_employer(link.employer, counted[link.employer_id]) for link in confirmed)
    suggested = [link for link in links if link.state == "SUGGESTED"]
    namesakes = sum(link.how == "NAME" for link in suggested)
    owner_index = bytes(business.owner_nik_index) if business.owner_nik_index else b""
    village = business.village
    return RegistrationStatus(
        Found.BUSINESS,
        matched=how or "CHOSEN",
        keys=_keys_of(business, keys, namesakes),
        business_id=business.pk,
        public_id=str(business.public_id),
        name=business.name,
        village=village.name if village else "",
        district=village.district.name if village else "",
        district_code=village.district_id if village else "",
        zone=village.district.zone if village else "",
        owner_masked=mask_nik(vault.unseal(business.owner_nik, "business.owner_nik")) if business.owner_nik else "",
        owner_is_foreign=business.owner_passport_index is not None,
        owner_has_others=others.get(_owner_key(business), 0),
        nib=business.nib or "",
        scale=BusinessScale(business.scale) if business.scale else None,
        declared_workers=business.declared_workers,
        workers=len(_people(employers, counted, on)),
        employers=employers,
        pending_links=sum(link.how in _EXACT for link in suggested),
        namesakes=namesakes,
        owner=owners.get(owner_index),
        as_of=as_of,
    )


def _people(employers: tuple[EmployerStatus, ...], counted: dict[int, Counted], on: date) -> set[int]:
    """Distinct people over the open units; a person at two units of one business counts once."""
    running = [e.id for e in employers if e.closed_on is None or e.closed_on > on]
    return set().union(*(counted[pk].people for pk in running))


def _keys_of(business: Business, asked: tuple[str, ...], namesakes: int) -> tuple[str, ...]:
    """Kinds of keys looked up: the asked one and every key the matched business has itself.

    A name with its kelurahan was compared with every employer's too; where none is alike, that counts as a key of a
    business that has no number of its own.
    """
    own = {
        "NIB": business.nib,
        "NPWP": business.npwp,
        "NPP": business.npp,
        "OWNER_NIK": business.owner_nik_index,
        "NAME": business.village_id and not namesakes and not business.nib,
    }
    looked_up = [key for key in asked if own.get(key)] + [key for key, value in own.items() if value]
    return tuple(dict.fromkeys(looked_up))


def _employer(employer: Employer, counted: Counted) -> EmployerStatus:
    return EmployerStatus(
        id=employer.pk,
        npp_masked=mask_npp(employer.npp),
        name=employer.name,
        kind=EmployerKind(employer.kind),
        scale=BusinessScale(employer.scale) if employer.scale else None,
        branch=employer.branch.short_name if employer.branch else "",
        paid_through=employer.paid_through,
        closed_on=employer.closed_on,
        started_on=counted.started_on,
        workers=len(counted.people),
        segments=counted.segments,
        arrangement=counted.arrangement,
        has_site=employer.village_id is not None,
    )


def _of_employers(hit: Hit, on: date, as_of: tuple[tuple[str, date], ...]) -> RegistrationStatus:
    """Units BPJS knows and no business is linked to: the number answers for them, without a declared headcount."""
    ids = [employer.pk for employer in hit.employers]
    rows = list(Employer.objects.filter(pk__in=ids).select_related("branch", "village__district").order_by("id"))
    counted = count_workers(ids, on=on, holidays=holidays())
    first, employers = rows[0], tuple(_employer(row, counted[row.pk]) for row in rows)
    return RegistrationStatus(
        Found.EMPLOYER,
        matched=hit.how,
        keys=hit.keys,
        name=first.name,
        village=first.village.name if first.village else "",
        district=first.village.district.name if first.village else "",
        district_code=first.village.district_id if first.village else "",
        zone=first.village.district.zone if first.village else "",
        scale=BusinessScale(first.scale) if first.scale else None,
        workers=len(_people(employers, counted, on)),
        employers=employers,
        as_of=as_of,
    )


def _of_person(hit: Hit, on: date, as_of: tuple[tuple[str, date], ...]) -> RegistrationStatus:
    assert hit.person is not None
    key = bytes(hit.person.nik_index)
    return RegistrationStatus(
        Found.PERSON,
        matched=hit.how,
        keys=hit.keys,
        owner_masked=mask_nik(vault.unseal(hit.person.nik, "participant.nik")),
        owner=own_covers([key], on=on).get(key),
        as_of=as_of,
    )


def _by_name(name: str, district: str, as_of: tuple[tuple[str, date], ...]) -> RegistrationStatus:
    matches = similar_businesses(name, district=district)
    rows = Business.objects.select_related("village__district").in_bulk([match.id for match in matches])
    candidates = tuple(_candidate(rows[match.id], match) for match in matches)
    found = Found.SEVERAL if candidates else Found.NOTHING
    return RegistrationStatus(found, matched="NAME", keys=("NAME",), candidates=candidates, as_of=as_of)


def _several(businesses: Sequence[Business], hit: Hit, as_of: tuple[tuple[str, date], ...]) -> RegistrationStatus:
    candidates = tuple(_candidate(business, Match(business.pk, 1.0)) for business in businesses)
    return RegistrationStatus(Found.SEVERAL, matched=hit.how, keys=hit.keys, candidates=candidates, as_of=as_of)


def _candidate(business: Business, match: Match) -> Candidate:
    village = business.village
    return Candidate(
        business_id=business.pk,
        public_id=str(business.public_id),
        name=business.name,
        owner=short_name(business.owner_name),
        number=business.nib or "",
        village=village.name if village else "",
        district=village.district.name if village else "",
        district_code=village.district_id if village else "",
        score=match.score,
        same_village=match.same_village,
        same_owner=match.same_owner,
    )

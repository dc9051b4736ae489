"""From an identifier to the business, employer or person it belongs to: exact keys only, the strongest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from accounts import vault
from enrollment.models import Business, Employer, Membership, Participant
from enrollment.rules.recognition import IdentifierKind, Recognised

__all__ = ["Hit", "look_up"]

# One more than the five that are shown, so that "several" is known without counting all.
ENOUGH = 6


@dataclass(frozen=True)
class Hit:
    """What one identifier leads to. `keys`: the kinds looked up. `how`: the key that matched."""

    how: str
    keys: tuple[str, ...]
    businesses: tuple[Business, ...] = ()
    employers: tuple[Employer, ...] = ()
    person: Participant | None = None


def look_up(asked: Recognised) -> Hit:
    """The rows behind an exact identifier; a hit with nothing in it where the register does not know it."""
    finder = _FINDERS.get(asked.kind)
    return finder(asked.value) if finder else Hit("", ())


def _nib(value: str) -> Hit:
    return Hit("NIB", ("NIB",), businesses=_some(Q(nib=value)))


def _npwp(value: str) -> Hit:
    businesses = _some(Q(npwp=value))
    employers = () if businesses else tuple(Employer.objects.filter(npwp=value)[:ENOUGH])
    return _through_employer(Hit("NPWP", ("NPWP",), businesses, employers))


def _npp(value: str) -> Hit:
    """An employer's number; eight characters that are none may be a passport."""
    employers = tuple(Employer.objects.filter(npp=value).order_by("division_code")[:ENOUGH])
    businesses = _linked_to(employers) or _some(Q(npp=value))
    if not businesses and not employers and (foreign := _passport(value)).businesses:
        return Hit(foreign.how, ("NPP", *foreign.keys), foreign.businesses)
    return Hit("NPP", ("NPP",), businesses, employers)


def _passport(value: str) -> Hit:
    """A foreign owner's; BPJS' own sheets carry no passports, so nothing else can be found by one."""
    return Hit("PASSPORT", ("PASSPORT",), _some(Q(owner_passport_index=vault.index(value))))


def _nik(value: str) -> Hit:
    """The owner's number; else a participant's own, who then stands for himself."""
    key = vault.index(value)
    businesses = _some(Q(owner_nik_index=key))
    person = None if businesses else _person(key)
    return Hit("OWNER_NIK", ("OWNER_NIK",), businesses, person=person)


def _nik_or_npwp(value: str) -> Hit:
    """Sixteen digits: a person's NPWP is the NIK, so both are looked up at once."""
    key = vault.index(value)
    businesses = _some(Q(owner_nik_index=key) | Q(npwp=value))
    keys = ("OWNER_NIK", "NPWP")
    if businesses:
        by_owner = any(b.owner_nik_index is not None and bytes(b.owner_nik_index) == key for b in businesses)
        return Hit("OWNER_NIK" if by_owner else "NPWP", keys, businesses)
    if employers := tuple(Employer.objects.filter(npwp=value)[:ENOUGH]):
        return _through_employer(Hit("NPWP", keys, (), employers))
    return Hit("OWNER_NIK", keys, person=_person(key))


def _kpj(value: str) -> Hit:
    """A membership card: its holder, and the business he owns. Two holders of one number are never guessed between."""
    # Asked apart, because each half has an index of its own.
    halves = [Membership.objects.filter(kpj=value, employer__isnull=alone) for alone in (False, True)]
    holders = {m.participant_id: m for half in halves for m in half.select_related("participant")[:ENOUGH]}
    if len(holders) != 1:
        return Hit("KPJ", ("KPJ",))
    person = next(iter(holders.values())).participant
    return Hit("KPJ", ("KPJ",), _some(Q(owner_nik_index=person.nik_index)), person=person)


def _through_employer(hit: Hit) -> Hit:
    if hit.businesses or not hit.employers:
        return hit
    return Hit(hit.how, hit.keys, _linked_to(hit.employers), hit.employers)


def _linked_to(employers: tuple[Employer, ...]) -> tuple[Business, ...]:
    if not employers:
        return ()
    return _some(Q(links__employer__in=employers, links__state="CONFIRMED"))


def _some(condition: Q) -> tuple[Business, ...]:
    keyed = Business.objects.filter(condition).annotate(standing=Coalesce("merged_into", "pk"))
    found: QuerySet[Business] = Business.objects.filter(pk__in=keyed.values("standing"))
    return tuple(found.select_related("village__district").order_by("id")[:ENOUGH])


def _person(key: bytes) -> Participant | None:
    """The holder of a NIK; of a merged record the person it became."""
    found = Participant.objects.filter(nik_index=key).select_related("merged_into").first()
    return found.merged_into or found if found else None


_FINDERS = {
    IdentifierKind.NIB: _nib,
    IdentifierKind.NPWP: _npwp,
    IdentifierKind.NPP: _npp,
    IdentifierKind.NIK: _nik,
    IdentifierKind.NIK_OR_NPWP: _nik_or_npwp,
    IdentifierKind.KPJ: _kpj,
    IdentifierKind.PASSPORT: _passport,
}

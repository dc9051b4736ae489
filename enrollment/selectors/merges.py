"""Records that may be one: who is offered for a business, and what has been asked and decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import vault
from accounts.access import get_visible_or_404, not_found
from accounts.models import User
from districts.formats import date_short
from enrollment import access
from enrollment.models import Business, Membership, Participant, RecordMerge
from enrollment.references import MODELS, Record
from enrollment.rules import identifiers
from enrollment.selectors import register

__all__ = [
    "Candidate",
    "Compared",
    "businesses_like",
    "compared",
    "merges",
    "participant_by",
    "record_by",
    "records_of",
    "visible_merge",
]

ALIKE, MOST = 0.5, 10


class Candidate(NamedTuple):
    """A business that may be the same one, and why it is offered."""

    business: Business
    reason: str


def businesses_like(user: User, business: Business, text: str) -> list[Candidate]:
    """By exact key, then by name within the kelurahan; with `text`, by what was typed."""
    if text:
        found = register.businesses(user, text).exclude(pk=business.pk)
        return [Candidate(one, _("menurut pencarian")) for one in found[:MOST]]
    return list(_offered(user, business))[:MOST]


def _offered(user: User, business: Business) -> Iterator[Candidate]:
    others = register.businesses(user).exclude(pk=business.pk)
    keys = {
        _("NPWP sama"): Q(npwp=business.npwp) if business.npwp else None,
        _("NPP sama"): Q(npp=business.npp) if business.npp else None,
        _("pemilik sama"): Q(owner_nik_index=business.owner_nik_index) if business.owner_nik_index else None,
    }
    seen: set[int] = set()
    for reason, same in keys.items():
        for one in others.filter(same)[:MOST] if same is not None else ():
            if one.pk not in seen:
                seen.add(one.pk)
                yield Candidate(one, reason)
    alike = others.filter(village=business.village_id).annotate(score=TrigramSimilarity("name_key", business.name_key))
    for one in alike.filter(score__gte=ALIKE).exclude(pk__in=seen).order_by("-score", "id")[:MOST]:
        yield Candidate(one, _("nama mirip di kelurahan yang sama"))


def record_by(user: User, kind: str, public_id: str) -> Record:
    """One record that still stands, as an address names it; else 404."""
    try:
        pk = UUID(public_id)
    except ValueError:
        not_found()
    if kind == RecordMerge.Kind.BUSINESS:
        standing: Record = get_visible_or_404(Business.objects.filter(merged_into=None), user, public_id=pk)
        return standing
    person = Participant.objects.filter(public_id=pk, merged_into=None).first() if access.may_link(user) else None
    if person is None:
        not_found()
    return person


def participant_by(user: User, text: str) -> Participant | None:
    """The one person behind a NIK or a card's number; nobody where a card has several holders."""
    if not access.may_link(user):
        return None
    number = "".join(sign for sign in text if sign.isdigit())
    if len(number) == 16:
        return Participant.objects.filter(nik_index=vault.index(number), merged_into=None).first()
    held = Membership.objects.filter(kpj=number).select_related("participant") if len(number) == 11 else []
    people = {membership.participant_id: membership.participant for membership in held}
    return next(iter(people.values())) if len(people) == 1 else None


def merges(user: User) -> QuerySet[RecordMerge]:
    """What was asked, newest first."""
    found = RecordMerge.objects.visible_to(user).select_related("asked_by", "decided_by", "taken_back_by")
    return found.order_by("-asked_at", "-id")


def visible_merge(user: User, pk: int) -> RecordMerge:
    """One of them, else 404."""
    found: RecordMerge = get_visible_or_404(
        RecordMerge.objects.select_related("asked_by", "decided_by", "taken_back_by"), user, pk=pk
    )
    return found


def records_of(merge: RecordMerge) -> tuple[Record, Record]:
    """The record that stays and the one that goes."""
    rows = MODELS[merge.kind].objects.in_bulk([merge.kept_id, merge.gone_id])
    return rows[merge.kept_id], rows[merge.gone_id]


class Compared(NamedTuple):
    """One value of the two records."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


def compared(first: Record, second: Record) -> list[Compared]:
    """The two records value by value; numbers of people and firms masked."""
    ours, theirs = _told(first), _told(second)
    return [Compared(label, ours[label], theirs[label]) for label in ours if ours[label] != "—" or theirs[label] != "—"]


def _told(record: Record) -> dict[str, str]:
    values = _of_business(record) if isinstance(record, Business) else _of_person(record)
    batch = record.batch
    origin = f"{batch.file.name}, {record.row_number}" if batch else _("dicatat di loket")
    return {label: value or "—" for label, value in (values | {_("Asal data"): origin}).items()}


def _of_business(one: Business) -> dict[str, str]:
    nik = vault.unseal(one.owner_nik, "business.owner_nik") if one.owner_nik else ""
    return {
        "NIB": one.nib or "",
        _("Nama usaha"): one.name,
        _("Pemilik"): one.owner_name,
        _("NIK pemilik"): identifiers.mask_nik(nik) if nik else "",
        "NPWP": identifiers.mask_npwp(one.npwp) if one.npwp else "",
        "NPP": identifiers.mask_npp(one.npp) if one.npp else "",
        _("Alamat"): one.address,
        _("Kelurahan"): one.village.name if one.village else "",
        "KBLI": one.kbli_code,
        _("Skala"): one.scale,
        _("Tenaga kerja dilaporkan"): str(one.declared_workers or ""),
    }


def _of_person(one: Participant) -> dict[str, str]:
    return {
        "NIK": identifiers.mask_nik(vault.unseal(one.nik, "participant.nik")),
        _("Nama"): one.name,
        _("Tanggal lahir"): date_short(one.birth_date, lang=get_language() or "id") if one.birth_date else "",
        _("Jenis kelamin"): one.sex,
    }

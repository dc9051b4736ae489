"""TMP2T: the only statutory refusal. One branch head asks and another approves, to impose it and to lift it; each
approval makes the notice that the issuing offices and the employer get."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from accounts.rules import Role
from districts.clock import now, today
from districts.models import Agency
from enrollment.models import Business
from permits.access import may_deny
from permits.errors import Refused
from permits.letters import denial_letter, lifting_letter
from permits.models import LegalBasis, ServiceDenial
from permits.numbers import next_code, next_denial_number
from permits.selectors.denials import offices_told

__all__ = ["approve_denial", "approve_lifting", "ask_lifting", "impose_denial", "refuse_lifting", "withdraw_denial"]

SECOND_PERSON = _("Penghentian layanan perlu disetujui kepala cabang lain.")
LIFTING_SECOND_PERSON = _("Pencabutan perlu disetujui kepala cabang selain yang memintanya.")
NOT_IN_FORCE = _("Penghentian layanan ini tidak sedang berlaku.")
NOT_ASKED = _("Pencabutan penghentian ini tidak sedang diminta.")
IN_FORCE = _("Penghentian ini sudah disetujui. Mintalah pencabutannya.")
LETTER_NEEDED = _("Tulis nomor surat pencabutan.")
ALREADY = _("Usaha ini sudah punya penghentian layanan yang diajukan atau berlaku.")


@transaction.atomic
def impose_denial(
    *, business: Business, letter_number: str, letter_date: date, legal_basis: LegalBasis, imposed_on: date, by: User
) -> ServiceDenial:
    """Enter a denial BPJS has asked for in writing. It is in force only once another branch head approved it."""
    ensure(may_deny(by))
    Business.objects.select_for_update().get(pk=business.pk)
    if ServiceDenial.objects.filter(business=business, lifted_on__isnull=True).exists():
        raise Refused("ALREADY", ALREADY)
    denial = ServiceDenial.objects.create(
        business=business,
        branch=Agency.objects.filter(pk__in=by.scope.agencies(Role.BRANCH_HEAD)).order_by("code")[0],
        letter_number=letter_number,
        letter_date=letter_date,
        legal_basis=legal_basis,
        imposed_on=imposed_on,
        imposed_by=by,
    )
    data = {"letter": letter_number, "basis": legal_basis.code, "from": imposed_on}
    audit.record(verb="permits.impose_denial", by=by, target=denial, data=data)
    return denial


@transaction.atomic
def approve_denial(*, denial: ServiceDenial, by: User) -> ServiceDenial:
    """The second person: from now on the counter says so, and the notice exists."""
    ensure(may_deny(by))
    denial = _locked(denial)
    if denial.imposed_by_id == by.pk:
        raise Refused("SECOND_PERSON", SECOND_PERSON)
    if denial.approved_by_id is not None:
        return denial
    at, branch = now(), _branch_of(denial)
    denial.approved_by, denial.approved_at = by, at
    denial.number, denial.code = next_denial_number(branch, today()), next_code(branch)
    denial.letter = denial_letter(denial, offices_told(denial), by=by, at=at)
    denial.save()
    audit.record(verb="permits.approve_denial", by=by, target=denial, data={"number": denial.number})
    return denial


@transaction.atomic
def withdraw_denial(*, denial: ServiceDenial, by: User) -> None:
    """An entry nobody has approved is taken out again; the trail keeps its letter."""
    ensure(may_deny(by))
    denial = _locked(denial)
    if denial.approved_by_id is not None:
        raise Refused("IN_FORCE", IN_FORCE)
    data = {"letter": denial.letter_number, "business": str(denial.business.public_id)}
    audit.record(verb="permits.withdraw_denial", by=by, target=denial, data=data)
    denial.delete()


@transaction.atomic
def ask_lifting(*, denial: ServiceDenial, letter_number: str, letter_date: date, by: User) -> ServiceDenial:
    """BPJS has written that the denial ends; it does once another branch head approves."""
    ensure(may_deny(by))
    denial = _locked(denial)
    if denial.stage == "LIFTING" and denial.lifting_letter_number == letter_number:
        return denial
    if denial.stage != "IN_FORCE":
        raise Refused("NOT_IN_FORCE", NOT_IN_FORCE)
    if not letter_number.strip():
        raise Refused("LETTER_NEEDED", LETTER_NEEDED)
    denial.lifting_asked_by, denial.lifting_asked_at = by, now()
    denial.lifting_letter_number, denial.lifting_letter_date = letter_number, letter_date
    denial.save()
    audit.record(verb="permits.ask_lifting", by=by, target=denial, data={"letter": letter_number})
    return denial


@transaction.atomic
def approve_lifting(*, denial: ServiceDenial, by: User) -> ServiceDenial:
    """The second person ends it as of today, and the notice exists."""
    ensure(may_deny(by))
    denial = _locked(denial)
    if denial.stage == "LIFTED":
        return denial
    if denial.stage != "LIFTING":
        raise Refused("NOT_ASKED", NOT_ASKED)
    if denial.lifting_asked_by_id == by.pk:
        raise Refused("SECOND_PERSON", LIFTING_SECOND_PERSON)
    branch = _branch_of(denial)
    denial.lifted_on, denial.lifted_by = today(), by
    denial.lifting_number, denial.lifting_code = next_denial_number(branch, today()), next_code(branch)
    denial.lifting_letter = lifting_letter(denial, offices_told(denial), by=by, at=now())
    denial.save()
    audit.record(verb="permits.approve_lifting", by=by, target=denial, data={"number": denial.lifting_number})
    return denial


@transaction.atomic
def refuse_lifting(*, denial: ServiceDenial, by: User) -> ServiceDenial:
    """The denial stays in force; whoever asked may take it back, too."""
    ensure(may_deny(by))
    denial = _locked(denial)
    if denial.stage != "LIFTING":
        raise Refused("NOT_ASKED", NOT_ASKED)
    letter = denial.lifting_letter_number
    denial.lifting_asked_by = denial.lifting_asked_at = denial.lifting_letter_date = None
    denial.lifting_letter_number = ""
    denial.save()
    audit.record(verb="permits.refuse_lifting", by=by, target=denial, data={"letter": letter})
    return denial


def _locked(denial: ServiceDenial) -> ServiceDenial:
    rows = ServiceDenial.objects.select_for_update(of=("self",))
    return rows.select_related("business__village", "legal_basis").get(pk=denial.pk)


def _branch_of(denial: ServiceDenial) -> Agency:
    """The branch whose head asked; the city's first for what was entered before branches were noted."""
    if denial.branch is None:
        denial.branch = Agency.objects.filter(kind=Agency.Kind.BRANCH).order_by("code")[0]
    return denial.branch

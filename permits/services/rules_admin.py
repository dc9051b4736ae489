"""Services and their rules as the law changes: drafted by one admin, put in force by another, from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts import audit, work
from accounts.access import ensure
from accounts.models import User
from districts.clock import today
from districts.formats import date_long
from permits.access import may_approve_rule, may_edit_rules, may_rehearse
from permits.errors import Refused
from permits.models import Check, LegalBasis, PermitType, RuleRehearsal, ServiceRule
from permits.selectors.service_rules import RULE_FIELDS, may_be_withdrawn, stamp_of
from permits.tasks import REHEARSE

__all__ = [
    "add_service",
    "approve_rule",
    "change_service",
    "delete_draft",
    "draft_rule",
    "edit_draft",
    "rehearse",
    "save_basis",
    "withdraw_rule",
]

State = ServiceRule.State
STALE = gettext_lazy("Rancangan ini sudah diubah atau diputuskan orang lain sejak halaman dibuka. Muat ulang.")
HAS_BEGUN = gettext_lazy("Hanya aturan yang sudah disetujui dan belum mulai berlaku dapat ditarik.")
REASON_NEEDED = gettext_lazy("Tulis alasan penarikan.")
REHEARSED_DAYS = 365


@transaction.atomic
def add_service(*, fields: Mapping[str, Any], by: User) -> PermitType:
    """A new service; nobody can choose it before a rule of it is in force."""
    ensure(may_edit_rules(by))
    service = PermitType.objects.create(**fields)
    audit.record(verb="permits.add_service", by=by, target=service, data={"service": service.code})
    return service


@transaction.atomic
def change_service(*, service: PermitType, fields: Mapping[str, Any], by: User) -> PermitType:
    """Its names, labels and place in the row; code and office stay, as files and statistics are kept by them."""
    ensure(may_edit_rules(by))
    service = PermitType.objects.select_for_update().get(pk=service.pk)
    changed = _set(service, fields)
    service.save(update_fields=changed)
    audit.record(
        verb="permits.change_service", by=by, target=service, data={"service": service.code, "columns": changed}
    )
    return service


@transaction.atomic
def draft_rule(*, service: PermitType, fields: Mapping[str, Any], by: User) -> ServiceRule:
    """Write down what a service shall demand from a day on. It binds nobody yet."""
    ensure(may_edit_rules(by))
    _lock(service)
    newest = ServiceRule.objects.filter(permit_type=service).aggregate(newest=Max("version"))["newest"] or 0
    rule = ServiceRule(permit_type=service, version=newest + 1, state=State.DRAFT, drafted_by=by)
    _set(rule, fields)
    rule.save()
    audit.record(verb="permits.draft_rule", by=by, target=rule, data=_told(rule))
    return rule


@transaction.atomic
def edit_draft(*, rule: ServiceRule, fields: Mapping[str, Any], stamp: str, by: User) -> ServiceRule:
    """Change a draft; who wrote last is its author, so the second person is always another."""
    ensure(may_edit_rules(by))
    rule = _draft(rule, stamp)
    changed = _set(rule, fields)
    rule.drafted_by = by
    rule.save(update_fields=[*changed, "drafted_by"])
    audit.record(verb="permits.edit_draft", by=by, target=rule, data=_told(rule) | {"columns": changed})
    return rule


@transaction.atomic
def delete_draft(*, rule: ServiceRule, stamp: str, by: User) -> None:
    """Throw a draft away, with its rehearsals."""
    ensure(may_edit_rules(by))
    rule = _draft(rule, stamp)
    audit.record(verb="permits.delete_draft", by=by, target=rule, data=_told(rule))
    rule.delete()


@transaction.atomic
def approve_rule(*, rule: ServiceRule, stamp: str, by: User) -> ServiceRule:
    """The second person: the draft is in force from its day, and the rule before it ends the day before."""
    ensure(may_edit_rules(by))
    rule = _draft(rule, stamp)
    ensure(may_approve_rule(by, rule))
    _refuse_rewriting(rule)
    closed = _make_room(rule)
    rule.state, rule.approved_by = State.APPROVED, by
    rule.save(update_fields=["state", "approved_by"])
    ServiceRule.objects.filter(pk=rule.pk).update(approved_at=Now())
    audit.record(verb="permits.approve_rule", by=by, target=rule, data=_told(rule) | {"closed": closed})
    rule.refresh_from_db(fields=["approved_at"])
    return rule


@transaction.atomic
def withdraw_rule(*, rule: ServiceRule, reason: str, by: User) -> ServiceRule:
    """Stop an approved rule before it begins: a draft again, and the rule it would have ended goes on.

    One admin alone may: nothing has been judged by it, and to bring it back takes two again.
    """
    ensure(may_edit_rules(by))
    _lock(rule.permit_type)
    rule = ServiceRule.objects.select_related("permit_type", "legal_basis").get(pk=rule.pk)
    if not may_be_withdrawn(rule):
        raise Refused("HAS_BEGUN", HAS_BEGUN)
    if not reason.strip():
        raise Refused("REASON_NEEDED", REASON_NEEDED)
    rule.state, rule.approved_by, rule.approved_at = State.DRAFT, None, None
    rule.valid_to = rule.meant_to if rule.ended_by_id else rule.valid_to
    rule.ended_by = rule.meant_to = None
    rule.save()
    revived = [_revive(one) for one in ServiceRule.objects.filter(ended_by=rule).order_by("valid_from")]
    data = _told(rule) | {"reason": reason.strip(), "revived": revived}
    audit.record(verb="permits.withdraw_rule", by=by, target=rule, data=data)
    return rule


@transaction.atomic
def rehearse(*, rule: ServiceRule, by: User) -> RuleRehearsal:
    """Ask the worker to run a rule over the checks of the last 12 months; a supervisor over those of his office."""
    ensure(may_rehearse(by))
    since = today() - timedelta(days=REHEARSED_DAYS)
    rehearsal = RuleRehearsal.objects.create(rule=rule, asked_by=by, since=since)
    work.ask(kind=REHEARSE, target_id=str(rehearsal.pk), by=by)
    audit.record(verb="permits.rehearse_rule", by=by, target=rule, data=_told(rule))
    return rehearsal


@transaction.atomic
def save_basis(*, fields: Mapping[str, Any], by: User, basis: LegalBasis | None = None) -> LegalBasis:
    """A regulation, new or corrected; an article only together with who has read it and when (database, form)."""
    ensure(may_edit_rules(by))
    verb = "permits.change_basis" if basis else "permits.add_basis"
    row = LegalBasis.objects.select_for_update().get(pk=basis.pk) if basis else LegalBasis()
    changed = _set(row, fields)
    row.save()
    audit.record(verb=verb, by=by, target=row, data={"basis": row.code, "columns": changed})
    return row


def _lock(service: PermitType) -> None:
    """One change of a service's rules at a time."""
    PermitType.objects.select_for_update().get(pk=service.pk)


def _draft(rule: ServiceRule, stamp: str) -> ServiceRule:
    """The draft under its service's lock, as the caller has read it."""
    _lock(rule.permit_type)
    found = ServiceRule.objects.select_related("permit_type", "legal_basis").filter(pk=rule.pk).first()
    if found is None or found.state != State.DRAFT or stamp_of(found) != stamp:
        raise Refused("STALE", STALE)
    return found


def _refuse_rewriting(rule: ServiceRule) -> None:
    """What was judged stays judged: a rule of the past only where nobody has been checked by another since."""
    if rule.valid_from >= today():
        return
    if Check.objects.filter(permit_type=rule.permit_type, on__gte=rule.valid_from).exists():
        raise Refused(
            "IN_THE_PAST",
            _("Sejak %(date)s sudah ada cek menurut aturan lain. Mulailah aturan ini hari ini atau sesudahnya.")
            % {"date": _day(rule.valid_from)},
        )


def _make_room(rule: ServiceRule) -> list[int]:
    """End the rule that runs when this one begins; refuse where a later one has been approved already."""
    others = ServiceRule.objects.filter(permit_type=rule.permit_type, state=State.APPROVED)
    later = others.filter(valid_from__gte=rule.valid_from).order_by("valid_from").first()
    if later is not None and (rule.valid_to is None or rule.valid_to >= later.valid_from):
        raise Refused(
            "OVERLAPS",
            _("Versi %(version)s sudah disetujui mulai %(date)s. Akhiri aturan ini sebelum itu, atau mulai sesudahnya.")
            % {"version": later.version, "date": _day(later.valid_from)},
        )
    running = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=rule.valid_from), valid_from__lt=rule.valid_from)
    closed = list(running.values_list("version", flat=True))
    # Whoever had been cut short before keeps the end it was first meant to have.
    running.filter(ended_by__isnull=True).update(meant_to=F("valid_to"))
    running.update(valid_to=rule.valid_from - timedelta(days=1), ended_by=rule)
    return closed


def _revive(rule: ServiceRule) -> int:
    """Give a rule back the end it was meant to have, or the day before the next approved one; returns its version."""
    later = ServiceRule.objects.filter(
        permit_type=rule.permit_type_id, state=State.APPROVED, valid_from__gt=rule.valid_from
    )
    following = later.order_by("valid_from").first()
    rule.ended_by, rule.valid_to = None, rule.meant_to
    if following is not None and (rule.valid_to is None or rule.valid_to >= following.valid_from):
        rule.ended_by, rule.valid_to = following, following.valid_from - timedelta(days=1)
    else:
        rule.meant_to = None
    rule.save(update_fields=["ended_by", "valid_to", "meant_to"])
    return rule.version


def _day(day: date) -> str:
    return date_long(day, lang=get_language() or "id")


def _set(row: Any, fields: Mapping[str, Any]) -> list[str]:
    """Write the given columns; returns those that changed."""
    changed = [name for name, value in fields.items() if getattr(row, name, None) != value]
    for name in changed:
        setattr(row, name, fields[name])
    return changed


def _told(rule: ServiceRule) -> dict[str, Any]:
    said = {name: str(rule.serializable_value(name)) for name in RULE_FIELDS if name != "reason"}
    return {"service": rule.permit_type.code, "version": rule.version, "rule": said}

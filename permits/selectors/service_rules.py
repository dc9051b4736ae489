"""Services with their dated rules, as the pages of the administration read them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.access import not_found
from accounts.models import User
from accounts.rules import Role
from districts.clock import today
from permits.models import LegalBasis, PermitType, RuleRehearsal, ServiceRule

__all__ = [
    "RULE_FIELDS",
    "Row",
    "basis_by_code",
    "facts_of",
    "groups_of_services",
    "may_be_withdrawn",
    "rehearsal_seen_by",
    "rehearsals_seen_by",
    "row_of",
    "rule_before",
    "rule_of",
    "service_by_code",
    "stamp_of",
]

State = ServiceRule.State
# What a draft says, in the order of the form.
RULE_FIELDS = (
    "valid_from",
    "valid_to",
    "is_required",
    "must_be_paid_up",
    "tolerance_months",
    "must_cover_workers",
    "must_hold_programs",
    "partial_may_pass",
    "grace_passes",
    "deadline_days",
    "referral_days",
    "answer_working_days",
    "commitment_allowed",
    "commitment_days",
    "exemption_allowed",
    "approver",
    "zone",
    "legal_basis",
    "reason",
)


@dataclass
class Row:
    """One service on a day: the rule in force, those that come, the drafts, and what was."""

    service: PermitType
    now: ServiceRule | None = None
    coming: list[ServiceRule] = field(default_factory=list)
    drafts: list[ServiceRule] = field(default_factory=list)
    past: list[ServiceRule] = field(default_factory=list)


def row_of(service: PermitType, on: date) -> Row:
    """A service's rules by their place in time."""
    row = Row(service)
    for rule in service.rules.all():
        if rule.state == State.DRAFT:
            row.drafts.append(rule)
        elif rule.valid_from > on:
            row.coming.append(rule)
        elif rule.valid_to is None or rule.valid_to >= on:
            row.now = rule
        else:
            row.past.append(rule)
    return row


def groups_of_services(on: date) -> list[tuple[str, list[Row]]]:
    """Every service under the kind of office that gives it; two queries."""
    groups: dict[str, list[Row]] = {}
    for service in _with_rules().order_by("authority", "sort_order", "agency__name", "code"):
        groups.setdefault(str(service.get_authority_display()), []).append(row_of(service, on))
    return list(groups.items())


def service_by_code(code: str) -> PermitType:
    """A service with its rules, newest first; else 404."""
    found = _with_rules().filter(code=code.replace("\0", " ")).first()
    if found is None:
        not_found()
    return found


def rule_of(code: str, version: str) -> ServiceRule:
    """One rule of a service by its version; else 404."""
    if not (version.isascii() and version.isdigit() and len(version) < 9):
        not_found()
    rows = ServiceRule.objects.select_related("permit_type__agency", "legal_basis", "drafted_by", "approved_by")
    found = rows.filter(permit_type__code=code.replace("\0", " "), version=int(version)).first()
    if found is None:
        not_found()
    return found


def rule_before(rule: ServiceRule) -> ServiceRule | None:
    """The approved rule in force on the day before `rule` begins, or on that day: what it changes."""
    rows = ServiceRule.objects.filter(permit_type=rule.permit_type_id, state=State.APPROVED).exclude(pk=rule.pk)
    return rows.filter(valid_from__lte=rule.valid_from).select_related("legal_basis").order_by("-valid_from").first()


def facts_of(rule: ServiceRule, before: ServiceRule | None = None) -> list[dict[str, Any]]:
    """What a rule says, line by line, beside the rule before it; `changed` where they differ."""
    lines = []
    for name in RULE_FIELDS[2:-1]:
        value, old = _said(rule, name), _said(before, name) if before else ""
        column: Any = ServiceRule._meta.get_field(name)
        label = _("Dasar hukum") if name == "legal_basis" else column.verbose_name
        lines.append(
            {
                "label": label,
                "value": value,
                "before": old,
                "changed": before is not None and value != old,
            }
        )
    return lines


def may_be_withdrawn(rule: ServiceRule) -> bool:
    """Approved, and not begun yet."""
    return rule.state == State.APPROVED and rule.valid_from > today()


def stamp_of(rule: ServiceRule) -> str:
    """A fingerprint of what a draft says: whoever saves or approves shows by it which text he has read."""
    said = "\n".join(f"{name}={rule.serializable_value(name)}" for name in RULE_FIELDS)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def rehearsals_seen_by(user: User, rule: ServiceRule) -> QuerySet[RuleRehearsal]:
    """The rehearsals of a rule: those over the whole city for whoever may read it, a supervisor's own for himself."""
    rows = RuleRehearsal.objects.filter(rule=rule).select_related("asked_by")
    if user.scope.has(Role.SYSTEM_ADMIN, Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR):
        return rows
    return rows.filter(asked_by=user)


def rehearsal_seen_by(user: User, rule: ServiceRule, number: str) -> RuleRehearsal:
    """One of them by its number; else 404."""
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        not_found()
    found = rehearsals_seen_by(user, rule).filter(pk=int(number)).first()
    if found is None:
        not_found()
    return found


def basis_by_code(code: str) -> LegalBasis:
    """A legal basis; else 404."""
    found = LegalBasis.objects.filter(code=code.replace("\0", " ")).first()
    if found is None:
        not_found()
    return found


def _with_rules() -> QuerySet[PermitType]:
    rules = ServiceRule.objects.select_related("legal_basis", "drafted_by", "approved_by").order_by("-valid_from")
    return PermitType.objects.select_related("agency").prefetch_related(Prefetch("rules", queryset=rules))


def _said(rule: ServiceRule, name: str) -> str:
    value = getattr(rule, name)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if name == "zone" and not value:
        return _("seluruh kota")
    shown = getattr(rule, f"get_{name}_display", None)
    return str(shown() if shown else value)

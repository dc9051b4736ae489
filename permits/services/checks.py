"""The verb `check`: ask the register for one applicant and one service, judge, and keep what was shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, vault
from accounts.access import ensure
from accounts.models import User
from districts.clock import today
from districts.formats import mask_kpj, mask_nik, mask_npp
from districts.models import Agency
from enrollment.models import Business
from enrollment.rules.recognition import IdentifierKind, Recognised, recognise
from enrollment.rules.status import Found, RegistrationStatus
from enrollment.selectors.status import registration_status, statuses_of
from permits.access import may_check
from permits.errors import Refused
from permits.models import Application, Check, PermitType, Receipt, Referral, ServiceRule
from permits.rules.verdict import Verdict
from permits.selectors.catalogue import legal_text, office_of, rule_in_force
from permits.selectors.verdicts import (
    candidate_json,
    denials_in_force,
    evidence_json,
    judge,
    narrow_answer,
    reason_json,
)
from permits.words import problem

__all__ = ["check", "check_business", "record_check"]

NO_SUCH_SERVICE = _("Layanan ini tidak ada.")
NOT_IN_FORCE = _("Layanan ini tidak berlaku pada tanggal itu.")


@transaction.atomic
def check(*, text: str, service: str, by: User, on: date | None = None) -> Check:
    """Look up what somebody typed, for one service (its code), as of `on` (today unless given).

    Raises Refused with the sentence of what is wrong with the text or the service, Forbidden for another office's
    service. A name or number that leads nowhere is an answer too and leaves its Check.
    """
    on = on or today()
    permit_type, rule = _service(service, on)
    office = office_of(by)
    ensure(may_check(by, office, permit_type))
    asked = recognise(text)
    if asked.problem is not None:
        raise Refused(asked.problem, problem(asked.problem, asked.params))
    status = _status(asked, office, on)
    return record_check(
        status=status,
        permit_type=permit_type,
        rule=rule,
        on=on,
        by=by,
        office=office,
        asked=asked,
        verb="permits.check",
    )


@transaction.atomic
def check_business(
    *, business: Business, service: str, by: User, on: date | None = None, application: Application | None = None
) -> Check:
    """The same for a business somebody chose (a candidate, an intake, a file checked again)."""
    on = on or today()
    permit_type, rule = _service(service, on)
    office = application.agency if application is not None else office_of(by)
    ensure(may_check(by, office, permit_type))
    status = registration_status(business=business, on=on)
    asked = Recognised(IdentifierKind.NAME, business.name)
    return record_check(
        status=status,
        permit_type=permit_type,
        rule=rule,
        on=on,
        by=by,
        office=office,
        asked=asked,
        application=application,
        verb="permits.check",
    )


def record_check(
    *,
    status: RegistrationStatus,
    permit_type: PermitType,
    rule: ServiceRule,
    on: date,
    by: User | None,
    office: Agency | None,
    asked: Recognised,
    verb: str,
    application: Application | None = None,
) -> Check:
    """Judge a status and write the Check with its audit event, in the caller's transaction."""
    denial = denials_in_force([status.business_id], on).get(status.business_id) if status.business_id else None
    verdict = judge(rule, status, on=on, denial=denial)
    row = Check.objects.create(
        on=on,
        by=by,
        agency=office,
        permit_type=permit_type,
        rule=rule,
        legal_basis_text=legal_text(rule),
        asked_kind=asked.kind.value,
        asked_masked=_masked(asked),
        asked_index=vault.index(asked.value),
        keys_checked=list(status.keys),
        business_id=status.business_id,
        matched=status.matched,
        finding=verdict.finding.value,
        outcome=verdict.outcome.value,
        findings=[evidence_json(one) for one in verdict.evidence],
        reasons=[reason_json(reason) for reason in verdict.reasons],
        answer=narrow_answer(status, verdict, on),
        candidates=_candidates(status, rule, on),
        as_of=verdict.as_of,
        conditional_until=verdict.conditional_until,
        application=application,
    )
    row.refresh_from_db(fields=["at"])
    audit.record(verb=verb, by=by, target=row, data=_told(verdict, permit_type, asked))
    return row


def _service(code: str, on: date) -> tuple[PermitType, ServiceRule]:
    permit_type = PermitType.objects.select_related("agency").filter(code=code).first()
    if permit_type is None:
        raise Refused("SERVICE_UNKNOWN", NO_SUCH_SERVICE)
    rule = rule_in_force(permit_type, on)
    if rule is None:
        raise Refused("SERVICE_NOT_IN_FORCE", NOT_IN_FORCE)
    return permit_type, rule


def _status(asked: Recognised, office: Agency | None, on: date) -> RegistrationStatus:
    if asked.kind in (IdentifierKind.CODE, IdentifierKind.FILE_NUMBER):
        business = _of_document(asked)
        if business is not None:
            return registration_status(business=business, on=on)
    district = office.district_id if office is not None and office.district_id else ""
    return registration_status(identifier=asked, on=on, district=district)


def _of_document(asked: Recognised) -> Business | None:
    """The business behind a file number, a letter's code or a receipt's."""
    if asked.kind == IdentifierKind.FILE_NUMBER:
        files = Application.objects.filter(number=asked.value)
    else:
        letters = Referral.objects.filter(code=asked.value).values("application")
        receipts = Receipt.objects.filter(code=asked.value).values("application")
        files = Application.objects.filter(pk__in=letters.union(receipts))
    row = files.select_related("business__village__district").first()
    return row.business if row else None


def _candidates(status: RegistrationStatus, rule: ServiceRule, on: date) -> list[dict[str, Any]]:
    """The businesses to choose from, each with the finding its own check would have today."""
    if not status.candidates:
        return []
    ids = [candidate.business_id for candidate in status.candidates]
    rows = Business.objects.filter(pk__in=ids).select_related("village__district")
    denials = denials_in_force(ids, on)
    findings: dict[int, Verdict] = {
        pk: judge(rule, one, on=on, denial=denials.get(pk))
        for pk, one in statuses_of(list(rows), on=on, as_of=status.as_of).items()
    }
    return [
        candidate_json(candidate)
        | {
            "finding": findings[candidate.business_id].finding.value,
            "reasons": [reason_json(reason) for reason in findings[candidate.business_id].reasons],
        }
        for candidate in status.candidates
    ]


def _masked(asked: Recognised) -> str:
    """What was asked, as it may be kept in clear: a person's numbers masked, a business' number and a name whole."""
    masks = {
        IdentifierKind.NIK: mask_nik,
        IdentifierKind.NIK_OR_NPWP: mask_nik,
        IdentifierKind.KPJ: mask_kpj,
        IdentifierKind.NPP: mask_npp,
        IdentifierKind.NPWP: mask_nik,
    }
    return masks.get(asked.kind, lambda text: text)(asked.value)[:120]


def _told(verdict: Verdict, permit_type: PermitType, asked: Recognised) -> dict[str, Any]:
    return {
        "service": permit_type.code,
        "kind": asked.kind.value,
        "finding": verdict.finding.value,
        "outcome": verdict.outcome.value,
    }


def is_known(row: Check) -> bool:
    """Whether the check found a business a file can be opened for."""
    return row.business_id is not None and row.answer.get("found") == Found.BUSINESS

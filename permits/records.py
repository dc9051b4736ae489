"""The two books of the counter, append-only: Checks (what was shown) and StatusChanges (every step of a file).

Called by verbs and by the release; the transaction, the right to do it and the lock are the caller's.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from accounts import audit, vault
from accounts.models import User
from districts.clock import now
from districts.formats import mask_kpj, mask_nik, mask_npp
from districts.models import Agency
from enrollment.models import Business, ImportBatch
from enrollment.rules.identifiers import mask_npp as mask_passport
from enrollment.rules.recognition import IdentifierKind, Recognised
from enrollment.rules.status import RegistrationStatus
from enrollment.selectors.status import statuses_of
from permits.following import follow
from permits.models import Application, Check, PermitType, RegistrationEvent, ServiceRule, StatusChange
from permits.rules.answers import reported, settled
from permits.rules.verdict import Verdict
from permits.selectors.catalogue import legal_text
from permits.selectors.questions import answer_of
from permits.selectors.reports import told_on
from permits.selectors.verdicts import (
    candidate_json,
    denials_in_force,
    evidence_json,
    judge,
    narrow_answer,
    reason_json,
)

__all__ = ["check_row", "locked", "move", "record_check", "reopen_letter", "system_check"]

# A file before a second person may come back to its waiting, so its question stays open there.
WAITS_FOR_BPJS = (Application.State.WAITING_BPJS, Application.State.FORWARDED)


def locked(pk: Any) -> Application:
    """The file under a row lock until the transaction ends."""
    rows = Application.objects.select_for_update(of=("self",))
    return rows.select_related("agency", "permit_type", "business", "decided_by").get(pk=pk)


def move(
    application: Application,
    event: str,
    state: str,
    *,
    by: User | None,
    check: Check | None = None,
    note: str = "",
    key: UUID | None = None,
    batch: ImportBatch | None = None,
    report: RegistrationEvent | None = None,
) -> StatusChange:
    """Bring a locked file into a state and write the step; the version grows with every step.

    A question to BPJS is over with whatever else ends the waiting.
    """
    if application.state in WAITS_FOR_BPJS and state not in WAITS_FOR_BPJS:
        application.questions.filter(closed_at__isnull=True).update(closed_at=now())
    change = StatusChange.objects.create(
        application=application,
        by=by,
        event=event,
        from_state=application.state,
        to_state=state,
        note=note,
        check_row=check,
        request_key=key,
        batch=batch,
        report=report,
    )
    application.state = state
    application.version += 1
    application.save()
    follow(application, change)
    return change


def reopen_letter(application: Application) -> None:
    """The newest letter of a file counts again: the file waits for its registration once more."""
    letter = application.referrals.order_by("-id").first()
    if letter is not None:
        letter.closed_at = None
        letter.save(update_fields=["closed_at"])


def system_check(
    application: Application,
    business: Business,
    rule: ServiceRule,
    on: date,
    report: RegistrationEvent | None = None,
) -> Check:
    """A file's business judged again by the system itself, kept as the evidence of what it does next."""
    return record_check(
        status=statuses_of([business], on=on)[business.pk],
        permit_type=application.permit_type,
        rule=rule,
        on=on,
        by=None,
        office=application.agency,
        asked=Recognised(IdentifierKind.NAME, business.name),
        application=application,
        verb="permits.recheck",
        report=report,
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
    outside_number: str = "",
    asked_index: bytes | None = None,
    report: RegistrationEvent | None = None,
) -> Check:
    """Judge a status and write the Check with its audit event, in the caller's transaction.

    `asked_index`: the number somebody began with, where he then chose a business or noted one.

    For a file that BPJS has answered about, the answer settles what the register leaves in doubt; a registration it
    reported stands for the one the sheets have not brought yet.
    """
    denial = denials_in_force([status.business_id], on).get(status.business_id) if status.business_id else None
    verdict = judge(rule, status, on=on, denial=denial)
    if application is not None:
        verdict = reported(settled(verdict, answer_of(application, on)), told_on(application, report))
    row = check_row(status, verdict, permit_type=permit_type, rule=rule, on=on, by=by, office=office, asked=asked)
    row.application, row.outside_number = application, outside_number
    row.asked_index = asked_index or row.asked_index
    row.answer["before"] = last_check(row)
    row.save(force_insert=True)
    del row.at  # the database has set it: whoever wants to know asks
    audit.record(verb=verb, by=by, target=row, data=_told(verdict, permit_type, asked))
    return row


def last_check(row: Check) -> dict[str, Any] | None:
    """The newest earlier check of the same business at the same office, from another day: its day and its finding."""
    if row.business_id is None or row.agency_id is None:
        return None
    rows = Check.objects.filter(business=row.business_id, agency=row.agency_id, on__lt=row.on).order_by("-at")
    last = rows.values("on", "finding", "reasons").first()
    return {**last, "on": last["on"].isoformat()} if last else None


def check_row(
    status: RegistrationStatus,
    verdict: Verdict,
    *,
    permit_type: PermitType,
    rule: ServiceRule,
    on: date,
    by: User | None,
    office: Agency | None,
    asked: Recognised,
) -> Check:
    """The Check of a judged status, not written yet."""
    return Check(
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
    )


def _candidates(status: RegistrationStatus, rule: ServiceRule, on: date) -> list[dict[str, Any]]:
    """The businesses to choose from, each with the finding its own check would have today."""
    if not status.candidates:
        return []
    ids = [candidate.business_id for candidate in status.candidates]
    rows = Business.objects.filter(pk__in=ids).select_related("village__district")
    denials = denials_in_force(ids, on)
    statuses = statuses_of(list(rows), on=on, as_of=status.as_of)
    findings: dict[int, Verdict] = {pk: judge(rule, one, on=on, denial=denials.get(pk)) for pk, one in statuses.items()}
    return [
        candidate_json(candidate)
        | {
            "npp": next((employer.npp_masked for employer in statuses[candidate.business_id].employers), ""),
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
        IdentifierKind.PASSPORT: mask_passport,
    }
    return masks.get(asked.kind, lambda text: text)(asked.value)[:120]


def _told(verdict: Verdict, permit_type: PermitType, asked: Recognised) -> dict[str, Any]:
    return {
        "service": permit_type.code,
        "kind": asked.kind.value,
        "finding": verdict.finding.value,
        "outcome": verdict.outcome.value,
    }

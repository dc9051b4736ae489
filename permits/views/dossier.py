"""What the dossier (b1) shows: requirements, history, requests, questions, and what may be decided."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from districts.clock import now, today
from districts.models import Agency
from enrollment.rules.calendar import working_days_between
from enrollment.selectors.status import holidays
from permits.access import may_answer, may_approve, may_handle, may_undo, may_withdraw
from permits.forms import DecisionForm
from permits.models import Application, ApprovalRequest, Check
from permits.selectors.files import files_of_business, latest_check, month_strip
from permits.selectors.notices import ready_notice_of
from permits.selectors.questions import is_askable, questions_of
from permits.selectors.requests import askable, requests_of
from permits.services.decisions import UNDOABLE, undo_minutes
from permits.services.files import DECIDED
from permits.services.revoke import REVOCABLE, may_revoke
from permits.shown import card_of
from permits.views.request import Request
from permits.words import EVENTS

TONES = {
    "HELD": "stop", "REOPENED": "stop", "LAPSED": "stop", "REJECTED": "stop", "REVOKED": "stop", "FLAGGED": "warn",
    "UNCONFIRMED": "warn",
    "EXPIRED": "warn", "OVERRIDDEN": "warn", "MATCHED": "info", "REPORTED": "info", "ANSWERED": "info",
    "RECEIVED": "ok", "CLEARED": "ok",
    "COMMITTED": "ok", "EXEMPTED": "ok", "FULFILLED": "ok", "PROLONGED": "ok",
}  # fmt: skip


def dossier(request: Request, file: Application, form: DecisionForm | None = None) -> dict[str, Any]:
    """The template's context; `file` as `file_seen_by` read it."""
    check = latest_check(file)
    requests, questions = list(requests_of(file)), list(questions_of(file))
    is_open = file.state not in (*DECIDED, Application.State.FORWARDED)
    is_company = file.permit_type.authority == Agency.Kind.ONE_STOP and file.business_id is not None
    may_decide = bool(may_handle(request.user, file.agency_id)) and is_open
    return {
        "file": file,
        "is_company": is_company,
        "company_files": files_of_business(request.user, file) if is_company else [],
        "trail": [(_("Permohonan"), reverse("applications"))],
        "check": check,
        "card": card_of(check, file) if check else None,
        "steps": [(change, EVENTS[change.event], TONES.get(change.event, "")) for change in file.history.all()],
        "form": form or DecisionForm(initial={"version": file.version, "key": uuid.uuid4()}),
        "may_decide": may_decide,
        "may_hold": bool(may_handle(request.user, file.agency_id)) and file.state not in DECIDED,
        "ready_notice": ready_notice_of(file),
        "ready_since": _since(check),
        "may_revoke": file.state in REVOCABLE and bool(may_revoke(request.user, file)),
        "may_ask": askable(check) if check and may_decide else (),
        "may_question": check is not None and may_decide and is_askable(check),
        "is_decided": file.state in UNDOABLE,
        "can_undo": _can_undo(request.user, file),
        "undo_minutes": undo_minutes(),
        "working_days": 1 + working_days_between(file.received_on, today(), holidays()),
        "letter": next(iter(sorted(file.referrals.all(), key=lambda r: -r.pk)), None),
        "receipt": next((r for r in file.receipts.all() if r.revoked_at is None), None),
        "strip": month_strip(file.business, today()) if file.business and _sees_months(request.user, file) else [],
        "owner": check.answer.get("business", {}).get("owner", "") if check else "",
        "requests": requests,
        "questions": questions,
        **_pending(request.user, requests, questions),
    }


def _pending(user: User, requests: list[ApprovalRequest], questions: list[Any]) -> dict[str, Any]:
    """The request and the question that are open, and whether this person may answer or withdraw them."""
    row = next((r for r in requests if r.state == ApprovalRequest.State.PENDING), None)
    question = next((q for q in questions if q.closed_at is None), None)
    return {
        "pending": row,
        "may_approve": row is not None and bool(may_approve(user, row)),
        "may_withdraw": row is not None and bool(may_withdraw(user, row)),
        "question": question,
        "may_answer": question is not None and bool(may_answer(user)),
        "evidence": next((q for q in questions if q.answer), None),
    }


def _can_undo(user: User, file: Application) -> bool:
    """While the minutes run, and only where a person decided."""
    if file.state not in UNDOABLE or file.decided_by_id is None or file.decided_at is None:
        return False
    return now() - file.decided_at <= timedelta(minutes=undo_minutes()) and bool(may_undo(user, file))


def _since(check: Check | None) -> date | None:
    """Since when the business is registered, as the check read it."""
    told = (check.answer.get("business") or {}).get("since") if check else None
    return date.fromisoformat(told) if told else None


def _sees_months(user: User, file: Application) -> bool:
    district = file.business.village.district_id if file.business and file.business.village else ""
    return user.scope.is_city or district in user.scope.district_codes

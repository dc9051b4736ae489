"""The verbs of the counter."""

from permits.services.checks import check, check_business
from permits.services.decisions import clear, hold, undo_clear
from permits.services.denials import approve_denial, impose_denial, lift_denial
from permits.services.files import Applicant, open_application
from permits.services.intake import intake
from permits.services.questions import answer_question, ask_bpjs, record_proof
from permits.services.requests import approve_request, ask_approval, reject_request, withdraw_request

__all__ = [
    "Applicant",
    "answer_question",
    "approve_denial",
    "approve_request",
    "ask_approval",
    "ask_bpjs",
    "check",
    "check_business",
    "clear",
    "hold",
    "impose_denial",
    "intake",
    "lift_denial",
    "open_application",
    "record_proof",
    "reject_request",
    "undo_clear",
    "withdraw_request",
]

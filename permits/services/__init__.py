"""The verbs of the counter."""

from permits.services.checks import check, check_business
from permits.services.decisions import ask_bpjs, clear, hold, record_proof, undo_clear
from permits.services.denials import approve_denial, impose_denial, lift_denial
from permits.services.files import Applicant, open_application
from permits.services.intake import intake

__all__ = [
    "Applicant",
    "approve_denial",
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
    "undo_clear",
]

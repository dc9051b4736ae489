"""The verbs of the counter."""

from permits.services.checks import check, check_business
from permits.services.decisions import clear, hold, undo_clear
from permits.services.denials import (
    approve_denial,
    approve_lifting,
    ask_lifting,
    impose_denial,
    refuse_lifting,
    withdraw_denial,
)
from permits.services.exports import answers_export, call_list_export, register_export
from permits.services.files import Applicant, open_application
from permits.services.handover import hand_over, take_file
from permits.services.intake import intake
from permits.services.matches import reject_match, settle_match
from permits.services.notices import close_notice
from permits.services.offices import OFFICE_FIELDS, SIGNER_FIELDS, save_office
from permits.services.printing import print_paper
from permits.services.questions import answer_question, ask_bpjs, record_proof
from permits.services.reports import report_registration
from permits.services.requests import approve_request, ask_approval, reject_request, withdraw_request
from permits.services.revoke import revoke
from permits.services.rules_admin import (
    add_service,
    approve_rule,
    change_service,
    delete_draft,
    draft_rule,
    edit_draft,
    rehearse,
    save_basis,
    withdraw_rule,
)
from permits.services.sharing import mail_letter, note_email
from permits.services.watch import mark_watch_seen

__all__ = [
    "OFFICE_FIELDS",
    "SIGNER_FIELDS",
    "Applicant",
    "add_service",
    "answer_question",
    "answers_export",
    "approve_denial",
    "approve_lifting",
    "approve_request",
    "approve_rule",
    "ask_approval",
    "ask_bpjs",
    "ask_lifting",
    "call_list_export",
    "change_service",
    "check",
    "check_business",
    "clear",
    "close_notice",
    "delete_draft",
    "draft_rule",
    "edit_draft",
    "hand_over",
    "hold",
    "impose_denial",
    "intake",
    "mail_letter",
    "mark_watch_seen",
    "note_email",
    "open_application",
    "print_paper",
    "record_proof",
    "refuse_lifting",
    "register_export",
    "rehearse",
    "reject_match",
    "reject_request",
    "report_registration",
    "revoke",
    "save_basis",
    "save_office",
    "settle_match",
    "take_file",
    "undo_clear",
    "withdraw_denial",
    "withdraw_request",
    "withdraw_rule",
]

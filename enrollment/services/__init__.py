"""The verbs of the register: bring a file, submit, commit, cancel and undo it; settle links between rows."""

from enrollment.services.doubts import forget_answer, reveal_doubt, settle_doubt
from enrollment.services.explaining import explain_batch
from enrollment.services.imports import (
    Received,
    TakenByAnother,
    cancel_batch,
    commit_batch,
    operator,
    receive_batch,
    submit_batch,
)
from enrollment.services.links import confirm_link, link_by_npp, reject_link
from enrollment.services.mapping import Meaning, forget_mapping, map_columns, say_meanings, withdraw_meaning
from enrollment.services.merging import approve_merge, ask_merge, decline_merge, take_merge_back
from enrollment.services.originals import hand_out_file
from enrollment.services.sheets import choose_header_row, choose_sheets
from enrollment.services.templates import filled_template
from enrollment.services.undo import request_undo, undo_batch

__all__ = [
    "Meaning",
    "Received",
    "TakenByAnother",
    "approve_merge",
    "ask_merge",
    "cancel_batch",
    "choose_header_row",
    "choose_sheets",
    "commit_batch",
    "confirm_link",
    "decline_merge",
    "explain_batch",
    "filled_template",
    "forget_answer",
    "forget_mapping",
    "hand_out_file",
    "link_by_npp",
    "map_columns",
    "operator",
    "receive_batch",
    "reject_link",
    "request_undo",
    "reveal_doubt",
    "say_meanings",
    "settle_doubt",
    "submit_batch",
    "take_merge_back",
    "undo_batch",
    "withdraw_meaning",
]

"""The card of a Check: what its template draws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from enrollment.rules.status import Found
from permits.models import Application, Check
from permits.rules.verdict import PASSING
from permits.shown.facts import details_of, facts_of
from permits.shown.reasons import before_of, finding_of, other_of, reason_of, strong_of
from permits.shown.rows import row_of
from permits.words import KEYS, headline, sentence, to_complete

__all__ = ["Card", "card_of"]

LACKING = ("PARTIAL", "ARREARS", "UNREGISTERED")


@dataclass
class Card:
    """What the template draws; `action` names the primary one: clear, hold, ask, intake, choose or nothing.

    `strong`: the part of `reason` that stands out. `findings`: each with its tag, what the rule makes of it and its
    sentences, worst first; `details`: further numbers. `before`: the last check of this business and the trend since.
    """

    finding: str
    title: str
    reason: str
    strong: str = ""
    before: str = ""
    denial: str = ""
    keys: list[str] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    programs: list[dict[str, str]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    details: list[dict[str, Any]] = field(default_factory=list)
    action: str = ""
    old_days: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def has_letter_form(self) -> bool:
        """Whether the applicant's letter is filled in within the card (a3)."""
        return self.action == "hold" and self.finding == "UNREGISTERED"


def card_of(check: Check, application: Application | None = None) -> Card:
    """The card of a check; with a file the actions are the file's."""
    top = _top(check)
    reasons = {r["code"]: r["params"] for r in check.reasons}
    reason = reason_of(check, top, reasons)
    is_denied = check.finding == "DENIED"
    return Card(
        finding=top["finding"],
        title=headline(top["finding"], top["reasons"], check.conditional_until),
        reason=reason,
        strong="" if is_denied else strong_of(top["finding"], reasons),
        before=before_of(check),
        denial=sentence("DENIED_BY_LETTER", reasons["DENIED_BY_LETTER"]) if is_denied else "",
        keys=_keys(check) if top["finding"] in ("UNREGISTERED", "UNCERTAIN") else [],
        facts=facts_of(check, reasons),
        programs=check.answer.get("business", {}).get("programs", []),
        steps=_steps(check, top["finding"]),
        other=other_of(check, top, reasons, reason),
        findings=[finding_of(one) for one in check.findings],
        details=details_of(check),
        action="" if application else _action(check),
        old_days=(check.on - check.as_of).days if check.answer.get("is_old") and check.as_of else 0,
        rows=[row_of(row, check) for row in check.candidates],
    )


def _top(check: Check) -> dict[str, Any]:
    """The finding the card is drawn for. Beside a denial only what is missing: nothing that reads like a pass."""
    missing = [one for one in check.findings if one["finding"] in LACKING]
    found: dict[str, Any] = missing[0] if missing and check.finding == "DENIED" else check.findings[0]
    return found


def _keys(check: Check) -> list[str]:
    """What was looked up, the business' own name told along."""
    name = (check.answer.get("business") or {}).get("name", "")
    told = []
    for key in check.keys_checked:
        words = str(KEYS.get(key, key))
        told.append(f"{words} “{name}”" if key == "NAME" and name else words)
    return told


def _steps(check: Check, finding: str) -> list[str]:
    """The numbered list; an unregistered business' one step is the letter itself, unless its owner works alone."""
    if check.finding == "DENIED":
        return [*to_complete(check.reasons), _("Minta surat pencabutan ke BPJS TK dengan nomor surat di atas.")]
    if finding == "UNREGISTERED":
        return to_complete([r for r in check.reasons if r["code"] == "OWNER_BPU"])
    return to_complete(check.reasons) if check.outcome == "HOLD" or finding == "PARTIAL" else []


def _action(check: Check) -> str:
    if check.outcome == "DENY":
        return ""
    if check.candidates:
        return "choose"
    if check.answer.get("found") != Found.BUSINESS:
        return "intake"
    if check.outcome in PASSING:
        return "clear"
    return "hold" if check.outcome == "HOLD" else "ask"

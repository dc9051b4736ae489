"""A5 papers of the counter: the receipt of a clearance, kept, with a number that verifies publicly; and the slip of
any check, made when asked for. Both say what the officer was shown, by which rule and law, from data of which day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import override

from accounts.models import StoredFile, User
from districts.formats import date_long, date_short, time_wib
from permits.letters.render import compile_pdf, letterhead, store_pdf, verification
from permits.models import Check, Receipt
from permits.rules.verdict import Outcome
from permits.shown import card_of
from permits.words import headline
from permits.words_decisions import granted

__all__ = ["check_slip", "receipt_slip"]

TEMPLATE = "receipt.typ"
# A second person, or the clock, let the file go on.
NOT_BY_ITSELF = (Outcome.HOLD, Outcome.ASK_BPJS)


def receipt_slip(receipt: Receipt) -> StoredFile:
    """Render and keep the receipt of a clearance."""
    application, check = receipt.application, receipt.check_row
    with override("id"):
        rows = [["Layanan", application.permit_type.name_id], ["No. berkas", application.number], *_judged(check)]
        if receipt.valid_until:
            rows.append(["Tenggat", date_long(receipt.valid_until)])
        data = _shown(check, application.business_name) | {
            "head": letterhead(application.agency, receipt.issued_on),
            "kind": "Bukti cek kepesertaan BPJS Ketenagakerjaan",
            "number": receipt.number or "",
            "reference": receipt.code,
            "proof": verification(receipt.code),
            "footer": _footer(receipt.issued_at, application.agency.short_name, receipt.issued_by),
        }
        data["rows"] += rows
        if check.outcome in NOT_BY_ITSELF:
            data |= granted(application.state, data["title"])
    return store_pdf(TEMPLATE, data, name=f"bukti-{receipt.code}.pdf", by=receipt.issued_by, at=receipt.issued_at)


def check_slip(check: Check, *, by: User, at: datetime) -> bytes:
    """What a check has shown, decided or not."""
    assert check.agency is not None
    with override("id"):
        data = _shown(check, check.answer.get("business", {}).get("name", "")) | {
            "head": letterhead(check.agency, check.on),
            "kind": "Hasil cek kepesertaan BPJS Ketenagakerjaan",
            "number": "",
            "reference": str(check.pk),
            "proof": None,
            "footer": _footer(at, check.agency.short_name, by),
        }
        data["rows"] += [["Layanan", check.permit_type.name_id], *_judged(check), ["No. cek", str(check.pk)]]
    return compile_pdf(TEMPLATE, data, at=at)


def _shown(check: Check, name: str) -> dict[str, Any]:
    """The card's own words and facts."""
    card = card_of(check)
    facts = [
        [fact["label"], f"{fact['value']} {fact['aside']}".strip()] for fact in card.facts if fact["value"] != name
    ]
    held = ", ".join(program["code"] for program in card.programs if program["state"] == "has")
    asked = [] if name else [["Yang dicari", check.asked_masked]]
    lines = [card.denial, card.reason, *card.other]
    return {
        "title": headline("DENIED", []) if card.denial else card.title,
        "reason": " ".join(line for line in lines if line),
        "steps": card.steps,
        "rows": [*asked, *([["Nama usaha", name]] if name else []), *facts, *([["Program", held]] if held else [])],
    }


def _judged(check: Check) -> list[list[str]]:
    rule = check.rule
    is_unread = rule is not None and rule.legal_basis.verified_on is None
    return [
        ["Dicek", f"{date_long(check.at)} pukul {time_wib(check.at)}"],
        ["Data per", date_long(check.as_of)],
        ["Aturan", f"{check.permit_type.code} versi {rule.version}" if rule else "–"],
        ["Dasar", f"{check.legal_basis_text}{' (pasal belum diverifikasi)' if is_unread else ''}"],
    ]


def _footer(at: datetime, office: str, by: User | None) -> str:
    return f"Dicetak {date_short(at)} pukul {time_wib(at)} · {office} · {by or 'otomatis'}"

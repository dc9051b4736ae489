"""The receipt slip (A5): what the officer was shown, by which rule, with a number that verifies publicly."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override

from accounts.models import StoredFile
from districts.formats import date_long, date_short, time_wib
from permits.letters.render import letterhead, store_pdf, verification
from permits.models import Receipt
from permits.words import headline

__all__ = ["receipt_slip"]


def receipt_slip(receipt: Receipt) -> StoredFile:
    """Render and keep the slip of a clearance."""
    with override("id"):
        data = _data(receipt)
    return store_pdf("receipt.typ", data, name=f"bukti-{receipt.code}.pdf", by=receipt.issued_by, at=receipt.issued_at)


def _data(receipt: Receipt) -> dict[str, Any]:
    application, check = receipt.application, receipt.check_row
    answer = check.answer["business"]
    rows = [
        ["Nama usaha", application.business_name],
        ["Kelurahan", answer.get("village") or "–"],
        ["NPP", answer.get("npp") or "–"],
        ["NIK pemilik", answer.get("owner") or "–"],
        ["Layanan", f"{application.permit_type.name_id}, No. {application.number}"],
        ["Dicek", f"{date_long(check.at)} pukul {time_wib(check.at)}"],
        ["Data per", date_long(check.as_of)],
        [
            "Dasar",
            f"{check.legal_basis_text} (pasal belum diverifikasi)" if _unverified(receipt) else check.legal_basis_text,
        ],
    ]
    if receipt.valid_until:
        rows.append(["Tenggat", date_long(receipt.valid_until)])
    return {
        "head": letterhead(application.agency),
        "proof": verification(receipt.code),
        "title": headline(check.finding, check.reasons, check.conditional_until),
        "rows": rows,
        "footer": f"Dicetak {date_short(receipt.issued_at)} pukul {time_wib(receipt.issued_at)}"
        f" · {application.agency.short_name} · {receipt.issued_by}",
    }


def _unverified(receipt: Receipt) -> bool:
    rule = receipt.check_row.rule
    return rule is not None and rule.legal_basis.verified_on is None

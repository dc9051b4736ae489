"""From data to PDF: typst, Roboto from its package, a fixed time stamp; data goes in as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import font_roboto
import segno
import typst
from django.conf import settings
from django.urls import reverse

from accounts import vault
from accounts.models import StoredFile, User
from districts.models import Agency
from permits.models import LegalBasis
from permits.selectors.signers import Signer, signer_of

FOLDER = Path(__file__).parent
FONTS = Path(font_roboto.__file__).parent / "files"
DOTS = "…………………"
# What every letter imports: head, pairs of label and value, code, signature.
COMMON = "common.typ"
ACCESSIBLE = ("ua-1",)
BRANCH = "BPJS Ketenagakerjaan"


def compile_pdf(template: str, data: dict[str, Any], *, at: datetime, standards: Sequence[str] = ACCESSIBLE) -> bytes:
    """`template` (a .typ file of this folder) with `data`; `at` is the document's time."""
    shared = {"demo": settings.DEMO, **data}
    sources = {"main": (FOLDER / template).read_bytes(), COMMON: (FOLDER / COMMON).read_bytes()}
    content: bytes = typst.compile(  # type: ignore[call-overload]
        sources,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(shared)},
        timestamp=int(at.timestamp()),
        pdf_standards=list(standards),
    )
    return content


def store_pdf(template: str, data: dict[str, Any], *, name: str, by: User | None, at: datetime) -> StoredFile:
    """Render once and keep: a later print gives these bytes again."""
    content = compile_pdf(template, data, at=at)
    return vault.store_file(content=content, name=name, kind="LETTER", content_type="application/pdf", by=by)


def letterhead(agency: Agency, on: date) -> dict[str, Any]:
    """The office's head of letters and who signs on a day; what nobody has entered yet is dotted, never invented."""
    place = f"{agency.city.name.removeprefix('Kota ')} {agency.postal_code}".strip()
    is_branch = agency.kind == Agency.Kind.BRANCH
    signer = signer_of(agency, on)
    return {
        "government": (BRANCH if is_branch else agency.city.government_name).upper(),
        "office": (agency.name.removeprefix(f"{BRANCH} ") if is_branch else agency.name).upper(),
        "emblem": "Logo kantor" if is_branch else "Lambang daerah",
        "address": f"{agency.address or f'Jalan {DOTS}'}, {place} · Telepon {agency.phone or DOTS}",
        "contact": f"Pos-el {agency.email or DOTS} · Laman {agency.website or DOTS}",
        "city": agency.city.name.removeprefix("Kota "),
        "paper": agency.paper,
        "is_branch": is_branch,
        "signer_name": signer.name,
        "signer_nip": signer.nip,
        **_titles(agency, signer),
    }


def _titles(agency: Agency, signer: Signer) -> dict[str, str]:
    """The head alone, somebody of his staff "u.b." him, or whoever acts as head under that title."""
    if signer.title and agency.head_title in signer.title:
        return {"head": signer.title, "signer": ""}
    return {"head": agency.head_title, "signer": signer.title}


def verification(code: str) -> dict[str, str]:
    """The code as text and as QR (SVG) of its public page."""
    address = settings.PUBLIC_URL.rstrip("/") + reverse("verify", args=[code])
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, scale=4, xmldecl=False)
    return {"code": code, "qr": drawn.getvalue().decode(), "address": address}


def law_in_full(law: LegalBasis) -> str:
    """A legal basis as letters cite it: its title, with the article only where somebody has verified it."""
    return f"{law.title} {law.article}".strip() if law.verified_on else law.title

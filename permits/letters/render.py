"""From data to stored PDF: typst, Roboto from its package, a fixed time stamp; data goes in as JSON."""

from __future__ import annotations

import io
import json
from datetime import datetime
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

FOLDER = Path(__file__).parent
FONTS = Path(font_roboto.__file__).parent / "files"
DOTS = "…………………"


def store_pdf(template: str, data: dict[str, Any], *, name: str, by: User, at: datetime) -> StoredFile:
    """Render `template` (a .typ file of this folder) with `data` and keep it; `at` is the document's time."""
    shared = {"demo": settings.DEMO, **data}
    content: bytes = typst.compile(  # type: ignore[misc]
        (FOLDER / template).read_bytes(),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(shared)},
        timestamp=int(at.timestamp()),
        pdf_standards=["ua-1"],
    )
    return vault.store_file(content=content, name=name, kind="LETTER", content_type="application/pdf", by=by)


def letterhead(agency: Agency) -> dict[str, str]:
    """The office's head of letters; what nobody has entered yet is dotted, never invented."""
    place = f"{agency.city.name.removeprefix('Kota ')} {agency.postal_code}".strip()
    return {
        "government": agency.city.government_name.upper(),
        "office": agency.name.upper(),
        "address": f"{agency.address or f'Jalan {DOTS}'}, {place} · Telepon {agency.phone or DOTS}",
        "contact": f"Pos-el {agency.email or DOTS} · Laman {agency.website or DOTS}",
        "city": agency.city.name.removeprefix("Kota "),
        "head": agency.head_title,
        "signer": agency.signer_title if agency.signer_title != agency.head_title else "",
        "signer_name": agency.signer_name,
        "signer_nip": agency.signer_nip,
    }


def verification(code: str) -> dict[str, str]:
    """The code as text and as QR (SVG) of its public page."""
    address = settings.PUBLIC_URL.rstrip("/") + reverse("verify", args=[code])
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, scale=4, xmldecl=False)
    return {"code": code, "qr": drawn.getvalue().decode(), "address": address}

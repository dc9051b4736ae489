"""The report as PDF: typst, Roboto from its package, a fixed time stamp, so the same report gives the same bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import font_roboto
import typst

from districts.tokens import TOKENS
from monitoring.models import MonthlyReport
from monitoring.reporting.pack import packed
from monitoring.reporting.printed import printed

TEMPLATE = Path(__file__).parent / "report.typ"
FONTS = Path(font_roboto.__file__).parent / "files"


def report_pdf(report: MonthlyReport) -> bytes:
    """The pages of a report whose figures and sentences stand, in the language in force."""
    return compiled(TEMPLATE, printed(report), at=datetime.combine(report.as_of, time.min, UTC))


def compiled(template: Path, data: dict[str, Any], *, at: datetime) -> bytes:
    """A tagged PDF (PDF/UA); data goes in as JSON, never into the markup."""
    content: bytes = typst.compile(  # type: ignore[misc]
        template.read_bytes(),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data), "colours": json.dumps(TOKENS)},
        timestamp=int(at.timestamp()),
        pdf_standards=["ua-1"],
    )
    return packed(content)

"""What the tests of reports share."""

from __future__ import annotations

import pytest


@pytest.fixture
def blank_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports of which only the rows are looked at need no pages."""
    monkeypatch.setattr("monitoring.reporting.issue.report_pdf", lambda report: b"%PDF-")
    monkeypatch.setattr("monitoring.reporting.issue.report_xlsx", lambda report: b"PK")

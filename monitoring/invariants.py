"""What must hold of facts and reports after every fault."""

from __future__ import annotations

from accounts import invariants
from monitoring.facts import differences
from monitoring.facts.refresh import modes_built
from monitoring.models import MonthlyReport
from monitoring.reporting.issue import digest

CHECKED_MONTHS = 3


@invariants.register("stored facts equal the register")
def facts_equal_register() -> list[str]:
    """The newest months' facts against a recomputation in the mode they were built in."""
    newest = sorted(modes_built().values(), key=lambda mode: mode.period, reverse=True)[:CHECKED_MONTHS]
    return [f"{mode.period:%Y-%m} {difference}" for mode in newest for difference in differences(mode)]


@invariants.register("shown reports are whole and unchanged")
def reports_are_whole() -> list[str]:
    """Every report has its figures' digest and both files."""
    found = []
    for report in MonthlyReport.objects.exclude(state=MonthlyReport.State.BUILDING).iterator():
        if digest(report.figures) != report.sha256:
            found.append(f"{report.number}: figures do not give {report.sha256}")
        if report.pdf_id is None or report.xlsx_id is None:
            found.append(f"{report.number}: a file is missing")
    return found

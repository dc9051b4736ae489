"""Reports as the list shows them: the newest version of each area's month."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from accounts import vault
from accounts.models import StoredFile, WorkItem
from districts.models import District
from monitoring.models import MonthlyReport
from monitoring.models.reports import ReportQuerySet
from monitoring.selectors.reference import city

if TYPE_CHECKING:
    from accounts.models import User

BUILD = "monitoring.build_report"
MOST_ATTENTION = 3


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One area's newest report of a month, or none yet."""

    code: str
    name: str
    report: MonthlyReport | None
    is_building: bool

    @property
    def is_frozen(self) -> bool:
        return self.report is not None and self.report.state == MonthlyReport.State.FROZEN

    @property
    def rate(self) -> float | None:
        return self._coverage("rate")

    @property
    def change(self) -> float | None:
        return self._coverage("change")

    def _coverage(self, name: str) -> float | None:
        return self.report.figures["coverage"][name] if self.report else None


@dataclass(frozen=True, slots=True)
class MonthReports:
    """A month's reports: the kecamatan by name, and the city where the reader may see it."""

    rows: list[ReportRow]
    city: ReportRow | None

    @property
    def files(self) -> list[StoredFile]:
        """PDF and XLSX of every report there is, the city's first."""
        reports = [row.report for row in ([self.city] if self.city else []) + self.rows if row.report]
        return [file for report in reports for file in (report.pdf, report.xlsx) if file]


def visible_reports() -> ReportQuerySet:
    """All versions; `visible_to` narrows them."""
    return MonthlyReport.objects.select_related("district", "pdf", "xlsx", "built_by")


def month_reports(user: User, month: date) -> MonthReports:
    """The newest version of every area the reader may see."""
    newest: dict[str, MonthlyReport] = {}
    for report in visible_reports().visible_to(user).filter(period=month).order_by("version"):
        newest[report.area_code] = report
    building = _building(month)
    scope = user.scope
    areas = District.objects.order_by("name")
    shown = areas if scope.is_city else areas.filter(code__in=scope.district_codes)
    rows = [ReportRow(area.code, area.name, newest.get(area.code), area.code in building) for area in shown]
    home = city()
    whole = ReportRow(home.code, home.name, newest.get(home.code), home.code in building) if scope.is_city else None
    return MonthReports(rows, whole)


def archive(files: list[StoredFile]) -> bytes:
    """The files in one ZIP; PDF and XLSX are compressed already, so they are only put together."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for file in files:
            package.writestr(zipfile.ZipInfo(file.name), vault.read_file(file))
    return target.getvalue()


def _building(month: date) -> set[str]:
    """Areas whose report of the month is being built now."""
    live = WorkItem.objects.filter(
        kind=BUILD,
        state__in=[WorkItem.State.PENDING, WorkItem.State.RUNNING],
        target_id__startswith=f"{month:%Y-%m}/",
    )
    return {target.split("/")[1] for target in live.values_list("target_id", flat=True)}


def versions(report: MonthlyReport) -> list[MonthlyReport]:
    """Every version of the same month and area, newest first."""
    same = MonthlyReport.objects.filter(period=report.period, area_code=report.area_code)
    return list(same.select_related("pdf", "xlsx", "built_by").order_by("-version"))


def attention(rows: list[ReportRow]) -> list[dict[str, Any]]:
    """The areas that fell or stood still, the deepest fall first, with what they still hold."""
    told = [row for row in rows if row.change is not None and row.change <= 0]
    told.sort(key=lambda row: (row.change or 0, row.name))
    return [
        {
            "row": row,
            "change": row.change,
            "held": row.report.figures["gate"]["held"],
            "waiting": len(row.report.figures["held"]),
        }
        for row in told[:MOST_ATTENTION]
        if row.report
    ]

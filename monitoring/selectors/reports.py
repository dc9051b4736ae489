"""Reports as the list shows them: the newest version of each area's month."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import vault
from accounts.models import StoredFile, WorkItem
from districts.models import District
from monitoring.access_reports import sides_of
from monitoring.models import MonthlyReport, ReportReview
from monitoring.models.reports import ReportQuerySet
from monitoring.selectors.reference import city
from monitoring.selectors.report_areas import areas_open_to

if TYPE_CHECKING:
    from accounts.models import User

BUILD = "monitoring.build_report"
MOST_ATTENTION = 3


class Standing(models.TextChoices):
    """Where a report is between its building and its signatures (ui.md: Draf / Perlu disetujui / Terbit)."""

    MISSING = "MISSING", _("Belum dibuat")
    BUILDING = "BUILDING", _("Sedang disusun")
    DRAFT = "DRAFT", _("Draf")
    RETURNED = "RETURNED", _("Dikembalikan")
    TO_APPROVE = "TO_APPROVE", _("Perlu disetujui")
    ISSUED = "ISSUED", _("Terbit")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One area's newest report of a month, or none yet, with what was said of it."""

    code: str
    name: str
    report: MonthlyReport | None
    is_building: bool
    reviews: tuple[ReportReview, ...] = ()

    @property
    def is_frozen(self) -> bool:
        return self.report is not None and self.report.state == MonthlyReport.State.FROZEN

    @property
    def standing(self) -> Standing:
        """What the list shows of it."""
        if self.is_building:
            return Standing.BUILDING
        return standing_of(self.report, self.reviews) if self.report else Standing.MISSING

    @property
    def approved_at(self) -> datetime | None:
        """When the last side signed."""
        signed = [row.made_at for row in self.reviews if row.act == ReportReview.Act.SIGN]
        return max(signed) if signed and self.standing == Standing.ISSUED else None

    @property
    def active(self) -> int | None:
        return None if (people := self._coverage("active")) is None else int(people)

    @property
    def checked(self) -> int | None:
        gate: dict[str, int] | None = self.report.gate if self.report else None  # type: ignore[attr-defined]
        return gate["checked"] if gate else None

    @property
    def rate(self) -> float | None:
        return self._coverage("rate")

    @property
    def change(self) -> float | None:
        return self._coverage("change")

    def _coverage(self, name: str) -> float | None:
        coverage: dict[str, Any] = (self.report.coverage if self.report else None) or {}  # type: ignore[attr-defined]
        value: float | None = coverage.get(name)
        return value


@dataclass(frozen=True, slots=True)
class MonthReports:
    """A month's reports: the kecamatan by name, offices and branches, and the city where the reader may see it."""

    rows: list[ReportRow]
    offices: list[ReportRow]
    city: ReportRow | None

    @property
    def files(self) -> list[StoredFile]:
        """PDF and XLSX of every report there is, the city's first."""
        found = ([self.city] if self.city else []) + self.rows + self.offices
        reports = [row.report for row in found if row.report]
        return [file for report in reports for file in (report.pdf, report.xlsx) if file]


def standing_of(report: MonthlyReport, reviews: Iterable[ReportReview]) -> Standing:
    """A draft until its month is due; then every side signs it, or somebody sends it back."""
    if report.state != MonthlyReport.State.FROZEN:
        return Standing.DRAFT
    acts = {(row.act, row.side) for row in reviews}
    if any(act == ReportReview.Act.RETURN for act, _side in acts):
        return Standing.RETURNED
    signed = all((ReportReview.Act.SIGN, side) in acts for side in sides_of(report))
    return Standing.ISSUED if signed else Standing.TO_APPROVE


def visible_reports() -> ReportQuerySet:
    """All versions; `visible_to` narrows them."""
    return MonthlyReport.objects.select_related("district", "agency", "pdf", "xlsx", "built_by")


def month_reports(user: User, month: date) -> MonthReports:
    """The newest version of every area the reader may see; of the figures only what the list shows."""
    newest: dict[str, MonthlyReport] = {}
    short = (
        visible_reports()
        .defer("figures", "sentences")
        .annotate(
            coverage=F("figures__coverage"),
            gate=F("figures__gate"),
            waiting=Func(F("figures__held"), function="jsonb_array_length", output_field=models.IntegerField()),
        )
    )
    for report in short.visible_to(user).filter(period=month).order_by("version"):
        newest[report.area_code] = report
    said: dict[Any, list[ReportReview]] = defaultdict(list)
    for row in ReportReview.objects.filter(report__in=[report.pk for report in newest.values()]):
        said[row.report_id].append(row)
    building = _building(month)

    def line(code: str, name: str) -> ReportRow:
        report = newest.get(code)
        return ReportRow(code, name, report, code in building, tuple(said[report.pk]) if report else ())

    home, districts = city(), set(District.objects.values_list("code", flat=True))
    lines = [line(code, name) for code, name in areas_open_to(user)]
    return MonthReports(
        [row for row in lines if row.code in districts],
        [row for row in lines if row.code not in districts and row.code != home.code],
        next((row for row in lines if row.code == home.code), None),
    )


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
        # One that waits for more sheets to come is not being built.
        not_before__lte=Now(),
    )
    return {target.split("/")[1] for target in live.values_list("target_id", flat=True)}


def versions(report: MonthlyReport) -> list[MonthlyReport]:
    """Every version of the same month and area, newest first."""
    same = visible_reports().filter(period=report.period, area_code=report.area_code)
    return list(same.order_by("-version"))


def reviews_of(report: MonthlyReport) -> list[ReportReview]:
    """What was said of a version, oldest first."""
    return list(report.reviews.select_related("made_by"))


def attention(rows: list[ReportRow]) -> list[dict[str, Any]]:
    """The areas that fell or stood still, the deepest fall first, with what they still hold."""
    told = [row for row in rows if row.change is not None and row.change <= 0]
    told.sort(key=lambda row: (row.change or 0, row.name))
    return [
        {
            "row": row,
            "change": row.change,
            "held": row.report.gate["held"],  # type: ignore[attr-defined]
            "waiting": row.report.waiting,  # type: ignore[attr-defined]
        }
        for row in told[:MOST_ATTENTION]
        if row.report
    ]

"""Who says what of a report: its own office and the branch, each for its side, never one person for both."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Allowed, Decision, Denied
from accounts.rules import Role

if TYPE_CHECKING:
    from accounts.models import User
    from monitoring.models import MonthlyReport, ReportReview


class Side(models.TextChoices):
    """Whose word it is."""

    OFFICE = "OF", _("Kantor")
    BRANCH = "BH", _("Cabang BPJS Ketenagakerjaan")


NO_COMMENT = _("Laporan ini hanya dapat dicatati oleh kantornya dan oleh BPJS Ketenagakerjaan.")
NO_SIGNER = _("Laporan ini ditandatangani oleh atasan kantornya dan kepala cabang BPJS Ketenagakerjaan.")
NOT_ISSUED = _("Laporan sementara belum dapat ditandatangani atau dikembalikan; tunggu sampai terbit.")
OLD_VERSION = _("Sudah ada versi yang lebih baru; yang ditandatangani adalah versi terbaru.")
RETURNED = _("Laporan ini sudah dikembalikan; buat versi baru lebih dahulu.")
SIGNED = _("Sisi Anda sudah menandatangani laporan ini.")
SECOND_PERSON = _("Satu orang tidak boleh menandatangani untuk kedua sisi.")


def sides_of(report: MonthlyReport) -> tuple[Side, ...]:
    """Who must sign: a branch and the city answer through the branch head alone."""
    is_branchs = report.agency is not None and report.agency.kind == "BPJS"
    return (Side.BRANCH,) if is_branchs or report.area_is_city else (Side.OFFICE, Side.BRANCH)


def side_of(user: User, report: MonthlyReport, *, staff: bool = False) -> Side | None:
    """The side a person speaks for; with `staff` also those who may remark but not sign."""
    scope = user.scope
    if report.district_id and report.district_id in scope.districts(Role.SUPERVISOR):
        return Side.OFFICE
    if report.agency_id and report.agency_id in scope.agencies(Role.SUPERVISOR):
        return Side.OFFICE
    if staff and scope.has(Role.BRANCH_STAFF):
        return Side.BRANCH
    if not scope.has(Role.BRANCH_HEAD):
        return None
    own = report.agency is None or report.agency.kind != "BPJS" or report.agency_id in scope.agency_ids
    return Side.BRANCH if own or staff else None


def may_comment(user: User, report: MonthlyReport) -> Decision:
    """A remark, on a provisional report too."""
    return Allowed() if side_of(user, report, staff=True) else Denied(NO_COMMENT)


def may_return(user: User, report: MonthlyReport, reviews: Collection[ReportReview], newest: int) -> Decision:
    """Sending an issued report back to be corrected."""
    if side_of(user, report) is None:
        return Denied(NO_SIGNER)
    return _while_open(report, reviews, newest)


def may_sign(user: User, report: MonthlyReport, reviews: Collection[ReportReview], newest: int) -> Decision:
    """Signing for one's side."""
    side = side_of(user, report)
    if side is None or side not in sides_of(report):
        return Denied(NO_SIGNER)
    signed = [row for row in reviews if row.act == row.Act.SIGN]
    if any(row.side == side for row in signed):
        return Denied(SIGNED)
    if any(row.made_by_id == user.pk for row in signed):
        return Denied(SECOND_PERSON)
    return _while_open(report, reviews, newest)


def _while_open(report: MonthlyReport, reviews: Collection[ReportReview], newest: int) -> Decision:
    if report.state != report.State.FROZEN:
        return Denied(NOT_ISSUED)
    if report.version < newest:
        return Denied(OLD_VERSION)
    return Denied(RETURNED) if any(row.act == row.Act.RETURN for row in reviews) else Allowed()

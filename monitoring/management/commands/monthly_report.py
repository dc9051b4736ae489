"""`monthly_report YYYY-MM`: build or show one report (contract §2)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from accounts import vault
from accounts.commands import JsonCommand, Refused
from accounts.models import StoredFile
from monitoring.management.commands.coverage import month
from monitoring.reporting.areas import UnknownArea
from monitoring.services.reports import REASON_LEAST, MonthToCome, make_report


class Command(JsonCommand):
    help = (
        "The month's report of one kecamatan, office or branch, or of the city without --district. A frozen report is "
        "shown as it was issued; --recompute makes the next version and needs --reason. One whose month is not due yet "
        "is built anew."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("month", type=month, metavar="YYYY-MM")
        parser.add_argument("--district", default="", metavar="CODE", help="21.71.06; OPD-PAR, BPJS-NGY")
        parser.add_argument("--pdf", type=Path, metavar="FILE")
        parser.add_argument("--xlsx", type=Path, metavar="FILE")
        parser.add_argument("--recompute", action="store_true")
        parser.add_argument("--reason", default="", metavar="TEXT")
        parser.add_argument("--as", dest="as_user", metavar="USERNAME")

    def run(self, **options: Any) -> dict[str, Any]:
        reason = options["reason"].strip() if options["recompute"] else ""
        if options["recompute"] and len(reason) < REASON_LEAST:
            raise Refused("REASON_MISSING", f"--recompute needs --reason of at least {REASON_LEAST} letters.")
        try:
            report = make_report(
                period=options["month"],
                area=options["district"],
                by=self.actor(options["as_user"]) if options["as_user"] else None,
                reason=reason,
            )
        except UnknownArea as error:
            raise Refused("DISTRICT_UNKNOWN", f"There is no kecamatan {error}.") from error
        except MonthToCome as error:
            raise Refused("MONTH_TO_COME", f"{error} has not begun.") from error
        for option, file in (("pdf", report.pdf), ("xlsx", report.xlsx)):
            if options[option]:
                _copy(file, options[option])
        return {
            "month": f"{report.period:%Y-%m}",
            "district": report.district_id,
            "version": report.version,
            "status": report.state,
            "figures": report.figures,
            "sentences": report.sentences,
            "sha256": report.sha256,
        }


def _copy(file: StoredFile | None, target: Path) -> None:
    """The bytes as they were kept when the report was issued."""
    if file is None:
        raise Refused("FILE_GONE", "The report's file is not kept any more.")
    target.write_bytes(vault.read_file(file))

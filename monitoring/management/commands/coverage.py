"""`coverage YYYY-MM --by …`: distinct active people of a month, exactly, from the register (contract §2)."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from typing import Any

from accounts.commands import JsonCommand
from districts.clock import today
from monitoring.rules.months import parse_month
from monitoring.selectors.coverage import DIMENSIONS, coverage


def month(text: str) -> date:
    """argparse type of YYYY-MM."""
    try:
        return parse_month(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


class Command(JsonCommand):
    help = (
        "Distinct active people of a month and their share of a dated workforce (rate = active / workforce, 0 to 1 and "
        "above). --on decides which months are due; nothing is suppressed here."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("month", type=month, metavar="YYYY-MM")
        parser.add_argument("--by", required=True, choices=DIMENSIONS)
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="as of this day (WIB); default today")

    def run(self, **options: Any) -> dict[str, Any]:
        found = coverage(options["month"], by=options["by"], on=options["on"] or today())
        return {
            "month": f"{found.month:%Y-%m}",
            "as_of": found.as_of,
            "data_date": found.data_date,
            "total": found.total,
            "rows": [asdict(row) for row in found.rows],
            "unallocated": found.unallocated,
        }

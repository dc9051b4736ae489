"""`make_sheets`: invented workbooks of every profile, and `truth.json`, what a correct import of them must give."""

from __future__ import annotations

import hashlib
import json
from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from districts.clock import today
from districts.models import Village
from enrollment.models import Holiday
from enrollment.rules.calendar import due_date, month_start, required_month
from enrollment.sample.maker import make_sheets
from enrollment.sample.world import Area


class Command(BaseCommand):
    """Same seed, size, month and rate: same bytes. Works on reference data only; the register may hold anything."""

    help = "Write invented workbooks of the five profiles and truth.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", required=True, help="directory to write into")
        parser.add_argument("--workers", type=int, required=True, help="rows of the workers sheet")
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--month", help="YYYY-MM; the newest month that is due today if not given")
        parser.add_argument("--faults", type=float, default=0.0, help="share of faulty rows to add, 0 to 1")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["workers"] < 1:
            raise CommandError("--workers must be 1 or more.")
        if not 0 <= options["faults"] <= 1:
            raise CommandError("--faults must be between 0 and 1.")
        holidays = frozenset(Holiday.objects.values_list("date", flat=True))
        month = self._month(options["month"], holidays)
        areas = [
            Area(v.code, v.name, v.district_id, v.district.name)
            for v in Village.objects.select_related("district").order_by("code")
        ]
        if not areas:
            raise CommandError("There are no areas yet. Run `manage.py load_reference` first.")
        out = Path(options["out"])
        out.mkdir(parents=True, exist_ok=True)
        truth = make_sheets(
            out=out, areas=areas, workers=options["workers"], seed=options["seed"], month=month,
            on=due_date(month, holidays) + timedelta(days=1),
            holidays=holidays, faults=options["faults"],
        )  # fmt: skip
        for profile in truth["files"].values():
            profile["sha256"] = hashlib.sha256((out / profile["file"]).read_bytes()).hexdigest()
        (out / "truth.json").write_text(json.dumps(truth, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
        self.stdout.write(str(out / "truth.json"))

    def _month(self, text: str | None, holidays: frozenset[date]) -> date:
        if text is None:
            return required_month(today(), holidays)
        try:
            return month_start(date.fromisoformat(f"{text}-01"))
        except ValueError:
            raise CommandError(f"--month must be YYYY-MM, not {text!r}.") from None

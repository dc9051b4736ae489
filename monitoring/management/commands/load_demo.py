"""`load_demo`: demo accounts, an invented register brought in through the real import, a morning at the counter, and
the month's reports asked for. Only where settings.DEMO is on, and only into an empty register."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from districts.clock import today
from enrollment.models import ImportBatch
from enrollment.sample.sheets import PROFILES
from monitoring.reporting.timetable import ask_due
from permits import services as counter

SEED = 7


class Command(BaseCommand):
    """What `make run` calls on its first start."""

    help = "Demo accounts and an invented register (demo setting only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workers", type=int, default=20000, help="rows of the workers sheet; 0 = accounts only")
        parser.add_argument("--resume", action="store_true", help="go on where a first start was interrupted")

        parser.add_argument("--report", action="append", default=[], help="only this area's report (else all)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is made in the demo setting only (DEMO=1).")
        call_command("make_demo_accounts", stdout=self.stdout)
        if not options["workers"]:
            return
        if ImportBatch.objects.exists() and not options["resume"]:
            self.stdout.write("The register holds data already; no demo data is added.")
            return
        folder = Path(settings.DATA_DIR) / "demo"
        truth = self._sheets(folder, options["workers"])
        for profile in PROFILES:
            self._bring_in(folder / f"{profile}.xlsx", profile)
        self._counter(truth)
        # The worker builds them as soon as it is up, exactly as on any other day.
        ask_due(on=today(), areas=options["report"])

    def _sheets(self, folder: Path, workers: int) -> dict[str, Any]:
        self.stdout.write(f"Making workbooks of {workers} invented workers …")
        call_command(
            "make_sheets", "--out", str(folder), "--workers", str(workers), "--seed", str(SEED), stdout=io.StringIO()
        )
        truth: dict[str, Any] = json.loads((folder / "truth.json").read_text())
        return truth

    def _bring_in(self, path: Path, profile: str) -> None:
        out = io.StringIO()
        call_command("import_sheet", str(path), "--profile", profile, "--commit", "--json", stdout=out)
        answer = json.loads(out.getvalue())
        self.stdout.write(f"  {path.name}: {answer['rows']} rows, {answer['new']} new ({answer['seconds']:.1f} s)")

    def _counter(self, truth: dict[str, Any]) -> None:
        """One check of every finding by the officer of Lubuk Baja, so that the first screen is not empty."""
        officer = User.objects.get(username="petugas.lubukbaja")
        seen: set[str] = set()
        for example in truth["checks"]:
            if example["finding"] not in seen and example["finding"] != "SOURCE_DOWN":
                seen.add(example["finding"])
                counter.check(text=example["identifier"], service="DOMISILI", by=officer)

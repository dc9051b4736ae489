"""`facts [--rebuild] [--month YYYY-MM]`: compare the stored facts with the register, or build them again from it."""

from __future__ import annotations

import argparse
from typing import Any

from django.db import transaction

from accounts.commands import JsonCommand
from districts.clock import today
from monitoring.facts import differences
from monitoring.facts.refresh import modes, modes_built, rebuild
from monitoring.management.commands.coverage import month
from monitoring.rules.months import window


class Command(JsonCommand):
    help = "Compare stored facts with the register (exit 1 where they differ); with --rebuild build them again first."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="replace them by the register's")
        parser.add_argument("--month", type=month, metavar="YYYY-MM", help="this month alone; default the whole window")

    def run(self, **options: Any) -> dict[str, Any]:
        on = today()
        chosen = modes([options["month"]] if options["month"] else window(on), on=on)
        if options["rebuild"]:
            for mode in chosen:
                with transaction.atomic():
                    list(rebuild([mode], as_of=on))
        built = modes_built()
        stored = [built[mode.period] for mode in chosen if mode.period in built]
        wrong = {f"{mode.period:%Y-%m}": found for mode in stored if (found := differences(mode))}
        self.exit_code = 1 if wrong else 0
        return {"months": len(stored), "rebuilt": len(chosen) if options["rebuild"] else 0, "differences": wrong}

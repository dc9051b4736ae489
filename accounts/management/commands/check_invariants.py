"""`check_invariants`: run every app's invariants; exit 1 where one does not hold."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from accounts import canaries, invariants
from accounts.commands import JsonCommand


class Command(JsonCommand):
    help = "Check what must hold after every fault (I1 to I8)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--canary", action="append", default=[], help="a seeded NIK that must be nowhere in clear")

    def run(self, **options: Any) -> dict[str, Any]:
        problems = invariants.run() | {"I5 no canary in clear": canaries.scan(options["canary"])}
        self.exit_code = 1 if any(problems.values()) else 0
        return {"ok": not self.exit_code, "checks": problems}

    def say(self, result: dict[str, Any]) -> None:
        for name, problems in result["checks"].items():
            self.stdout.write(f"{'holds' if not problems else 'BROKEN':7}{name}")
            for problem in problems[:20]:
                self.stdout.write(f"       {problem}")

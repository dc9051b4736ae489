"""`check_invariants`: run every app's invariants; exit 1 where one does not hold."""

from __future__ import annotations

from typing import Any

from accounts import invariants
from accounts.commands import JsonCommand


class Command(JsonCommand):
    help = "Check what must hold after every fault (I1 to I8)."

    def run(self, **options: Any) -> dict[str, Any]:
        problems = invariants.run()
        self.exit_code = 1 if any(problems.values()) else 0
        return {"ok": not self.exit_code, "checks": problems}

    def say(self, result: dict[str, Any]) -> None:
        for name, problems in result["checks"].items():
            self.stdout.write(f"{'holds' if not problems else 'BROKEN':7}{name}")
            for problem in problems[:20]:
                self.stdout.write(f"       {problem}")

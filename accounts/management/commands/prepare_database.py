"""`manage.py prepare_database`: the role of the running application and its rights, after every migration."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from accounts.commands import JsonCommand, Refused
from config.database import APP_ROLE, RoleRefused, prepare_role


class Command(JsonCommand):
    help = "Makes the role web and worker run under, and sets its rights. May run again."
    requires_system_checks: list[str] = []  # an operator needs it most when something is broken

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", default=APP_ROLE, help="another name for the role (see DB_ROLE)")

    def run(self, **options: Any) -> dict[str, Any]:
        try:
            return {"role": options["role"], "tables": prepare_role(options["role"])}
        except RoleRefused as error:
            raise Refused("NO_RIGHT", str(error)) from error

    def say(self, result: dict[str, Any]) -> None:
        tables = result["tables"]
        self.stdout.write(
            f"{result['role']}: changes {tables['change']} tables, only adds to {tables['append']}, "
            f"only reads {tables['read']}."
        )

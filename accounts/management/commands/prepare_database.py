"""`manage.py prepare_database`: the role of the running application and its rights, after every migration."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.database import APP_ROLE, RoleRefused, prepare_role


class Command(BaseCommand):
    help = "Makes the role web and worker run under, and sets its rights. May run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", default=APP_ROLE, help="another name for the role (see DB_ROLE)")
        parser.add_argument("--json", action="store_true", help="print the result as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tables = prepare_role(options["role"])
        except RoleRefused as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps({"role": options["role"], "tables": tables}))
        else:
            self.stdout.write(
                f"{options['role']}: changes {tables['change']} tables, only adds to {tables['append']}, "
                f"only reads {tables['read']}."
            )

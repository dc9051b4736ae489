"""`manage.py backup FILE`: a whole, verified copy of database and files (never of the keys)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.backup import BackupRefused, save


class Command(BaseCommand):
    help = "Writes one file with database and files, and reads it back to verify it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it; it must not exist")
        parser.add_argument("--json", action="store_true", help="print exactly one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = save(options["file"])
        except BackupRefused as error:
            if options["json"]:
                self.stdout.write(json.dumps({"error": {"code": error.code, "message": str(error)}}))
            else:
                self.stderr.write(str(error))
            raise SystemExit(1) from error
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(
                f"Saved and verified: {result['rows']} rows of {len(result['tables'])} tables, "
                f"{result['files']} files, {result['seconds']} s: {result['file']}"
            )

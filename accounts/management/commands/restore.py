"""`manage.py restore FILE`: a copy's return, verified before it replaces anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.backup import BackupRefused, restore


class Command(BaseCommand):
    help = "Brings a copy back in place of all that is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")
        parser.add_argument("--json", action="store_true", help="print exactly one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = restore(options["file"])
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
                f"Restored and verified: {result['rows']} rows of {len(result['tables'])} tables, "
                f"{result['files']} files, {result['seconds']} s: {result['file']}"
            )

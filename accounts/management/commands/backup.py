"""`manage.py backup FILE`: a whole, verified copy of database and files (never of the keys)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from accounts.commands import JsonCommand, Refused
from config.backup import BackupRefused, save


class Command(JsonCommand):
    help = "Writes one file with database and files, and reads it back to verify it."
    requires_system_checks: list[str] = []  # an operator needs it most when something is broken

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it; it must not exist")

    def run(self, **options: Any) -> dict[str, Any]:
        try:
            return save(options["file"])
        except BackupRefused as error:
            raise Refused(error.code, str(error)) from error

    def say(self, result: dict[str, Any]) -> None:
        self.stdout.write(
            f"Saved and verified: {result['rows']} rows of {len(result['tables'])} tables, {result['files']} files, "
            f"{result['seconds']} s. {result['file']}"
        )

"""`manage.py restore FILE`: a copy's return, verified before it replaces anything."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from accounts.commands import JsonCommand, Refused
from config.backup import BackupRefused, restore


class Command(JsonCommand):
    help = "Brings a copy back in place of all that is there."
    requires_system_checks: list[str] = []  # an operator needs it most when something is broken

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")

    def run(self, **options: Any) -> dict[str, Any]:
        try:
            return restore(options["file"])
        except BackupRefused as error:
            raise Refused(error.code, str(error)) from error

    def say(self, result: dict[str, Any]) -> None:
        self.stdout.write(
            f"Restored and verified: {result['rows']} rows of {len(result['tables'])} tables, {result['files']} files, "
            f"{result['seconds']} s. {result['file']}"
        )

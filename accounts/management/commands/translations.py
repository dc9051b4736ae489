"""`manage.py translations`: the English catalogue (logic in config.translations)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import translations


class Command(BaseCommand):
    """Steps run in the order update, merge, check, compile; ask for at least one."""

    help = "Collect, merge, check and compile the English translations."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options may be combined."""
        parser.add_argument("--update", action="store_true", help="bring the .po to what code and templates use")
        parser.add_argument("--merge", nargs="+", type=Path, metavar="FILE", help="take English from .po fragments")
        parser.add_argument("--check", action="store_true", help="fail when English is missing or does not fit")
        parser.add_argument("--compile", action="store_true", help="write the .mo")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps asked for."""
        if not any(options[step] for step in ("update", "merge", "check", "compile")):
            raise CommandError("Ask for --update, --merge, --check or --compile.", returncode=2)
        if options["update"]:
            count, empty = translations.update()
            self.stdout.write(f"{count} msgids, {empty} without English")
        if options["merge"]:
            merged, strange = translations.merge(options["merge"])
            self.stdout.write(f"{merged} translations taken")
            for msgid in strange:
                self.stderr.write(f"not used by the code: {msgid!r}")
        if options["check"]:
            self._check()
        if options["compile"]:
            translations.compile_catalogue()

    def _check(self) -> None:
        problems = translations.check()
        for problem in problems:
            self.stderr.write(f"{problem.why}: {problem.msgid!r}")
        if problems:
            raise CommandError(f"{len(problems)} entries need English; see above.")
        self.stdout.write("English is complete.")

"""`manage.py check_registration IDENTIFIER --service CODE`: the counter's answer for scripts (contract §2)."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from accounts.commands import JsonCommand
from accounts.commands import Refused as CommandRefused
from enrollment.services import operator
from permits import services
from permits.errors import Refused
from permits.serialised import answer_of


class Command(JsonCommand):
    """Asks like an officer: the look-up is judged, kept as a Check and audited."""

    help = "Is this applicant registered with BPJS Ketenagakerjaan, for one service?"

    def add_arguments(self, parser: CommandParser | ArgumentParser) -> None:
        parser.add_argument("identifier", help="NIB, NPWP, NPP, NIK, KPJ, a code or file number of ours, or a name")
        parser.add_argument("--service", required=True, help="code of the service, such as DOMISILI")
        parser.add_argument("--on", type=date.fromisoformat, help="asked day, YYYY-MM-DD (default: today)")
        parser.add_argument("--as", dest="as", help="username of the officer who asks; the operator if not given")

    def run(self, **options: Any) -> dict[str, Any]:
        by = self.actor(options["as"]) if options["as"] else operator()
        try:
            row = services.check(text=options["identifier"], service=options["service"], by=by, on=options["on"])
        except Refused as refused:
            raise CommandRefused(refused.code, str(refused.sentence)) from None
        return answer_of(row)

    def say(self, result: dict[str, Any]) -> None:
        self.stdout.write(result["headline"])
        for reason in result["reasons"]:
            self.stdout.write(f"  {reason['sentence_id']}")
        self.stdout.write(f"  {result['legal_basis']} · data {result['as_of'] or '—'}")

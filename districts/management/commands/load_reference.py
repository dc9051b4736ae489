"""`manage.py load_reference`: insert the shipped reference rows that are missing."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from districts.reference import load_reference


class Command(BaseCommand):
    """Safe on every start: what an admin edited or removed stays so."""

    help = "Insert missing reference data: areas, offices, denominators, holidays, KBLI."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_reference()
        if options["json"]:
            self.stdout.write(json.dumps({"added": added}))
            return
        for name, count in added.items():
            self.stdout.write(f"{name}: +{count}")

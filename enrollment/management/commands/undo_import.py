"""`undo_import`: take a committed batch back, naming what stayed and why."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from typing import Any

from accounts.commands import JsonCommand, Refused
from enrollment.models import ImportBatch
from enrollment.services import operator, undo_batch


class Command(JsonCommand):
    help = "Undo a committed import: rows it brought go, rows it changed become what they were."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=uuid.UUID, help="the batch's id, as import_sheet printed it")
        parser.add_argument("--as", dest="username", help="who undoes it; the operator if not given")
        parser.add_argument("--reason", default="undo_import", help="kept with the batch and in the audit trail")

    def run(self, **options: Any) -> dict[str, Any]:
        batch = ImportBatch.objects.filter(pk=options["batch"]).first()
        if batch is None:
            raise Refused("BATCH_NOT_FOUND", f"There is no batch {options['batch']}.")
        by = self.actor(options["username"]) if options["username"] else operator()
        return {"batch": batch.pk, **undo_batch(batch=batch, by=by, reason=options["reason"])}

"""`import_sheet`: one workbook or CSV into the register, evaluated anew each time; without --commit only looked at."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts import audit, vault
from accounts.access import ensure
from accounts.commands import JsonCommand, Refused
from accounts.models import User
from enrollment import access
from enrollment.importing import words
from enrollment.importing.errors import FileRefused
from enrollment.importing.noticing import note_out_of_scope
from enrollment.importing.pipeline import Source, commit, stage
from enrollment.importing.profiles import PROFILES
from enrollment.models import ImportBatch, ImportProblem
from enrollment.selectors.batches import problem_groups
from enrollment.services.imports import keep_file, open_batch, operator

Severity = ImportProblem.Severity


class Command(JsonCommand):
    help = "Bring a sheet in: look at it, and with --commit write it into the register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="workbook (.xlsx) or CSV")
        parser.add_argument("--profile", choices=sorted(PROFILES), help="what the sheet is; else its headings tell")
        parser.add_argument("--as", dest="username", help="whose import this is; the operator's if not given")
        parser.add_argument("--commit", action="store_true", help="write the correct rows into the register")
        parser.add_argument("--as-of", type=date.fromisoformat, help="YYYY-MM-DD the data stands for")

    def run(self, **options: Any) -> dict[str, Any]:
        started = time.monotonic()
        path = Path(options["file"])
        if not path.is_file():
            raise Refused("FILE_NOT_FOUND", f"There is no file {path}.")
        by = self.actor(options["username"]) if options["username"] else operator()
        ensure(access.may_upload(by))
        try:
            with transaction.atomic():
                batch = self._import(path, by, options)
                batch.seconds = round(time.monotonic() - started, 3)
                batch.save(update_fields=["seconds"])
        except FileRefused as refusal:
            with transaction.atomic():
                data = {"code": str(refusal.code), "file": vault_name(path)}
                audit.record(verb="enrollment.refuse_file", by=by, data=data)
            sentence = words.refusal_sentence(refusal.code, refusal.params)
            raise Refused(str(refusal.code), str(sentence)) from None
        return self._result(batch, path)

    def _import(self, path: Path, by: User, options: dict[str, Any]) -> ImportBatch:
        stored = keep_file(content=path, name=path.name, by=by)
        batch = open_batch(stored=stored, by=by, profile=options["profile"] or "", as_of=options["as_of"])
        with vault.file_to_path(stored) as clear:
            source = Source.of(batch, clear)
            stage(batch, source, to_commit=options["commit"])
            if options["commit"] and batch.rows > batch.wrong:
                commit(batch, source, by=by, judged=True, with_effects=False)
            else:
                audit.record(verb="enrollment.receive_batch", by=by, target=batch, data={"sha256": batch.sha256})
        note_out_of_scope(batch)
        return batch

    def _result(self, batch: ImportBatch, path: Path) -> dict[str, Any]:
        groups = [asdict(group) for group in problem_groups(batch)]
        counts = ("rows", "new", "changed", "same", "doubtful", "wrong", "skipped", "ignored_columns")
        return {
            "batch": batch.pk,
            "profile": batch.profile,
            "sha256": batch.sha256,
            **{name: getattr(batch, name) for name in counts},
            "errors": [_listed(group) for group in groups if group["severity"] != Severity.WARNING],
            "warnings": [_listed(group) for group in groups if group["severity"] == Severity.WARNING],
            "reject_file": self._write_reject(batch, path),
            "first_batch": batch.first_batch_id,
            "as_of": batch.as_of,
            "status": batch.state,
            "seconds": batch.seconds,
        }

    def _write_reject(self, batch: ImportBatch, path: Path) -> str | None:
        """The reject workbook beside the file, or in the data directory where that place cannot be written."""
        if batch.reject_file is None:
            return None
        content = vault.read_file(batch.reject_file)
        name = f"{path.stem}.salah.xlsx"
        for folder in (path.resolve().parent, settings.DATA_DIR):
            try:
                (folder / name).write_bytes(content)
            except OSError:
                continue
            return str(folder / name)
        return None


def vault_name(path: Path) -> str:
    """The file's name as the store would keep it."""
    return vault.store.safe_name(path.name)


def _listed(group: dict[str, Any]) -> dict[str, Any]:
    return {name: group[name] for name in ("code", "column", "count", "example_row")}

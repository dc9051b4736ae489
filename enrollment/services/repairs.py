"""Repair cells of a staged sheet, skip its rows, and take a repair back; the file stays as it came.

Everybody who can see the preview sees each repair, by whom and when; taking one back is as easy as making it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts import audit, vault
from accounts.access import ensure
from accounts.models import User
from enrollment import access
from enrollment.importing.mending import UNREPAIRABLE, way
from enrollment.importing.profiles import PROFILES
from enrollment.importing.repairs import SEALED_AS
from enrollment.models import ImportBatch, ImportProblem, ImportRepair
from enrollment.services.restaging import judge_again

__all__ = ["MOST_TEXT", "Unrepairable", "repair", "repair_row", "skip_row", "take_repair_back"]

MOST_TEXT = 500  # characters a person may type into a cell
Kind = ImportRepair.Kind


class Unrepairable(ValueError):
    """That cell or group cannot be repaired here; the message is the sentence for the person."""


@transaction.atomic
def repair(
    *,
    batch: ImportBatch,
    kind: str,
    column: str,
    code: str,
    by: User,
    choice: str = "",
    before: str = "",
    after: str = "",
) -> ImportRepair:
    """Repair every cell of `column` that has `code`: by a rule (`choice`), or those that say `before` to `after`."""
    batch = _locked(batch, by)
    _ensure_repairable(batch, column, code)
    if kind == Kind.RULE and way(choice, code, PROFILES[batch.profile].column(column)) is None:
        raise Unrepairable(_("Cara perbaikan itu tidak berlaku untuk kolom ini."))
    if kind == Kind.VALUE and before.strip() == after.strip():
        raise Unrepairable(_("Tulis isi yang baru; isinya masih sama."))
    old = ImportRepair.objects.filter(batch=batch, kind=kind, column=column, code=code, taken_back_at=None)
    for one in old:
        if kind == Kind.RULE or vault.unseal(bytes(one.before or b""), SEALED_AS) == before.strip():
            _end(one)
    texts = (before.strip(), _typed(after)) if kind == Kind.VALUE else (None, None)
    made = _make(batch, by, kind=kind, column=column, code=code, choice=choice, texts=texts)
    _rejudge(batch, by)
    return made


@transaction.atomic
def repair_row(*, batch: ImportBatch, row_number: int, cells: Mapping[str, str], by: User) -> list[ImportRepair]:
    """Type other texts into cells of one row. `cells`: canonical heading → text; an earlier repair of a cell ends."""
    batch = _locked(batch, by)
    codes = _codes_of_row(batch, row_number)
    made = []
    for column, text in cells.items():
        _ensure_repairable(batch, column, codes.get(column, ""))
        for old in ImportRepair.objects.filter(batch=batch, row_number=row_number, column=column, taken_back_at=None):
            _end(old)
        code = codes.get(column) or next(iter(codes.values()))
        made.append(
            _make(
                batch, by, kind=Kind.CELL, column=column, code=code, row_number=row_number, texts=(None, _typed(text))
            )
        )
    if not made:
        raise Unrepairable(_("Tidak ada isi yang berubah."))
    _rejudge(batch, by)
    return made


@transaction.atomic
def skip_row(*, batch: ImportBatch, row_number: int, by: User) -> ImportRepair:
    """Leave one row out: it counts as wrong and says who skipped it."""
    batch = _locked(batch, by)
    _codes_of_row(batch, row_number)
    for old in ImportRepair.objects.filter(batch=batch, row_number=row_number, column="", taken_back_at=None):
        return old
    made = _make(batch, by, kind=Kind.SKIP, row_number=row_number)
    _rejudge(batch, by)
    return made


@transaction.atomic
def take_repair_back(*, repair: ImportRepair, by: User) -> ImportRepair:
    """The cells are again what the file says. Taking back twice changes nothing."""
    batch = _locked(repair.batch, by)
    repair = ImportRepair.objects.select_for_update().get(pk=repair.pk, batch=batch)
    if repair.taken_back_at is None:
        _end(repair)
        audit.record(verb="enrollment.take_repair_back", by=by, target=batch, data=_told(repair))
        _rejudge(batch, by)
    return repair


def _locked(batch: ImportBatch, by: User) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    ensure(access.may_repair(by, batch))
    return batch


def _ensure_repairable(batch: ImportBatch, column: str, code: str) -> None:
    if column not in batch.header["columns"]:
        raise Unrepairable(_("Kolom itu tidak ada di file ini."))
    if code == "NIK_NUMERIC_CELL":
        raise Unrepairable(_("NIK yang dibulatkan Excel tidak dapat diperbaiki di sini. Minta file dengan kolom teks."))
    if code in UNREPAIRABLE:
        raise Unrepairable(_("Kesalahan ini diperbaiki di file asalnya, lalu file itu diunggah lagi."))


def _codes_of_row(batch: ImportBatch, row_number: int) -> dict[str, str]:
    """What is wrong or doubtful in the row, by column; a sound row is not repaired."""
    problems = ImportProblem.objects.filter(batch=batch, row_number=row_number).exclude(severity="WARNING")
    codes = dict(problems.order_by("-id").values_list("column", "code"))
    if not codes:
        raise Unrepairable(_("Baris itu tidak salah dan tidak meragukan."))
    return codes


def _typed(text: str) -> str:
    text = text.strip()
    if len(text) > MOST_TEXT or "\x00" in text:
        raise Unrepairable(_("Isi sel paling banyak 500 huruf."))
    return text


def _make(
    batch: ImportBatch, by: User, *, texts: tuple[str | None, str | None] = (None, None), **fields: Any
) -> ImportRepair:
    before, after = (None if text is None else vault.seal(text, SEALED_AS) for text in texts)
    made = ImportRepair(batch=batch, before=before, after=after, made_by=by, **fields)
    made.save(force_insert=True)
    audit.record(verb="enrollment.repair", by=by, target=batch, data=_told(made))
    return made


def _end(repair: ImportRepair) -> None:
    repair.taken_back_at = Now()
    repair.save(update_fields=["taken_back_at"])
    repair.refresh_from_db(fields=["taken_back_at"])


def _rejudge(batch: ImportBatch, by: User) -> None:
    judge_again(batch, by=by)
    batch.save(update_fields=["state", "submitted_at"])


def _told(repair: ImportRepair) -> dict[str, Any]:
    """What the audit keeps of a repair: never a cell."""
    names = ("kind", "column", "row_number", "code", "choice")
    return {"repair": repair.pk, **{name: getattr(repair, name) for name in names}}

"""One doubt side by side: the sheet's row, what it stands against, where each came from, and what each answer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import User
from districts.formats import date_short
from enrollment import access
from enrollment.importing.doubt_cells import HIDDEN, LINES, Names, known_rows
from enrollment.importing.doubtful import Kept, hindrance, opened
from enrollment.importing.doubts import Answer
from enrollment.importing.errors import Code
from enrollment.importing.targets import MONTH, PERSON, TARGETS
from enrollment.models import ImportBatch, ImportRowCopy, Participant
from enrollment.rules.identifiers import mask_name

__all__ = ["Choice", "DoubtPage", "Line", "doubt_page"]

MOST_SIDES = 3

HEADINGS: dict[Code, Promise] = {
    Code.DUP_CONFLICT: lazy("Kunci yang sama, isi yang berbeda, dalam satu berkas"),
    Code.KPJ_TAKEN: lazy("Nomor KPJ ini tercatat untuk orang lain"),
    Code.NAME_CONFLICT: lazy("NIK ini tercatat dengan nama lain"),
}
WHY_NOT: dict[str, Promise] = {
    "OCCUPIED": lazy(
        "Pada satu pemberi kerja sebuah KPJ hanya dapat milik satu orang, jadi register tidak dapat memuat keduanya."
    ),
    "ONE_NIK": lazy(
        "Satu NIK adalah satu orang, jadi register tidak dapat memuat dua nama. Minta NIK yang benar kepada pengirim."
    ),
    "ONE_KEY": lazy("Kedua baris memakai kunci yang sama, jadi register hanya dapat memuat salah satunya."),
    "CROWDED": lazy(
        "Nomor ini dipegang beberapa orang sebagai peserta mandiri. Gabungkan dulu catatan orang yang sama."
    ),
    "EMPLOYER_GONE": lazy("Pemberi kerja baris ini sudah tidak ada di register."),
}


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One value of the row beside the same value elsewhere."""

    label: str | Promise
    cells: list[Cell]
    differs: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A column of the comparison: whose row, and where it came from."""

    title: str
    origin: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer and what it would do; `why_not` where it cannot be given."""

    value: str
    title: str
    hint: str
    why_not: str | Promise


@dataclass(frozen=True, slots=True)
class DoubtPage:
    row: ImportRowCopy
    heading: str | Promise
    sides: list[Side]
    lines: list[Line]
    choices: list[Choice]
    hides: bool
    people: list[str]


def doubt_page(row: ImportRowCopy, user: User, *, revealed: bool = False) -> DoubtPage:
    """The comparison of one open doubt as this person sees it; NIK and wage only where they differ and on request."""
    kept = opened(bytes(row.doubt or b""))
    rivals = _rivals(row, kept)
    with connection.cursor() as cursor:
        known = known_rows(cursor, TARGETS[row.batch.profile].table, kept.row, kept.code)
    rows = [kept.row, *rivals.values(), *known]
    hidden = _hidden(row.batch, rows)
    names = Names(hidden if revealed else ())
    return DoubtPage(
        row=row,
        heading=HEADINGS[kept.code],
        sides=[_of_file(row, number) for number in (row.row_number, *rivals)] + [_of_register(one) for one in known],
        lines=_lines(row.batch, rows, names),
        choices=_choices(row, kept, user, rivals, known),
        hides=bool(hidden),
        people=_people(kept, known),
    )


def _rivals(row: ImportRowCopy, kept: Kept) -> dict[int, dict[str, Any]]:
    rows = ImportRowCopy.objects.filter(
        batch=row.batch, row_number__in=kept.identity.rivals, doubt__isnull=False
    ).order_by("row_number")
    return {other.row_number: opened(bytes(other.doubt or b"")).row for other in rows[:MOST_SIDES]}


def _people(kept: Kept, known: list[dict[str, Any]]) -> list[str]:
    """The register's people on both sides: they may be one person twice."""
    index = kept.row.get("nik_index")
    own = Participant.objects.filter(nik_index=bytes.fromhex(index[2:]), merged_into=None) if index else ()
    return list(
        dict.fromkeys([*(str(one.public_id) for one in own), *(one["person"] for one in known if "person" in one)])
    )


def _of_file(row: ImportRowCopy, number: int) -> Side:
    batch = row.batch
    return Side(_("Baris %(row)s berkas") % {"row": number}, _origin(batch.file.name, str(batch.as_of or "")))


def _of_register(row: dict[str, Any]) -> Side:
    if not row["file"]:
        return Side(_("Register"), _("dicatat di loket"))
    told = _("%(file)s, baris %(row)s") % {"file": row["file"], "row": row["row_number"] or "—"}
    return Side(_("Register"), _origin(told, row["as_of"] or ""))


def _origin(told: str, day: str) -> str:
    if not day:
        return told
    return _("%(file)s, data per %(day)s") % {"file": told, "day": _day(day)}


def _day(iso: str) -> str:
    return date_short(date.fromisoformat(iso[:10]), lang=get_language() or "id")


def _lines(batch: ImportBatch, rows: Sequence[dict[str, Any]], names: Names) -> list[Line]:
    absent = _absent(batch)
    lines = []
    for label, column, kind in LINES[TARGETS[batch.profile].table]:
        keys = [names.key(row, column, kind) for row in rows]
        if column in absent or not any(keys):
            continue
        cells = [
            Cell(names.text(row, column, kind), at > 0 and key != keys[0])
            for at, (row, key) in enumerate(zip(rows, keys, strict=True))
        ]
        lines.append(Line(label, cells, any(cell.differs for cell in cells)))
    return lines


def _hidden(batch: ImportBatch, rows: Sequence[dict[str, Any]]) -> frozenset[int]:
    """Kinds of values that differ and are not shown unless somebody says why."""
    names, absent = Names(), _absent(batch)
    specs = [spec for spec in LINES[TARGETS[batch.profile].table] if spec[2] in HIDDEN and spec[1] not in absent]
    return frozenset(kind for _label, column, kind in specs if len({names.key(row, column, kind) for row in rows}) > 1)


def _absent(batch: ImportBatch) -> set[str]:
    """Columns the sheet says nothing of."""
    present = batch.header["columns"]
    values = (*TARGETS[batch.profile].values, *PERSON, *MONTH)
    said = {value.column for value in values if value.is_in(present)}
    return {value.column for value in values} - said


def _choices(
    row: ImportRowCopy, kept: Kept, user: User, rivals: dict[int, Any], known: list[dict[str, Any]]
) -> list[Choice]:
    told = {
        Answer.TAKE: (_("Pakai isi berkas"), _taken(row, kept, rivals, known)),
        Answer.APART: (_("Orang atau usaha yang berbeda"), _("Keduanya disimpan dengan nomor yang sama.")),
        Answer.KEEP: (_("Biarkan isi register"), _("Baris ini tidak ditulis.")),
    }
    choices = []
    for answer, (title, hint) in told.items():
        decision = access.may_settle(user, row.batch, answer)
        why_not = WHY_NOT.get(hindrance(kept, answer), "") or getattr(decision, "reason", "")
        choices.append(Choice(answer.value, title, hint, why_not))
    return choices


def _taken(row: ImportRowCopy, kept: Kept, rivals: dict[int, Any], known: list[dict[str, Any]]) -> str:
    sentences = []
    if kept.code is Code.KPJ_TAKEN and known:
        sentences.append(
            _("%(n)s kepesertaan dengan nomor ini pindah dari %(from)s kepada %(to)s.")
            % {"n": len(known), "from": mask_name(known[0]["name"]), "to": mask_name(kept.row["name"])}
        )
    if kept.code is Code.NAME_CONFLICT:
        sentences.append(_("Nama di register diganti dengan nama di berkas."))
    sentences.append(_("Baris %(row)s ditulis ke register.") % {"row": row.row_number})
    if rivals:
        others = ", ".join(str(number) for number in rivals)
        sentences.append(_("Baris %(rows)s berkas yang sama dibiarkan.") % {"rows": others})
    return " ".join(sentences)

"""The values of a doubt as a person reads them, and the register rows a doubtful row stands against."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import vault
from districts.formats import date_short, rupiah
from districts.models import Agency, Village
from enrollment.importing.errors import Code
from enrollment.models import Employer
from enrollment.rules import identifiers

__all__ = ["HIDDEN", "LINES", "Names", "known_rows"]

# How a value is told: as it is, as a day, masked, by the name behind an id, or not (money: only that it differs).
PLAIN, DAY, NIK, OWNER, KPJ, NPWP, NPP, PROGRAMS, EMPLOYER, VILLAGE, BRANCH, UNTOLD = range(12)
Spec = tuple[str | Promise, str, int]
_PROGRAMS = ("jkk", "jkm", "jht", "jp", "jkp")

LINES: dict[str, tuple[Spec, ...]] = {
    "enrollment_membership": (
        ("NIK", "nik_index", NIK),
        (_("Nama"), "name", PLAIN),
        (_("Tanggal lahir"), "birth_date", DAY),
        (_("Jenis kelamin"), "sex", PLAIN),
        ("KPJ", "kpj", KPJ),
        (_("Pemberi kerja"), "employer_id", EMPLOYER),
        (_("Segmen"), "segment", PLAIN),
        (_("Program"), "jkk", PROGRAMS),
        (_("Mulai"), "started_on", DAY),
        (_("Berakhir"), "ended_on", DAY),
        (_("Terlindungi sampai"), "protected_until", DAY),
        (_("Upah"), "wage", UNTOLD),
        (_("Kelurahan"), "village_id", VILLAGE),
        (_("Cabang"), "branch_id", BRANCH),
        (_("Pekerjaan"), "occupation", PLAIN),
        (_("Kelompok"), "group_name", PLAIN),
    ),
    "enrollment_employer": (
        ("NPP", "npp", NPP),
        (_("Divisi"), "division_code", PLAIN),
        (_("Nama"), "name", PLAIN),
        ("NPWP", "npwp", NPWP),
        (_("Skala"), "scale", PLAIN),
        (_("Cabang"), "branch_id", BRANCH),
        (_("Kelurahan"), "village_id", VILLAGE),
        (_("Tenaga kerja"), "reported_workers", PLAIN),
        (_("Lunas sampai"), "paid_through", DAY),
        (_("Dilaporkan sampai"), "reported_through", DAY),
        (_("Nonaktif sejak"), "closed_on", DAY),
        (_("Total iuran"), "posted_amount", UNTOLD),
    ),
    "enrollment_business": (
        ("NIB", "nib", PLAIN),
        (_("Nama usaha"), "name", PLAIN),
        (_("Pemilik"), "owner_name", PLAIN),
        (_("NIK pemilik"), "owner_nik_index", OWNER),
        ("NPWP", "npwp", NPWP),
        ("NPP", "npp", NPP),
        (_("Alamat"), "address", PLAIN),
        (_("Kelurahan"), "village_id", VILLAGE),
        ("KBLI", "kbli_code", PLAIN),
        (_("Skala"), "scale", PLAIN),
        (_("Tenaga kerja"), "declared_workers", PLAIN),
    ),
    "districts_workforcefigure": (
        (_("Wilayah"), "area_code", PLAIN),
        (_("Tahun"), "year", PLAIN),
        (_("Jenis"), "kind", PLAIN),
        (_("Jumlah"), "people", PLAIN),
        (_("Sumber"), "source", PLAIN),
        (_("Batas bawah"), "low", PLAIN),
        (_("Batas atas"), "high", PLAIN),
    ),
}
LINES["enrollment_announcedworker"] = LINES["enrollment_membership"]
_MASKS = {KPJ: identifiers.mask_kpj, NPWP: identifiers.mask_npwp, NPP: identifiers.mask_npp}
HIDDEN = frozenset({NIK, OWNER, UNTOLD})
_SEALED = {NIK: ("nik", "participant.nik"), OWNER: ("owner_nik", "business.owner_nik")}


class Names:
    """Codes and ids as names; `revealed`: kinds of hidden values that are told in full."""

    def __init__(self, revealed: Collection[int] = ()) -> None:
        self.revealed = revealed

    @cached_property
    def villages(self) -> dict[str, str]:
        return dict(Village.objects.values_list("code", "name"))

    @cached_property
    def branches(self) -> dict[int, str]:
        return dict(Agency.objects.values_list("id", "short_name"))

    def key(self, row: dict[str, Any], column: str, kind: int) -> Any:
        """What is compared; nothing for no value."""
        if kind == PROGRAMS:
            return tuple(name for name in _PROGRAMS if row.get(name))
        return row.get(column)

    def text(self, row: dict[str, Any], column: str, kind: int) -> str:
        """What is shown."""
        value = self.key(row, column, kind)
        if value in (None, "", ()):
            return "—"
        if kind in _SEALED:
            return self._number(row, *_SEALED[kind], whole=kind in self.revealed)
        if kind in _MASKS:
            return _MASKS[kind](str(value))
        return self._told(value, kind)

    def _told(self, value: Any, kind: int) -> str:
        if kind == DAY:
            return date_short(date.fromisoformat(value[:10]), lang=get_language() or "id")
        if kind == PROGRAMS:
            return ", ".join(name.upper() for name in value)
        if kind == EMPLOYER:
            return Employer.objects.filter(pk=value).values_list("name", flat=True).first() or "—"
        if kind == UNTOLD:
            return rupiah(value, lang=get_language() or "id") if UNTOLD in self.revealed else "••••"
        if kind == VILLAGE:
            return self.villages.get(value, str(value))
        return self.branches.get(value, str(value)) if kind == BRANCH else str(value)

    def _number(self, row: dict[str, Any], column: str, sealed_as: str, *, whole: bool) -> str:
        sealed = row.get(column)
        if not sealed:
            return "—"
        nik = vault.unseal(bytes.fromhex(sealed[2:]), sealed_as)
        return nik if whole else identifiers.mask_nik(nik)


_ORIGIN = """
    jsonb_build_object('file', f.name, 'as_of', b.as_of)
    FROM {source} LEFT JOIN enrollment_importbatch b ON b.id = t.batch_id
    LEFT JOIN accounts_storedfile f ON f.id = b.file_id WHERE {where} ORDER BY t.id LIMIT 4
"""
_COVER = (
    "SELECT to_jsonb(t) || jsonb_build_object('nik', p.nik, 'nik_index', p.nik_index, 'name', p.name,"
    " 'birth_date', p.birth_date, 'sex', p.sex, 'person', p.public_id) || "
)
_COVERS = "enrollment_participant p JOIN enrollment_membership t ON t.participant_id = p.id"
_PERSON = (
    "SELECT to_jsonb(p) || coalesce(to_jsonb(t), '{}') || jsonb_build_object('name', p.name, 'person', p.public_id,"
    " 'row_number', coalesce(t.row_number, p.row_number)) || "
)
_PERSONS = (
    "enrollment_participant p LEFT JOIN enrollment_membership t ON t.participant_id = p.id AND t.kpj = %(kpj)s"
    " AND t.employer_id IS NOT DISTINCT FROM %(employer_id)s::bigint"
)
_WHERE = {
    "enrollment_employer": "t.npp = %(npp)s AND t.division_code = %(division_code)s",
    "enrollment_business": (
        "t.nib = %(nib)s OR (%(nib)s IS NULL AND t.nib IS NULL AND t.owner_nik_index = %(owner_nik_index)s::bytea"
        " AND t.name_key = %(name_key)s AND t.village_id = %(village_id)s)"
    ),
    "enrollment_announcedworker": ("t.nik_index = %(nik_index)s::bytea AND t.employer_id = %(employer_id)s::bigint"),
    "districts_workforcefigure": "t.area_code = %(area_code)s AND t.year = %(year)s AND t.kind = %(kind)s",
}


def known_rows(cursor: CursorWrapper, table: str, row: dict[str, Any], code: Code) -> list[dict[str, Any]]:
    """The register's rows a staged row stands against, each with `file` and `as_of` of where it came from."""
    cursor.execute(_statement(table, code), row)
    return [json.loads(found) if isinstance(found, str) else found for (found,) in cursor.fetchall()]


def _statement(table: str, code: Code) -> str:
    if table != "enrollment_membership":
        return "SELECT to_jsonb(t) || " + _ORIGIN.format(source=f"{table} t", where=_WHERE[table])
    if code is Code.NAME_CONFLICT:
        return _PERSON + _ORIGIN.format(source=_PERSONS, where="p.nik_index = %(nik_index)s::bytea").replace(
            "= t.batch_id", "= coalesce(t.batch_id, p.batch_id)"
        )
    if code is Code.KPJ_TAKEN:
        return _COVER + _ORIGIN.format(source=_COVERS, where="t.kpj = %(kpj)s AND p.nik_index <> %(nik_index)s::bytea")
    return _COVER + _ORIGIN.format(
        source=_COVERS,
        where="t.kpj = %(kpj)s AND t.employer_id IS NOT DISTINCT FROM %(employer_id)s::bigint"
        " AND (t.employer_id IS NOT NULL OR p.nik_index = %(nik_index)s::bytea)",
    )

"""django-import-export's Resource as the face of the column contract: headings for templates and exports.

Drawn from the profiles, so a heading is declared once. These resources neither read an upload nor save a row
(M1 to M6); that is the work of the cleaners and of SQL. The workbook around them is `templates.py`.
"""

from __future__ import annotations

from collections.abc import Collection

import tablib
from django.utils.translation import gettext as _
from import_export import fields, resources

from enrollment.importing.columns import Column, Kind
from enrollment.importing.profile import Profile

__all__ = ["empty_dataset", "meaning_of", "resource_for"]


def resource_for(profile: Profile, left_out: Collection[str] = ()) -> resources.Resource:
    """A Resource whose fields are the profile's columns under their canonical headings."""
    declared = {
        column.name: fields.Field(column_name=column.name) for column in profile.columns if column.name not in left_out
    }
    made: type[resources.Resource] = type(f"{profile.name.title()}Resource", (resources.Resource,), declared)
    return made()


def empty_dataset(profile: Profile, left_out: Collection[str] = ()) -> tablib.Dataset:
    """The profile's headings, without a row."""
    return tablib.Dataset(headers=resource_for(profile, left_out).get_export_headers())


def meaning_of(column: Column) -> str:
    """What a cell of the column holds, in a few words."""
    said = _MEANING.get(column.kind)
    return said() if said else _("teks")


_MEANING = {
    Kind.NAME: lambda: _("nama"),
    Kind.PERSON: lambda: _("nama orang"),
    Kind.NIK: lambda: _("16 angka, sel berformat Teks"),
    Kind.KPJ: lambda: _("11 angka, sel berformat Teks"),
    Kind.NIB: lambda: _("13 angka, sel berformat Teks"),
    Kind.NPWP: lambda: _("15 atau 16 angka, sel berformat Teks"),
    Kind.NPP: lambda: _("8 karakter"),
    Kind.DIVISION: lambda: _("divisi; kosong berarti 000"),
    Kind.KBLI: lambda: _("5 angka, sel berformat Teks"),
    Kind.PHONE: lambda: _("nomor telepon, sel berformat Teks"),
    Kind.DATE: lambda: _("tanggal hari-bulan-tahun"),
    Kind.BIRTH_DATE: lambda: _("tanggal hari-bulan-tahun"),
    Kind.MONTH: lambda: _("bulan-tahun, misalnya 10-2026"),
    Kind.YEAR: lambda: _("tahun, empat angka"),
    Kind.AMOUNT: lambda: _("rupiah"),
    Kind.COUNT: lambda: _("jumlah orang"),
    Kind.FLAG: lambda: _("Y atau T"),
    Kind.PROGRAMS: lambda: _("program dipisah koma, misalnya JKK,JKM"),
    Kind.SEGMENT: lambda: _("PU, JAKON, PMI"),
    Kind.SEX: lambda: _("L atau P"),
    Kind.SCALE: lambda: _("pilih dari daftar"),
    Kind.BRANCH: lambda: _("pilih dari daftar"),
    Kind.GROUP: lambda: _("pilih dari daftar"),
    Kind.FIGURE: lambda: _("pilih dari daftar"),
    Kind.VILLAGE: lambda: _("nama kelurahan"),
    Kind.DISTRICT: lambda: _("nama kecamatan"),
    Kind.AREA_CODE: lambda: _("kode Kemendagri, misalnya 21.71.06"),
}

"""django-import-export's Resource as the face of the column contract: headings for templates and exports.

Drawn from the profiles, so a heading is declared once. These resources neither read an upload nor save a row
(M1 to M6); that is the work of the cleaners and of SQL.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import tablib
import xlsxwriter
from django.utils.translation import gettext as _
from import_export import fields, resources

from enrollment.importing.columns import Column, Kind, Need
from enrollment.importing.profiles import Profile

__all__ = ["example_dataset", "resource_for", "template_workbook"]


def resource_for(profile: Profile) -> resources.Resource:
    """A Resource whose fields are the profile's columns under their canonical headings."""
    declared = {column.name: fields.Field(column_name=column.name) for column in profile.columns}
    made: type[resources.Resource] = type(f"{profile.name.title()}Resource", (resources.Resource,), declared)
    return made()


def example_dataset(profile: Profile) -> tablib.Dataset:
    """The profile's headings and one invented row."""
    headings = resource_for(profile).get_export_headers()
    return tablib.Dataset([profile.column(heading).example for heading in headings], headers=headings)


def template_workbook(profile: Profile) -> bytes:
    """An empty workbook to fill in: text cells under the headings, an example, and a data dictionary beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(str(path), options) as workbook:
            _write(workbook, profile)
        return path.read_bytes()


def _write(workbook: xlsxwriter.Workbook, profile: Profile) -> None:
    dataset = example_dataset(profile)
    bold, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
    sheet = workbook.add_worksheet(profile.name)
    sheet.set_column(0, dataset.width - 1, 18, text)
    for place, heading in enumerate(dataset.headers):
        sheet.write_string(0, place, heading, bold)
        sheet.write_string(1, place, dataset[0][place], text)
    sheet.freeze_panes(1, 0)
    # Other headings than the profile's, so that this sheet is never taken for data.
    about = workbook.add_worksheet(_("Keterangan"))
    about.set_column(0, 3, 28)
    for place, heading in enumerate((_("Kolom"), _("Wajib"), _("Isi"), _("Judul lain yang dikenal"))):
        about.write_string(0, place, heading, bold)
    for line, column in enumerate(profile.columns, start=1):
        for place, said in enumerate(_told(column)):
            about.write_string(line, place, said)


def _told(column: Column) -> tuple[str, str, str, str]:
    needed = {Need.FREE: "", Need.HEADING: _("kolom"), Need.CELL: _("kolom dan isi")}[column.need]
    return column.name, needed, _MEANING.get(column.kind, lambda: _("teks"))(), ", ".join(column.aliases)


_MEANING = {
    Kind.NIK: lambda: _("16 angka, sel berformat Teks"),
    Kind.KPJ: lambda: _("11 angka, sel berformat Teks"),
    Kind.NIB: lambda: _("13 angka, sel berformat Teks"),
    Kind.NPP: lambda: _("8 karakter"),
    Kind.DATE: lambda: _("tanggal hari-bulan-tahun"),
    Kind.BIRTH_DATE: lambda: _("tanggal hari-bulan-tahun"),
    Kind.MONTH: lambda: _("bulan-tahun, misalnya 10-2026"),
    Kind.AMOUNT: lambda: _("rupiah"),
    Kind.COUNT: lambda: _("jumlah orang"),
    Kind.FLAG: lambda: _("Y atau T"),
    Kind.SEGMENT: lambda: _("PU, JAKON, PMI"),
    Kind.VILLAGE: lambda: _("nama kelurahan"),
    Kind.DISTRICT: lambda: _("nama kecamatan"),
    Kind.AREA_CODE: lambda: _("kode Kemendagri, misalnya 21.71.06"),
}

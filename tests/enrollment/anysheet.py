"""Any sheet an office might send: rows of a profile, sound or not, its columns in any order, by any of their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from enrollment.importing.profiles import PROFILES
from tests.enrollment import sheets

SIPP: sheets.Row = {
    "NPP": "15000103", "DIV": "000", "NAMA_LENGKAP": "SITI AMINAH", "TGL_LAHIR": "05-06-1985",
    "JENIS_IDENTITAS": "KTP", "NIK": "2171014506850007", "JENIS_KELAMIN": "P", "TANGGAL_KEPESERTAAN": "01-11-2026",
    "UPAH": "5.357.982",
}  # fmt: skip
FORM2A: sheets.Row = {
    "NPP": "15000103", "DIV": "000", "BLTH": "10-2026", "KPJ": "23000004827", "NIK": "2171014506850007",
    "NAMA_TENAGA_KERJA": "SITI AMINAH", "TGL_LAHIR": "05-06-1985", "UPAH": "5.500.000", "IURAN_JKK": "13.200",
    "IURAN_JKM": "16.500", "TOTAL_IURAN": "343.200",
}  # fmt: skip
SOUND = {**sheets.GOOD, "sipp": SIPP, "form2a": FORM2A}

# What stands where something else should: nothing, numbers where text belongs, other forms, what no cell may hold.
CELLS: list[Any] = [
    None, "", " ", "-", "?", "0", 0, 7, 2171014506850000, 1e15, "123", "31/02/1985", "05/06/1985", "1985-06-05",
    date(1985, 6, 5), date(2026, 9, 30), "01-01-2020", "09-2026", "2026-10", "Y", "T", "4.500", "4,500.00", "-1",
    "Belianan", "Batam Kota", "Nagoya", "BPU", "PU", "ZZ999999", "joko  widagdo", "Siti\u00a0Aminah", "=1+1",
    "'2171014506850007", "x" * 300, "2171014506850007.0", "\u200b",
]  # fmt: skip
# Whatever the row says, keys come from a few people and firms, so that rows repeat and contradict each other.
_few = st.integers(1, 5)
KEYS: dict[str, st.SearchStrategy[sheets.Row]] = {
    "workforce": st.builds(lambda n: {"TAHUN": 2020 + n}, _few),
    "businesses": st.builds(lambda n: {"NIB": f"91200000000{n:02d}", "NAMA_USAHA": f"PT Contoh {n}"}, _few),
    "employers": st.builds(lambda n: {"NPP": f"1500010{n}"}, _few),
    "workers": st.builds(lambda n, m: {"NIK": sheets.nik(n), "KPJ": sheets.kpj(m)}, _few, _few),
    "bpu": st.builds(lambda n, m: {"NIK": sheets.nik(n), "KPJ": sheets.kpj(m), "TGL_LAHIR": "05-06-1985"}, _few, _few),
    "sipp": st.builds(lambda n: {"NIK": sheets.nik(n)}, _few),
    "form2a": st.builds(lambda n, m: {"NIK": sheets.nik(n), "KPJ": sheets.kpj(m)}, _few, _few),
}


@dataclass(frozen=True)
class AnySheet:
    """A sheet as generated, and its bytes."""

    profile: str
    rows: list[sheets.Row]
    headings: list[str]
    titles: list[str]
    is_csv: bool

    @property
    def name(self) -> str:
        return "apa.csv" if self.is_csv else "apa.xlsx"

    @property
    def content(self) -> bytes:
        if self.is_csv:
            return sheets.as_csv({name: row.get(name) for name in self.headings} for row in self.rows)
        return sheets.workbook(self.rows, titles=self.titles, headings=self.headings)


@st.composite
def any_sheet(draw: st.DrawFn) -> AnySheet:
    """Of any profile; some rows have cells out of place, some columns another of their names, or none knows them."""
    profile = draw(st.sampled_from(sorted(SOUND)))
    sound = SOUND[profile]
    columns = {column.name: column for column in PROFILES[profile].columns}
    names = {name: draw(st.sampled_from((name, *columns[name].aliases, name.lower()))) for name in sound}
    wrong = st.dictionaries(st.sampled_from(sorted(sound)), st.sampled_from(CELLS), max_size=2)
    one = st.builds(lambda key, cells: sound | key | cells, KEYS[profile], st.one_of(st.just({}), wrong))
    rows = [{names[name]: cell for name, cell in row.items()} for row in draw(st.lists(one, min_size=1, max_size=8))]
    more = draw(st.sampled_from([[], ["No."], ["Catatan petugas"]]))
    for number, row in enumerate(rows, start=1):
        row.update(dict.fromkeys(more, f"{number}"))
    headings = draw(st.permutations([*names.values(), *more]))
    titles = draw(st.sampled_from([[], ["DAFTAR", "Data per 31-10-2026"]]))
    return AnySheet(profile, rows, headings, titles, draw(st.booleans()))

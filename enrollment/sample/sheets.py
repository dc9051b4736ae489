"""The invented register as five workbooks in the look of real extracts: title lines, quirks of dates and spellings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from enrollment.rules.calendar import month_end
from enrollment.sample import words
from enrollment.sample.truth import coverage
from enrollment.sample.world import Area, Business, Employer, OwnCover, Worker, World

Row = dict[str, Any]
PROFILES = ("workforce", "businesses", "employers", "workers", "bpu")
HEADINGS = {
    profile: tuple(headings.split())
    for profile, headings in {
        "workforce": "KODE_WILAYAH TAHUN JUMLAH JENIS SUMBER",
        "businesses": "NIB NPWP NPP NAMA_USAHA NAMA_PEMILIK NIK_PEMILIK ALAMAT KELURAHAN KECAMATAN KBLI SKALA JUMLAH_TK"
        " TELEPON",
        "employers": "NPP DIV NAMA_PERUSAHAAN NPWP SKALA KODE_CABANG KELURAHAN KECAMATAN TK_AKTIF BLTH BLTH_REKON"
        " BLTH_NA TOTAL_IURAN",
        "workers": "NPP DIV KPJ NIK NAMA_LENGKAP TGL_LAHIR JENIS_KELAMIN SEGMEN JKK JKM JHT JP JKP TGL_KEPESERTAAN"
        " TGL_NA UPAH KELURAHAN KECAMATAN KODE_CABANG",
        "bpu": "NIK KPJ NAMA TGL_LAHIR JENIS_KELAMIN JKK JKM JHT JENIS_PEKERJAAN KELOMPOK TGL_KEPESERTAAN TGL_BERAKHIR"
        " KELURAHAN KECAMATAN KODE_CABANG",
    }.items()
}
SOURCE = "Data contoh (rekaan), bukan angka resmi"
TITLE_LINES = 3


def month_text(month: dt.date | None) -> str | None:
    return None if month is None else f"{month:%m-%Y}"


class Spelling:
    """The small disorder of real sheets: every form it gives is one the import must read without a word."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def date(self, day: dt.date | None) -> Any:
        if day is None:
            return self.random.choice((None, None, None, "31-12-3000"))
        return self.random.choice((day, day, f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}"))

    def nik(self, nik: str) -> str:
        chance = self.random.random()
        if chance < 0.01:
            return " ".join((nik[:4], nik[4:8], nik[8:12], nik[12:]))
        return f" {nik} " if chance < 0.02 else nik

    def place(self, name: str) -> str:
        chance = self.random.random()
        if chance < 0.1:
            return name.upper()
        return name.replace(" ", "  ") if chance < 0.12 else name

    def flag(self, yes: bool) -> Any:
        return self.random.choice(("Y", "YA", 1)) if yes else self.random.choice(("T", None, 0))


def workforce_rows(world: World, holidays: frozenset[dt.date], on: dt.date) -> Iterator[Row]:
    """Denominators such that the invented coverage looks like a city: per kelurahan, kecamatan, city and kind."""
    truth = coverage(world, world.month, on=on, holidays=holidays)
    year = world.month.year
    by_district: dict[str, int] = {}
    for area in world.areas:
        share = words.DISTRICT_COVER.get(area.district_code, 0.6)
        people = round(truth["by"]["village"].get(area.code, 0) / share) + 20
        by_district[area.district_code] = by_district.get(area.district_code, 0) + people
        yield _workforce(area.code, year, people, "penduduk bekerja")
    for code, people in sorted(by_district.items()):
        yield _workforce(code, year, people, "penduduk bekerja")
    city = world.areas[0].code[:5]
    yield _workforce(city, year, sum(by_district.values()), "penduduk bekerja")
    for segment, share in (("PU", 0.72), ("BPU", 0.37), ("JAKON", 0.8), ("PMI", 0.44)):
        yield _workforce(city, year, round(truth["by"]["segment"].get(segment, 0) / share) + 10, segment)


def _workforce(code: str, year: int, people: int, kind: str) -> Row:
    return {"KODE_WILAYAH": code, "TAHUN": year, "JUMLAH": people, "JENIS": kind, "SUMBER": SOURCE}


def business_row(business: Business, spell: Spelling) -> Row:
    return {
        "NIB": business.nib,
        "NPWP": business.npwp,
        "NPP": business.npp,
        "NAMA_USAHA": business.name,
        "NAMA_PEMILIK": business.owner.name,
        "NIK_PEMILIK": spell.nik(business.owner.nik),
        "ALAMAT": business.address,
        **_place(business.village, spell),
        "KBLI": business.kbli,
        "SKALA": business.scale,
        "JUMLAH_TK": business.declared,
        "TELEPON": business.phone,
    }


def employer_row(employer: Employer, spell: Spelling, month: dt.date) -> Row:
    last = month_end(month)
    running = [w for w in employer.workers if not (w.ended_on and w.ended_on <= last)]
    paid = employer.paid_through is not None and employer.paid_through >= month
    return {
        "NPP": employer.npp,
        "DIV": employer.division if spell.random.random() < 0.9 or employer.division != "000" else None,
        "NAMA_PERUSAHAAN": employer.name,
        "NPWP": employer.npwp,
        "SKALA": employer.scale,
        "KODE_CABANG": employer.branch,
        **_place(employer.village, spell),
        "TK_AKTIF": len(running),
        "BLTH": month_text(month),
        "BLTH_REKON": month_text(employer.paid_through),
        "BLTH_NA": month_text(employer.closed_on),
        "TOTAL_IURAN": round(sum(w.wage for w in running) * 0.0624, 2) if paid else 0,
    }


def worker_row(worker: Worker, spell: Spelling) -> Row:
    employer = worker.employer
    programs = {p: spell.flag(p in worker.programs) for p in ("JKK", "JKM", "JHT", "JP", "JKP")}
    return {
        "NPP": employer.npp,
        "DIV": employer.division,
        "KPJ": worker.kpj,
        "NIK": spell.nik(worker.person.nik),
        "NAMA_LENGKAP": worker.person.name.upper(),
        "TGL_LAHIR": worker.person.birth_date,
        "JENIS_KELAMIN": worker.person.sex,
        "SEGMEN": "TKI" if employer.segment == "PMI" and spell.random.random() < 0.3 else employer.segment,
        **programs,
        "TGL_KEPESERTAAN": spell.date(worker.started_on),
        "TGL_NA": spell.date(worker.ended_on),
        "UPAH": worker.wage,
        **_place(worker.village, spell),
        "KODE_CABANG": worker.branch,
    }


def own_cover_row(cover: OwnCover, spell: Spelling) -> Row:
    programs = {p: spell.flag(p in cover.programs) for p in ("JKK", "JKM", "JHT")}
    return {
        "NIK": spell.nik(cover.person.nik),
        "KPJ": cover.kpj,
        "NAMA": cover.person.name.upper(),
        "TGL_LAHIR": cover.person.birth_date,
        "JENIS_KELAMIN": cover.person.sex,
        **programs,
        "JENIS_PEKERJAAN": cover.occupation,
        "KELOMPOK": cover.group or None,
        "TGL_KEPESERTAAN": spell.date(cover.started_on),
        "TGL_BERAKHIR": cover.protected_until,
        **_place(cover.village, spell),
        "KODE_CABANG": cover.branch,
    }


def _place(area: Area | None, spell: Spelling) -> Row:
    if area is None:
        return {"KELURAHAN": None, "KECAMATAN": None}
    return {"KELURAHAN": spell.place(area.name), "KECAMATAN": spell.place(area.district_name)}


def write_workbook(path: Path, profile: str, rows: Iterable[Row], month: dt.date) -> int:
    """Write one workbook and return its number of data rows. The same rows give the same bytes.

    Three title lines, a heading row, then the data; every identifier is a text cell.
    """
    last = month_end(month)
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
    workbook.set_properties(
        {"title": SOURCE, "created": dt.datetime(last.year, last.month, last.day, 12, tzinfo=dt.UTC)}
    )
    sheet = workbook.add_worksheet(profile)
    write: dict[type, Callable[..., Any]] = {str: sheet.write_string, dt.date: sheet.write_datetime}
    sheet.write_string(0, 0, f"{profile.upper()} - DATA CONTOH (REKAAN)")
    sheet.write_string(1, 0, f"Data per {last:%d-%m-%Y}")
    headings = HEADINGS[profile]
    for column, heading in enumerate(headings):
        sheet.write_string(TITLE_LINES, column, heading)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, heading in enumerate(headings):
            value = row[heading]
            if value is not None:
                write.get(type(value), sheet.write_number)(TITLE_LINES + count, column, value)
    workbook.close()
    return count

"""The month at the counter: a business is held, BPJS' workbooks register it, it is cleared, the report tells of it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.journeys.conftest import Open
from tests.journeys.live import Live
from tests.journeys.sheets import Stall, workbook
from tests.journeys.steps import (
    bring_in,
    city_active,
    district_active,
    is_working,
    number,
    preview_counts,
    upload,
)

CODE = re.compile(r"\bLBJ-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}\b")
DISTRICT = "21.71.06"


@dataclass(frozen=True)
class Month:
    """The newest month of the demo register."""

    first: date
    last: date

    @property
    def query(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def as_of(self) -> str:
        return f"{self.last:%d/%m/%Y}"


@pytest.fixture
def month(live: Live) -> Month:
    last: date = live.sql("SELECT max(as_of) FROM enrollment_importbatch WHERE profile = 'workers'")[0][0]
    return Month(last.replace(day=1), last)


@pytest.fixture
def stall(sign_in: Open, month: Month, tmp_path: Path) -> Stall:
    """Given: the licensing sheet has brought a business that BPJS does not know."""
    made = Stall()
    sheet = workbook(tmp_path / "usaha.xlsx", [made.business()])
    assert bring_in(sign_in("importir"), sheet, as_of=month.as_of)["new"] == 1
    return made


def test_a_business_is_held_registers_and_is_cleared(
    live: Live, sign_in: Open, month: Month, stall: Stall, tmp_path: Path
) -> None:
    # Given what BPJS staff see before anything happens
    bpjs = sign_in("bpjs")
    before = city_active(bpjs, month.query), district_active(bpjs, month.query)

    # When the officer of Lubuk Baja checks the business, then it is not registered
    officer = sign_in("petugas.lubukbaja")
    hold(officer, stall)
    letter = print_letter(officer, stall)
    verify(sign_in(), letter, stall)

    # When the importer brings the month's workbooks
    importer = sign_in("importir")
    upload(importer, workbook(tmp_path / "pemberi kerja.xlsx", [stall.employer(month.first)]), as_of=month.as_of)
    assert preview_counts(importer) == {"new": 1, "changed": 0, "same": 0, "doubtful": 0, "wrong": 0}
    importer.get_by_role("button", name="Proses 1 baris").click()
    # the page of the running import turns into the result without anybody touching it
    expect(importer.get_by_role("heading", name="1 baris berhasil diproses")).to_be_visible(timeout=90_000)
    workers = workbook(tmp_path / "tenaga kerja.xlsx", stall.workforce(date(month.first.year, 1, 5)))
    assert bring_in(importer, workers, as_of=month.as_of)["new"] == stall.workers
    assert not is_working(importer)

    # Then the application becomes ready by itself, and F4 finds it
    wait_until_ready(officer, stall)
    # And the officer clears it
    clear(officer, stall)

    # And BPJS staff see the coverage change by those workers
    after = city_active(bpjs, month.query), district_active(bpjs, month.query)
    assert after == (before[0] + stall.workers, before[1] + stall.workers)

    # And the report the worker builds says the same on the page, in the PDF and in the XLSX
    figures = report(sign_in("kacab"), month)
    assert figures["active"] == after[1]
    assert pdf_says(figures["pdf"], figures)
    assert summary(figures["xlsx"])["Pekerja aktif"] == figures["active"]
    assert summary(figures["xlsx"])["Terlindungi (%)"] == pytest.approx(figures["rate"])
    bpjs.goto(f"/cakupan/{DISTRICT}/?bulan={month.query}")
    assert percent(bpjs.locator("dl.kpis dd.v").first.inner_text()) == figures["rate"]


def hold(officer: Page, stall: Stall) -> None:
    """Check by NIB, read "Belum terdaftar", hold with the letter's form as it is filled in."""
    officer.goto("/loket/")
    officer.get_by_label(re.compile("^NIB, NPP, NIK")).fill(stall.nib)
    officer.locator("input[name=service][value=DOMISILI]").check()
    officer.locator("form[data-cari] button[type=submit]").click()
    verdict = officer.locator("[data-putusan]")
    expect(verdict.get_by_role("heading", level=2)).to_have_text("Belum terdaftar")
    expect(verdict).to_contain_text("Tahan permohonan dan beri surat pengantar")
    expect(officer.get_by_label("Nama usaha", exact=True)).to_have_value(stall.name)
    expect(officer.get_by_label("Jumlah tenaga kerja")).to_have_value(str(stall.workers))
    assert stall.nib not in officer.url
    officer.get_by_role("button", name="Tahan & cetak surat pengantar").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text(f"Tahan permohonan {stall.name}?")
    officer.get_by_role("button", name="Ya, tahan & cetak").click()
    expect(officer.locator("#antrean")).to_contain_text(stall.name)


def print_letter(officer: Page, stall: Stall) -> str:
    """The letter as PDF: it opens, names the business, and carries a code, which is returned."""
    link = officer.get_by_role("link", name="Cetak surat pengantar")
    address = link.get_attribute("href")
    assert address
    answer = officer.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)
    assert stall.name in " ".join(text.split())
    found = CODE.search(text)
    assert found, text
    again = PdfReader(io.BytesIO(officer.request.get(address).body()))
    assert "SALINAN" in "\n".join(page.extract_text() for page in again.pages)
    return found[0]


def verify(anybody: Page, code: str, stall: Stall) -> None:
    """Without login: valid, and not a word about a person."""
    anybody.goto(f"/verifikasi/{code}/")
    expect(anybody.get_by_text("Nomor ini sah.")).to_be_visible()
    page = anybody.content()
    assert [word for word in (stall.name, stall.owner, stall.nib, stall.npwp, stall.owner_nik) if word in page] == []


def wait_until_ready(officer: Page, stall: Stall) -> None:
    """At most a minute after the commit the file stands first in the queue as ready."""
    row = officer.locator("#antrean li").filter(has_text=stall.name)
    for _ in range(60):
        officer.goto("/loket/")
        if "Siap diterbitkan" in row.inner_text():
            break
        officer.wait_for_timeout(1000)
    expect(row).to_contain_text("Siap diterbitkan")
    officer.keyboard.press("F4")
    expect(officer.get_by_text("Cocok otomatis: usaha ini sudah terdaftar")).to_be_visible()
    expect(officer.get_by_role("heading", level=1)).to_have_text(stall.name)


def clear(officer: Page, stall: Stall) -> None:
    """Continue the application: choose, look at the answers, save."""
    officer.get_by_text("Lanjutkan permohonan", exact=True).click()
    officer.get_by_role("button", name="Periksa & simpan").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Periksa keputusan")
    officer.get_by_role("button", name="Simpan: lanjutkan permohonan").click()
    expect(officer.locator(".title-row .tag")).to_have_text("Lolos")
    expect(officer.locator(".alert").filter(has_text="Nomor bukti")).to_be_visible()
    expect(officer.get_by_role("heading", level=1)).to_have_text(stall.name)


def report(head: Page, month: Month) -> dict[str, Any]:
    """A new version of the kecamatan's report, built by the worker: its figures on the page and its two files."""
    head.goto(f"/laporan/?bulan={month.query}")
    head.get_by_role("link", name="Lubuk Baja", exact=True).click()
    reason = head.get_by_label(re.compile("^Alasan versi baru"))
    reason.fill("Data bulan ini dilengkapi")
    head.get_by_role("button", name="Buat laporan").click()
    expect(head.get_by_text("Laporan sedang disusun.", exact=False)).to_be_visible()
    row = head.get_by_role("row").filter(has_text="Lubuk Baja")
    for _ in range(90):
        if "v2" in row.inner_text():
            break
        head.wait_for_timeout(1000)
        head.reload()
    row.get_by_role("link", name="Lubuk Baja", exact=True).click()
    newest = head.get_by_role("row").filter(has_text="Data bulan ini dilengkapi")
    cells = newest.locator("td")
    files = {}
    for kind in ("PDF", "XLSX"):
        address = newest.get_by_role("link", name=kind).get_attribute("href")
        assert address
        answer = head.request.get(address)
        assert answer.status == 200
        files[kind.lower()] = answer.body()
    return {"active": number(cells.nth(2).inner_text()), "rate": percent(cells.nth(3).inner_text()), **files}


def pdf_says(content: bytes, figures: dict[str, Any]) -> bool:
    """The printed report opens and prints the same two figures."""
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)
    rate = f"{figures['rate']:.1f}".replace(".", ",") + "%"
    active = f"{figures['active']:,}".replace(",", ".")
    return rate in text and re.search(rf"\b{re.escape(active)} dari ", text) is not None


def summary(content: bytes) -> dict[str, Any]:
    """The workbook's first table of figures."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {str(row[0]): row[1] for row in book.get_sheet_by_name("Ringkasan").to_python()[1:]}


def percent(text: str) -> float:
    """ "65,4%" → 65.4."""
    found = re.search(r"\d+(?:,\d+)?(?=%)", text)
    assert found, text
    return float(found[0].replace(",", "."))

"""The whole wizard on a large sheet with faults: upload, filters, reject file, second person, result, rows, undo.

With JavaScript and without, by the running product and its worker; the page is closed while the import runs.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from python_calamine import CalamineWorkbook

from tests.journeys.conftest import DESKTOP
from tests.journeys.live import Live
from tests.journeys.steps import preview_counts, upload, wait_while_working

FAULTS = "0.05"


@pytest.fixture
def tabs(live: Live, browser: Browser, javascript: bool) -> Iterator[dict[str, Page]]:
    """The importer's tab and the branch head's, with or without JavaScript."""
    contexts = {
        name: browser.new_context(
            base_url=live.url, viewport=DESKTOP, locale="id-ID", timezone_id="Asia/Jakarta", accept_downloads=True,
            java_script_enabled=javascript, storage_state=live.state(name),
        )
        for name in ("importir", "kacab")
    }  # fmt: skip
    pages = {name: context.new_page() for name, context in contexts.items()}
    for page in pages.values():
        page.set_default_timeout(60_000)
    yield pages
    for context in contexts.values():
        context.close()


def made(live: Live, folder: Path, people: int) -> Path:
    """A workers sheet with faults whose employers are in the register already."""
    seed = str(random.randint(1_000, 9_999_999))
    live.step(
        f"sheets-{seed}", "manage.py", "make_sheets", "--out", str(folder), "--workers", str(people),
        "--seed", seed, "--faults", FAULTS,
    )  # fmt: skip
    live.step(f"employers-{seed}", "manage.py", "import_sheet", str(folder / "employers.xlsx"), "--commit", "--json")
    return folder / "workers.xlsx"


@pytest.mark.parametrize("people", [1_000, pytest.param(50_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("javascript", [True, False])
def test_the_whole_wizard(live: Live, tabs: dict[str, Page], tmp_path: Path, people: int, javascript: bool) -> None:
    office, head = tabs["importir"], tabs["kacab"]
    upload(office, made(live, tmp_path, people))
    page = office.url
    batch = page.rstrip("/").rsplit("/", 1)[1]
    counts = preview_counts(office)
    assert counts["wrong"] > 0 and counts["new"] > people // 2
    _filters(office, counts)
    assert _rejected(office) == counts["wrong"] + counts["doubtful"]

    _commit(office, head, page)
    office.close()  # whoever closes the page misses nothing
    head.goto(page)
    wait_while_working(head)
    accepted = counts["new"] + counts["changed"] + counts["same"]
    told = f"{accepted:,}".replace(",", ".")
    expect(head.get_by_role("heading", name=f"{told} baris berhasil diproses")).to_be_visible()
    assert preview_counts(head) == counts
    written = live.number("SELECT count(*) FROM enrollment_membership WHERE batch_id = %s", batch)
    assert written == counts["new"] + counts["changed"]
    head.get_by_role("link", name="Berhasil (").click()
    expect(head.get_by_role("navigation", name="Halaman", exact=True)).to_contain_text("dari")

    head.goto(page)
    head.locator("[name=reason]").fill("uji coba pembatalan seluruh impor")
    head.get_by_role("button", name="Batalkan impor…").click()
    head.get_by_role("button", name="Ya, batalkan impor").click()
    wait_while_working(head)
    expect(head.locator("main")).to_contain_text("Impor ini dibatalkan")
    assert live.number("SELECT count(*) FROM enrollment_membership WHERE batch_id = %s", batch) == 0


def _filters(tab: Page, counts: dict[str, int]) -> None:
    """Wrong, doubtful and changed rows are links; the numbers on them are those of the cards."""
    for name, kind in (("Meragukan", "doubtful"), ("Berubah", "changed"), ("Salah", "wrong")):
        told = f"{counts[kind]:,}".replace(",", ".")
        tab.get_by_role("link", name=f"{name} ({told})").click()
        expect(tab.locator("a.chip[aria-current=true]")).to_contain_text(name)


def _rejected(tab: Page) -> int:
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Unduh baris salah (XLSX)").click()
    sheet = CalamineWorkbook.from_path(str(download.value.path())).get_sheet_by_index(0)
    return len(sheet.to_python()) - 1


def _commit(office: Page, head: Page, page: str) -> None:
    """The uploader below the limit, the branch head above it; what is held is explained first."""
    submit = office.get_by_role("button", name="Ajukan ke orang kedua")
    held = office.get_by_role("heading", name="Impor ini ditahan")
    if not submit.count() and not held.count():
        office.locator("form[action$='/proses/'] button").last.click()
        return
    if submit.count():
        submit.click()
    head.goto(page)
    explanation = head.locator("[name=explanation]")
    if explanation.count():
        explanation.fill("Lembar contoh untuk uji coba, angkanya memang melonjak.")
        head.get_by_role("button", name="Simpan penjelasan").click()
    head.locator("form[action$='/proses/'] button").last.click()

"""The counter with hands on the keyboard: look up, read, decide, print, next; no mouse anywhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Open
from tests.journeys.live import Live

CHECK = re.compile(r"/cek/[0-9a-f-]{36}/$")
ARMED = 600  # milliseconds: a verdict may be accepted once it has been on screen half a second


@pytest.fixture
def desk(sign_in: Open) -> Page:
    """Given: the officer of Lubuk Baja at the open counter."""
    tab = sign_in("petugas.lubukbaja")
    tab.goto("/loket/")
    return tab


def nib_of(live: Live, finding: str) -> str:
    """A number of the demo register that gave this finding this morning."""
    return str(
        live.sql(
            "SELECT b.nib FROM permits_check c JOIN enrollment_business b ON b.id = c.business_id"
            " WHERE c.finding = %s AND b.nib IS NOT NULL ORDER BY c.at LIMIT 1",
            finding,
        )[0][0]
    )


def look_up(tab: Page, text: str) -> None:
    tab.keyboard.press("F2")
    tab.keyboard.type(text)
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(CHECK)


def verdict(tab: Page, words: str) -> None:
    """The verdict is there, and the focus on its heading."""
    heading = tab.get_by_role("heading", level=2, name=words)
    expect(heading).to_be_focused()


def files(live: Live) -> int:
    return live.number("SELECT count(*) FROM permits_application")


def test_a_clear_business_goes_on_with_enter_and_comes_back_with_undo(live: Live, desk: Page) -> None:
    before = files(live)
    look_up(desk, nib_of(live, "CLEAR"))
    verdict(desk, "Lolos: terdaftar dan patuh")
    desk.keyboard.press("Enter")  # too early: nobody can have read it
    desk.wait_for_timeout(ARMED)
    assert files(live) == before
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Nomor bukti")).to_be_visible()
    assert files(live) == before + 1
    expect(desk.locator("#antrean [aria-current=true]")).to_contain_text("Lolos")
    undo = desk.get_by_role("button", name="Urungkan")
    undo.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Keputusan diurungkan. Bukti ceknya")).to_be_visible()


def test_a_wrong_length_is_told_and_the_box_keeps_what_was_typed(sign_in: Open) -> None:
    tab = sign_in("petugas.lubukbaja", console=False)  # the browser itself reports a refused request
    tab.goto("/loket/")
    tab.keyboard.press("F2")
    tab.keyboard.type("217101010190")
    tab.keyboard.press("Enter")
    expect(tab.locator("#hasil [role=alert]")).to_contain_text("NIK harus 16 angka. Anda mengetik 12.")
    expect(tab.locator("#id_identifier")).to_have_value(re.compile("2171"))


def test_without_script_the_counter_works_the_same(live: Live, browser: Browser) -> None:
    context = browser.new_context(
        base_url=live.url, java_script_enabled=False, storage_state=live.state("petugas.lubukbaja")
    )
    tab: Page = context.new_page()
    tab.goto("/loket/")
    tab.locator("#id_identifier").fill(nib_of(live, "UNREGISTERED"))
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=2, name="Belum terdaftar")).to_be_visible()
    tab.get_by_role("button", name="Tahan & cetak surat pengantar").click()
    tab.get_by_role("button", name="Ya, tahan & cetak").click()
    expect(tab.get_by_text("Surat pengantar 560/")).to_be_visible()
    context.close()

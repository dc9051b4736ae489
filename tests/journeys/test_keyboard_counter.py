"""The counter without a mouse: every key of ui.md §11 that the counter has, against the running product."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.live import Live

ARMED = 600  # ms; Enter is armed half a second after the verdict is shown


@pytest.fixture
def known(live: Live) -> dict[str, Any]:
    """NIB of a demo business for each finding, and the name that several bear."""
    truth = json.loads((live.home / "demo" / "truth.json").read_text())
    found: dict[str, Any] = {}
    for check in truth["checks"]:
        kind = "SEVERAL" if check["kind"] == "NAME" else check["finding"] if check["kind"] == "NIB" else ""
        found.setdefault(kind, check["identifier"])
    return found


@pytest.fixture
def counter(sign_in: Open) -> Page:
    tab = sign_in("petugas.lubukbaja")
    tab.goto("/loket/")
    return tab


def ask(tab: Page, text: str) -> None:
    """F2, type, Enter; returns when the verdict or the list has the focus."""
    tab.keyboard.press("F2")
    expect(tab.locator("#id_identifier")).to_be_focused()
    tab.keyboard.type(text)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/cek/**")
    expect(tab.locator("#hasil [data-fokus]")).to_be_focused()


def posts(tab: Page) -> list[str]:
    """Collects the paths of everything sent from now on."""
    sent: list[str] = []
    tab.on("request", lambda r: sent.append(r.url.rsplit("/", 2)[1]) if r.method == "POST" else None)
    return sent


def test_a_check_is_cleared_and_its_slip_printed(counter: Page, known: dict[str, Any]) -> None:
    # When the officer types the number and presses Enter twice
    sent = posts(counter)
    ask(counter, known["CLEAR"])
    expect(counter.locator("[data-putusan] h2")).to_have_text("Lolos: terdaftar dan patuh")
    counter.keyboard.press("Enter")
    # Then the second Enter has approved nothing unread
    counter.wait_for_timeout(ARMED)
    assert sent == ["loket"]
    # When they have read it, then Enter in the card continues the application
    counter.keyboard.press("Enter")
    expect(counter.locator("#hasil .alert").filter(has_text="Nomor bukti")).to_be_visible()
    assert sent == ["loket", "lanjut"]
    # And F9 prints the slip, Esc starts the next check
    with counter.expect_request("**/bukti-cek/"):
        counter.keyboard.press("F9")
    counter.goto("/loket/")
    ask(counter, known["CLEAR"])
    counter.keyboard.press("Escape")
    expect(counter).to_have_url(re.compile("/loket/$"))


def test_a_business_is_held_with_f8_and_its_letter_printed_with_f9(counter: Page, known: dict[str, Any]) -> None:
    ask(counter, known["UNREGISTERED"])
    expect(counter.locator("[data-putusan] h2")).to_have_text("Belum terdaftar")
    # Esc asks first where something has been typed into the letter's form
    counter.get_by_label("No. HP pemohon").focus()
    counter.keyboard.type("081270000000")
    counter.once("dialog", lambda dialog: dialog.dismiss())
    counter.keyboard.press("Escape")
    expect(counter).to_have_url(re.compile("/cek/"))
    # F8 goes to the page that says what will be printed, Enter there holds
    counter.keyboard.press("F8")
    expect(counter.get_by_role("heading", level=1)).to_be_focused()
    expect(counter.locator("main")).to_contain_text("0812 7000 0000")
    counter.wait_for_timeout(ARMED)
    counter.keyboard.press("Enter")
    expect(counter.locator("#hasil .alert").filter(has_text="Ditahan")).to_be_visible()
    with counter.expect_request("**/surat/"):
        counter.keyboard.press("F9")


def test_the_list_of_matches_is_walked_with_arrows(counter: Page, known: dict[str, Any]) -> None:
    ask(counter, known["SEVERAL"])
    rows = counter.locator("[data-baris]")
    last = rows.count() - 1
    assert last >= 2
    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("Home", 0), ("End", last), ("ArrowDown", last),
                    ("ArrowUp", last - 1), ("ArrowUp", last - 2)):  # fmt: skip
        counter.keyboard.press(key)
        expect(rows.nth(at)).to_be_focused()
    # The last line is "none of these": above it stand the businesses.
    name = rows.nth(last - 2).inner_text()
    before = counter.url
    counter.keyboard.press("Enter")
    counter.wait_for_url(lambda url: "/cek/" in url and url != before)
    expect(counter.locator("[data-putusan] h2")).to_have_text("Belum terdaftar")
    expect(counter.get_by_label("Nama usaha", exact=True)).to_have_value(name)


def test_f4_opens_the_next_file(counter: Page, known: dict[str, Any]) -> None:
    # Given a file that has been taken in and not been decided
    ask(counter, known["ARREARS"])
    receive = counter.get_by_role("button", name="Terima berkas")
    for _ in range(12):
        counter.keyboard.press("Tab")
        if receive.evaluate("el => el === document.activeElement"):
            break
    counter.keyboard.press("Enter")
    expect(counter).to_have_url(re.compile("/permohonan/[0-9a-f-]{36}/$"))
    # When the officer is back at the counter, F4 opens a file that waits
    counter.goto("/loket/")
    counter.keyboard.press("F4")
    expect(counter).to_have_url(re.compile("/permohonan/[0-9a-f-]{36}/$"))
    expect(counter.get_by_role("button", name="Periksa & simpan")).to_be_visible()


def test_the_question_mark_lists_the_keys_outside_a_field_only(counter: Page) -> None:
    box = counter.locator("#id_identifier")
    counter.keyboard.press("F2")
    counter.keyboard.type("?")
    expect(box).to_have_value("?")
    expect(counter.locator("#pintasan")).to_be_hidden()
    counter.locator("input[name=service]").first.focus()
    counter.keyboard.press("?")
    expect(counter.locator("#pintasan")).to_be_visible()
    expect(counter.locator("#pintasan")).to_contain_text("F8")
    counter.keyboard.press("Escape")
    expect(counter.locator("#pintasan")).to_be_hidden()


def test_digits_choose_the_service_and_the_choice_is_remembered(counter: Page, known: dict[str, Any]) -> None:
    chips = counter.locator("input[name=service]")
    assert chips.count() > 1
    chips.first.focus()
    counter.keyboard.press("2")
    expect(chips.nth(1)).to_be_checked()
    ask(counter, known["CLEAR"])
    counter.keyboard.press("Escape")
    expect(counter).to_have_url(re.compile("/loket/$"))
    expect(chips.nth(1)).to_be_checked()

"""The design system in a real browser: keyboard, recognition, one-time submit, small screens, axe, strict CSP."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from enrollment.rules.recognition import recognise
from tests.chromium import find
from tests.ui.render import gallery, page, render
from tests.ui.site import Site

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
]

COUNTER = """
<h1>Loket</h1>
<c-search action="/cek/" value=""><c-slot name="services"><c-services :options="services" /></c-slot></c-search>
<div id="hasil"></div>
"""
VERDICT = """
<c-verdict finding="CLEAR" title="Lolos: terdaftar dan patuh"><form method="post" action="/lanjut/">
<div class="acts actions"><c-button kind="primary" key="F8" data-utama>Lanjutkan</c-button>
<a class="btn" href="#pengecualian" data-kartu="E">Pengecualian</a>
<a class="btn" href="#lain" data-kunci="Escape">Cek lain</a></div></form></c-verdict>
"""
SERVICES = [("SKU", "SKU"), ("DOMISILI", "Domisili"), ("LAIN", "Lain")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop in this thread makes Django think it is asynchronous; nothing here touches the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=find(), args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site().serve() as running:
        yield running


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A page that fails its test on any console error, so on any CSP report too."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="id-ID")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def counter(site: Site, tab: Page) -> Page:
    site.add("/", page(COUNTER, services=SERVICES))
    site.add("/cek/", render(VERDICT))
    site.add("/lanjut/", page("<h1>Tersimpan</h1>"))
    tab.goto(site.url + "/")
    return tab


RECOGNISED = {
    "9120004127835": "NIB · 13 angka",
    "2171 0907 0768 0012": "NIK/NPWP · 16 angka",
    "01.234.567.8-901.000": "NPWP · 15 angka",
    "11012345412": "KPJ · 11 angka",
    "jj041278": "NPP · 8 karakter",
    "PTN/LBJ/2026/11/0147": "Nomor kita",
    "berkah jaya": "Nama",
    "217103120585": "12 angka",
}


def test_the_box_says_what_it_recognises(counter: Page) -> None:
    """And the server, which decides, finds nothing wrong with the same text."""
    box = counter.locator("[data-kenali]")
    for typed, chip in RECOGNISED.items():
        box.fill("")
        box.press_sequentially(typed)
        expect(counter.locator("#kenali-cip")).to_have_text(chip.replace(" · ", "· "))
        assert (recognise(typed).problem is None) == (chip != "12 angka"), typed


def test_numbers_are_grouped_while_typing_and_a_wrong_length_is_told(counter: Page) -> None:
    box = counter.locator("[data-kenali]")
    box.press_sequentially("912000412783")
    expect(counter.locator("#kenali-teks")).to_contain_text("Anda mengetik 12 angka")
    box.press_sequentially("5")
    expect(box).to_have_value("9120 0041 27835")
    expect(counter.locator("#kenali-teks")).to_have_text("")


def test_a_double_enter_approves_nothing_and_a_read_one_does(counter: Page, site: Site) -> None:
    counter.keyboard.press("F2")
    counter.keyboard.type("9120004127835")
    counter.keyboard.press("Space")
    counter.locator("input[name=service]").first.check()
    counter.keyboard.press("F2")
    counter.keyboard.press("Enter")
    heading = counter.locator("[data-putusan] h2")
    expect(heading).to_be_focused()
    counter.keyboard.press("Enter")
    assert site.posts == ["/cek/"]
    counter.wait_for_timeout(550)
    counter.keyboard.press("Enter")
    expect(counter.locator("h1")).to_have_text("Tersimpan")
    assert site.posts == ["/cek/", "/lanjut/"]


def test_card_letters_work_in_the_card_only(site: Site, tab: Page) -> None:
    tab.goto(site.add("/", page('<input id="teks">' + VERDICT)))
    tab.locator("#teks").press("e")
    assert "#pengecualian" not in tab.url
    tab.locator("[data-putusan] h2").focus()
    tab.keyboard.press("e")
    tab.wait_for_url("**#pengecualian")


def test_digits_choose_a_service_while_the_focus_is_there(counter: Page) -> None:
    radios = counter.locator("input[name=service]")
    radios.first.focus()
    counter.keyboard.press("2")
    expect(radios.nth(1)).to_be_checked()


def test_arrows_walk_through_the_matches(site: Site, tab: Page) -> None:
    rows = "".join(f'<tr><td><a href="#{n}" data-baris>Usaha {n}</a></td></tr>' for n in range(4))
    tab.goto(site.add("/", page(f"<table><tbody data-daftar>{rows}</tbody></table>")))
    links = tab.locator("[data-baris]")
    links.first.focus()
    for key, at in (("ArrowDown", 1), ("End", 3), ("ArrowUp", 2), ("Home", 0)):
        tab.keyboard.press(key)
        expect(links.nth(at)).to_be_focused()


def test_a_form_is_sent_once_and_says_what_it_does(site: Site, tab: Page) -> None:
    site.slow = 1
    site.add("/simpan/", page("<h1>Tersimpan</h1>"))
    form = (
        '<form method="post" action="/simpan/">'
        '<c-button kind="primary" busy="Menyimpan permohonan…">Simpan</c-button></form>'
    )
    tab.goto(site.add("/", page(form)))
    told = tab.evaluate(
        "async () => { const b = document.querySelector('main button.primary'); b.click(); b.click(); b.click();"
        " await new Promise(done => setTimeout(done, 100)); return [b.textContent, b.ariaBusy]; }"
    )
    assert told == ["Menyimpan permohonan…", "true"]
    expect(tab.locator("h1")).to_have_text("Tersimpan")
    assert site.posts == ["/simpan/"]


def test_the_question_mark_lists_the_shortcuts_but_not_in_a_field(counter: Page) -> None:
    dialog = counter.locator("#pintasan")
    counter.locator("[data-kenali]").press("?")
    expect(dialog).to_be_hidden()
    counter.locator("h1").click()
    counter.keyboard.press("?")
    expect(dialog).to_be_visible()
    counter.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_shortcuts_can_be_switched_off(site: Site, tab: Page) -> None:
    site.add("/lanjut/", page("<h1>Tersimpan</h1>"))
    tab.goto(site.add("/", page(VERDICT, shortcuts_off=True)))
    tab.wait_for_timeout(600)
    tab.keyboard.press("F8")
    tab.keyboard.press("Enter")
    tab.wait_for_timeout(200)
    assert site.posts == []


def test_escape_asks_before_it_throws_entries_away(site: Site, tab: Page) -> None:
    form = '<form method="post" data-jaga><input name="nama"></form><a href="#lain" data-kunci="Escape">Cek lain</a>'
    tab.goto(site.add("/", page(form)))
    asked: list[str] = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    tab.locator("input[name=nama]").fill("Bakso")
    tab.keyboard.press("Escape")
    assert asked == ["Isian belum disimpan. Tinggalkan halaman ini?"]
    assert "#lain" not in tab.url


def test_entries_survive_a_lost_connection_and_are_sent_again(site: Site, tab: Page) -> None:
    site.add("/simpan/", page("<h1>Tersimpan</h1>"))
    form = (
        '<form method="post" action="/simpan/"><input name="nama" aria-label="Nama"><c-button>Simpan</c-button></form>'
    )
    tab.goto(site.add("/", page(form)))
    tab.locator("input[name=nama]").fill("Bakso Pak Min")
    tab.context.set_offline(True)
    tab.get_by_role("button", name="Simpan").click()
    expect(tab.locator("#putus")).to_contain_text("Mencoba lagi dalam")
    expect(tab.locator("input[name=nama]")).to_have_value("Bakso Pak Min")
    tab.context.set_offline(False)
    tab.get_by_role("button", name="Coba sekarang").click()
    expect(tab.locator("h1")).to_have_text("Tersimpan")
    assert site.posts == ["/simpan/"]


def test_a_whole_page_instead_of_a_fragment_is_shown_as_a_page(site: Site, tab: Page) -> None:
    site.add("/cek/", page("<h1>Masuk dahulu</h1>"))
    tab.goto(site.add("/", page(COUNTER, services=SERVICES)))
    tab.locator("input[name=service]").first.check()
    tab.locator("[data-kenali]").fill("berkah jaya")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("Masuk dahulu")
    expect(tab.locator("header.bar-top")).to_have_count(1)


def test_an_error_link_leads_into_its_field(site: Site, tab: Page) -> None:
    body = (
        '<c-alert kind="stop"><a href="#id_nik">NIK harus 16 angka.</a></c-alert><input id="id_nik" aria-label="NIK">'
    )
    tab.goto(site.add("/", page(body)))
    tab.get_by_role("link", name="NIK harus 16 angka.").click()
    expect(tab.locator("#id_nik")).to_be_focused()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_axe_finds_nothing(site: Site, tab: Page, lang: str) -> None:
    tab.goto(site.add("/", gallery(lang)))
    found = Axe().run(tab, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_page_scrolls_sideways(site: Site, tab: Page, lang: str) -> None:
    tab.goto(site.add("/", gallery(lang)))
    for width in (320, 390, 768, 1100, 1366):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_phone_controls_are_large_enough(site: Site, tab: Page) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(site.add("/", page(COUNTER + VERDICT, services=SERVICES)))
    tab.locator("#kenali-cip").wait_for(state="attached")
    small = tab.eval_on_selector_all(
        "main .btn, main .chip, main input[type=search], .bar-phone a",
        "els => els.filter(el => el.getClientRects().length && el.getBoundingClientRect().height < 44)"
        ".map(el => el.outerHTML)",
    )
    assert small == []


def test_the_focus_ring_is_seen_and_the_skip_link_comes_first(counter: Page) -> None:
    counter.locator("body").evaluate("el => document.activeElement.blur()")
    counter.keyboard.press("Tab")
    skip = counter.get_by_role("link", name="Lewati ke isi utama")
    expect(skip).to_be_focused()
    assert skip.evaluate("el => getComputedStyle(el).outlineWidth") == "3px"
    counter.keyboard.press("Enter")
    expect(counter.locator("#isi")).to_be_focused()


def test_everything_stands_there_without_javascript(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    body = (
        '<c-choices legend="Keputusan"><c-choice name="a" value="1" title="Pengecualian"><c-slot name="more">'
        '<label for="alasan">Alasan</label><textarea id="alasan"></textarea></c-slot></c-choice></c-choices>'
    )
    tab.goto(site.add("/", page(body)))
    tab.get_by_text("Pengecualian", exact=True).click()
    expect(tab.get_by_label("Alasan")).to_be_visible()
    expect(tab.locator("#putus")).to_be_hidden()
    context.close()

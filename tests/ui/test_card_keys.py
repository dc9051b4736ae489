"""Letter keys of the verdict card and of the match list (features 3a): D and L open in place, T says none of these."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ui.render import page
from tests.ui.site import Site
from tests.ui.test_browser import browser, site, tab

__all__ = ["browser", "site", "tab"]

CARD = """
<input id="lain"><section data-putusan><h2 tabindex="-1" data-fokus>Lolos</h2>
<details id="rincian"><summary data-kartu="D">Rincian</summary>Program</details>
<details id="dasar"><summary data-kartu="L">Dasar</summary>Pasal</details></section>
"""
LIST = """
<section data-daftar><h2 tabindex="-1" data-fokus>1 usaha</h2><button data-baris>Satu</button>
<a href="/catat/" data-baris data-kartu="T">Tidak ada yang cocok</a></section>
"""


@pytest.fixture
def shown(site: Site, tab: Page) -> Page:
    site.add("/", page(CARD))
    site.add("/daftar/", page(LIST))
    site.add("/catat/", page("<h1>Catat</h1>"))
    tab.goto(site.url + "/")
    return tab


def test_details_and_law_open_and_close_in_the_card_only(shown: Page) -> None:
    details, law = shown.locator("#rincian"), shown.locator("#dasar")
    shown.locator("#lain").press("d")
    expect(details).not_to_have_attribute("open", "")
    shown.locator("[data-fokus]").press("d")
    expect(details).to_have_attribute("open", "")
    shown.locator("[data-fokus]").press("l")
    expect(law).to_have_attribute("open", "")
    shown.locator("[data-fokus]").press("D")
    expect(details).not_to_have_attribute("open", "")


def test_none_of_these_is_the_last_line_and_a_key(shown: Page, site: Site) -> None:
    shown.goto(site.url + "/daftar/")
    shown.keyboard.press("End")
    expect(shown.get_by_text("Tidak ada yang cocok")).to_be_focused()
    shown.locator("[data-fokus]").press("t")
    expect(shown).to_have_url(site.url + "/catat/")

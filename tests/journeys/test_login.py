"""Every demo account signs in and lands where its work begins; a wrong password says so; the language stays."""

from __future__ import annotations

import re
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.live import PASSWORD, Live

STARTS = {
    "petugas.lubukbaja": "/loket/",
    "kasi.lubukbaja": "/hari-ini/",
    "petugas.sagulung": "/loket/",
    "ptsp": "/loket/",
    "kabid.ptsp": "/hari-ini/",
    "dinas": "/loket/",
    "kabid.dinas": "/hari-ini/",
    "bpjs": "/hari-ini/",
    "kacab": "/hari-ini/",
    "kacab2": "/hari-ini/",
    "importir": "/impor/",
    "admin": "/",
    "admin2": "/",
    "auditor": "/cakupan/",
    "pimpinan": "/hari-ini/",
}


def enter(tab: Page, username: str, password: str = PASSWORD) -> None:
    tab.get_by_label("Nama pengguna").fill(username)
    tab.get_by_label("Kata sandi", exact=True).fill(password)
    tab.get_by_role("button", name="Masuk").click()


def name_of(live: Live, username: str) -> str:
    return str(live.sql("SELECT display_name FROM accounts_user WHERE username = %s", username)[0][0])


def test_every_demo_account_lands_on_its_own_page(live: Live) -> None:
    for username, start in STARTS.items():
        cookies = "; ".join(f"{c['name']}={c['value']}" for c in live.state(username)["cookies"])
        with urlopen(Request(live.url, headers={"Cookie": cookies}), timeout=30) as answer:
            assert answer.url.rstrip("/") == (live.url + start).rstrip("/"), username
            assert name_of(live, username) in answer.read().decode()


# One of each start page, by hand.
@pytest.mark.parametrize("username", ["petugas.lubukbaja", "bpjs", "importir", "admin"])
def test_signing_in_leads_to_ones_own_page(live: Live, sign_in: Open, username: str) -> None:
    # Given somebody who opens the address
    tab = sign_in()
    tab.goto("/")
    expect(tab).to_have_url(re.compile("/masuk/"))
    # When they sign in
    enter(tab, username)
    # Then their own module is there, with their name on it
    expect(tab).to_have_url(live.url + STARTS[username])
    expect(tab.locator(".who").get_by_role("link")).to_have_text(name_of(live, username))
    expect(tab.locator("h1")).to_have_count(1)


def test_a_wrong_password_is_told_and_nothing_is_open(sign_in: Open) -> None:
    tab = sign_in(console=False)  # the browser reports the 400 as an error of its own
    tab.goto("/masuk/")
    for username in ("bpjs", "tidak.ada"):
        enter(tab, username, "bukan-kata-sandinya")
        expect(tab.get_by_role("alert").first).to_contain_text("Nama pengguna atau kata sandi salah")
        expect(tab).to_have_title(re.compile("^Perbaiki:"))
        expect(tab).to_have_url(re.compile("/masuk/"))
    tab.goto("/cakupan/")
    expect(tab).to_have_url(re.compile(r"/masuk/\?next=(/|%2F)cakupan"))


def test_the_language_stays_with_the_person(live: Live, sign_in: Open) -> None:
    # Given the auditor, who reads English
    tab = sign_in("auditor")
    tab.goto("/cakupan/")
    tab.get_by_role("button", name="English").click()
    # Then the same page is English, and so is the next one
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    expect(tab).to_have_url(live.url + "/cakupan/")
    tab.goto("/laporan/")
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    # And on another machine as well
    tab = sign_in()
    tab.goto("/masuk/")
    expect(tab.locator("html")).to_have_attribute("lang", "id")
    enter(tab, "auditor")
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    # When they change back, it is Indonesian again
    tab.get_by_role("button", name="Bahasa Indonesia").click()
    expect(tab.locator("html")).to_have_attribute("lang", "id")


def test_who_signs_out_is_out(sign_in: Open) -> None:
    tab = sign_in()
    tab.goto("/masuk/?next=/akun/")
    enter(tab, "kacab2")
    expect(tab).to_have_url(re.compile("/akun/$"))
    tab.get_by_role("button", name="Keluar", exact=True).click()
    expect(tab).to_have_url(re.compile("/masuk/$"))
    tab.goto("/akun/")
    expect(tab).to_have_url(re.compile(r"/masuk/\?next="))

"""In a browser: names made to run (B61, B62 of security.md §4) are only read; a form survives its session (F39)."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.journeys.live import Live
from tests.journeys.test_counter_keyboard import look_up, nib_of
from tests.journeys.test_login import enter
from tests.journeys.test_pages import AXE

NIB = "9190000000777"
NAME = (
    'Toko <img src=/jahat/ onerror=alert(1)> "><script src=/jahat/></script> {{7*7}} <div hx-get=/jahat/ '
    "hx-trigger=load>"
)
GIVEN = f"""
from tests.factories import make_business, make_nik
make_business(nib={NIB!r}, name={NAME!r}, owner_name={NAME[:120]!r}, owner_nik=make_nik(), declared_workers=3)
"""


def test_b61_b62_hostile_names_run_nothing(live: Live, sign_in: Open) -> None:
    live.step("hostile", "manage.py", "shell", "-c", GIVEN)
    officer, head = sign_in("petugas.lubukbaja"), sign_in("kacab")
    asked: list[str] = []
    for tab in (officer, head):
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("dialog", lambda dialog: asked.append(f"/jahat/ {dialog.message}"))
    officer.goto("/loket/")
    look_up(officer, NIB)
    expect(officer.locator("[data-putusan]")).to_contain_text("<img src=/jahat/")
    officer.keyboard.press("F8")
    expect(officer.get_by_role("heading", level=1)).to_contain_text("<img src=/jahat/")
    officer.keyboard.press("F8")
    expect(officer.get_by_text("Surat pengantar 560/")).to_be_visible()
    for path in ("/loket/", "/permohonan/"):
        officer.goto(path)
        expect(officer.locator("main")).to_contain_text("Toko <img")
    head.goto("/usaha/?q=toko+img")
    head.get_by_role("link", name="Toko <img").last.click()
    expect(head.locator("h1")).to_contain_text("{{7*7}}")
    assert [url for url in asked if "/jahat/" in url] == []


def test_f39_a_form_survives_its_session(live: Live, sign_in: Open) -> None:
    tab = sign_in(console=False)  # the browser reports the 401 as an error of its own
    tab.goto("/masuk/")
    enter(tab, "petugas.sagulung")
    expect(tab).to_have_url(live.url + "/loket/")
    look_up(tab, nib_of(live, "UNREGISTERED"))
    tab.get_by_label("No. HP pemohon").fill("081270001234")
    [session] = [c["value"] for c in tab.context.cookies() if c["name"] == "sesi"]
    live.execute("DELETE FROM django_session WHERE session_key = %s", session)
    tab.keyboard.press("F8")
    expect(tab.get_by_text("Masuk lagi untuk mengirimnya.")).to_be_visible()
    enter(tab, "petugas.sagulung")
    expect(tab).to_have_url(live.url + "/isian/")
    expect(tab.get_by_role("heading", level=1)).to_be_focused()
    assert [found["id"] for found in Axe().run(tab, options=AXE).response["violations"]] == []
    tab.get_by_role("button", name="Kirim isian ini").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Tahan permohonan")
    expect(tab.locator("main")).to_contain_text("0812 7000 1234")

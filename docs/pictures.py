"""The guides' pictures, taken of a running demo: `python -m docs.pictures [--url http://localhost:8000]`.

Needs the browser that `make test` installs, and demo data. Nothing is clicked that changes a figure; one check is made.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from config.environment import data_dir

FOLDER = Path(__file__).parent / "panduan" / "gambar"
SIZE = {"width": 1366, "height": 768}


def sign_in(browser: Browser, url: str, username: str) -> Page:
    page = browser.new_context(locale="id-ID", viewport=SIZE, base_url=url).new_page()
    page.goto("/masuk/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", os.environ.get("DEMO_PASSWORD", "cekjamsos-demo"))
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/masuk/" not in address)
    return page


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=str(FOLDER / f"{name}.png"), full_page=False)


def counter(browser: Browser, url: str, unregistered: str) -> None:
    page = sign_in(browser, url, "petugas.lubukbaja")
    page.goto("/loket/")
    shoot(page, "loket")
    page.keyboard.press("F2")
    page.keyboard.type(unregistered)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cek/**")
    shoot(page, "belum-terdaftar")
    page.goto("/permohonan/")
    shoot(page, "permohonan")


def offices(browser: Browser, url: str) -> None:
    importer = sign_in(browser, url, "importir")
    importer.goto("/impor/")
    shoot(importer, "impor")
    importer.locator("main table a").first.click()
    shoot(importer, "pratinjau")
    staff = sign_in(browser, url, "bpjs")
    for path, name in (("/cakupan/", "cakupan"), ("/cakupan/21.71.06/", "kecamatan"), ("/laporan/", "laporan")):
        staff.goto(path)
        shoot(staff, name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000")
    url = parser.parse_args().url
    truth = json.loads((data_dir() / "demo" / "truth.json").read_text())
    unregistered = next(c["identifier"] for c in truth["checks"] if c["finding"] == "UNREGISTERED")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        counter(browser, url, unregistered)
        offices(browser, url)
        browser.close()


if __name__ == "__main__":
    main()

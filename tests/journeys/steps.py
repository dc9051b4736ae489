"""What people do in the journeys: bring a file in, read the preview, process it, read a coverage figure."""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

KINDS = ("new", "changed", "same", "doubtful", "wrong")
PATIENCE = 90
WORKING = re.compile("Sedang diproses|Being processed|Processing|In progress")


def upload(tab: Page, path: Path, *, as_of: str = "") -> None:
    """Choose the file on /impor/ and send it; waits until the worker has read it."""
    tab.goto("/impor/")
    tab.locator("input[type=file]").set_input_files(path)
    if as_of:
        tab.locator("[name=as_of]").fill(as_of)
    tab.locator("main form[enctype] button[type=submit]").click()
    tab.wait_for_load_state()
    wait_while_working(tab)


def wait_while_working(tab: Page) -> None:
    """Reload the progress page (it also does so by itself, every five seconds) until it shows something else."""
    deadline = time.monotonic() + PATIENCE
    while is_working(tab):
        assert time.monotonic() < deadline, f"still working: {tab.locator('main').inner_text()}"
        tab.wait_for_timeout(400)
        tab.reload()


def is_working(tab: Page) -> bool:
    """Whether this is the progress page."""
    return tab.locator("[hx-get$='/kemajuan/']").count() > 0


def preview_counts(tab: Page) -> dict[str, int]:
    """The five figures of the preview; they add up to the rows of the file."""
    values = tab.locator("dl.kpis dd.v").all_inner_texts()
    assert len(values) == len(KINDS), values
    counts = dict(zip(KINDS, map(number, values), strict=True))
    total = tab.locator("main .foot b").first.inner_text()
    assert sum(counts.values()) == number(total)
    return counts


def process(tab: Page) -> None:
    """Press the preview's button and wait for the result."""
    tab.locator("form[action$='/proses/'] button[type=submit]").click()
    tab.wait_for_load_state()
    wait_while_working(tab)
    expect(tab.locator("form[action$='/proses/']")).to_have_count(0)


def bring_in(tab: Page, path: Path, *, as_of: str = "") -> dict[str, int]:
    """Upload, read the counts, process."""
    upload(tab, path, as_of=as_of)
    counts = preview_counts(tab)
    process(tab)
    return counts


def number(text: str) -> int:
    """The first whole number of a text in either language's style."""
    found = re.search(r"\d[\d.,]*", text)
    assert found, f"no number in {text!r}"
    return int(re.sub(r"\D", "", found[0]))


def city_active(tab: Page, month: str) -> int:
    """Active people of the city as /cakupan/ prints them."""
    tab.goto(f"/cakupan/?bulan={month}")
    return number(tab.locator(".title-row .sub").inner_text())


def district_active(tab: Page, month: str, code: str = "21.71.06") -> int:
    """Active people of a kecamatan: the sum under its kelurahan."""
    tab.goto(f"/cakupan/{code}/?bulan={month}")
    foot = tab.get_by_role("region", name="Cakupan menurut kelurahan").locator("tfoot td")
    return number(foot.nth(6).inner_text())

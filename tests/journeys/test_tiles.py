"""BPJS staff click every number of the coverage pages that leads to a list: the list's total is the number."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Open

# A link of the main part that leads to a list, as it is seen: its address, its text, and what stands below it.
LINKS = """() => [...document.querySelectorAll('main a[href*="/cakupan/daftar/"]')].map(link => ({
    href: link.getAttribute('href'), text: link.textContent, below: link.closest('div, td, li').innerText}))"""
NUMBER = re.compile(r"\d[\d.]*")


def shown(link: dict[str, str]) -> int:
    """The number a link stands on; of a percentage, the people or employers it is made of."""
    text = link["text"]
    if "%" in text:
        text = re.search(r"([\d.]+) dari [\d.]+", link["below"])[0]  # type: ignore[index]
    return int(NUMBER.findall(text)[0].replace(".", ""))


def total(tab: Page) -> int:
    """The total in a list's heading."""
    return int(NUMBER.findall(tab.locator("h1").inner_text().rsplit(": ", 1)[1])[0].replace(".", ""))


# Every number of every page is followed without a browser in tests/monitoring/test_tiles.py.
@pytest.mark.parametrize(
    "page",
    [
        "/cakupan/21.71.06/",
        pytest.param("/cakupan/", marks=pytest.mark.long),
        pytest.param("/cakupan/perbandingan/", marks=pytest.mark.long),
    ],
)
def test_every_number_that_is_clicked_is_the_total_of_its_list(sign_in: Open, page: str) -> None:
    tab = sign_in("bpjs")
    tab.goto(page)
    found = tab.evaluate(LINKS)
    assert len(found) >= 5
    for link in found:
        tab.goto(link["href"])
        assert total(tab) == shown(link), link

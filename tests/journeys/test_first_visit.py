"""What travels: a first visit is at most 45 KB in five requests, a later page 12 KB in one (performance.md, ui.md §15).

Measured on the wire by Chromium against the served product, compressed as gunicorn sends it.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Open

FIRST_BYTES, FIRST_REQUESTS = 45_000, 5
LATER_BYTES, LATER_REQUESTS = 12_000, 1


class Wire:
    """Bytes and requests of one tab since the last look."""

    def __init__(self, tab: Page) -> None:
        self.bytes: list[int] = []
        self.asked: dict[str, str] = {}
        session = tab.context.new_cdp_session(tab)
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.requestServedFromCache", lambda told: self.asked.pop(told["requestId"], None))
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", lambda told: self.bytes.append(int(told["encodedDataLength"])))
        session.send("Network.enable")

    def _asked(self, told: dict[str, Any]) -> None:
        if not told["request"]["url"].startswith("data:"):
            self.asked[told["requestId"]] = told["request"]["url"]

    def _answered(self, told: dict[str, Any]) -> None:
        if told["response"].get("fromDiskCache"):
            self.asked.pop(told["requestId"], None)

    def visit(self, tab: Page, path: str) -> tuple[int, list[str]]:
        self.bytes.clear()
        self.asked.clear()
        tab.goto(path, wait_until="networkidle")
        return sum(self.bytes), sorted(self.asked.values())


@pytest.mark.parametrize(
    ("username", "first", "later"),
    [
        (None, "/masuk/", ["/bantuan/"]),
        ("petugas.lubukbaja", "/loket/", ["/permohonan/", "/loket/"]),
        ("bpjs", "/cakupan/", ["/cakupan/21.71.06/", "/laporan/"]),
    ],
)
def test_what_a_visit_weighs(sign_in: Open, username: str | None, first: str, later: list[str]) -> None:
    tab = sign_in(username)
    wire = Wire(tab)
    weight, requests = wire.visit(tab, first)
    assert 0 < weight <= FIRST_BYTES and len(requests) <= FIRST_REQUESTS, (weight, requests)
    for path in later:
        weight, requests = wire.visit(tab, path)
        assert 0 < weight <= LATER_BYTES and len(requests) <= LATER_REQUESTS, (path, weight, requests)

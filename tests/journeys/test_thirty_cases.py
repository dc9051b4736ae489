"""Thirty applicants at the counter, keyboard only, on a throttled line: every finding and every outcome of contract §2.

The time from Enter to a drawn verdict is printed and written to var/journey.json.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.live import Live, wait_until

ROOT = Path(__file__).resolve().parents[2]
ARMED = 600  # milliseconds: Enter in the card counts once the verdict has been on screen half a second
LINE = {"offline": False, "latency": 40, "downloadThroughput": 3e6 / 8, "uploadThroughput": 3e6 / 8}
FINDINGS = {"CLEAR", "CONDITIONAL", "PARTIAL", "ARREARS", "UNREGISTERED", "UNCERTAIN", "SOURCE_DOWN", "DENIED"}
OUTCOMES = {"PASS", "PASS_WITH_DEADLINE", "HOLD", "ASK_BPJS", "CONTINUE_BY_RULE", "DENY"}
REASON = "Pemilik sedang dirawat; keluarganya mengurus pendaftaran minggu depan."
PERSON = {
    "name": "Kedai Baru Selayang", "owner_name": "Ahmad Rekaan", "owner_nik": "2171061705900077",
    "village": "Tanjung Uma", "declared_workers": "3",
}  # fmt: skip

# From the Enter in the box until what it led to has been painted.
CLOCK = """() => {
  addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' || e.target.id !== 'id_identifier') return;
    const begun = performance.now(), old = document.querySelector('#hasil [data-fokus]');
    window.drawnAfter = null;
    const look = () => {
      const now = document.querySelector('#hasil [data-fokus]');
      if (!now || now === old) return;
      seen.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => { window.drawnAfter = performance.now() - begun; }));
    };
    const seen = new MutationObserver(look);
    seen.observe(document.body, { childList: true, subtree: true });
  }, true);
}"""


@pytest.fixture(scope="module")
def cases(live: Live) -> list[dict[str, Any]]:
    table = live.home / "cases.json"
    if not table.exists():
        live.step("given", "-m", "tests.journeys.given", str(table))
    found: list[dict[str, Any]] = json.loads(table.read_text())
    return found


@pytest.fixture
def aged(live: Live) -> Iterator[Callable[[], None]]:
    """`aged()`: every sheet is a hundred days older from now on, until the test ends."""
    days = "UPDATE enrollment_importbatch SET as_of = as_of + %s"
    done = []

    def age() -> None:
        live.execute(days, -100)
        done.append(1)

    yield age
    if done:
        live.execute(days, 100)


@pytest.fixture
def desk(sign_in: Open) -> Page:
    tab = sign_in("petugas.lubukbaja")
    tab.add_init_script(f"({CLOCK})()")
    line = tab.context.new_cdp_session(tab)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    tab.goto("/loket/")
    return tab


def tab_to(desk: Page, name: str) -> None:
    """Tab until the control of this name has the focus."""
    for _ in range(60):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


def serve(desk: Page, service: str) -> None:
    """The digit of a service, on the chips."""
    desk.keyboard.press("F2")
    tab_to(desk, "service")
    values = desk.locator("input[name=service]").evaluate_all("all => all.map((one) => one.value)")
    desk.keyboard.press(str(values.index(service) + 1))


def look_up(desk: Page, typed: str) -> float:
    """F2, the number, Enter; how long it took to see the answer."""
    desk.keyboard.press("F2")
    expect(desk.locator("#id_identifier")).to_be_focused()
    desk.keyboard.insert_text(typed)
    desk.keyboard.press("Enter")
    expect(desk.locator("#hasil [data-fokus]")).to_be_focused()
    wait_until(lambda: desk.evaluate("window.drawnAfter"), "the answer is painted")
    return float(desk.evaluate("window.drawnAfter"))


def newest(live: Live) -> tuple[str, str, str | None]:
    """Finding and outcome of the last check, and the state of the file it opened."""
    return live.sql(
        "SELECT c.finding, c.outcome, (SELECT a.state FROM permits_application a WHERE a.opening_check_id = c.id)"
        " FROM permits_check c JOIN accounts_user u ON u.id = c.by_id WHERE u.username = 'petugas.lubukbaja'"
        " ORDER BY c.at DESC LIMIT 1"
    )[0]  # type: ignore[return-value]


# --- what the officer does with it; each returns the state the file must be in --------------------------------------


def press(desk: Page, key: str) -> None:
    desk.wait_for_timeout(ARMED)
    desk.keyboard.press(key)


def clear(desk: Page) -> str:
    press(desk, "Enter")
    expect(desk.locator("#hasil .alert").filter(has_text="Nomor bukti")).to_be_visible()
    return "CLEARED CONDITIONAL CONTINUED"


def hold(desk: Page) -> str:
    desk.keyboard.press("F8")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Tahan permohonan")
    press(desk, "F8")
    expect(desk.locator("#hasil .alert").filter(has_text="Ditahan")).to_be_visible()
    return "HELD"


def ask(desk: Page) -> str:
    press(desk, "Enter")
    expect(desk.locator("#hasil .alert").first).to_be_visible()
    return "WAITING_BPJS"


def request_by(key: str | None, link: str) -> Callable[[Page], str]:
    """A second person is asked: the letter key of the card, or Tab to the link."""

    def act(desk: Page) -> str:
        if key:
            desk.keyboard.press(key)
        else:
            for _ in range(40):
                desk.keyboard.press("Tab")
                if link in str(desk.evaluate("document.activeElement.textContent")):
                    break
            desk.keyboard.press("Enter")
        expect(desk.get_by_role("heading", level=1)).to_be_focused()
        if desk.locator("[name=ground]:visible").count():
            tab_to(desk, "ground")
            desk.keyboard.press("ArrowDown")
        tab_to(desk, "reason")
        desk.keyboard.insert_text(REASON)
        desk.keyboard.press("F8")
        expect(desk.get_by_role("heading", level=1)).to_contain_text("Kirim ke atasan")
        press(desk, "F8")
        expect(desk.get_by_text("Diteruskan ke atasan.")).to_be_visible()
        desk.goto("/loket/")
        return "FORWARDED"

    return act


def receive(desk: Page) -> str:
    for _ in range(30):
        desk.keyboard.press("Tab")
        if "Terima berkas" in str(desk.evaluate("document.activeElement.textContent")):
            break
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/permohonan/"))
    desk.goto("/loket/")
    return "RECEIVED"


def choose(desk: Page) -> str:
    """Down to the first of the list; what it is, is asked like any other business."""
    before = desk.url
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_url(lambda url: "/cek/" in url and url != before)
    expect(desk.locator("[data-putusan] h2")).to_be_focused()
    return hold(desk)


def choose_clear(desk: Page) -> str:
    if desk.locator("[data-baris]").count():
        before = desk.url
        desk.keyboard.press("ArrowDown")
        desk.keyboard.press("Enter")
        desk.wait_for_url(lambda url: "/cek/" in url and url != before)
        expect(desk.locator("[data-putusan] h2")).to_be_focused()
    return clear(desk)


def intake(desk: Page) -> str:
    """Nobody knows it: the applicant's data are noted, and the business is held."""
    desk.keyboard.press("F8")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Catat data pemohon")
    for name, value in PERSON.items():
        tab_to(desk, name)
        desk.keyboard.type(value) if name == "village" else desk.keyboard.insert_text(value)
    desk.keyboard.press("F8")
    expect(desk.locator("[data-putusan] h2")).to_have_text("Belum terdaftar")
    return hold(desk)


def stop(desk: Page) -> None:
    """A statutory denial: nothing to press but Esc."""
    expect(desk.locator("#hasil [role=alert]").first).to_contain_text("TMP2T")
    assert desk.locator("[data-putusan] [data-utama]").count() == 0
    press(desk, "Enter")
    press(desk, "F8")


ACTS: dict[str, Callable[[Page], str | None]] = {
    "clear": clear, "hold": hold, "ask": ask, "receive": receive, "choose": choose, "choose-clear": choose_clear,
    "intake": intake, "stop": stop, "commit": request_by(None, "Lanjutkan dengan komitmen"),
    "exempt": request_by("E", ""), "override": request_by("O", ""),
}  # fmt: skip
# The list and the unknown number lead to a verdict of their own, after one more step.
FIRST_SHOWN = {"choose", "choose-clear", "intake"}


def test_thirty_applicants_by_keyboard(
    live: Live, cases: list[dict[str, Any]], desk: Page, aged: Callable[[], None]
) -> None:
    times, wrong, shown = [], [], set()
    service = ""
    for case in cases:
        if case["finding"] == "SOURCE_DOWN" and "SOURCE_DOWN" not in {finding for finding, _ in shown}:
            aged()
        if case["service"] != service:
            service = case["service"]
            serve(desk, service)
        times.append(look_up(desk, case["typed"]))
        first = newest(live)
        states = ACTS[case["act"]](desk)
        finding, outcome, state = newest(live)
        shown |= {first[:2], (finding, outcome)}
        known = (finding, outcome) == (case["finding"], case["outcome"]) or case["act"] == "intake"
        if not known or (state or "") not in (states or "").split(" "):
            wrong.append(f"{case['name']}: {finding} {outcome}, file {state}; expected {case}")
        desk.keyboard.press("Escape")
        desk.wait_for_url("**/loket/")
    assert wrong == []
    assert {finding for finding, _ in shown} == FINDINGS
    assert {outcome for _, outcome in shown} == OUTCOMES
    report(times)


def report(times: list[float]) -> None:
    """Milliseconds from Enter to a drawn verdict, on the throttled line."""
    figures = {
        "cases": len(times), "median_ms": round(median(times)), "p95_ms": round(quantiles(times, n=20)[-1]),
        "worst_ms": round(max(times)), "line": "3 Mbit/s, 40 ms",
    }  # fmt: skip
    folder = Path(os.environ.get("JOURNEY_DIR", ROOT / "var"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "journey.json").write_text(json.dumps(figures, indent=2) + "\n")
    print("\nFrom Enter to a drawn verdict:", figures)

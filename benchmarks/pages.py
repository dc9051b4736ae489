"""p95 of pages beside a trivial logged-in view on the same server, requests in turns over one kept connection."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import psycopg2

from benchmarks.results import Result, Samples
from benchmarks.runs import RunFailed

PASSWORD = "cekjamsos-demo"
START_SECONDS, WARM_UP, QUEUE = 30, 10, 7
_BUSINESS = """
    WITH made AS (
        INSERT INTO enrollment_business (created_at, updated_at, nib, name, name_key, owner_name, address, village_id,
                                         kbli_version, kbli_code, scale, source)
        SELECT now(), now(), %(nib)s, 'Toko Berkah Jaya', 'TOKO BERKAH JAYA', 'Hendra Wijaya', '', code, '2020', '', '',
               'IMPORT'
        FROM districts_village WHERE district_id = '21.71.06' ORDER BY code LIMIT 1
        RETURNING id)
    INSERT INTO enrollment_businessemployerlink (business_id, employer_id, how, state)
    SELECT made.id, (SELECT min(id) FROM enrollment_employer WHERE division_code = '000'), 'NIB', 'CONFIRMED' FROM made
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A path that the named demo account may see, and the bar of its p95 ÷ the trivial view's."""

    name: str
    user: str
    path: str
    most: float


PAGES = (
    Page("page: coverage of the city", "pimpinan", "/cakupan/", 3),
    Page("page: coverage of a kecamatan", "pimpinan", "/cakupan/21.71.06/", 3),
    Page("page: counter", "petugas.lubukbaja", "/loket/", 3),
)
OFFICER = "petugas.lubukbaja"
SWAP = {"HX-Request": "true"}
CHECK_MOST = 1.5
NIB = "9120004127835"


def measure(url: str, rows: int, times: int = 200) -> list[Result]:
    """A line for each page of PAGES; an answer that is not the page voids the benchmark."""
    _add_business(url)
    with _server(url) as port:
        return [
            *(_measure_page(Visitor(port, page.user), page, rows, times) for page in PAGES),
            *_measure_check(Visitor(port, OFFICER), rows, times),
        ]


def _measure_page(visitor: Visitor, page: Page, rows: int, times: int) -> Result:
    ours, floor = Samples(is_requests=True), Samples(is_requests=True)
    for turn in range(times + WARM_UP):
        seconds = visitor.get(page.path)
        trivial = visitor.get("/bench/")
        if turn >= WARM_UP:
            ours.seconds.append(seconds)
            floor.seconds.append(trivial)
    return Result(f"{page.name} (floor: trivial view)", rows, ours, floor, most=page.most)


def _measure_check(visitor: Visitor, rows: int, times: int) -> list[Result]:
    """A number is looked up and the page of that new check drawn, over and over, beside a queue of files.

    So every page is one that nobody has seen before. The look-up also writes and waits for the disk: no bar is for it.
    """
    for _ in range(QUEUE):
        visitor.receive(visitor.look_up(NIB)[1])
    look_up, page, part, floor = (Samples(is_requests=True) for _ in range(4))
    for turn in range(times + WARM_UP):
        asked, place = visitor.look_up(NIB)
        drawn = visitor.get(place)
        swapped = visitor.get(place, **SWAP)
        trivial = visitor.get("/bench/")
        if turn >= WARM_UP:
            look_up.seconds.append(asked)
            page.seconds.append(drawn)
            part.seconds.append(swapped)
            floor.seconds.append(trivial)
    return [
        Result("page: a new check by exact number (floor: trivial view)", rows, page, floor, most=CHECK_MOST),
        Result("its part that the counter swaps in (floor: trivial view)", rows, part, floor, most=CHECK_MOST),
        Result("look-up by exact number, POST (floor: trivial view)", rows, look_up, floor),
    ]


def _add_business(url: str) -> None:
    """A business of Lubuk Baja behind the first employer of the register."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(_BUSINESS, {"nib": NIB})
    finally:
        connection.close()


class Visitor:
    """One logged-in browser without the browser: a connection and its cookies."""

    def __init__(self, port: int, user: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookies: dict[str, str] = {}
        self._ask("GET", "/masuk/")
        status, _ = self._post("/masuk/", {"login": user, "password": PASSWORD})
        if status not in (302, 303):
            raise RunFailed(f"{user} could not log in: {status}")

    def receive(self, check: str) -> None:
        """Take the file of a check in."""
        if (status := self._post(f"{check}terima/", {})[0]) not in (302, 303):
            raise RunFailed(f"Taking a file in answered {status}")

    def look_up(self, number: str) -> tuple[float, str]:
        """Ask the counter about a number: seconds until its answer, and the path of the check it made."""
        started = time.perf_counter()
        status, place = self._post("/loket/", {"identifier": number, "service": "SKU"})
        seconds = time.perf_counter() - started
        if status != 303:
            raise RunFailed(f"The look-up answered {status}")
        return seconds, place

    def get(self, path: str, **headers: str) -> float:
        """Seconds until the last byte of the page."""
        started = time.perf_counter()
        status, _ = self._ask("GET", path, **headers)
        seconds = time.perf_counter() - started
        if status != 200:
            raise RunFailed(f"{path} answered {status}")
        return seconds

    def _post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        token = next((value for name, value in self._cookies.items() if "csrf" in name), "")
        return self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": token}))

    def _ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        """Status, and the place a redirect names."""
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";", 1)[0].split("=", 1)
            self._cookies[name] = value
        return answer.status, answer.headers.get("Location", "")


@contextmanager
def _server(url: str) -> Iterator[int]:
    """The product's gunicorn, one process with its threads, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "--log-level", "warning", "config.wsgi"],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "benchmarks.site",
            "PORT": str(port),
            "WEB_PROCESSES": "1",
            "PYTHONWARNINGS": "ignore",
        },
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RunFailed("The web server did not start.")

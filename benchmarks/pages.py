"""p95 of pages beside a trivial logged-in view on the same server, requests in turns over one kept connection."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.results import Result, Samples
from benchmarks.runs import RunFailed

PASSWORD = "cekjamsos-demo"
START_SECONDS = 30
WARM_UP = 10


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


def measure(url: str, rows: int, times: int = 200) -> list[Result]:
    """A line for each page of PAGES; a page that does not answer 200 voids the benchmark."""
    results = []
    with _server(url) as port:
        for page in PAGES:
            visitor = Visitor(port, page.user)
            ours, floor = Samples(is_requests=True), Samples(is_requests=True)
            for turn in range(times + WARM_UP):
                for path, samples in ((page.path, ours), ("/bench/", floor)):
                    seconds = visitor.get(path)
                    if turn >= WARM_UP:
                        samples.seconds.append(seconds)
            results.append(Result(page.name, rows, ours, floor, most=page.most))
    return results


class Visitor:
    """One logged-in browser without the browser: a connection and its cookies."""

    def __init__(self, port: int, user: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookies: dict[str, str] = {}
        _, form = self._ask("GET", "/masuk/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        if token is None:
            raise RunFailed("The login page has no form.")
        fields = {"login": user, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        status, _ = self._ask("POST", "/masuk/", urlencode(fields))
        if status not in (302, 303):
            raise RunFailed(f"{user} could not log in: {status}")

    def get(self, path: str) -> float:
        """Seconds until the last byte of the page."""
        started = time.perf_counter()
        status, _ = self._ask("GET", path)
        seconds = time.perf_counter() - started
        if status != 200:
            raise RunFailed(f"{path} answered {status}")
        return seconds

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";", 1)[0].split("=", 1)
            self._cookies[name] = value
        return answer.status, text


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

"""A tiny web server for browser tests of the design system: rendered pages, the static files, the strict CSP.

No database and no Django request: what is tested here is the style sheet, the script and the components.
"""

from __future__ import annotations

import mimetypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass
class Site:
    """Path → (status, html); every POST is remembered, `slow` seconds delay its answer."""

    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    slow: float = 0.0
    url: str = ""

    def add(self, path: str, html: str, status: int = 200) -> str:
        self.pages[path] = (status, html)
        return self.url + path

    @contextmanager
    def serve(self) -> Iterator[Site]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self, status: int, body: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", CSP)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
                if isinstance(found, str):
                    kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
                    return self._answer(200, Path(found).read_bytes(), kind)
                status, html = site.pages.get(path, (404, "<!doctype html><title>-</title>"))
                return self._answer(status, html.encode(), "text/html; charset=utf-8")

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                site.posts.append(self.path)
                time.sleep(site.slow)
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

"""What a page says: its tables cell by cell, and numbers as Bahasa Indonesia writes them. No code of the product."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser

Line = dict[str, str]
NONE = "—"


def num(value: int) -> str:
    """1234 → "1.234"."""
    return f"{value:,}".replace(",", ".").replace("-", "−")


def dec(value: Decimal | float) -> str:
    """0.25 → "0,3" is not what this is for: the value has one decimal already."""
    return f"{value:,.1f}".translate(str.maketrans(",.", ".,")).replace("-", "−")


def pct(value: Decimal | float | None, empty: str = NONE) -> str:
    return empty if value is None else f"{dec(value)}%"


def points(value: Decimal | float) -> str:
    """▲ 0,5"""
    return f"{'▲' if value > 0 else '▼' if value < 0 else '='} {dec(abs(value))}"


class _Tables(HTMLParser):
    """Caption → rows of cells; a cell over two columns stands twice."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self.text: list[str] | None = None
        self.caption = ""
        self.row: list[str] = []
        self.span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.row = []
        elif tag in ("caption", "td", "th"):
            self.text, self.span = [], int(dict(attrs).get("colspan") or 1)

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self.text is not None and tag in ("caption", "td", "th"):
            said = " ".join(" ".join(self.text).split())
            self.text = None
            if tag == "caption":
                self.caption = said
                # Two tables of one name are told apart by their order.
                while self.caption in self.found:
                    self.caption += "'"
                self.found[self.caption] = []
            else:
                self.row += [said] * self.span
        elif tag == "tr" and self.caption:
            self.found[self.caption].append(self.row)


def tables(html: str) -> dict[str, list[Line]]:
    """Every table of a page by its caption, each row by its headings; the arrow of a sorted column is left out."""
    reader = _Tables()
    reader.feed(html)
    found = {}
    for caption, (head, *rows) in reader.found.items():
        keys = [heading.removesuffix(" ▾") for heading in head]
        found[caption] = [dict(zip(keys, row, strict=False)) for row in rows]
    return found


def text(html: str) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def facts(html: str) -> dict[str, str]:
    """The boxes of key figures: label → everything that is said under it."""
    boxes = re.findall(r"<div><dt>(.*?)</dt>(.*?)</div>", html, flags=re.S)
    return {text(label): text(rest) for label, rest in boxes}


def bars(html: str) -> dict[str, str]:
    """Bars drawn in words: label → the number beside it."""
    rows = re.findall(r'<li><span>(.*?)</span><svg.*?<span class="n"><b>(.*?)</b>', html, flags=re.S)
    return {text(label): text(value) for label, value in rows}

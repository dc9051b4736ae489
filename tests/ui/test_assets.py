"""The page budget (ui.md §15), one table of colours, and templates a strict CSP lets through."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders

from accounts.templatetags import cj
from districts.icons import ICONS
from districts.tokens import TOKENS

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMMENTS = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
# Typst and e-mail templates are no pages: no browser and no CSP reads them.
PAGES = [path for path in TEMPLATES if not {"emails", "print"} & set(path.parts)]


def packed(path: str) -> int:
    found = finders.find(path)
    assert isinstance(found, str)
    return len(gzip.compress(Path(found).read_bytes(), 9, mtime=0))


@pytest.mark.parametrize(
    ("path", "budget"), [("css/app.css", 10_000), ("js/app.js", 4_000), ("django_htmx/htmx-2.min.js", 17_000)]
)
def test_assets_keep_their_budget(path: str, budget: int) -> None:
    assert packed(path) <= budget


def test_the_style_sheet_and_the_chart_colours_are_one_table() -> None:
    css = (ROOT / "static" / "css" / "app.css").read_text()
    root = css[css.index(":root{") : css.index("}")]
    colours = dict(re.findall(r"--([a-z0-9-]+):(#[0-9A-Fa-f]+)", root))
    assert colours == TOKENS


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in (ROOT / "static").rglob("*.*"):
        text = path.read_text()
        assert not re.findall(r"https?://(?!www\.w3\.org/)", text), path.name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_inline_style_script_or_handler(path: Path) -> None:
    text = COMMENTS.sub("", path.read_text())
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "javascript:" not in text


def test_every_look_has_a_drawn_icon_and_a_known_tone() -> None:
    for tone, icon in cj.LOOKS.values():
        assert icon in ICONS
        assert tone in {"ok", "warn", "stop", "info", "neutral"}
    for icon in (*cj.ALERTS.values(), *cj.VERDICT_ICONS.values(), *cj.MODULES.values()):
        assert icon in ICONS


def test_every_state_a_row_can_have_has_a_look() -> None:
    missing = {
        f"{model.__name__}.{value}"
        for model in apps.get_models()
        if model.__module__.startswith(("districts", "accounts", "enrollment", "permits", "monitoring"))
        for value in getattr(getattr(model, "State", None), "values", [])
        if value not in cj.LOOKS
    }
    assert missing == set()


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        *((ink, ground, 4.5) for ink in ("ink", "ink-2", "ink-3", "brand-600") for ground in ("surface", "bg")),
        *((tone, f"{tone}-bg", 4.5) for tone in ("ok", "warn", "stop", "neutral")),
        *((control, ground, 3.0) for control in ("line-strong",) for ground in ("surface", "bg")),
        *(("ink", tile, 4.5) for tile in ("q1", "q2", "q3")),
        *(("surface", tile, 4.5) for tile in ("q4", "q5", "brand-700", "brand-900", "stop-line")),
        *((segment, "surface", 3.0) for segment in ("seg-pu", "seg-bpu", "seg-jakon", "seg-pmi")),
        ("ink", "focus", 3.0),
        ("focus", "brand-900", 3.0),
    ],
)
def test_contrast(front: str, back: str, least: float) -> None:
    light, dark = sorted((luminance(TOKENS[front]), luminance(TOKENS[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least

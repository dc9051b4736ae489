"""The colour tokens of the product, as literal values.

The style sheet holds the same values as custom properties (a test keeps the two equal). Charts take them from here
as presentation attributes, because `var(--x)` prints black in the PDF and an inline style breaks the page's CSP.
"""

from __future__ import annotations

from typing import Final

TOKENS: Final[dict[str, str]] = {
    "ink": "#14212B",
    "ink-2": "#435463",
    "ink-3": "#566878",
    "line": "#D3DBE2",
    "line-2": "#E6EBEF",
    "line-strong": "#7C8C9A",
    "bg": "#F3F6F8",
    "surface": "#FFF",
    "brand-900": "#0A2A43",
    "brand-700": "#0B4A75",
    "brand-600": "#115E95",
    "brand-100": "#DCE9F4",
    "brand-50": "#EEF5FA",
    "ok": "#0A6349",
    "ok-bg": "#E5F4ED",
    "ok-line": "#0F7A5A",
    "warn": "#7A4100",
    "warn-bg": "#FFF2D9",
    "warn-line": "#B26A00",
    "stop": "#A01F1A",
    "stop-bg": "#FCEBE9",
    "stop-line": "#B3261E",
    "neutral": "#435463",
    "neutral-bg": "#EAEFF3",
    "focus": "#FFC93C",
    "q1": "#E4EEF6",
    "q2": "#B3D0E8",
    "q3": "#6FA6D2",
    "q4": "#2C73AE",
    "q5": "#0B3C68",
    "seg-pu": "#0B4A75",
    "seg-bpu": "#178A86",
    "seg-jakon": "#C2571A",
    "seg-pmi": "#9A6FB8",
}

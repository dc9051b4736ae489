"""The icon set: outline, 24-pixel grid, stroke 2, drawn for this product. Values are SVG children, inlined in pages.

`solid` shapes fill with the current colour and cut their sign out in white; everything else is stroke only.
"""

from __future__ import annotations

from typing import Final

_RING: Final = '<circle cx="12" cy="12" r="9"/>'
_DOT: Final = '<path d="M12 {y}v.01"/>'
_FILE: Final = '<path d="M13 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V9zM13 3v6h6"/>'
_TRAY: Final = '<path d="M4 16v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3"/>'
_CUT: Final = '<path stroke="#FFF" stroke-width="2.4" d="{d}"/>'


def _path(d: str) -> str:
    return f'<path d="{d}"/>'


def _solid(shape: str, sign: str) -> str:
    return f'<g fill="currentColor">{shape}</g>' + _CUT.format(d=sign)


ICONS: Final[dict[str, str]] = {
    "alert": _RING + _path("M12 7v6") + _DOT.format(y=16.5),
    "arrow": _path("M4 12h15M13 6l6 6-6 6"),
    "building": _path(
        "M5 21V4a1 1 0 0 1 1-1h12a1 1 0 0 1 1 1v17M3 21h18M9 7h.01M15 7h.01M9 11h.01M15 11h.01M10 21v-5h4v5"
    ),
    "calendar": '<rect x="4" y="5" width="16" height="16" rx="2"/>' + _path("M4 10h16M8 3v4M16 3v4"),
    "chart": _path("M3.5 20v-8h5.5v8zM9 20V4.5h6V20zM15 20V9h5.5v11z"),
    "check": _path("M5 12.5l4.5 4.5L19 7.5"),
    "check-solid": _solid('<circle cx="12" cy="12" r="10"/>', "M8 12.3l2.8 2.8L16 9.8"),
    "chevron": _path("M9 5l7 7-7 7"),
    "chevron-left": _path("M15 5l-7 7 7 7"),
    "clock": _RING + _path("M12 7v5l3 2"),
    "clock-alert": _path("M17 19.5A9 9 0 1 1 21 12M12 7v5l3 2M21 15.5v3") + '<path d="M21 22v.01"/>',
    "clock-check": _path("M11 21a9 9 0 1 1 10-9M12 7v5l2 1.2M14.5 19l2.3 2.3L22 16"),
    "cloud-off": _path("M3 3l18 18M7 8a5 5 0 0 0-1 10h11M10 6.2A6 6 0 0 1 17.3 11h.7a3.5 3.5 0 0 1 2.6 5.8"),
    "download": _path("M12 4v11M7 10.5l5 5 5-5") + _TRAY,
    "edit": _path("M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4"),
    "equal": _path("M5 9h14M5 15h14"),
    "eye": _path("M2 12s3.5-6.5 10-6.5S22 12 22 12s-3.5 6.5-10 6.5S2 12 2 12z") + '<circle cx="12" cy="12" r="2.6"/>',
    "file": _FILE + _path("M9 13h6M9 17h4"),
    "hand": _path(
        "M7.5 12.5V6a1.5 1.5 0 0 1 3 0M10.5 11V4.5a1.5 1.5 0 0 1 3 0V11M13.5 11V5.5a1.5 1.5 0 0 1 3 0V12"
        "M16.5 12V8.5a1.5 1.5 0 0 1 3 0V14c0 4.3-2.5 7.2-6.6 7.2-3.3 0-5-1.4-6.4-3.8l-2.7-4.3"
        "a1.5 1.5 0 0 1 2.5-1.7l1.2 1.6"
    ),
    "help": _RING + _path("M9.5 9.5a2.5 2.5 0 1 1 3.8 2.1c-.9.6-1.3 1-1.3 1.9") + _DOT.format(y=16.5),
    "inbox": '<rect x="3.5" y="4" width="17" height="16" rx="3"/>' + _path("M4 13h4.5l1.5 3h4l1.5-3H20"),
    "info": _RING + _path("M12 11v5.5") + _DOT.format(y=7.5),
    "list": _path("M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01"),
    "lock": '<rect x="5" y="11" width="14" height="9.5" rx="2"/>' + _path("M8 11V8a4 4 0 0 1 8 0v3M12 15v2"),
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/>' + _path("M3.5 7l8.5 6 8.5-6"),
    "menu": _path("M4 6h16M4 12h16M4 18h16"),
    "plus": _RING + _path("M12 8v8M8 12h8"),
    "printer": _path("M7 8V3h10v5M7 17H5a2 2 0 0 1-2-2v-4a3 3 0 0 1 3-3h12a3 3 0 0 1 3 3v4a2 2 0 0 1-2 2h-2")
    + '<rect x="7" y="14" width="10" height="7" rx="1"/>',
    "question": _path("M8.5 9a3.5 3.5 0 1 1 5.4 2.9c-1.3.9-1.9 1.6-1.9 3.1") + _DOT.format(y=19),
    "question-solid": _solid(
        '<circle cx="12" cy="12" r="10"/>', "M9.6 9.6a2.4 2.4 0 1 1 3.7 2c-.9.6-1.3 1-1.3 1.9M12 16.6v.01"
    ),
    "refresh": _path("M20 10a8 8 0 0 0-14.6-2.6L4 9M4 4v5h5M4 14a8 8 0 0 0 14.6 2.6L20 15M20 20v-5h-5"),
    "scale": _path("M12 3v18M7 21h10M5 6.5l7-2 7 2M5 6.5L2 13.5a3.1 3.1 0 0 0 6 0zM19 6.5l-3 7a3.1 3.1 0 0 0 6 0z"),
    "search": '<circle cx="10" cy="10" r="7"/>' + _path("M15.2 15.2L21 21"),
    "send": _path("M21 3L3 10.5l7 3.5 3.5 7zM10 14L21 3"),
    "sheet": _FILE + '<rect x="8.5" y="12.5" width="7" height="5.5"/>' + _path("M12 12.5V18"),
    "swap": _path("M4 8h15l-3.5-3.5M20 16H5l3.5 3.5"),
    "triangle": _path("M12 4L2.5 20h19zM12 10v4.5") + _DOT.format(y=17.2),
    "triangle-solid": _solid(_path("M12 3.6L1.9 20.6h20.2z"), "M12 9.6v5M12 17.6v.01"),
    "undo": _path("M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3"),
    "upload": _path("M12 16V5M7 9.5l5-5 5 5") + _TRAY,
    "user": '<circle cx="12" cy="8" r="4"/>' + _path("M4.5 20.5c.8-4 3.6-6 7.5-6s6.7 2 7.5 6"),
    "x": _path("M6 6l12 12M18 6L6 18"),
    "x-circle": _RING + _path("M9 9l6 6M15 9l-6 6"),
}
"""Icon name → SVG children. A name that is not here is a programming error and raises `KeyError`."""

SHIELD: Final = (
    '<path fill="#FFF" d="M12 1.5l9 3.2v7c0 5.2-3.6 9.3-9 11-5.4-1.7-9-5.8-9-11v-7z"/>'
    '<path fill="none" stroke="#0B4A75" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"'
    ' d="M7.8 12l3 3 5.4-5.7"/>'
)

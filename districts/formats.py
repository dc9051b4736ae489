"""How numbers, dates and identifiers are written on screen and paper (id-ID first, English second).

Pure functions: no Django, the language comes in as `lang` ("id" or "en"). `None` prints as an em dash, the sign for
"no value"; it is never printed as zero.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from zoneinfo import ZoneInfo

WIB: Final = ZoneInfo("Asia/Jakarta")
MINUS: Final = "\u2212"
NONE: Final = "—"
DOTS: Final = "••••"

MONTHS_SHORT: Final = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
MONTHS_LONG: Final = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
WEEKDAYS: Final = {
    "id": ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}
Number = int | float | Decimal | str


def _lang(lang: str) -> str:
    return "en" if lang.startswith("en") else "id"


def _rounded(value: Number, places: int) -> Decimal:
    """Half up, as people round by hand; floats go through `str` so 65.45 stays 65.45."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _written(value: Decimal, places: int, lang: str) -> str:
    text = f"{abs(value):,.{places}f}"
    return text if _lang(lang) == "en" else text.translate(str.maketrans(",.", ".,"))


def decimal(value: Number | None, places: int = 1, *, lang: str = "id") -> str:
    """65.4 → "65,4"; negative numbers carry U+2212."""
    if value is None:
        return NONE
    rounded = _rounded(value, places)
    return (MINUS if rounded < 0 else "") + _written(rounded, places, lang)


def number(value: Number | None, *, lang: str = "id") -> str:
    """443840 → "443.840" (en "443,840")."""
    return decimal(value, 0, lang=lang)


def signed(value: Number | None, places: int = 0, *, lang: str = "id") -> str:
    """3412 → "+3.412", -44 → "−44", 0 → "0"."""
    if value is None:
        return NONE
    return ("+" if _rounded(value, places) > 0 else "") + decimal(value, places, lang=lang)


def percent(value: Number | None, places: int = 1, *, lang: str = "id") -> str:
    """65.4 (already per hundred) → "65,4%"."""
    return NONE if value is None else decimal(value, places, lang=lang) + "%"


def points(value: Number | None, *, unit: bool = False, lang: str = "id") -> str:
    """A change in percentage points: 0.5 → "▲ 0,5", -0.4 → "▼ 0,4", 0 → "= 0,0"; `unit` adds "poin"/"points"."""
    if value is None:
        return NONE
    rounded = _rounded(value, 1)
    arrow = "▲" if rounded > 0 else "▼" if rounded < 0 else "="
    return f"{arrow} {_written(rounded, 1, lang)}" + (f" {points_unit(lang)}" if unit else "")


def points_unit(lang: str = "id") -> str:
    """The word for percentage points."""
    return "points" if _lang(lang) == "en" else "poin"


def change(value: Number | None, *, lang: str = "id") -> str:
    """A change in a count: 24 → "▲ 24", -1010 → "▼ 1.010", 0 → "= 0"."""
    if value is None:
        return NONE
    rounded = _rounded(value, 0)
    arrow = "▲" if rounded > 0 else "▼" if rounded < 0 else "="
    return f"{arrow} {_written(rounded, 0, lang)}"


def rupiah(value: Number | None, places: int = 0, *, lang: str = "id") -> str:
    """3918000 → "Rp3.918.000"; letters and receipts pass `places=2` ("Rp3.918.000,00")."""
    if value is None:
        return NONE
    rounded = _rounded(value, places)
    return (MINUS if rounded < 0 else "") + "Rp" + _written(rounded, places, lang)


def small_count(value: int | None, *, lang: str = "id") -> str:
    """A count of people on a desk screen: 1 to 4 print as "< 5" so nobody can be singled out."""
    return "< 5" if value is not None and 1 <= value <= 4 else number(value, lang=lang)


def million(value: Number | None, *, lang: str = "id") -> str:
    """Prose only: 1234567 → "1,2 juta"; below one million the plain number."""
    if value is None or abs(Decimal(str(value))) < 1_000_000:
        return number(value, lang=lang)
    return f"{decimal(Decimal(str(value)) / 1_000_000, 1, lang=lang)} {'million' if _lang(lang) == 'en' else 'juta'}"


def file_size(size: int | None, *, lang: str = "id") -> str:
    """Bytes, decimal units: 48000 → "48 KB", 24600000 → "24,6 MB"."""
    if size is None:
        return NONE
    if size < 1000:
        return f"{size} B"
    if size < 999_500:
        return f"{number(size / 1000, lang=lang)} KB"
    return f"{decimal(size / 1_000_000, 1, lang=lang)} MB"


def local(moment: date | datetime) -> date | datetime:
    """A datetime with a zone as WIB; dates and naive datetimes as they are."""
    return moment.astimezone(WIB) if isinstance(moment, datetime) and moment.tzinfo else moment


def date_short(day: date | None, *, lang: str = "id") -> str:
    """20 Nov 2026."""
    if day is None:
        return NONE
    day = local(day)
    return f"{day.day} {MONTHS_SHORT[_lang(lang)][day.month - 1]} {day.year}"


def date_day(day: date | None, *, lang: str = "id") -> str:
    """6 Nov: a day of the current year."""
    if day is None:
        return NONE
    day = local(day)
    return f"{day.day} {MONTHS_SHORT[_lang(lang)][day.month - 1]}"


def date_long(day: date | None, *, lang: str = "id") -> str:
    """20 November 2026."""
    if day is None:
        return NONE
    day = local(day)
    return f"{day.day} {MONTHS_LONG[_lang(lang)][day.month - 1]} {day.year}"


def date_weekday(day: date | None, *, lang: str = "id") -> str:
    """Jum, 20 Nov 2026."""
    if day is None:
        return NONE
    return f"{WEEKDAYS[_lang(lang)][local(day).weekday()]}, {date_short(day, lang=lang)}"


def month_long(day: date | None, *, lang: str = "id") -> str:
    """November 2026."""
    return NONE if day is None else f"{MONTHS_LONG[_lang(lang)][day.month - 1]} {day.year}"


def month_name(day: date | None, *, lang: str = "id") -> str:
    """November."""
    return NONE if day is None else MONTHS_LONG[_lang(lang)][day.month - 1]


def month_abbr(day: date | None, *, lang: str = "id") -> str:
    """Nov."""
    return NONE if day is None else MONTHS_SHORT[_lang(lang)][day.month - 1]


def month_year(day: date | None, *, lang: str = "id") -> str:
    """Nov 2026."""
    return NONE if day is None else f"{month_abbr(day, lang=lang)} {day.year}"


def month_range(first: date | None, last: date | None, *, lang: str = "id") -> str:
    """Agustus–Oktober 2026; across a year "Desember 2025–Februari 2026"; one month alone."""
    if first is None or last is None:
        return NONE
    if (first.year, first.month) == (last.year, last.month):
        return month_long(first, lang=lang)
    start = month_name(first, lang=lang) if first.year == last.year else month_long(first, lang=lang)
    return f"{start}–{month_long(last, lang=lang)}"


def time_wib(moment: datetime | None, *, lang: str = "id") -> str:
    """06.10 WIB (en 06:10 WIB)."""
    if moment is None:
        return NONE
    here = local(moment)
    return here.strftime("%H:%M WIB" if _lang(lang) == "en" else "%H.%M WIB")


def datetime_wib(moment: datetime | None, *, lang: str = "id") -> str:
    """20 Nov 2026, 06.10 WIB."""
    return NONE if moment is None else f"{date_short(moment, lang=lang)}, {time_wib(moment, lang=lang)}"


def _groups(value: str, *sizes: int) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(value[at : at + size])
        at += size
    return " ".join(part for part in (*parts, value[at:]) if part)


def bare(value: str) -> str:
    """An identifier without the spaces, dots, dashes and slashes people type into it."""
    return re.sub(r"[\s.\-/]", "", value)


def group_nib(value: str) -> str:
    """9120004127835 → "9120 0041 27835"."""
    return _groups(bare(value), 4, 4, 5)


def group_nik(value: str) -> str:
    """NIK, 16-digit NPWP: 4-4-4-4."""
    return _groups(bare(value), 4, 4, 4, 4)


def group_npp(value: str) -> str:
    """JJ041278 → "JJ 041 278"."""
    return _groups(bare(value).upper(), 2, 3, 3)


def group_phone(value: str) -> str:
    """081270000000 → "0812 7000 0000"."""
    return _groups(bare(value), 4, 4, 5)


def mask_nik(value: str | None) -> str:
    """First four and last four: "2171 •••• •••• 0007". Anything but 16 digits is hidden wholly but its last two."""
    if not value:
        return NONE
    digits = bare(value)
    if len(digits) != 16:
        return f"{DOTS} {digits[-2:]}" if len(digits) > 4 else DOTS
    return f"{digits[:4]} {DOTS} {DOTS} {digits[-4:]}"


def mask_kpj(value: str | None) -> str:
    """Last three: "•••• •••• 412"."""
    return f"{DOTS} {DOTS} {bare(value)[-3:]}" if value else NONE


def mask_npp(value: str | None) -> str:
    """First two and last two: "JJ ••• •78"."""
    if not value:
        return NONE
    npp = bare(value).upper()
    return f"{npp[:2]} ••• •{npp[-2:]}" if len(npp) == 8 else DOTS

"""Which kecamatan, kelurahan or branch a cell names: by a table of spellings, never by likeness (domain §3.1).

The tables come from `NameAlias`; a name alone in them is matched, "Nagoya" or "Batam" are no kecamatan because
no row says so.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

__all__ = ["AreaMatch", "AreaTables", "area_key", "match_area", "suggest_village"]

_PREFIX_WORDS = frozenset({"KEL", "KELURAHAN", "KEC", "KECAMATAN"})
# No Batam name begins like this, so the long words can be taken off even where the blank was lost.
_JOINED_PREFIXES = ("KELURAHAN", "KECAMATAN")
_CLOSE_ENOUGH = 0.75
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_WORD = re.compile(r"[A-Z0-9]+")


def area_key(text: str) -> str:
    """The spelling by which a name is looked up: letters and digits only, upper case, no accents, no Kel./Kec. prefix.

    "Kel. Tanjung Uma" and "TANJUNGUMA" share a key; "Tg. Uma" does not: such spellings are rows of the table.
    """
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    words = _WORD.findall(text.upper())
    while len(words) > 1 and words[0] in _PREFIX_WORDS:
        words = words[1:]
    key = "".join(words)
    while prefix := next((word for word in _JOINED_PREFIXES if key.startswith(word) and key != word), None):
        key = key[len(prefix) :]
    return key


@dataclass(frozen=True, slots=True)
class AreaTables:
    """Alias tables: `area_key` → code for kecamatan and kelurahan, and the kecamatan of each kelurahan code."""

    districts: Mapping[str, str]
    villages: Mapping[str, str]
    district_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AreaMatch:
    """Codes of what was named. `problem`: VILLAGE_UNKNOWN, DISTRICT_UNKNOWN or AREA_MISMATCH, else None.

    With a kelurahan and no kecamatan named, the kecamatan is the kelurahan's. Both None and no problem: nothing named.
    """

    village: str | None
    district: str | None
    problem: str | None = None


def match_area(village_text: str, district_text: str, tables: AreaTables) -> AreaMatch:
    """Match one row's KELURAHAN and KECAMATAN cells; the first problem found is the row's."""
    village_key, district_key = area_key(village_text), area_key(district_text)
    village = tables.villages.get(village_key) if village_key else None
    district = tables.districts.get(district_key) if district_key else None
    if village_key and village is None:
        return AreaMatch(None, district, "VILLAGE_UNKNOWN")
    if district_key and district is None:
        return AreaMatch(village, None, "DISTRICT_UNKNOWN")
    if village is None:
        return AreaMatch(None, district)
    home = tables.district_of[village]
    if district is not None and district != home:
        return AreaMatch(village, district, "AREA_MISMATCH")
    return AreaMatch(village, home)


def suggest_village(text: str, keys: Iterable[str]) -> str | None:
    """The one key of `keys` close enough to ask "Maksud Anda …?"; None when nothing is, never used to match."""
    close = get_close_matches(area_key(text), list(keys), n=1, cutoff=_CLOSE_ENOUGH)
    return close[0] if close else None

"""Words a person has explained once: before a column is cleaned, each such cell takes the word that was meant.

Exact look-up of the loosened word, never likeness. A sheet without explained words costs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from districts.models import NameAlias
from districts.rules import area_key
from enrollment.importing.columns import Kind
from enrollment.importing.profile import Profile
from enrollment.importing.sheet import Cell
from enrollment.models import ValueMeaning
from enrollment.rules.kinds import word_key

__all__ = ["KINDS", "Meanings", "load_meanings", "word_of"]

Words = dict[tuple[str, str], str]

# Which kind of meaning the cells of a column may have, and what narrows it: a yes is another word than a list.
KINDS: dict[Kind, tuple[str, str]] = {
    Kind.VILLAGE: (ValueMeaning.Kind.VILLAGE, ""),
    Kind.DISTRICT: (ValueMeaning.Kind.DISTRICT, ""),
    Kind.SEGMENT: (ValueMeaning.Kind.SEGMENT, ""),
    Kind.FIGURE: (ValueMeaning.Kind.SEGMENT, "FIGURE"),
    Kind.PROGRAMS: (ValueMeaning.Kind.PROGRAM, ""),
    Kind.FLAG: (ValueMeaning.Kind.PROGRAM, "FLAG"),
    Kind.BRANCH: (ValueMeaning.Kind.BRANCH, ""),
    Kind.SCALE: (ValueMeaning.Kind.SCALE, ""),
    Kind.GROUP: (ValueMeaning.Kind.GROUP, ""),
}
_OF_PLACES = frozenset({ValueMeaning.Kind.VILLAGE, ValueMeaning.Kind.DISTRICT, ValueMeaning.Kind.BRANCH})


def word_of(kind: str, text: str) -> str:
    """The word as it is compared; "" where nothing of it is left."""
    return (area_key(text) if kind in _OF_PLACES else word_key(text))[:120]


@dataclass(frozen=True, slots=True)
class Meanings:
    """All meanings in force, by kind: (word, within) → what is meant; and the kecamatan that a cell names."""

    words: Mapping[str, Words] = field(default_factory=dict)
    districts: Mapping[str, str] = field(default_factory=dict)

    def of(self, profile: Profile, columns: Mapping[str, int]) -> ColumnMeanings:
        """Those that matter for this sheet."""
        found = []
        for column in profile.columns:
            kind, within = KINDS.get(column.kind, ("", ""))
            if column.name in columns and self.words.get(kind):
                found.append((columns[column.name], kind, within))
        return ColumnMeanings(self, found, columns.get("KECAMATAN"))


class ColumnMeanings:
    """The meanings of one sheet's columns, each distinct cell looked up once."""

    def __init__(self, meanings: Meanings, columns: list[tuple[int, str, str]], district: int | None) -> None:
        self._meanings = meanings
        # Kecamatan first: a kelurahan's word may be narrowed by it.
        self._columns = sorted(columns, key=lambda one: one[1] != ValueMeaning.Kind.DISTRICT)
        self._district = district
        self._known: dict[tuple[str, str, str], str | None] = {}

    def put_into(self, columns: list[list[Cell]]) -> int:
        """Replace explained words in place (each changed column is a new list); the number of rows that had one."""
        rows: set[int] = set()
        for place, kind, within in self._columns:
            cells = columns[place]
            narrow = self._places(columns) if kind == ValueMeaning.Kind.VILLAGE else None
            changed: dict[int, str] = {}
            for index, cell in enumerate(cells):
                if type(cell) is str and (
                    meant := self._meant(kind, cell, within if narrow is None else narrow[index])
                ):
                    changed[index] = meant
            if changed:
                columns[place] = [changed.get(index, cell) for index, cell in enumerate(cells)]
                rows.update(changed)
        return len(rows)

    def _places(self, columns: list[list[Cell]]) -> list[str]:
        if self._district is None:
            return [""] * len(columns[0])
        districts = self._meanings.districts
        return [districts.get(area_key(cell), "") if isinstance(cell, str) else "" for cell in columns[self._district]]

    def _meant(self, kind: str, cell: str, within: str) -> str | None:
        key = (kind, cell, within)
        if key not in self._known:
            words, word = self._meanings.words[kind], word_of(kind, cell)
            found = words.get((word, within))
            if found is None and kind == ValueMeaning.Kind.VILLAGE:
                found = words.get((word, ""))
            self._known[key] = found
        return self._known[key]


def load_meanings() -> Meanings:
    """Everything that was said and not withdrawn."""
    words: dict[str, Words] = defaultdict(dict)
    for kind, text, within, meaning in ValueMeaning.objects.filter(withdrawn_at__isnull=True).values_list(
        "kind", "text", "within", "meaning"
    ):
        words[kind][text, within] = meaning
    if not words:
        return Meanings()
    aliases = NameAlias.objects.filter(kind="DISTRICT").values_list("key", "district_id")
    return Meanings(words, {key: district for key, district in aliases if district})

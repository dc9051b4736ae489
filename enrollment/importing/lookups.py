"""What the cells of a row mean in tables outside the file: places, branches, groups, program flags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from districts.rules import area_key, match_area, suggest_village
from enrollment.importing.columncells import Values
from enrollment.importing.errors import Code
from enrollment.importing.sink import Sink
from enrollment.importing.tables import GROUPS, Tables
from enrollment.rules.kinds import word_key
from enrollment.rules.names import name_key

__all__ = ["Lookups"]

_PROGRAMS = ("JKK", "JKM", "JHT", "JP", "JKP")
_GROUP_OF = {word_key(group): group for group in GROUPS}


class Lookups:
    """Looks up whole columns; what repeats is judged once for the file. `allowed`: kecamatan codes of the uploader."""

    tables: Tables
    allowed: frozenset[str]

    def __init__(self) -> None:
        self._places: dict[tuple[str | None, str | None], tuple[str | None, str | None, str, dict[str, Any]]] = {}
        self._names: dict[str, str] = {}

    def _column(self, values: dict[str, Values], name: str, count: int, default: str | None = None) -> Values:
        if name not in values:
            return [default] * count
        found = values[name]
        return found if default is None else [default if value is None else value for value in found]

    def _villages(self, values: dict[str, Values], sink: Sink, count: int) -> Values:
        villages, districts = self._column(values, "KELURAHAN", count), self._column(values, "KECAMATAN", count)
        places = self._places
        found: Values = []
        for index, key in enumerate(zip(villages, districts, strict=True)):
            place = places.get(key)
            if place is None:
                place = places[key] = self._place(*key)
            village, code, column, params = place
            if code:
                sink.add(index, column, Code(code), **params)
            found.append(village)
        return found

    def _place(self, village: str | None, district: str | None) -> tuple[str | None, str | None, str, dict[str, Any]]:
        match = match_area(village or "", district or "", self.tables.areas)
        if match.problem:
            column = "KECAMATAN" if match.problem == "DISTRICT_UNKNOWN" else "KELURAHAN"
            typed = (village if column == "KELURAHAN" else district) or ""
            within = {"within": match.district} if match.problem == Code.VILLAGE_UNKNOWN and match.district else {}
            told = {"value": typed[:80], **within, **self._suggestion(match.problem, typed)}
            return None, match.problem, column, told
        if match.district and match.district not in self.allowed:
            return None, Code.OUT_OF_SCOPE, "KECAMATAN" if district else "KELURAHAN", {}
        return match.village, None, "", {}

    def _suggestion(self, problem: str, typed: str) -> dict[str, str]:
        """The kelurahan a person may have meant, to be asked and never to be taken."""
        known = self.tables.areas.villages
        key = suggest_village(typed, known) if problem == Code.VILLAGE_UNKNOWN else None
        return {"suggestion": self.tables.villages[known[key]]} if key else {}

    def _branches(self, values: dict[str, Values], sink: Sink, count: int) -> Values:
        return self._looked_up(
            values,
            "KODE_CABANG",
            count,
            sink,
            Code.BRANCH_UNKNOWN,
            lambda text: None if (pk := self.tables.branches.get(area_key(text))) is None else str(pk),
        )

    def _looked_up(
        self,
        values: dict[str, Values],
        name: str,
        count: int,
        sink: Sink,
        code: Code,
        find: Callable[[str], str | None],
    ) -> Values:
        if name not in values:
            return [None] * count
        known: dict[str, str | None] = {}
        found: Values = []
        for index, text in enumerate(values[name]):
            if text is not None and text not in known:
                known[text] = find(text)
            value = None if text is None else known[text]
            if text is not None and value is None:
                sink.add(index, name, code, value=text[:80])
            found.append(value)
        return found

    def _groups(self, values: dict[str, Values], sink: Sink, count: int) -> Values:
        columns = [
            self._looked_up(values, name, count, sink, Code.GROUP_UNKNOWN, lambda text: _GROUP_OF.get(word_key(text)))
            for name in ("KELOMPOK", "WADAH", "PROGRAM_KELOMPOK")
        ]
        return [first or second or third or "" for first, second, third in zip(*columns, strict=True)]

    def _flags(self, values: dict[str, Values], count: int) -> list[Values]:
        listed = values.get("NM_PRG")
        found = []
        for program in _PROGRAMS:
            if program in values or listed is None:
                found.append(self._column(values, program, count, "f"))
            else:
                found.append(["t" if program in (cell or "").split(",") else "f" for cell in listed])
        return found

    def _keys(self, names: Values) -> Values:
        known = self._names
        for name in names:
            if name is not None and name not in known:
                known[name] = name_key(name)[:200]
        return [None if name is None else known[name] for name in names]

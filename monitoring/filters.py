"""What the coverage pages show: a month, and what people are counted for. It stands in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from enrollment.rules.kinds import BusinessScale, Segment
from monitoring.facts.cells import Filter
from monitoring.words import SCALE_NAMES, SEGMENT_NAMES

__all__ = ["HOME", "Filters"]

HOME = "tinggal"
# Field of Filters to its name in the address.
NAMES = {
    "segment": "segmen",
    "program": "program",
    "sector": "sektor",
    "scale": "skala",
    "branch": "cabang",
    "basis": "dasar",
    "desk": "kantor",
}
# Those that people are counted for (monitoring.facts.cells.Filter).
_PEOPLE = ("segment", "program", "sector", "scale", "branch")


@dataclass(frozen=True, slots=True)
class Filters:
    """The choices; "" = all. `basis` HOME counts people where they live; `desk` is one office's counter.

    `sector_name`, `branch_name` and `desk_name` are for people to read.
    """

    month: date
    segment: str = ""
    program: str = ""
    sector: str = ""
    scale: str = ""
    branch: str = ""
    basis: str = ""
    desk: str = ""
    sector_name: str = ""
    branch_name: str = ""
    desk_name: str = ""

    @property
    def query(self) -> str:
        """As the address carries it."""
        return self.with_month(self.month)

    def with_month(self, month: date) -> str:
        chosen = {"bulan": f"{month:%Y-%m}", **self.chosen}
        return urlencode(chosen)

    @property
    def chosen(self) -> dict[str, str]:
        """The choices beside the month, by their names in the address."""
        return {word: value for field, word in NAMES.items() if (value := getattr(self, field))}

    def but(self, **changes: str) -> Self:
        """The same with other choices."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def only(self, place: str = "") -> Filter:
        """What people are counted for in a place."""
        chosen = {name: getattr(self, name) for name in _PEOPLE}
        return Filter(**chosen, place=place, by_home=self.by_home)

    @property
    def series(self) -> dict[str, Any]:
        """What a Series is asked for."""
        only = self.only()
        return {name: getattr(only, name) for name in (*_PEOPLE, "by_home")}

    @property
    def by_home(self) -> bool:
        return self.basis == HOME

    @property
    def has_rate(self) -> bool:
        """Of one sector, scale or branch nobody knows how many could be covered."""
        return not (self.sector or self.scale or self.branch)

    @property
    def of_everybody(self) -> bool:
        """No choice but a segment: a target, which is of everybody, may stand beside."""
        return self.has_rate and not (self.program or self.by_home)

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Code, label and words of every choice, for exports."""
        found = [
            ("segment", _("Segmen"), str(SEGMENT_NAMES[Segment(self.segment)]) if self.segment else _("semua segmen")),
            ("program", _("Program"), self.program),
            ("sector", _("Sektor"), self.sector_name or self.sector),
            ("scale", _("Skala usaha"), str(SCALE_NAMES[BusinessScale(self.scale)]) if self.scale else ""),
            ("branch", _("Cabang"), self.branch_name or self.branch),
            ("basis", _("Dasar"), _("menurut tempat tinggal") if self.by_home else ""),
            ("desk", _("Kantor loket"), self.desk_name or self.desk),
        ]
        return [part for part in found if part[2]]

    @property
    def words(self) -> str:
        """The filters in words, for subtitles and exports."""
        return " · ".join(words for _code, _label, words in self.parts)

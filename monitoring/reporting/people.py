"""The people part of a report on a place: coverage, its trend, its places and segments, all read from stored facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from districts.models import Agency, District, Village
from enrollment.rules.calendar import add_months
from enrollment.rules.kinds import Program, Segment
from monitoring.models import CoverageFact
from monitoring.reporting.areas import Area
from monitoring.reporting.units import Figures, rounded
from monitoring.rules.rates import change_points, overlap, percent, ranks
from monitoring.selectors.gate import Gate, gate_by
from monitoring.selectors.reference import segment_denominators
from monitoring.selectors.series import Measure, Series
from monitoring.selectors.standing import MOVES, movements

_NOBODY = dict.fromkeys(MOVES, 0)


class PlacePeople:
    """One place's people in one month, against the months before."""

    def __init__(self, area: Area, months: tuple[date, ...]) -> None:
        self.area, self.months, self.period = area, months, months[-1]
        self.key = area.district_code
        city_code = area.district.city_id if area.district else area.code
        self.districts = Series(months, level="district", city_code=city_code)
        self.places = (
            self.districts if area.is_city else Series(months, level="village", city_code=city_code, under=area.code)
        )
        self.moves = movements(self.period, self.key)

    def figures(self) -> Figures:
        """Every figure of this part."""
        lines = self._lines()
        whole = self.districts if self.area.is_city else self.places
        return {
            "coverage": self._coverage(),
            "movement": self.moves.get(""),
            "trend": self._trend(),
            "places": lines,
            "unallocated": whole.measure("-", self.period).active,
            "overlap": self._overlap(lines),
            "segments": self._segments(),
            "positions": self._positions(),
            "branches": self._branches(),
            "missing": [line["name"] for line in lines if line["workforce"] is None],
        }

    def _coverage(self) -> Figures:
        now = self.districts.measure(self.key, self.period)
        before = self.districts.measure(self.key, add_months(self.period, -1))
        whole = self.districts.measure("", self.period)
        rates = self._rates()
        return {
            **_measure(now),
            "change": rounded(self.districts.change(self.key, self.period)),
            "previous_active": before.active,
            "previous_uncovered": before.uncovered,
            "year": now.denominator.year if now.denominator else None,
            "source": now.denominator.source if now.denominator else None,
            "is_estimate": now.denominator.is_estimate if now.denominator else None,
            "city_rate": rounded(whole.rate),
            "against_city": rounded(change_points(now.rate, whole.rate)) if self.key else None,
            "rank": ranks(rates).get(self.key),
            "ranked": sum(rate is not None for rate in rates.values()),
        }

    def _rates(self) -> dict[str, Decimal | None]:
        codes = District.objects.values_list("code", flat=True)
        return {code: self.districts.measure(code, self.period).rate for code in codes}

    def _trend(self) -> Figures:
        months = self.months[1:]
        return {
            "unit": "percent",
            "months": [f"{month:%Y-%m}" for month in months],
            "area": [rounded(self.districts.measure(self.key, month).rate) for month in months],
            "city": [rounded(self.districts.measure("", month).rate) for month in months],
        }

    def _lines(self) -> list[Figures]:
        gates = self._gates()
        lines = []
        for code, name in self._names().items():
            counted = gates.get(code, Gate())
            lines.append(
                {
                    "code": code,
                    "name": name,
                    **_measure(self.places.measure(code, self.period)),
                    "change": rounded(self.places.change(code, self.period)),
                    "months": [rounded(rate) for rate in self.places.rates(code)[1:]],
                    "checked": counted.checked,
                    "held": counted.held,
                    "registered": counted.registered,
                }
            )
        return sorted(lines, key=lambda line: (line["rate"] is None, -(line["rate"] or 0), line["code"]))

    def _names(self) -> dict[str, str]:
        if self.area.is_city:
            return dict(District.objects.values_list("code", "name"))
        return dict(Village.objects.filter(district=self.area.code).values_list("code", "name"))

    def _gates(self) -> Mapping[str, Gate]:
        if self.area.is_city:
            return gate_by("district", self.period)
        return gate_by("village", self.period, district=self.area.code)

    def _overlap(self, lines: list[Figures]) -> int | None:
        total = self.districts.measure(self.key, self.period).active
        if total is None:
            return None
        parts = [line["active"] or 0 for line in lines]
        if not self.key:
            parts.append(self.districts.measure("-", self.period).active or 0)
        return overlap(parts, total)

    def _segments(self) -> list[Figures]:
        """Each segment with its own denominator, what its change is made of, and its people by program."""
        before = add_months(self.period, -1)
        people = self._by_segment((self.period, before))
        known = segment_denominators(self.period, self.area.code)
        lines = []
        for segment in Segment:
            code = segment.value
            active, past = (people.get((month, code, ""), 0) for month in (self.period, before))
            figure = known.get(code)
            lines.append(
                {
                    "code": code,
                    "active": active,
                    "previous": past,
                    "change": active - past,
                    "movement": self.moves.get(code, _NOBODY) if self.moves else None,
                    "workforce": figure.people if figure else None,
                    "source": figure.source if figure else None,
                    "rate": rounded(percent(active, figure.people if figure else None)),
                    "programs": {each.value: people.get((self.period, code, each.value), 0) for each in Program},
                }
            )
        return lines

    def _by_segment(self, months: tuple[date, ...]) -> dict[tuple[date, str, str], int]:
        grains = ("segment", "segment+program")
        where: dict[str, Any] = {"period__in": months, "grain__in": grains}
        if self.key:
            where |= {"grain__in": [f"district+{grain}" for grain in grains], "district": self.key}
        rows = CoverageFact.objects.filter(**where).values_list("period", "segment", "program", "people")
        return {(period, segment, program): people for period, segment, program, people in rows}

    def _positions(self) -> list[Figures]:
        names = dict(District.objects.values_list("code", "name"))
        placed = ranks(self._rates())
        lines = [
            {
                "code": code,
                "name": name,
                "rank": placed.get(code),
                "rate": rounded(self.districts.measure(code, self.period).rate),
                "change": rounded(self.districts.change(code, self.period)),
            }
            for code, name in names.items()
        ]
        return sorted(lines, key=lambda line: (line["rank"] is None, line["rank"] or 0, line["code"]))

    def _branches(self) -> list[Figures]:
        where = {"grain": "district+branch", "district": self.key} if self.key else {"grain": "branch"}
        people = dict(CoverageFact.objects.filter(period=self.period, **where).values_list("branch", "people"))
        offices = Agency.objects.filter(kind=Agency.Kind.BRANCH).order_by("code").values_list("code", "short_name")
        lines = [{"code": code, "name": name, "active": people.get(code, 0)} for code, name in offices]
        return [*lines, {"code": "-", "name": "", "active": people.get("-", 0)}]


def _measure(measure: Measure) -> Figures:
    return {
        "active": measure.active,
        "workforce": measure.workforce,
        "rate": rounded(measure.rate),
        "uncovered": measure.uncovered,
    }

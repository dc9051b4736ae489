"""Every indicator once: what it is called, what is divided by what, in which unit, by whose word, when it is not shown.

Pages, exports, reports, the API and the help page read it here (`monitoring.definitions` gives the reader's language);
none writes a name or a formula of its own. The words are msgids; nothing here translates.
"""

from __future__ import annotations

from monitoring.rules.indicator_kinds import Hidden, Indicator, SmallCells, Source, Unit
from monitoring.rules.indicator_offices import OFFICES
from monitoring.rules.indicator_people import PEOPLE
from monitoring.rules.indicator_rates import RATES

__all__ = ["INDICATORS", "Hidden", "Indicator", "SmallCells", "Source", "Unit", "indicator", "of_segment"]

INDICATORS: dict[str, Indicator] = {each.code: each for each in (*RATES, *PEOPLE, *OFFICES)}


def indicator(code: str) -> Indicator:
    """The indicator of that code; an unknown code is a mistake of the caller's."""
    return INDICATORS[code]


def of_segment(segment: str) -> Indicator:
    """Coverage of all ("") or of one segment, each with its own denominator."""
    return INDICATORS[f"coverage.{segment}" if segment else "coverage"]

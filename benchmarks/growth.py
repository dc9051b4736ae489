"""What the facts of registers of several sizes say: a line a size, and how time grows with rows and with months."""

from __future__ import annotations

import math

from benchmarks.results import Result, Samples

# The bars; the growth exponents are those of time with rows and with months of history.
MOST_FACTS, MOST_READ, MOST_GROWTH, EXPONENT_ROWS, EXPONENT_MONTHS = 1.3, 0.1, 1.2, 1.05, 0.1
HISTORY = 23


def lines(sizes: list[int], measured: dict[int, dict[str, list[float]]]) -> list[Result]:
    """A line a size, how both grow, and what reading costs beside computing."""
    found: list[Result] = []
    for rows in sizes:
        sides = {name: Samples(seconds) for name, seconds in measured[rows].items()}
        for side, title in (("people", "a month's people at every grain"), ("ours", "a month's facts, all tables")):
            line = f"{title} (floor: bare two-stage SQL of people)"
            found.append(Result(line, rows, sides[side], sides["floor"], most=MOST_FACTS))
        found.append(
            Result(
                "the month read from facts (floor: computed)", rows, sides["read"], sides["computed"], most=MOST_READ
            )
        )
        if "later" in sides:
            title = f"a month's facts after {HISTORY} months more (floor: before)"
            found.append(Result(title, rows, sides["later"], sides["ours"], most=(HISTORY + 1) ** EXPONENT_MONTHS))
    small = sizes[0]
    for large in sizes[1:]:
        ours = {rows: Samples(measured[rows]["ours"]) for rows in (small, large)}
        exponent = _exponent(ours, small, large)
        title = f"a month's facts, {large:,} rows (floor: {small:,}; exponent {exponent:.2f})"
        found.append(Result(title, large, ours[large], ours[small], most=(large / small) ** EXPONENT_ROWS))
        for side, title in (("exact", "look-up by exact number"), ("read", "a month read from facts")):
            many, few = (Samples(measured[rows][side]) for rows in (large, small))
            found.append(Result(f"{title}, {large:,} rows (floor: {small:,})", large, many, few, most=MOST_GROWTH))
    return found


def _exponent(sides: dict[int, Samples], small: int, large: int) -> float:
    """By which power of the rows the time grows: 1 is in proportion."""
    least, most = sides[small].value, sides[large].value
    return math.log(most / least) / math.log(large / small) if least and most else math.nan

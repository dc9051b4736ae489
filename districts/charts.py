"""Geometry of the small charts that pages and reports draw as SVG: sparkline and trend line. Pure arithmetic.

A missing month is `None`: the line breaks there, it never drops to zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

Values = Sequence[float | int | None]


@dataclass(frozen=True, slots=True)
class Spark:
    """A sparkline in pixels: the path and its last point (`None` where nothing is known)."""

    path: str
    end: tuple[float, float] | None
    width: int
    height: int


def path_through(points: Sequence[tuple[float, float] | None]) -> str:
    """An SVG path through the points, lifted at every `None`; a lone point is a dot (a zero-length line)."""
    out: list[str] = []
    pen = False
    for index, point in enumerate(points):
        if point is None:
            pen = False
            continue
        out.append(f"{'L' if pen else 'M'}{point[0]:g} {point[1]:g}")
        alone = not pen and (index + 1 == len(points) or points[index + 1] is None)
        if alone:
            out.append("h0")
        pen = True
    return "".join(out)


def spark(values: Values, *, width: int = 76, height: int = 20, pad: int = 3) -> Spark:
    """A row's own scale: shape only, the numbers stand beside it."""
    known = [float(v) for v in values if v is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    span = high - low
    step = (width - 2 * pad) / max(len(values) - 1, 1)

    def place(index: int, value: float) -> tuple[float, float]:
        share = (value - low) / span if span else 0.5
        return round(pad + index * step, 1), round(height - pad - share * (height - 2 * pad), 1)

    points = [None if v is None else place(i, float(v)) for i, v in enumerate(values)]
    end = points[-1] if points else None
    return Spark(path_through(points), end, width, height)


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn series: `end` is where its label stands, `label_y` keeps labels from overlapping."""

    label: str
    path: str
    end: tuple[float, float] | None
    label_y: float
    dashed: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """A trend chart of up to 24 months. Units: pixels of the view box; grid and ticks carry their text."""

    width: int
    height: int
    lines: tuple[Line, ...]
    grid: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    left: int
    right: int
    axis_y: float = field(default=0.0)


def axis_range(values: Sequence[float]) -> tuple[float, float, float]:
    """Low, high and step of a percent axis: whole steps of 5, 10 or 20, never outside 0 to 100 unless the data is."""
    if not values:
        return 0.0, 100.0, 20.0
    spread = max(values) - min(values)
    step = 5.0 if spread <= 12 else 10.0 if spread <= 28 else 20.0
    low = max(math.floor(min(values) / step) * step - step, 0.0)
    high = math.ceil(max(values) / step) * step
    if high == low:
        high = low + step
    return low, min(high + step, 100.0) if high < 100 else high, step


def trend(
    series: Sequence[tuple[str, Values]],
    labels: Sequence[str],
    *,
    width: int = 760,
    height: int = 208,
    right: int = 130,
) -> Trend:
    """Lines over months, the first solid, the others dashed; `labels` name the months, empty strings draw no tick."""
    left, top, bottom = 42, 10, 24
    low, high, step = axis_range([float(v) for _, values in series for v in values if v is not None])
    across = (width - left - right) / max(len(labels) - 1, 1)
    depth = height - top - bottom

    def at(index: int, value: float) -> tuple[float, float]:
        return round(left + index * across, 1), round(top + (high - value) / (high - low) * depth, 1)

    lines: list[Line] = []
    taken: list[float] = []
    for order, (label, values) in enumerate(series):
        points = [None if v is None else at(i, float(v)) for i, v in enumerate(values)]
        end = next((p for p in reversed(points) if p is not None), None)
        label_y = _free(end[1] if end else 0.0, taken)
        taken.append(label_y)
        lines.append(Line(label, path_through(points), end, label_y, order > 0))
    count = round((high - low) / step)
    grid = tuple((at(0, low + n * step)[1], f"{low + n * step:g}%") for n in range(count + 1))
    ticks = tuple((round(left + i * across, 1), text) for i, text in enumerate(labels) if text)
    return Trend(width, height, tuple(lines), grid, ticks, left, width - right, at(0, low)[1])


def _free(y: float, taken: Sequence[float], gap: float = 16.0) -> float:
    """The nearest height at least one line of text away from every label already placed."""
    for shift in (0.0, gap, -gap, 2 * gap, -2 * gap):
        if all(abs(y + shift - other) >= gap for other in taken):
            return y + shift
    return y

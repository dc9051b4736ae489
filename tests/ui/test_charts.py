"""Chart geometry: lines stay inside, break at gaps, and never pretend a missing month is zero."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from districts import charts

RATES = st.lists(st.none() | st.floats(0, 130, allow_nan=False).map(lambda v: round(v, 1)), max_size=24)


def coordinates(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path)]


@given(RATES)
def test_a_sparkline_stays_inside_and_draws_every_known_month(values: list[float | None]) -> None:
    drawn = charts.spark(values)
    points = coordinates(drawn.path)
    assert len(points) == sum(v is not None for v in values)
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in points)


def test_a_gap_lifts_the_pen() -> None:
    assert charts.spark([1, 2, None, 4, 5]).path.count("M") == 2


def test_a_lone_month_is_a_dot() -> None:
    assert charts.spark([None, 3, None]).path.endswith("h0")


def test_the_end_dot_is_only_there_when_the_last_month_is_known() -> None:
    assert charts.spark([1, 2, None]).end is None
    assert charts.spark([1, 2]).end is not None


@given(RATES)
def test_the_axis_covers_every_value(values: list[float | None]) -> None:
    known = [v for v in values if v is not None]
    low, high, step = charts.axis_range(known)
    assert low >= 0
    assert (high - low) % step == 0
    assert all(low <= v <= high for v in known)


@given(RATES, RATES)
def test_trend_lines_stay_inside_their_frame(first: list[float | None], second: list[float | None]) -> None:
    drawn = charts.trend([("a", first), ("b", second)], ["x"] * max(len(first), len(second)))
    for line in drawn.lines:
        assert all(drawn.left <= x <= drawn.right + 0.1 and 0 <= y <= drawn.height for x, y in coordinates(line.path))


def test_labels_of_equal_lines_do_not_cover_each_other() -> None:
    drawn = charts.trend([("a", [50, 50]), ("b", [50, 50])], ["Jan", "Feb"])
    assert abs(drawn.lines[0].label_y - drawn.lines[1].label_y) >= 16

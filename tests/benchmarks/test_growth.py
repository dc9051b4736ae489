"""How time grows is told against the smallest register; nothing here measures time."""

from __future__ import annotations

from typing import Any

from benchmarks import growth

SIZES = [300_000, 3_000_000, 30_000_000]


def measured(seconds: list[float], **sides: list[float]) -> dict[int, dict[str, list[float]]]:
    """Every side took so long, at each size, unless `sides` says otherwise."""
    names = ("floor", "people", "ours", "read", "computed", "exact")
    return {rows: {name: [sides.get(name, seconds)[place]] for name in names} for place, rows in enumerate(SIZES)}


def lines(**of: Any) -> dict[str, Any]:
    return {result.name: result for result in growth.lines(SIZES, measured(**of))}


def test_time_in_proportion_to_rows_is_met_at_every_size() -> None:
    found = lines(seconds=[1.0, 10.0, 100.0], read=[0.01] * 3, exact=[0.01] * 3)
    assert all(result.met for result in found.values())
    assert "a month's facts, 30,000,000 rows (floor: 300,000; exponent 1.00)" in found


def test_a_power_above_the_bar_is_missed_and_named() -> None:
    found = lines(seconds=[1.0, 10.0, 200.0])
    line = found["a month's facts, 30,000,000 rows (floor: 300,000; exponent 1.15)"]
    assert line.met is False
    assert line.ratio_floor == 200
    assert found["a month's facts, 3,000,000 rows (floor: 300,000; exponent 1.00)"].met is True


def test_a_look_up_is_held_against_the_smallest_register_and_not_its_neighbour() -> None:
    found = lines(seconds=[1.0, 10.0, 100.0], exact=[0.010, 0.0115, 0.0130])
    assert found["look-up by exact number, 3,000,000 rows (floor: 300,000)"].met is True
    assert found["look-up by exact number, 30,000,000 rows (floor: 300,000)"].met is False

"""The benchmarks' arithmetic and shapes; nothing here measures time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.results import Result, Samples, seconds, table, write_json


@pytest.fixture
def result() -> Result:
    """Ours 2 s, floor 1 s, peer 50 s (medians)."""
    return Result(
        "workers",
        50_000,
        ours=Samples([1.5, 2.0, 9.0], peak_bytes=300 * 2**20),
        floor=Samples([1.0, 0.5, 1.25]),
        peer=Samples([50.0]),
        most=2.5,
        least=30,
    )


def test_ratios_are_of_medians(result: Result) -> None:
    assert result.ratio_floor == 2.0
    assert result.ratio_peer == 25.0


def test_a_bar_is_met_only_when_both_bounds_hold(result: Result) -> None:
    assert result.met is False  # 25 is less than the 30 the peer must take
    result.least = 25
    assert result.met is True
    result.most = 1.9
    assert result.met is False


def test_without_the_other_side_there_is_no_ratio_and_no_verdict() -> None:
    lonely = Result("workers", 10, ours=Samples([1.0]), most=2.5, least=30)
    assert (lonely.ratio_floor, lonely.ratio_peer, lonely.met) == (None, None, None)
    assert lonely.as_json()["floor_s"] is None


def test_a_floor_of_no_time_gives_no_ratio() -> None:
    assert Result("workers", 10, ours=Samples([1.0]), floor=Samples([0.0])).ratio_floor is None


def test_of_requests_the_95th_percentile_counts() -> None:
    requests = Samples([float(n) for n in range(1, 101)], is_requests=True)
    assert requests.value == pytest.approx(95.05)
    assert requests.text == "95.05 (p95 of 100)"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0123, "12.3ms"), (0.0999, "99.9ms"), (0.1, "0.10"), (99.994, "99.99"), (150.4, "150")]
)
def test_seconds_are_printed_at_the_precision_worth_reading(value: float, text: str) -> None:
    assert seconds(value) == text


def test_the_table_names_spread_runs_and_bounds(result: Result) -> None:
    heading, rule, line = table([result]).splitlines()
    assert heading.split() == ["what", "rows", "ours", "s", "floor", "s", "peer", "s", "ours÷floor", "peer÷ours", "bar"]
    assert set(rule) == {"-"}
    for part in ("50,000", "2.00 (1.50–9.00, n=3)", "50.00 (n=1)", "2.00 (≤2.5)", "25.00 (≥30)", "MISSED"):
        assert part in line
    assert line.index("2.00 (1.50") == heading.index("ours s")


def test_the_file_holds_the_keys_of_the_contract(result: Result, tmp_path: Path) -> None:
    path = tmp_path / "data" / "bench.json"
    write_json(path, [result])
    (written,) = json.loads(path.read_text())
    expected = {
        "name": "workers",
        "rows": 50_000,
        "ours_s": 2.0,
        "floor_s": 1.0,
        "peer_s": 50.0,
        "ratio_floor": 2.0,
        "ratio_peer": 25.0,
    }
    assert expected.items() <= written.items()
    assert written["runs_s"]["ours"] == [1.5, 2.0, 9.0]
    assert written["peak_mib"] == {"ours": 300}


def test_of_memory_the_most_counts() -> None:
    memory = Samples([210.0, 250.4, 230.0], is_memory=True)
    assert memory.value == 250.4
    assert memory.text == "250 MiB (210–250, n=3)"

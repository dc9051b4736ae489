"""What was measured, as a table for people and as JSON for whoever compares runs. Pure: no clock, no database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any


@dataclass(slots=True)
class Samples:
    """Seconds of one side, one value a run, with the most memory any run took (bytes, 0 = not watched).

    `is_requests`: the values are single requests, of which the 95th percentile counts and not the median. `is_memory`:
    they are MiB, and the largest counts.
    """

    seconds: list[float] = field(default_factory=list)
    peak_bytes: int = 0
    is_requests: bool = False
    is_memory: bool = False

    @property
    def value(self) -> float | None:
        """The median (of requests the 95th percentile, of memory the most), or None where the side was not run."""
        if not self.seconds:
            return None
        if self.is_memory:
            return max(self.seconds)
        return quantiles(self.seconds, n=20, method="inclusive")[-1] if self.is_requests else median(self.seconds)

    @property
    def text(self) -> str:
        """Median, spread and number of runs: `1.20 (1.10–1.35, n=5)`; of requests `12.3ms (p95 of 200)`."""
        if self.value is None:
            return "–"
        if self.is_memory:
            return f"{self.value:.0f} MiB ({min(self.seconds):.0f}–{self.value:.0f}, n={len(self.seconds)})"
        if self.is_requests:
            return f"{seconds(self.value)} (p95 of {len(self.seconds)})"
        if len(self.seconds) == 1:
            return f"{seconds(self.value)} (n=1)"
        return (
            f"{seconds(self.value)} ({seconds(min(self.seconds))}–{seconds(max(self.seconds))}, n={len(self.seconds)})"
        )


@dataclass(slots=True)
class Result:
    """One line: ours beside a floor, a peer, or both. `most` bounds ours ÷ floor, `least` bounds peer ÷ ours."""

    name: str
    rows: int
    ours: Samples
    floor: Samples | None = None
    peer: Samples | None = None
    most: float | None = None
    least: float | None = None

    @property
    def ratio_floor(self) -> float | None:
        """How many times the floor's time ours takes: small is good."""
        return _ratio(self.ours, self.floor)

    @property
    def ratio_peer(self) -> float | None:
        """How many times our time the peer takes: large is good."""
        return _ratio(self.peer, self.ours)

    @property
    def met(self) -> bool | None:
        """Whether every bound that could be judged is kept; None where there is none."""
        verdicts = []
        if self.most is not None and self.ratio_floor is not None:
            verdicts.append(self.ratio_floor <= self.most)
        if self.least is not None and self.ratio_peer is not None:
            verdicts.append(self.ratio_peer >= self.least)
        return all(verdicts) if verdicts else None

    def as_json(self) -> dict[str, Any]:
        """The contract's six keys and what they rest on: runs, spread, bounds, memory (MiB)."""
        sides = {"ours": self.ours, "floor": self.floor or Samples(), "peer": self.peer or Samples()}
        return {
            "name": self.name,
            "rows": self.rows,
            **{f"{side}_s": _rounded(samples.value, 4) for side, samples in sides.items()},
            "ratio_floor": _rounded(self.ratio_floor, 3),
            "ratio_peer": _rounded(self.ratio_peer, 3),
            "most_floor": self.most,
            "least_peer": self.least,
            "met": self.met,
            "runs_s": {side: [round(s, 4) for s in samples.seconds] for side, samples in sides.items()},
            "peak_mib": {side: round(s.peak_bytes / 2**20) for side, s in sides.items() if s.peak_bytes},
        }


def seconds(value: float) -> str:
    """Seconds at the precision worth reading; below a tenth in milliseconds."""
    if value < 0.1:
        return f"{value * 1000:.1f}ms"
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"


def table(results: Sequence[Result]) -> str:
    """The printed table: a heading line, a rule, one line a result."""
    lines = [("what", "rows", "ours s", "floor s", "peer s", "ours÷floor", "peer÷ours", "bar")]
    for result in results:
        lines.append(
            (
                result.name,
                f"{result.rows:,}",
                result.ours.text,
                result.floor.text if result.floor else "–",
                result.peer.text if result.peer else "–",
                _times(result.ratio_floor, result.most, "≤"),
                _times(result.ratio_peer, result.least, "≥"),
                {True: "met", False: "MISSED", None: ""}[result.met],
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    printed = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    ]
    return "\n".join([printed[0], "-" * max(map(len, printed)), *printed[1:]])


def write_json(path: Path, results: Sequence[Result]) -> None:
    """A list with one object a result."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([result.as_json() for result in results], indent=1, ensure_ascii=False) + "\n")


def _ratio(above: Samples | None, below: Samples | None) -> float | None:
    if above is None or below is None or above.value is None or not below.value:
        return None
    return above.value / below.value


def _times(ratio: float | None, bound: float | None, sign: str) -> str:
    if ratio is None:
        return "–"
    return f"{ratio:.2f}" + (f" ({sign}{bound:g})" if bound is not None else "")


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)

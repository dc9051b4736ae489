"""The invented register: the same seed gives the same bytes, and its truth adds up by itself."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from enrollment.sample.maker import make_sheets
from enrollment.sample.sheets import PROFILES
from enrollment.sample.world import Area

AREAS = [
    Area(f"21.71.{d:02d}.{1000 + v}", f"Kelurahan {d} {v}", f"21.71.{d:02d}", f"Kecamatan {d}")
    for d in range(1, 13)
    for v in range(1, 4)
]


def make(out: Path, **changes: object) -> dict:
    out.mkdir(exist_ok=True)
    given = {"workers": 400, "seed": 3, "month": date(2026, 10, 1), "on": date(2026, 11, 17), "faults": 0.0} | changes
    return make_sheets(out=out, areas=AREAS, holidays=frozenset(), **given)  # type: ignore[arg-type]


def digests(folder: Path) -> list[str]:
    return [hashlib.sha256((folder / f"{profile}.xlsx").read_bytes()).hexdigest() for profile in PROFILES]


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    first, second = make(tmp_path / "a"), make(tmp_path / "b")
    assert first == second
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_another_seed_is_another_register(tmp_path: Path) -> None:
    make(tmp_path / "a")
    make(tmp_path / "b", seed=4)
    assert digests(tmp_path / "a") != digests(tmp_path / "b")


@pytest.mark.parametrize("faults", [0.0, 0.05, 0.5])
def test_counts_of_every_file_add_up(tmp_path: Path, faults: float) -> None:
    truth = make(tmp_path, faults=faults)
    for counts in truth["files"].values():
        assert counts["rows"] == sum(counts[k] for k in ("new", "changed", "same", "doubtful", "wrong"))
        assert sum(counts["errors"].values()) == counts["wrong"] + counts["doubtful"]
        assert bool(counts["wrong"]) == bool(faults)


def test_faults_leave_coverage_and_findings_as_they_were(tmp_path: Path) -> None:
    sound, faulty = make(tmp_path / "a"), make(tmp_path / "b", faults=0.1)
    assert sound["coverage"] == faulty["coverage"]
    known = [c for c in sound["checks"] if c["reason"] != "NOT_FOUND"]
    assert known == [c for c in faulty["checks"] if c["reason"] != "NOT_FOUND"]


def test_every_finding_that_sheets_can_show_is_there(tmp_path: Path) -> None:
    found = {check["finding"] for check in make(tmp_path, workers=3000)["checks"]}
    assert found == {"CLEAR", "PARTIAL", "ARREARS", "UNREGISTERED", "UNCERTAIN", "SOURCE_DOWN"}


def test_a_month_not_yet_due_counts_those_who_paid_the_month_before(tmp_path: Path) -> None:
    early, *rest = make(tmp_path, workers=2000)["coverage"]
    due = rest[0]
    assert (early["month"], due["month"]) == ("2026-10", "2026-10")
    assert early["total"] > due["total"]

"""The product against the truth of invented registers: what the commands print, nothing else.

`make_sheets` → `import_sheet` of all five → `coverage` and `check_registration`; then the same files again.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from tests.permits.alike import same_on_the_page

PROFILES = ("workforce", "businesses", "employers", "workers", "bpu")
COUNTS = ("rows", "new", "changed", "same", "doubtful", "wrong", "skipped")

pytestmark = pytest.mark.django_db


def run(name: str, *args: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command(name, *args, "--json", stdout=out, stderr=io.StringIO())
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def register(folder: Path, *, faults: float, seed: int) -> dict[str, Any]:
    call_command(
        "make_sheets", "--out", str(folder), "--workers", "1500", "--seed", str(seed), "--month", "2026-10",
        "--faults", str(faults), stdout=io.StringIO(),
    )  # fmt: skip
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text())
    return truth


def bring_in(folder: Path, truth: dict[str, Any]) -> dict[str, dict[str, Any]]:
    answers = {p: run("import_sheet", str(folder / f"{p}.xlsx"), "--profile", p, "--commit") for p in PROFILES}
    for profile, answer in answers.items():
        assert answer["sha256"] == truth["files"][profile]["sha256"]
        assert answer["rows"] == sum(answer[k] for k in COUNTS[1:6])
    return answers


@pytest.fixture(params=[(0.0, 7), (0.05, 11)], ids=["sound", "faulty"])
def imported(request: pytest.FixtureRequest, tmp_path: Path, reference: None) -> tuple[Path, dict[str, Any]]:
    faults, seed = request.param
    truth = register(tmp_path, faults=faults, seed=seed)
    answers = bring_in(tmp_path, truth)
    for profile, answer in answers.items():
        expected = truth["files"][profile]
        assert {k: answer[k] for k in COUNTS} == {k: expected[k] for k in COUNTS}, profile
        found: dict[str, int] = {}
        for error in answer["errors"]:
            found[error["code"]] = found.get(error["code"], 0) + error["count"]
        assert {k: found.get(k) for k in expected["errors"]} == expected["errors"], profile
    return tmp_path, truth


def test_import_coverage_and_findings_equal_the_truth(
    imported: tuple[Path, dict[str, Any]], officer: User, ptsp: User, opd: User
) -> None:
    folder, truth = imported
    for expected in truth["coverage"]:
        for dimension, by_code in expected["by"].items():
            answer = run("coverage", expected["month"], "--by", dimension, "--on", expected["on"])
            rows = {row["code"]: row["active"] for row in answer["rows"] if row["active"]}
            where = f"{expected['month']} as of {expected['on']} by {dimension}"
            assert rows == {code: people for code, people in by_code.items() if people}, where
            assert (answer["total"], answer["unallocated"]) == (
                expected["total"],
                expected["unallocated"][dimension],
            ), where
    for check in truth["checks"]:
        answer = run("check_registration", check["identifier"], "--service", check["service"], "--on", check["on"])
        assert answer["finding"] == check["finding"], check
        if check["reason"]:
            assert check["reason"] in {reason["code"] for reason in answer["reasons"]}, check
        assert answer["legal_basis"], check

    for check in truth["checks"]:
        assert same_on_the_page(check["identifier"], check["service"], check["on"]) == check["finding"]
    again = bring_in(folder, truth)
    for profile, answer in again.items():
        assert (answer["new"], answer["changed"]) == (0, 0), profile
        assert answer["first_batch"], profile

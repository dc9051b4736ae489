"""Damaged files made from seeds: each is refused with a known code or read with counts that add up, never a crash."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from django.db import connection

from accounts.models import User
from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.reader import open_reading
from enrollment.importing.sheet import MIB, Limits
from enrollment.importing.targets import TARGETS
from enrollment.models import ImportBatch
from tests.enrollment import sheets
from tests.enrollment.importing import fuzzing
from tests.enrollment.importing.reading import CANDIDATES, read_sandboxed

SMALL = Limits(memory_bytes=512 * MIB, cpu_seconds=20, wait_seconds=60)
QUICK, LONG = range(60), range(1_000, 3_000)


def outcome(seed: int) -> str:
    """What became of one file; fails where it is neither refused nor read as it says it was."""
    data, suffix, how = fuzzing.made(seed)
    try:
        reading = open_reading(io.BytesIO(data), suffix, CANDIDATES, SMALL)
        numbers = [number for block, _ in reading.blocks() for number in _even(block, len(reading.header.texts))]
    except FileRefused as refused:
        assert refused.code in set(Refusal), (seed, how)
        return str(refused.code)
    except Exception as error:
        raise AssertionError(f"seed {seed}, {how}") from error
    assert len(numbers) == reading.rows > 0, (seed, how)
    assert numbers == sorted(set(numbers)) and reading.skipped >= 0, (seed, how)
    return "read"


def _even(block, width):
    assert len(block.columns) == width
    assert all(len(column.values) == len(block.numbers) for column in block.columns)
    return block.numbers


def test_damaged_files_are_refused_or_read_whole():
    told = Counter(map(outcome, QUICK))
    assert told["read"] > 5 and len(told) > 3, told


@pytest.mark.parametrize("seed", range(0, 60, 15))
def test_damaged_files_in_the_sandbox(seed):
    """The same outcome behind the pipe; a child that says too much or dies is a refusal as well."""
    data, suffix, _ = fuzzing.made(seed)
    try:
        result = read_sandboxed(data, suffix, SMALL)
    except FileRefused as refused:
        assert refused.code == outcome(seed)
        return
    assert outcome(seed) == "read"
    assert result.about.summary.child_memory_bytes < SMALL.memory_bytes


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [3, 17, 28, 41])
def test_damaged_files_through_the_import(importer: User, seed: int) -> None:
    """Nothing of a refused file stays; of one that was read, every row is accounted for."""
    data, suffix, _ = fuzzing.made(seed)
    batch = sheets.upload(data, by=importer, name=f"rusak{suffix}")
    assert batch.state in ("REFUSED", "STAGED", "WAITING")
    _whole(batch)


def _whole(batch: ImportBatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TARGETS['workers'].staged} WHERE batch_id = %s", [str(batch.pk)])
        staged = cursor.fetchone()[0]
    assert staged == (batch.staged_rows if batch.state == "STAGED" else 0)
    assert batch.rows == batch.new + batch.changed + batch.same + batch.doubtful + batch.wrong
    if batch.state != "STAGED":
        assert not batch.problems.exists() and not batch.row_copies.exists()


@pytest.mark.long
def test_two_thousand_damaged_files():
    told = Counter(map(outcome, LONG))
    assert told["read"] > 100 and len(told) > 8, told


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1_000, 3_000, 20))
def test_a_hundred_damaged_files_in_the_sandbox(seed):
    test_damaged_files_in_the_sandbox(seed)

"""The scan finds a NIK wherever it lies in clear, and nowhere when everything is sealed."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis

from accounts import canaries, vault
from accounts.models import User, WorkItem
from tests.factories import make_nik, make_person

NIK = "2171010101900007"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_sealed_values_and_stored_files_are_not_found(reference):
    nik = make_nik()
    make_person(nik=nik)
    vault.store_file(content=f"NIK\n{nik}\n".encode(), name="x.csv", kind="UPLOAD")
    assert canaries.scan([nik]) == []


def test_clear_ones_are_found_in_tables_files_and_redis(data_dir: Path, settings):
    WorkItem.objects.create(kind="tests.x", params={"nik": NIK})
    User.objects.create(username="x", display_name=NIK)
    (data_dir / "web.log").write_text("x" * (canaries.PART_BYTES - 5) + NIK)
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.set("tests-canary", NIK)
    try:
        assert canaries.scan([NIK]) == [
            f"file {data_dir / 'web.log'}",
            "table accounts_user",
            "table accounts_workitem",
            "redis key 'tests-canary'",
        ]
    finally:
        client.delete("tests-canary")

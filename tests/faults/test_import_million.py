"""A million rows: imported by command while the pages answer, in bounded memory, every row accounted for (F43)."""

from __future__ import annotations

import json
import resource
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.core.management import call_command

from enrollment.importing.sheet import MIB
from enrollment.models import Membership
from tests.enrollment import sheets
from tests.factories import make_employer
from tests.faults.stack import Stack, assert_invariants, stack

__all__ = ["stack"]

ROWS = 1_000_000
WRONG = 1_000
SLOWEST = 5.0  # seconds a page may take while the import runs on two shared cores


def write_sheet(path: Path) -> None:
    """A million people, one in a thousand with a NIK that lacks a digit."""
    fixed = sheets.WORKER | {"NIK": "{nik}", "KPJ": "{kpj}", "TGL_LAHIR": "{born}", "JENIS_KELAMIN": "L"}
    line = sheets.as_csv([fixed]).decode().splitlines()[1] + "\n"
    with path.open("w") as file:
        file.write(";".join(fixed) + "\n")
        for serial in range(ROWS):
            born = date(1970, 1, 1) + timedelta(days=serial // 9_000)
            nik = f"217101{born:%d%m%y}{serial % 9_000 + 1:04d}"
            wrong = serial % (ROWS // WRONG) == 0
            kpj = f"{30_000_000_000 + serial}"
            file.write(line.format(nik=nik[:-1] if wrong else nik, kpj=kpj, born=f"{born:%d-%m-%Y}"))


class Visitor(threading.Thread):
    """Asks for a page twice a second and notes how long each answer took."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.seconds: list[float] = []
        self.failures: list[str] = []
        self.over = threading.Event()
        self._address = address

    def run(self) -> None:
        while not self.over.wait(0.5):
            began = time.monotonic()
            try:
                with urlopen(self._address, timeout=60) as answer:
                    answer.read()
            except OSError as error:
                self.failures.append(repr(error))
            self.seconds.append(time.monotonic() - began)


@pytest.mark.long
def test_a_million_rows_come_in_while_the_pages_answer(
    stack: Stack, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.FILES_DIR = stack.home / "files"
    make_employer(npp="15000103")
    file = tmp_path / "sejuta.csv"
    write_sheet(file)
    visitor = Visitor(stack.web() + "/masuk/")
    visitor.start()
    capsys.readouterr()
    call_command("import_sheet", str(file), "--commit", "--json")
    visitor.over.set()
    visitor.join(60)
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["new"], told["wrong"], told["skipped"]) == (ROWS, ROWS - WRONG, WRONG, 1)
    assert Membership.objects.filter(batch=told["batch"]).count() == ROWS - WRONG
    assert visitor.failures == [] and len(visitor.seconds) > 20 and max(visitor.seconds) < SLOWEST
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    with capsys.disabled():
        print(
            f"\n{ROWS} rows in {told['seconds']} s; slowest page {max(visitor.seconds):.2f} s; child {child // MIB} MiB"
        )
    assert child < 512 * MIB
    assert_invariants()

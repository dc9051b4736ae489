"""Every figure is followed down: number → employers → covers → file and line (M03)."""

from __future__ import annotations

import io
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts import vault
from enrollment.models import ImportBatch
from monitoring.facts.refresh import modes, rebuild
from monitoring.rules.months import window
from tests.factories import LUBUK_BAJA, SAGULUNG, make_bpu, make_business, make_employer, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

TODAY = date(2026, 11, 22)
OCTOBER = "bulan=2026-10"
FILE = "pekerja-oktober.xlsx"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def batch(bpjs) -> ImportBatch:
    file = vault.store_file(content=b"-", name=FILE, kind="UPLOAD", by=bpjs)
    done = {"uploaded_by": bpjs, "committed_by": bpjs, "committed_at": timezone.now()}
    return ImportBatch.objects.create(
        profile="workers", state="COMMITTED", file=file, sha256=file.sha256, as_of=date(2026, 10, 31), **done
    )


@pytest.fixture
def register(batch):
    """Three people of one firm, one of them also self-employed; a firm that owes, a business without any."""
    firm = make_employer(batch=batch, row_number=7, name="PT Jejak")
    for line in (11, 12, 13):
        member = make_worker(firm, batch=batch, row_number=line)
    make_bpu(person=member.participant, batch=batch, row_number=21)
    owing = make_employer(batch=batch, row_number=8, paid_through=date(2026, 7, 1))
    make_worker(owing, batch=batch, row_number=14)
    make_business(declared_workers=5, kbli_code="47111", kbli_version="2020", batch=batch, row_number=31)
    list(rebuild(modes(window(TODAY, 2), on=TODAY), as_of=TODAY))
    return firm


def address(batch: ImportBatch, line: int) -> str:
    return reverse("import-row", args=[batch.pk, line])


def followed(page) -> dict[str, int]:
    """Every address of a list's rows with the number that stands on the row."""
    return {row.address: row.cells[-1] for row in page.context["listing"].rows if row.address}


def test_a_number_is_followed_to_the_line_of_its_file(register, batch, bpjs, client_of):
    client = client_of(bpjs)
    people = client.get(f"{reverse('coverage-list', args=['pekerja'])}?{OCTOBER}")
    assert address(batch, 7) in people.content.decode()
    inner = followed(people)
    assert sorted(inner.values()) == [1, 3]
    lines = set()
    for link, number in inner.items():
        page = client.get(link)
        assert page.context["listing"].total == number
        lines |= {row.origin.line for row in page.context["listing"].rows}
        assert all(address(batch, row.origin.line) in page.content.decode() for row in page.context["listing"].rows)
        assert register.memberships.first().kpj not in page.content.decode()
    assert lines == {11, 12, 13, 21}
    assert client.get(address(batch, 11)).status_code == 200


def test_those_who_came_or_went_are_followed_as_well(register, batch, bpjs, client_of):
    for line in (41, 42):
        make_worker(register, batch=batch, row_number=line, started_on=date(2026, 10, 5))
    client = client_of(bpjs)
    moved = client.get(f"{reverse('coverage-list', args=['perubahan'])}?{OCTOBER}&arah=new")
    ((link, number),) = followed(moved).items()
    page = client.get(link)
    assert page.context["listing"].total == number == 2
    assert {row.origin.line for row in page.context["listing"].rows} == {41, 42}


@pytest.mark.parametrize(
    ("name", "args", "query", "line"),
    [
        ("coverage-list", ["pemberi-kerja"], "keadaan=menunggak", 8),
        ("coverage-unregistered", [LUBUK_BAJA], "", 31),
        ("coverage-sector", ["G"], "", 31),
        ("compliance", [], "", 8),
    ],
)
def test_lists_of_employers_and_businesses_name_their_lines(register, batch, bpjs, client_of, name, args, query, line):
    page = client_of(bpjs).get(f"{reverse(name, args=args)}?{OCTOBER}&{query}").content.decode()
    assert f'href="{address(batch, line)}">{FILE}, baris {line}</a>' in page


def test_who_may_not_open_the_file_reads_its_name(register, batch, officer, ptsp, client_of):
    """An officer sees covers of the own kecamatan; the one-stop service sees no single person."""
    own = f"{reverse('coverage-list', args=['pekerja'])}?{OCTOBER}&wilayah={LUBUK_BAJA}"
    page = client_of(officer).get(own)
    assert f"{FILE}, baris 7" in page.content.decode()
    assert "/impor/" not in page.content.decode()
    inner = followed(page)
    assert len(inner) == 2
    for link in inner:
        assert client_of(officer).get(link).status_code == 200
        assert client_of(officer).get(link.replace(LUBUK_BAJA, SAGULUNG)).status_code == 404
        assert client_of(ptsp).get(link).status_code == 403
        assert client_of(officer).get(link.replace("kepesertaan/", "kepesertaan/unduh/")).status_code == 404
    assert not followed(client_of(ptsp).get(own))


def test_the_workbook_names_file_and_line(register, bpjs, client_of):
    taken = client_of(bpjs).post(
        f"{reverse('coverage-list-file', args=['pekerja'])}?{OCTOBER}", {"purpose": "REPORT", "note": ""}
    )
    rows = list(load_workbook(io.BytesIO(taken.content)).active.iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if "Berkas asal" in row)
    assert rows[top][-2:] == ("Berkas asal", "Baris")
    told = {row[0]: row[-2:] for row in rows[top + 1 :]}
    assert told["PT Jejak"] == (FILE, 7)
    assert told["Bukan penerima upah (perorangan)"] == ("–", "–")


def test_sources_take_two_queries_however_many_rows(register, bpjs, client_of, django_assert_max_num_queries):
    client = client_of(bpjs)
    where = f"{reverse('coverage-list', args=['pekerja'])}?{OCTOBER}"
    client.get(where)
    with django_assert_max_num_queries(24):
        client.get(where)

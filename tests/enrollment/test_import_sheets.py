"""Several sheets of one layout (one a kelurahan), a header row a person points at, the other formats end to end."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.access import Forbidden
from accounts.models import AuditEvent, User
from enrollment.importing.places import row_place
from enrollment.importing.tabs import STRIDE
from enrollment.models import Employer, ImportBatch, Membership
from enrollment.services import choose_header_row, choose_sheets
from enrollment.services.kinds import COMMIT, STAGE
from tests.enrollment import sheets
from tests.enrollment.importing import damaged, makers
from tests.enrollment.test_import_web import post_file, staged

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Lines = list[list[Any]]


@pytest.fixture
def office(importer: User, client_of: ClientOf) -> Client:
    return client_of(importer)


def lines(rows: Sequence[sheets.Row]) -> Lines:
    headings = list(rows[0])
    return [headings, *([row[name] for name in headings] for row in rows)]


def employer(serial: int) -> sheets.Row:
    return sheets.EMPLOYER | {"NPP": f"1500{serial:04d}", "NAMA_PERUSAHAAN": f"PT Contoh {serial}"}


def by_kelurahan() -> dict[str, Lines]:
    """Three sheets of one layout, one of them hidden, and a sheet that is a guide."""
    titled: Lines = [["DAFTAR PEMBERI KERJA"], [], *lines([employer(3), employer(4) | {"NPP": None}])]
    return {
        "Petunjuk": [["Isi tiap lembar"], ["NPP", "delapan angka"]],
        "Sagulung": lines([employer(1), employer(2)]),
        "Batu Aji": titled,
        "Lama": lines([employer(9)]),
    }


def several() -> bytes:
    return damaged.workbook(lines([employer(5)]), sheets=by_kelurahan(), hidden=["Lama"])


def test_sheets_of_one_layout_are_chosen_and_read_as_one(office: Client, importer: User) -> None:
    batch = staged(office, several())
    assert batch.state == "WAITING" and batch.problems.count() == 0
    page = f"/impor/{batch.pk}/"
    assert office.get(page)["Location"] == f"{page}lembar/"
    shown = office.get(f"{page}lembar/").content.decode()
    assert [shown.count(f'value="{name}"') for name in ("Sagulung", "Batu Aji", "data", "Lama")] == [1] * 4
    assert shown.count(" checked") == 3 and "tersembunyi" in shown and "judul kolom tidak dikenal" in shown
    asked = {sheet["name"]: (sheet["rows"], sheet["hidden"], sheet["header_row"]) for sheet in batch.asked["sheets"]}
    assert asked == {
        "Petunjuk": (2, False, None), "Sagulung": (2, False, 1), "Batu Aji": (2, False, 3), "Lama": (1, True, 1),
        "data": (1, False, 1),
    }  # fmt: skip
    answer = office.post(f"{page}lembar/", {"sheets": ["Sagulung", "Batu Aji", "data"]})
    assert (answer.status_code, answer["Location"]) == (302, page)
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.new, batch.wrong, batch.skipped) == ("STAGED", 5, 4, 1, 5)
    assert batch.header["sheets"] == [
        {"name": "Sagulung", "first": 0, "rows": 2},
        {"name": "Batu Aji", "first": STRIDE, "rows": 2},
        {"name": "data", "first": 2 * STRIDE, "rows": 1},
    ]
    (wrong,) = batch.problems.exclude(severity="WARNING")
    assert row_place(batch.header, wrong.row_number) == "5 (lembar Batu Aji)"
    seen = office.get(page).content.decode()
    assert "5 (lembar Batu Aji)" in seen and f'href="{page}lembar/"' in seen
    office.post(f"{page}proses/", {"mode": "VALID_ROWS"})
    sheets.run(COMMIT, batch)
    assert sorted(Employer.objects.values_list("npp", flat=True)) == ["15000001", "15000002", "15000003", "15000005"]
    assert AuditEvent.objects.filter(verb="enrollment.choose_sheets").get().data["sheets"] == 3


def test_another_choice_from_the_preview(office: Client) -> None:
    batch = staged(office, several())
    page = f"/impor/{batch.pk}/lembar/"
    for names, rows in ((["Lama"], 1), (["Sagulung"], 2)):
        assert office.post(page, {"sheets": names}).status_code == 302
        sheets.run(STAGE, batch)
        batch.refresh_from_db()
        assert (batch.state, batch.rows) == ("STAGED", rows)
    assert office.get(page).content.decode().count(" checked") == 1


@pytest.mark.parametrize("given", [{}, {"sheets": []}, {"sheets": ["Petunjuk"]}, {"sheets": ["Sagulung", "Pekerja"]}])
def test_a_choice_that_makes_no_sense_is_sent_back(office: Client, given: dict[str, Any]) -> None:
    workers = lines([sheets.worker(1)])
    batch = staged(office, damaged.workbook(workers, sheets={**by_kelurahan(), "Pekerja": workers}))
    answer = office.post(f"/impor/{batch.pk}/lembar/", given)
    assert answer.status_code == 422 and 'id="id_sheets_error"' in answer.content.decode()
    batch.refresh_from_db()
    assert batch.state == "WAITING"


def test_the_verbs_refuse_what_the_page_would_not_offer(office: Client, importer: User, bpjs: User) -> None:
    batch = staged(office, several())
    with pytest.raises(Forbidden):
        choose_sheets(batch=batch, sheets=["Petunjuk"], by=importer)
    with pytest.raises(Forbidden):
        choose_sheets(batch=batch, sheets=["Sagulung"], by=bpjs)
    with pytest.raises(Forbidden):
        choose_header_row(batch=batch, row=1, by=bpjs)


def test_the_command_names_the_sheets_and_asks_for_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "beberapa.xlsx"
    file.write_bytes(several())
    with pytest.raises(SystemExit):
        call_command("import_sheet", str(file), "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["error"]["code"] == "AMBIGUOUS_SHEET" and "Sagulung, Batu Aji, data" in said["error"]["message"]
    assert not ImportBatch.objects.exists()


def test_another_header_row(office: Client) -> None:
    """Two lines read as headings; the upper belongs to last month's block."""
    upper, lower = lines([employer(1)]), lines([employer(2), employer(3)])
    batch = staged(office, damaged.workbook([*upper, [], ["BULAN INI"], *lower]))
    assert (batch.header_row, batch.rows) == (1, 4)
    page = f"/impor/{batch.pk}/lembar/"
    assert 'value="1"' in office.get(page).content.decode()
    assert office.post(page, {"row": "5"}).status_code == 302
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.header_row, batch.rows, batch.skipped) == ("STAGED", 5, 2, 5)
    for wrong in ("0", "101", "x", ""):
        assert office.post(page, {"row": wrong}).status_code == 422


def test_a_header_far_down_is_found_when_pointed_at(office: Client) -> None:
    last_month = [[*line, "catatan"] for line in lines([employer(1)])]
    batch = staged(office, damaged.workbook([*last_month, *([["keterangan"]] * 39), *lines([employer(2)])]))
    assert (batch.state, batch.header_row) == ("STAGED", 1)
    office.post(f"/impor/{batch.pk}/lembar/", {"row": "42"})
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert (batch.header_row, batch.rows, batch.new) == (42, 1, 1)


FAULTY = [
    *(sheets.worker(serial) for serial in range(12)),
    sheets.worker(20, NIK="217103120585"),
    sheets.worker(21, KELURAHAN="Belianan"),
    sheets.worker(22, TGL_LAHIR="31-02-1990"),
    sheets.worker(3),
]


def same_rows() -> list[tuple[str, bytes]]:
    told = [*lines(FAULTY), ["JUMLAH"], [], list(FAULTY[0])]
    return [
        ("a.xlsx", damaged.workbook(told)),
        ("b.xls", makers.xls(told)),
        ("c.ods", makers.ods(told)),
        ("d.xls", makers.ssml(told)),
        ("e.xls", makers.html_page(told)),
        ("f.xlsx", damaged.csv_text(told, ";").encode()),
        ("g.csv", damaged.csv_text(told, ";").encode()),
    ]


def test_the_same_rows_give_the_same_counts_in_every_format() -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    told = {}
    for name, content in same_rows():
        batch = sheets.bring(content, name=name, to_register=False)
        counts = (batch.rows, batch.new, batch.changed, batch.same, batch.doubtful, batch.wrong, batch.skipped)
        told[name] = counts, sheets.codes(batch)
    assert len({repr(one) for one in told.values()}) == 1, told
    assert told["a.xlsx"][0] == (16, 12, 0, 0, 0, 4, 4)


@pytest.mark.parametrize("name", ["b.xls", "c.ods", "e.xls", "f.xlsx"])
def test_each_format_comes_in_by_the_page(office: Client, name: str) -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    batch = staged(office, dict(same_rows())[name], name)
    assert (batch.state, batch.rows) == ("STAGED", 16)
    seen = office.get(f"/impor/{batch.pk}/").content.decode()
    assert ("sebenarnya" in seen) == (name in ("e.xls", "f.xlsx"))
    office.post(f"/impor/{batch.pk}/proses/", {"mode": "VALID_ROWS"})
    sheets.run(COMMIT, batch)
    assert Membership.objects.filter(batch=batch).count() == 12


def test_the_same_waiting_bytes_again_are_one_upload(office: Client) -> None:
    content = several()
    batch = staged(office, content)
    again = post_file(office, content)
    assert str(batch.pk) in again["Location"]
    assert office.post(f"/impor/{batch.pk}/hentikan/").status_code == 302
    batch.refresh_from_db()
    assert batch.state == "CANCELLED"

"""The sheets employers fill in: SIPP's three generations and form 2a; and the licensing export as it really is."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from enrollment.importing.errors import FileRefused
from enrollment.models import (
    AnnouncedWorker,
    Business,
    ContributionMonth,
    Employer,
    ImportBatch,
    Membership,
    Participant,
)
from enrollment.services import operator, undo_batch
from enrollment.services.kinds import STAGE
from tests.enrollment import sheets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
ClientOf = Callable[[User], Client]


def listed(text: str, between: str = " ") -> list[str]:
    return text.split(between)


# The headings of the three generations in their order (the family columns of the first are like its others).
GENERATION_A = listed(
    "NO_PEGAWAI NAMA_DEPAN NAMA_TENGAH NAMA_BELAKANG GELAR TELEPON_AREA_RUMAH TELEPON_RUMAH TELEPON_AREA_KANTOR"
    " TELEPON_KANTOR TELEPON_EXT_KANTOR HP EMAIL TEMPAT_LAHIR TANGGAL_LAHIR NAMA_IBU_KANDUNG JENIS_IDENTITAS"
    " NOMOR_IDENTITAS MASA_LAKU_IDENTITAS JENIS_KELAMIN SURAT_MENYURAT_KE TANGGAL_KEPESERTAAN STATUS_KAWIN"
    " GOLONGAN_DARAH NAMA_BANK CABANG_BANK NO_REKENING NAMA_REKENING NPWP KODE_PAKET KODE_NEGARA PESERTA_JPK UPAH"
    " ALAMAT KODE_POS"
)
GENERATION_B = (
    *GENERATION_A[: GENERATION_A.index("NAMA_BANK")],
    *listed("NPWP KODE_NEGARA UPAH ALAMAT KODE_POS LOKASI_PEKERJAAN STATUS_PEGAWAI TGL_AWAL_BEKERJA TGL_AKHIR_KONTRAK"),
)
GENERATION_C = (
    "NO_PEGAWAI", "NAMA_LENGKAP", *GENERATION_B[GENERATION_B.index("GELAR"):],
)  # fmt: skip
NEW_WORKER = {
    "NAMA_DEPAN": "SITI", "NAMA_TENGAH": "NUR", "NAMA_BELAKANG": "AMINAH", "NAMA_LENGKAP": "SITI NUR AMINAH",
    "TANGGAL_LAHIR": "05-06-1985", "JENIS_IDENTITAS": "KTP", "MASA_LAKU_IDENTITAS": "01-01-2090",
    "JENIS_KELAMIN": "P", "TANGGAL_KEPESERTAAN": "01-11-2026", "UPAH": "5357982", "NAMA_IBU_KANDUNG": "RAHASIA",
}  # fmt: skip

FORM2A = {
    "Nomor Referensi": sheets.kpj(1), "NIK": sheets.nik(1), "Nama Tenaga Kerja": "SITI AMINAH",
    "Tgl Lahir": "05-06-1985", "Upah": "6,000,000.00", "JKK": "14,400.00", "JKM": "18,000.00",
    "Total Iuran": "374,400.00",
}  # fmt: skip


def sipp(headings: Any, *people: int, titles: tuple[str, ...] = (), **changes: Any) -> bytes:
    """The workbook as SIPP gives it: instructions first, work places last."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("Petunjuk Pengisian").write_string(0, 0, "Isi NAMA dan NOMOR_IDENTITAS sesuai KTP")
        sheet = book.add_worksheet("data_tk_baru")
        for line, title in enumerate(titles):
            sheet.write_string(line, 0, title)
        top = len(titles)
        for place, heading in enumerate(headings):
            sheet.write_string(top, place, heading)
        for line, person in enumerate(people, start=top + 1):
            row = NEW_WORKER | {"NOMOR_IDENTITAS": sheets.nik(person), "NO_PEGAWAI": str(person)} | changes
            for place, heading in enumerate(headings):
                sheet.write_string(line, place, row.get(heading, ""))
        places = book.add_worksheet("Lokasi Pekerjaan")
        places.write_row(0, 0, ["KODE", "LOKASI"])
        places.write_row(1, 0, ["01", "Batam"])
    return buffer.getvalue()


@pytest.fixture
def employer() -> Employer:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    return Employer.objects.get()


@pytest.mark.parametrize(
    "headings", [GENERATION_A, GENERATION_B, GENERATION_C], ids=["in parts, 34", "in parts", "full name"]
)
def test_each_generation_of_the_new_worker_sheet_is_read(employer: Employer, headings: Any) -> None:
    batch = sheets.bring(sipp(headings, 1, 2, titles=("NPP : 15000103",)))
    assert (batch.profile, batch.sheet_name, batch.new, batch.wrong) == ("sipp", "data_tk_baru", 2, 0)
    first = AnnouncedWorker.objects.order_by("row_number")[0]
    assert (first.employer, first.name, first.started_on) == (employer, "SITI NUR AMINAH", date(2026, 11, 1))
    assert (first.batch, first.row_number, int(first.wage or 0)) == (batch, 3, 5_357_982)


def test_an_announcement_covers_nobody(employer: Employer) -> None:
    """Neither a person nor a membership comes of it; the worker list brings both later."""
    sheets.bring(sipp(GENERATION_C, 1, titles=("NPP : 15000103",)))
    assert not Membership.objects.exists() and not Participant.objects.exists()
    assert AnnouncedWorker.objects.filter(employer=employer).count() == 1


def test_announced_twice_changes_nothing_and_undo_takes_it_back(employer: Employer) -> None:
    first = sheets.bring(sipp(GENERATION_C, 1, 2, titles=("NPP : 15000103",)))
    again = sheets.bring(sipp(GENERATION_C, 2, 1, titles=("NPP 15000103", "")))
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    changed = sheets.bring(sipp(GENERATION_C, 1, titles=("NPP 15000103",), UPAH="7000000"))
    assert changed.changed == 1
    for batch in (changed, again, first):
        undo_batch(batch=batch, by=operator(), reason="uji pembatalan impor")
    assert not AnnouncedWorker.objects.exists()


def test_the_employer_is_asked_once_where_the_sheet_does_not_say(
    employer: Employer, importer: User, client_of: ClientOf
) -> None:
    content = sipp(GENERATION_C, 1, 2)
    with pytest.raises(FileRefused) as refused:
        sheets.bring(content)
    assert refused.value.params["missing"] == ["NPP"]
    office = client_of(importer)
    office.post("/impor/", {"file": SimpleUploadedFile("data.xlsx", content), "profile": "", "as_of": ""})
    batch = ImportBatch.objects.latest("uploaded_at")
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.asked["profile"]) == ("WAITING", "sipp")
    guesses = batch.asked["guesses"]["sipp"]
    chosen = {f"kolom-{name}": str(g["position"]) for name, g in guesses.items() if g["position"] is not None}
    page = f"/impor/{batch.pk}/kolom/"
    unknown = office.post(page, {"profil": "sipp", **chosen, "sekali-NPP": "ZZ999999"})
    assert unknown.status_code == 422 and "tidak ada di data pemberi kerja" in unknown.content.decode()
    assert office.post(page, {"profil": "sipp", **chosen, "sekali-NPP": "1500 0103"}).status_code == 302
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.wrong) == ("STAGED", 2, 0)
    assert office.get(f"/impor/{batch.pk}/").status_code == 200


def test_a_worker_list_without_its_segment_is_no_form_of_another_kind(employer: Employer) -> None:
    row = {name: value for name, value in sheets.worker(1).items() if name != "SEGMEN"}
    with pytest.raises(FileRefused) as refused:
        sheets.bring(sheets.workbook([row]))
    assert (refused.value.params["profile"], refused.value.params["missing"]) == ("workers", ["SEGMEN"])


def form2a(rows: list[sheets.Row], month: str = "10-2026") -> bytes:
    titles = ["RINCIAN IURAN TENAGA KERJA", "NPP : 15000103  PT Contoh Jaya", f"BLTH : {month}"]
    total: sheets.Row = {"Nomor Referensi": "JUMLAH SELURUHNYA", "Upah": "6,000,000.00"}
    return sheets.workbook([*rows, total], titles=titles)


@pytest.fixture
def worker(employer: Employer) -> Membership:
    sheets.bring(sheets.workbook([sheets.worker(1)]))
    return Membership.objects.get()


def test_form_2a_brings_the_wage_and_proves_the_month(worker: Membership, employer: Employer) -> None:
    batch = sheets.bring(form2a([FORM2A], "11-2026"))
    assert (batch.profile, batch.rows, batch.changed, batch.wrong) == ("form2a", 1, 1, 0)
    assert batch.as_of == date(2026, 11, 30)
    worker.refresh_from_db()
    employer.refresh_from_db()
    assert int(worker.wage or 0) == 6_000_000
    month = ContributionMonth.objects.get(employer=employer, period=date(2026, 11, 1))
    assert (month.is_reported, month.is_paid, employer.reported_through) == (True, False, date(2026, 11, 1))
    assert employer.paid_through == date(2026, 10, 1)  # reported is not paid


def test_form_2a_twice_changes_nothing_and_undo_gives_back_what_was(worker: Membership, employer: Employer) -> None:
    def state() -> tuple[Any, ...]:
        tables: tuple[Any, ...] = (Employer, ContributionMonth, Membership, Participant)
        return tuple(list(table.objects.order_by("pk").values()) for table in tables)

    before = state()
    first = sheets.bring(form2a([FORM2A]))
    after = state()
    again = sheets.bring(form2a([FORM2A, FORM2A | {"NIK": "1"}]))
    assert (first.changed, again.changed, again.same, again.wrong) == (1, 0, 1, 1)
    assert state() == after
    for batch in (again, first):
        undo_batch(batch=batch, by=operator(), reason="uji pembatalan impor")
    assert state() == before


def test_form_2a_makes_no_member_of_an_unknown_card(worker: Membership) -> None:
    stranger = FORM2A | {"Nomor Referensi": sheets.kpj(77), "NIK": sheets.nik(77)}
    batch = sheets.bring(form2a([FORM2A, stranger]))
    assert sheets.codes(batch) == [(6, "KPJ", "KPJ_UNKNOWN")] and Membership.objects.count() == 1


def test_the_older_form_2a_is_read_too(worker: Membership) -> None:
    old = {
        "No": "1", "KI": "K", "Nomor KPJ": sheets.kpj(1), "NIK": sheets.nik(1), "Nama": "SITI AMINAH",
        "Tgl.Lahir": "05/06/1985", "Status (L/K)": "K", "Upah": "6.500.000", "JKK": "14.400", "JKM": "18.000",
        "JHT TK": "120.000", "JHT PRSH": "222.000", "Total": "374.400", "KET": "",
    }  # fmt: skip
    batch = sheets.bring(sheets.workbook([old], titles=["NPP 15000103", "BULAN IURAN : OKTOBER 2026"]))
    assert (batch.profile, batch.changed, batch.wrong) == ("form2a", 1, 0)
    worker.refresh_from_db()
    assert int(worker.wage or 0) == 6_500_000


def test_form_2a_with_its_two_merged_heading_lines(worker: Membership) -> None:
    buffer = io.BytesIO()
    upper = ["No", "Nomor Referensi", "NIK", "Nama Tenaga Kerja", "Upah", "JKK", "JKM", "JHT", "JHT", "Total Iuran"]
    cells = ["1", sheets.kpj(1), sheets.nik(1), "SITI AMINAH", "6,000,000.00", "1,00", "1,00", "2.00", "3.00", "7.00"]
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("2a")
        sheet.write_string(0, 0, "NPP: 15000103 BLTH: 10-2026")
        for place, heading in enumerate(upper):
            if heading != "JHT":
                sheet.merge_range(1, place, 2, place, heading)
        sheet.merge_range(1, 7, 1, 8, "JHT")
        sheet.write_row(2, 7, ["Pemberi Kerja", "Tenaga Kerja"])
        for place, cell in enumerate(cells):
            sheet.write_string(3, place, cell if place not in (5, 6) else "12,000.00")
    batch = sheets.bring(buffer.getvalue())
    assert (batch.profile, batch.rows, batch.changed) == ("form2a", 1, 1), sheets.codes(batch)


LICENSING = listed(
    "No.;Id Proyek;Uraian_Jenis_Proyek;Nib;Nama Perusahaan;Tanggal Terbit Oss;Uraian Status Penanaman Modal;"
    "Uraian Jenis Perusahaan;Uraian Risiko Proyek;nama_proyek;Uraian Skala Usaha;Alamat Usaha;Kab Kota Usaha;"
    "kecamatan_usaha;kelurahan_usaha;longitude;latitude;Kbli;Judul Kbli;KL/Sektor Pembina;Nama User;"
    "Nomor Identitas User;Email;Nomor Telp;luas_tanah;satuan_tanah;Mesin Peralatan;Mesin Peralatan Impor;"
    "Pembelian Pematangan Tanah;Bangunan Gedung;Modal Kerja;Lain Lain;Jumlah Investasi;TKI",
    ";",
)


def test_the_licensing_export_with_its_34_columns_and_several_rows_a_business() -> None:
    row = dict.fromkeys(LICENSING, "") | {
        "Nib": "9120000000017", "Nama Perusahaan": "PT Contoh Jaya", "Uraian Skala Usaha": "Usaha Mikro",
        "Alamat Usaha": "Jalan Contoh 1", "Kab Kota Usaha": "Kota Batam", "kecamatan_usaha": "Lubuk Baja",
        "kelurahan_usaha": "Baloi Indah", "Kbli": "56101", "Nama User": "Siti Aminah",
        "Nomor Identitas User": sheets.nik(1), "Nomor Telp": "081270000000",
    }  # fmt: skip
    projects = [row | {"No.": str(n), "Id Proyek": f"P-{n}", "TKI": str(n)} for n in (1, 2, 3)]
    other = row | {"Nib": "9120000000025", "Nama Perusahaan": "CV Lain", "Id Proyek": "P-9", "TKI": "4"}
    assert len(LICENSING) == 34
    batch = sheets.bring(sheets.workbook([*projects, other], headings=list(LICENSING)))
    assert (batch.profile, batch.rows, batch.new, batch.wrong) == ("businesses", 4, 4, 0)
    assert len(batch.ignored_columns) == 22
    assert dict(Business.objects.values_list("name", "declared_workers")) == {"PT Contoh Jaya": 6, "CV Lain": 4}
    assert sheets.bring(sheets.workbook([*projects, other])).same == 4


def test_the_business_page_tells_who_is_announced_until_a_card_comes(
    employer: Employer, bpjs: User, client_of: ClientOf
) -> None:
    sheets.bring(sheets.workbook([sheets.BUSINESS]))
    sheets.bring(sipp(GENERATION_C, 1, 2, titles=("NPP : 15000103",)))
    page = f"/usaha/{Business.objects.get().public_id}/"
    told = "Diberitahukan, belum bernomor KPJ"
    assert told in client_of(bpjs).get(page).content.decode()
    sheets.bring(sheets.workbook([sheets.worker(1), sheets.worker(2)]))
    assert told not in client_of(bpjs).get(page).content.decode()


def test_the_pages_of_a_finished_form_tell_its_rows(worker: Membership, branch_head: User, client_of: ClientOf) -> None:
    announced = sheets.bring(sipp(GENERATION_C, 8, titles=("NPP : 15000103",)))
    wages = sheets.bring(form2a([FORM2A]))
    head = client_of(branch_head)
    for batch, row, told in ((announced, 3, "SITI NUR AMINAH"), (wages, 5, sheets.kpj(1)[-4:])):
        assert head.get(f"/impor/{batch.pk}/").status_code == 200
        assert head.get(f"/impor/{batch.pk}/baris/?tab=berhasil").status_code == 200
        traced = head.get(f"/impor/{batch.pk}/baris/{row}/")
        assert traced.status_code == 200 and told in traced.content.decode()

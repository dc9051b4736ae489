"""Every error code of contract §3 for each profile, as tables over hand-made rows: row, column, code, counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from enrollment.models import Business, BusinessEmployerLink, ContributionMonth, Employer, ImportBatch, Membership
from tests.enrollment import sheets
from tests.factories import make_bpu, make_employer, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
NEEDS_EMPLOYER = ("workers",)

TABLE: dict[str, list[tuple[dict[str, Any], str, str]]] = {
    "workforce": [
        ({"KODE_WILAYAH": "21.71.99"}, "KODE_WILAYAH", "DISTRICT_UNKNOWN"),
        ({"KODE_WILAYAH": "21.71.06.9999"}, "KODE_WILAYAH", "VILLAGE_UNKNOWN"),
        ({"KODE_WILAYAH": "31.71.01"}, "KODE_WILAYAH", "OUT_OF_SCOPE"),
        ({"JUMLAH": "banyak"}, "JUMLAH", "AMOUNT_INVALID"),
        ({"TAHUN": "26"}, "TAHUN", "DATE_INVALID"),
        ({"JENIS": "semua orang"}, "JENIS", "SEGMENT_UNKNOWN"),
        ({"JENIS": None}, "JENIS", "REQUIRED_MISSING"),
    ],
    "businesses": [
        ({"NIB": "12345"}, "NIB", "NIB_FORMAT"),
        ({"NIK_PEMILIK": "21710145068500"}, "NIK_PEMILIK", "NIK_FORMAT"),
        ({"NIB": None, "NIK_PEMILIK": None}, "NIB", "REQUIRED_MISSING"),
        ({"NAMA_USAHA": None}, "NAMA_USAHA", "REQUIRED_MISSING"),
        ({"NAMA_USAHA": "12345"}, "NAMA_USAHA", "NAME"),
        ({"KELURAHAN": "Belianan"}, "KELURAHAN", "VILLAGE_UNKNOWN"),
        ({"KELURAHAN": None}, "KELURAHAN", "REQUIRED_MISSING"),
        ({"KECAMATAN": "Nagoya"}, "KECAMATAN", "DISTRICT_UNKNOWN"),
        ({"KECAMATAN": "Batam Kota"}, "KELURAHAN", "AREA_MISMATCH"),
        ({"JUMLAH_TK": "banyak"}, "JUMLAH_TK", "AMOUNT_INVALID"),
    ],
    "employers": [
        ({"NPP": None}, "NPP", "NPP_MISSING"),
        ({"NAMA_PERUSAHAAN": None}, "NAMA_PERUSAHAAN", "REQUIRED_MISSING"),
        ({"BLTH_REKON": "13-2026"}, "BLTH_REKON", "DATE_INVALID"),
        ({"TOTAL_IURAN": "belum"}, "TOTAL_IURAN", "AMOUNT_INVALID"),
        ({"KELURAHAN": "Belianan"}, "KELURAHAN", "VILLAGE_UNKNOWN"),
    ],
    "workers": [
        ({"NIK": "217103120585"}, "NIK", "NIK_FORMAT"),
        ({"NIK": "21710145068500071234"}, "NIK", "NIK_FORMAT"),
        ({"NIK": 2171014506850000}, "NIK", "NIK_NUMERIC_CELL"),
        ({"NIK": "2,17101E+15"}, "NIK", "NIK_NUMERIC_CELL"),
        ({"NIK": "2171013202850007"}, "NIK", "NIK_DATE"),
        ({"NIK": sheets.Formula("A1")}, "NIK", "FORMULA_IN_ID"),
        ({"NIK": None}, "NIK", "REQUIRED_MISSING"),
        ({"KPJ": "2300000482"}, "KPJ", "KPJ_FORMAT"),
        ({"NPP": None}, "NPP", "NPP_MISSING"),
        ({"NPP": "ZZ999999"}, "NPP", "NPP_UNKNOWN"),
        ({"DIV": "001"}, "NPP", "NPP_UNKNOWN"),
        ({"TGL_LAHIR": "31/02/1985"}, "TGL_LAHIR", "DATE_INVALID"),
        ({"TGL_LAHIR": "01-01-2099"}, "TGL_LAHIR", "DATE_INVALID"),
        ({"TGL_KEPESERTAAN": "31/02/2026"}, "TGL_KEPESERTAAN", "DATE_INVALID"),
        ({"TGL_NA": "01-02-2024"}, "TGL_NA", "DATE_ORDER"),
        ({"UPAH": "rahasia"}, "UPAH", "AMOUNT_INVALID"),
        ({"UPAH": "-1"}, "UPAH", "AMOUNT_RANGE"),
        ({"SEGMEN": "BPU"}, "SEGMEN", "SEGMENT_UNKNOWN"),
        ({"SEGMEN": "HARIAN"}, "SEGMEN", "SEGMENT_UNKNOWN"),
        ({"JHT": "MUNGKIN"}, "JHT", "PROGRAM_UNKNOWN"),
        ({"NAMA_LENGKAP": "-"}, "NAMA_LENGKAP", "NAME"),
        ({"KELURAHAN": "Baloi Indah", "KECAMATAN": "Batam Kota"}, "KELURAHAN", "AREA_MISMATCH"),
    ],
    "bpu": [
        ({"NIK": "21710101019000019"}, "NIK", "NIK_FORMAT"),
        ({"KPJ": "240000"}, "KPJ", "KPJ_FORMAT"),
        ({"NAMA": None}, "NAMA", "REQUIRED_MISSING"),
        ({"TGL_BERAKHIR": "30/02/2026"}, "TGL_BERAKHIR", "DATE_INVALID"),
        ({"TGL_BERAKHIR": "31-12-3000"}, "TGL_BERAKHIR", "REQUIRED_MISSING"),
        ({"TGL_BERAKHIR": "31-12-2024"}, "TGL_BERAKHIR", "DATE_ORDER"),
        ({"JKK": "MUNGKIN"}, "JKK", "PROGRAM_UNKNOWN"),
        ({"KECAMATAN": "Jodoh"}, "KECAMATAN", "DISTRICT_UNKNOWN"),
    ],
}


@pytest.fixture
def employer() -> Employer:
    return make_employer(npp="15000103", name="PT Contoh Jaya")


def counts(batch: ImportBatch) -> tuple[int, ...]:
    return batch.new, batch.changed, batch.same, batch.doubtful, batch.wrong


@pytest.mark.parametrize("profile", TABLE)
def test_every_wrong_cell_has_its_code_and_its_row_is_not_stored(profile: str, employer: Employer) -> None:
    good = sheets.GOOD[profile]
    rows = [good, *(good | change for change, _, _ in TABLE[profile])]
    batch = sheets.bring(sheets.workbook(rows, titles=["Data contoh", "per 31-10-2026"]))
    # Two title lines and the headings stand above row 4, the good one.
    expected = [(number, column, code) for number, (_, column, code) in enumerate(TABLE[profile], start=5)]
    assert sheets.codes(batch) == expected
    assert batch.profile == profile and batch.rows == len(rows) and batch.wrong == len(TABLE[profile])
    assert counts(batch)[0] + counts(batch)[1] == 1 and batch.skipped == 3 and batch.as_of == date(2026, 10, 31)
    assert batch.row_copies.count() == batch.wrong


WARNINGS: list[tuple[str, dict[str, Any], str, str]] = [
    ("workers", {"TGL_LAHIR": "06-06-1985"}, "NIK", "NIK_BIRTHDATE_MISMATCH"),
    ("workers", {"JENIS_KELAMIN": "L"}, "NIK", "NIK_BIRTHDATE_MISMATCH"),
    ("workers", {"JENIS_KELAMIN": "X"}, "JENIS_KELAMIN", "SEX_UNKNOWN"),
    ("workers", {"KODE_CABANG": "Jakarta"}, "KODE_CABANG", "BRANCH_UNKNOWN"),
    ("employers", {"SKALA": "Raksasa"}, "SKALA", "SCALE_UNKNOWN"),
    ("bpu", {"KELOMPOK": "Entah"}, "KELOMPOK", "GROUP_UNKNOWN"),
    ("bpu", {"NIK": "2171010101200001", "TGL_LAHIR": "01-01-2020"}, "TGL_LAHIR", "AGE"),
    ("businesses", {"NPWP": "123"}, "NPWP", "NPWP_FORMAT"),
]


@pytest.mark.parametrize(("profile", "change", "column", "code"), WARNINGS)
def test_a_warning_does_not_make_its_row_wrong(
    profile: str, change: dict[str, Any], column: str, code: str, employer: Employer
) -> None:
    batch = sheets.bring(sheets.workbook([sheets.GOOD[profile] | change]))
    assert batch.wrong == batch.doubtful == 0
    assert list(batch.problems.values_list("column", "code", "severity")) == [(column, code, "WARNING")]


def test_a_nik_of_another_province_is_no_reason_for_anything(employer: Employer) -> None:
    batch = sheets.bring(sheets.workbook([sheets.WORKER | {"NIK": "3171014506850007"}]))
    assert batch.new == 1 and not batch.problems.exists()


def test_the_same_row_twice_is_wrong_and_other_values_are_all_doubtful(employer: Employer) -> None:
    batch = sheets.bring(
        sheets.workbook(
            [
                sheets.worker(1),
                sheets.worker(2),
                sheets.worker(1),
                sheets.worker(2, UPAH="6.000.000"),
                sheets.worker(3),
                sheets.worker(3, TGL_LAHIR="31/02/1985"),  # an error: it takes no part in the comparison
            ]
        )
    )
    assert counts(batch) == (2, 0, 0, 2, 2)
    assert sheets.codes(batch) == [
        (3, "KPJ", "DUP_CONFLICT"),
        (4, "KPJ", "DUPLICATE_IN_FILE"),
        (5, "KPJ", "DUP_CONFLICT"),
        (7, "TGL_LAHIR", "DATE_INVALID"),
    ]


def test_one_person_may_hold_several_covers(employer: Employer) -> None:
    make_employer(npp="16000001")
    batch = sheets.bring(sheets.workbook([sheets.worker(1), sheets.worker(1, NPP="16000001", KPJ=sheets.kpj(2))]))
    own = sheets.bring(
        sheets.workbook([sheets.BPU | {"NIK": sheets.nik(1), "NAMA": "SITI AMINAH", "JENIS_KELAMIN": "P"}])
    )
    assert counts(batch) == (2, 0, 0, 0, 0) and counts(own) == (1, 0, 0, 0, 0)
    assert Membership.objects.values("participant").distinct().count() == 1


def test_a_kpj_of_somebody_else_is_doubtful(employer: Employer) -> None:
    make_worker(employer, kpj=sheets.kpj(1))
    make_bpu(kpj=sheets.kpj(2))
    other = make_employer(npp="16000001")
    batch = sheets.bring(
        sheets.workbook(
            [
                sheets.worker(1),
                sheets.worker(2),
                sheets.worker(3),
                sheets.worker(4, KPJ=sheets.kpj(3), NPP=other.npp),  # two people, one number, nobody known to hold it
            ]
        )
    )
    assert counts(batch) == (0, 0, 0, 4, 0)
    assert {code for _, _, code in sheets.codes(batch)} == {"KPJ_TAKEN"}


def test_a_nik_under_another_name_waits_for_a_person(employer: Employer) -> None:
    sheets.bring(sheets.workbook([sheets.worker(1)]))
    batch = sheets.bring(sheets.workbook([sheets.worker(1, NAMA_LENGKAP="JOKO WIDAGDO")]))
    assert sheets.codes(batch) == [(2, "NAMA_LENGKAP", "NAME_CONFLICT")] and counts(batch) == (0, 0, 0, 1, 0)
    loosely = sheets.bring(sheets.workbook([sheets.worker(1, NAMA_LENGKAP="Hj. Siti Aminah, S.Pd")]))
    assert counts(loosely) == (0, 1, 0, 0, 0)


def test_what_a_sheet_leaves_out_stays(employer: Employer) -> None:
    sheets.bring(sheets.workbook([sheets.worker(1), sheets.worker(2)]))
    narrow = [name for name in sheets.WORKER if name not in ("UPAH", "KELURAHAN", "KECAMATAN", "JHT", "JENIS_KELAMIN")]
    batch = sheets.bring(sheets.workbook([sheets.worker(1, TGL_NA="30-09-2026")], headings=narrow))
    assert counts(batch) == (0, 1, 0, 0, 0)
    changed = Membership.objects.get(kpj=sheets.kpj(1))
    assert (changed.ended_on, changed.wage, changed.jht) == (date(2026, 9, 30), 5357982, True)
    assert changed.village is not None and changed.participant.sex == "P" and changed.batch == batch
    assert Membership.objects.count() == 2


def test_aliases_permuted_columns_and_one_cell_of_programs(employer: Employer) -> None:
    row = {
        "nik tk": sheets.nik(1), "NM_PRG": "JKK,JKM,JHT", "tgl keps": "01-03-2024", "NO REFERENSI": sheets.kpj(1),
        "Npp": "15000103", "Nama_TK": "SITI AMINAH", "SEGMEN": "TKI", "TGL.LAHIR": "05-06-1985",
        "Agama": "-", "No HP": "1",
    }  # fmt: skip
    batch = sheets.bring(sheets.workbook([row]))
    cover = Membership.objects.get()
    assert batch.ignored_columns == ["Agama", "No HP"]
    assert (cover.segment, cover.jkk, cover.jht, cover.jp) == ("PMI", True, True, False)


def test_what_the_employer_list_of_the_branch_says() -> None:
    row = {
        "No.": 1, "NPP": "15000103", "Div": None, "Kode Kepesertaan": "1",
        "Nama Perusahaan (Badan Usaha)": "PT Contoh Jaya",
        "Keps. Awal": "01-2015", "Paket (Prog)": "4", "Rate": "0,24", "TK Aktif": 12, "TK NA": 1, "BLTH": "10-2026",
        "BLTH DUTK": "10-2026", "BLTH Rekon (Blth Posting)": "08-2026", "Total Iuran (Nilai Posting)": "2,773,184.00",
    }  # fmt: skip
    batch = sheets.bring(sheets.workbook([row]))
    employer = Employer.objects.get()
    assert (batch.profile, batch.as_of, employer.division_code) == ("employers", date(2026, 10, 31), "000")
    assert (employer.paid_through, employer.reported_through) == (date(2026, 8, 1), date(2026, 10, 1))
    month = ContributionMonth.objects.get()
    assert (month.is_billed, month.is_reported, month.is_paid, month.posted_amount) == (True, True, False, 2773184)
    later = sheets.bring(sheets.workbook([row | {"BLTH": "11-2026", "BLTH Rekon (Blth Posting)": "11-2026"}]))
    assert counts(later) == (0, 1, 0, 0, 0)
    assert list(ContributionMonth.objects.order_by("period").values_list("is_paid", flat=True)) == [True, True]


def test_the_licensing_export_has_a_row_a_project() -> None:
    row = {
        "No.": 1, "Id Proyek": "P-1", "Nib": "9120000000017", "Nama Perusahaan": "PT Contoh Jaya",
        "Alamat Usaha": "Jalan 1",
        "kecamatan_usaha": "Lubuk Baja", "kelurahan_usaha": "Baloi Indah", "Kbli": "56101", "Uraian Skala Usaha":
        "Usaha Mikro", "Nama User": "Siti", "Nomor Identitas User": "2171014506850007", "TKI": 3, "Email": "a@b.c",
    }  # fmt: skip
    content = sheets.workbook([row, row | {"Id Proyek": "P-2", "TKI": 4}, row])
    batch = sheets.bring(content)
    business = Business.objects.get()
    assert counts(batch) == (2, 0, 0, 0, 1) and business.declared_workers == 7 and business.scale == "MIKRO"
    assert counts(sheets.bring(content)) == (0, 0, 2, 0, 1)


def test_a_business_finds_its_employer_whichever_comes_first() -> None:
    sheets.bring(sheets.workbook([sheets.BUSINESS]))
    assert not BusinessEmployerLink.objects.exists()
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    link = BusinessEmployerLink.objects.get()
    assert (link.how, link.state) == ("NPP", "CONFIRMED")


def test_several_divisions_are_for_a_person_to_choose() -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER, sheets.EMPLOYER | {"DIV": "001"}]))
    sheets.bring(sheets.workbook([sheets.BUSINESS]))
    assert set(BusinessEmployerLink.objects.values_list("how", "state")) == {("NPP", "SUGGESTED")}
    assert BusinessEmployerLink.objects.count() == 2


def test_a_rejected_link_is_not_offered_again(bpjs: Any) -> None:
    from enrollment.services import reject_link

    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    sheets.bring(sheets.workbook([sheets.BUSINESS]))
    reject_link(link=BusinessEmployerLink.objects.get(), by=bpjs)
    sheets.bring(sheets.workbook([sheets.BUSINESS | {"NAMA_PEMILIK": "Siti A."}]))
    assert BusinessEmployerLink.objects.get().state == "REJECTED"


def test_a_counter_business_gets_the_nib_its_licence_brings() -> None:
    from enrollment.rules.names import name_key
    from tests.factories import make_business

    taken = make_business(
        nib=None, name="PT Contoh Jaya", name_key=name_key("PT Contoh Jaya"), owner_nik="2171014506850007",
        village_id="21.71.06.1001", source="LOKET",
    )  # fmt: skip
    name = taken.village.name if taken.village else ""
    batch = sheets.bring(sheets.workbook([sheets.BUSINESS | {"KELURAHAN": name}]))
    taken.refresh_from_db()
    assert counts(batch) == (0, 1, 0, 0, 0) and taken.nib == sheets.BUSINESS["NIB"]

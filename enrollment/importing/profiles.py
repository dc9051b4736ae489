"""The profiles of contract §3 and the two forms employers fill in: columns, what a sheet must have, and its key."""

from __future__ import annotations

from enrollment.importing.columns import Column, Kind, Need
from enrollment.importing.formprofiles import FORM2A, SIPP
from enrollment.importing.profile import OWN_COLUMNS, Profile

__all__ = ["OWN_COLUMNS", "PROFILES", "Profile", "profile_named"]

_DISTRICT = Column("KECAMATAN", Kind.DISTRICT, example="Lubuk Baja")
_BRANCH = Column("KODE_CABANG", Kind.BRANCH, example="Batam Nagoya")
_NPP = Column("NPP", Kind.NPP, need=Need.CELL, limit=8, example="15000103")
_DIVISION = Column("DIV", Kind.DIVISION, limit=10, example="000")


def _village(need: Need = Need.FREE) -> Column:
    return Column("KELURAHAN", Kind.VILLAGE, need=need, example="Tanjung Uma")


def _programs(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.FLAG, example="Y") for name in names)


WORKFORCE = Profile(
    "workforce",
    (
        Column("KODE_WILAYAH", Kind.AREA_CODE, need=Need.CELL, example="21.71.06"),
        Column("TAHUN", Kind.YEAR, need=Need.CELL, example="2025"),
        Column("JUMLAH", Kind.COUNT, need=Need.CELL, example="48210"),
        Column("JENIS", Kind.FIGURE, need=Need.CELL, example="penduduk bekerja"),
        Column("SUMBER", Kind.TEXT, example="BPS Kota Batam"),
        Column("BATAS_BAWAH", Kind.COUNT, example="46900"),
        Column("BATAS_ATAS", Kind.COUNT, example="49520"),
    ),
    key=("KODE_WILAYAH", "TAHUN", "JENIS"),
)

BUSINESSES = Profile(
    "businesses",
    (
        Column("NIB", Kind.NIB, example="1203000123456"),
        Column("NPWP", Kind.NPWP, example="0012345678901000"),
        Column("NPP", Kind.NPP, limit=8, example="15000103"),
        Column("NAMA_USAHA", Kind.NAME, ("Nama Perusahaan",), Need.CELL, example="PT Berkah Jaya"),
        Column("NAMA_PEMILIK", Kind.TEXT, ("Nama User",), limit=150, example="Siti Aminah"),
        Column("NIK_PEMILIK", Kind.NIK, ("Nomor Identitas User",), example="2171014506850007"),
        Column("ALAMAT", Kind.TEXT, ("Alamat Usaha",), limit=250, example="Jalan Raden Patah 12"),
        Column("KELURAHAN", Kind.VILLAGE, ("kelurahan_usaha",), Need.CELL, example="Tanjung Uma"),
        Column("KECAMATAN", Kind.DISTRICT, ("kecamatan_usaha",), example="Lubuk Baja"),
        Column("KBLI", Kind.KBLI, example="56101"),
        Column("SKALA", Kind.SCALE, ("Uraian Skala Usaha",), example="Mikro"),
        Column("JUMLAH_TK", Kind.COUNT, ("TKI",), example="3"),
        Column("TELEPON", Kind.PHONE, ("Nomor Telp",), limit=40, example="081270000000"),
        # One business fills many rows of the licensing export, one a project: then it is part of the key.
        Column("ID_PROYEK", Kind.TEXT, ("Id Proyek",), limit=60),
    ),
    known_unused=(
        "No.",
        "Uraian_Jenis_Proyek",
        "Tanggal Terbit Oss",
        "Uraian Status Penanaman Modal",
        "Uraian Jenis Perusahaan",
        "Uraian Risiko Proyek",
        "nama_proyek",
        "Kab Kota Usaha",
        "longitude",
        "latitude",
        "Judul Kbli",
        "KL/Sektor Pembina",
        "Email",
        "luas_tanah",
        "satuan_tanah",
        "Mesin Peralatan",
        "Mesin Peralatan Impor",
        "Pembelian Pematangan Tanah",
        "Bangunan Gedung",
        "Modal Kerja",
        "Lain Lain",
        "Jumlah Investasi",
    ),
    one_of=(("NIB", "NIK_PEMILIK"),),
    key=("NIB", "ID_PROYEK"),
)

EMPLOYERS = Profile(
    "employers",
    (
        _NPP,
        _DIVISION,
        Column(
            "NAMA_PERUSAHAAN",
            Kind.NAME,
            ("Nama Perusahaan (Badan Usaha)",),
            Need.CELL,
            example="PT Berkah Jaya",
        ),
        Column("NPWP", Kind.NPWP, example="0012345678901000"),
        Column("SKALA", Kind.SCALE, example="Mikro"),
        _BRANCH,
        _village(),
        _DISTRICT,
        Column("TK_AKTIF", Kind.COUNT, example="12"),
        Column("BLTH", Kind.MONTH, example="10-2026"),
        Column(
            "BLTH_REKON", Kind.MONTH, ("BLTH Rekon (Blth Posting)", "Blth Posting"), Need.HEADING, example="09-2026"
        ),
        Column("BLTH_NA", Kind.MONTH, example=""),
        Column("TOTAL_IURAN", Kind.AMOUNT, ("Total Iuran (Nilai Posting)", "Nilai Posting"), example="2.773.184,00"),
        Column("BLTH_DUTK", Kind.MONTH, example="10-2026"),
    ),
    known_unused=(
        "No.",
        "Kode Kepesertaan",
        "Keps. Awal",
        "Keps. JP",
        "Paket (Prog)",
        "Paket",
        "Rate",
        "TK NA",
        "Total TK",
        "Penambahan TK",
        "Pengurangan TK",
        "Channel",
        "Iuran",
        "ITW",
        "IJT",
        "IDM",
        "Kode Pembina",
        "SIPP Prs",
    ),
    key=("NPP", "DIV"),
)

WORKERS = Profile(
    "workers",
    (
        _NPP,
        _DIVISION,
        Column("KPJ", Kind.KPJ, ("NO_KPJ", "NO REFERENSI"), Need.CELL, example="23000004827"),
        Column(
            "NIK",
            Kind.NIK,
            ("NOMOR_IDENTITAS", "NO_IDENTITAS", "NIK_TK"),
            Need.CELL,
            example="2171014506850007",
        ),
        Column("NAMA_LENGKAP", Kind.PERSON, ("NAMA_TK",), Need.CELL, limit=150, example="Siti Aminah"),
        Column("TGL_LAHIR", Kind.BIRTH_DATE, need=Need.CELL, example="05-06-1985"),
        Column("JENIS_KELAMIN", Kind.SEX, example="P"),
        Column("SEGMEN", Kind.SEGMENT, need=Need.CELL, example="PU"),
        *_programs("JKK", "JKM", "JHT", "JP", "JKP"),
        Column("NM_PRG", Kind.PROGRAMS, example="JKK,JKM,JHT"),
        Column("TGL_KEPESERTAAN", Kind.DATE, ("TGL_KEPS",), Need.CELL, example="01-03-2024"),
        Column("TGL_NA", Kind.DATE, example=""),
        Column("UPAH", Kind.AMOUNT, example="5.357.982"),
        _village(),
        _DISTRICT,
        _BRANCH,
    ),
    known_unused=(
        "No.",
        "Masa Grace",
        "No HP",
        "Rate",
        "Paket",
        "Keps. Awal",
        "LOKASI_PEKERJAAN",
        "NAMAPRS",
        "NOMOR_PEGAWAI",
        "BLTH_AKTIF",
        "BLTH_NONAKTIF",
        "EMAIL",
        "NO_HANDPHONE",
    ),
    key=("KPJ", "NPP", "DIV"),
)

BPU = Profile(
    "bpu",
    (
        Column("NIK", Kind.NIK, need=Need.CELL, example="2171014506850007"),
        Column("KPJ", Kind.KPJ, need=Need.CELL, example="23000004827"),
        Column("NAMA", Kind.PERSON, need=Need.CELL, limit=150, example="Siti Aminah"),
        Column("TGL_LAHIR", Kind.BIRTH_DATE, example="05-06-1985"),
        Column("JENIS_KELAMIN", Kind.SEX, example="P"),
        *_programs("JKK", "JKM", "JHT"),
        Column("JENIS_PEKERJAAN", Kind.TEXT, limit=80, example="Nelayan"),
        Column("KELOMPOK", Kind.GROUP, limit=80, example="Pekerja Rentan Pemda"),
        Column("WADAH", Kind.GROUP, limit=80),
        Column("PROGRAM_KELOMPOK", Kind.GROUP, limit=80),
        Column("TGL_KEPESERTAAN", Kind.DATE, need=Need.CELL, example="01-03-2024"),
        Column("TGL_BERAKHIR", Kind.DATE, need=Need.CELL, example="31-12-2026"),
        _village(),
        _DISTRICT,
        _BRANCH,
    ),
    known_unused=("No.", "Masa Grace", "No HP", "Rate", "Paket", "Keps. Awal"),
    key=("NIK", "KPJ"),
)

PROFILES: dict[str, Profile] = {
    profile.name: profile for profile in (WORKFORCE, BUSINESSES, EMPLOYERS, WORKERS, BPU, SIPP, FORM2A)
}


def profile_named(name: str) -> Profile:
    """The profile of that name; KeyError when there is none."""
    return PROFILES[name]

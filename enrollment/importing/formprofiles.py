"""The two sheets that employers themselves fill in: SIPP's new workers, and form 2a of one month (domain §5.1, §5.2).

Both are about one employer, whom the rows do not name: its NPP stands above the headings or is asked once.
"""

from __future__ import annotations

from enrollment.importing.columns import Column, Kind, Need
from enrollment.importing.profile import Profile

__all__ = ["FORM2A", "SIPP"]

_EMPLOYER = (
    Column("NPP", Kind.NPP, need=Need.CELL, limit=8, example="15000103", once=True),
    Column("DIV", Kind.DIVISION, limit=10, example="000", once=True),
)

# Three generations of one workbook: the name in three parts or in one, with bank and family columns or without.
SIPP = Profile(
    "sipp",
    (
        *_EMPLOYER,
        Column("NAMA_LENGKAP", Kind.PERSON, limit=150, example="Siti Aminah"),
        Column("NAMA_DEPAN", Kind.PERSON, limit=50),
        Column("NAMA_TENGAH", Kind.PERSON, limit=50),
        Column("NAMA_BELAKANG", Kind.PERSON, limit=50),
        Column("TGL_LAHIR", Kind.BIRTH_DATE, ("TANGGAL_LAHIR",), Need.CELL, example="05-06-1985"),
        Column("JENIS_IDENTITAS", Kind.TEXT, need=Need.HEADING, limit=40, example="KTP"),
        Column("NIK", Kind.NIK, ("NOMOR_IDENTITAS",), Need.CELL, example="2171014506850007"),
        Column("JENIS_KELAMIN", Kind.SEX, example="P"),
        Column("TANGGAL_KEPESERTAAN", Kind.DATE, need=Need.CELL, example="01-11-2026"),
        Column("UPAH", Kind.AMOUNT, example="5.357.982"),
    ),
    known_unused=(
        *("NO_PEGAWAI", "GELAR", "TELEPON_AREA_RUMAH", "TELEPON_RUMAH", "TELEPON_AREA_KANTOR", "TELEPON_KANTOR"),
        *("TELEPON_EXT_KANTOR", "HP", "EMAIL", "TEMPAT_LAHIR", "NAMA_IBU_KANDUNG", "MASA_LAKU_IDENTITAS"),
        *("SURAT_MENYURAT_KE", "STATUS_KAWIN", "GOLONGAN_DARAH", "NAMA_BANK", "CABANG_BANK", "NO_REKENING"),
        *("NAMA_REKENING", "NPWP", "KODE_PAKET", "KODE_NEGARA", "PESERTA_JPK", "ALAMAT", "KODE_POS"),
        *("LOKASI_PEKERJAAN", "STATUS_PEGAWAI", "TGL_AWAL_BEKERJA", "TGL_AKHIR_KONTRAK"),
    ),
    one_of=(("NAMA_LENGKAP", "NAMA_DEPAN"),),
    key=("NIK", "NPP", "DIV"),
)

# JKK, JKM and the total are demanded so that a list of workers without its SEGMEN is never taken for a form 2a.
# What was contributed comes from the branch's list; these cells are not kept, so nothing in them makes a row wrong.
FORM2A = Profile(
    "form2a",
    (
        *_EMPLOYER,
        Column("BLTH", Kind.MONTH, need=Need.CELL, example="10-2026", once=True),
        Column("KPJ", Kind.KPJ, ("Nomor Referensi", "No Referensi", "Nomor KPJ", "No KPJ"), Need.CELL,
               example="23000004827"),
        Column("NIK", Kind.NIK, ("Nomor Identitas",), Need.CELL, example="2171014506850007"),
        Column("NAMA_TENAGA_KERJA", Kind.PERSON, ("Nama TK", "Nama"), Need.CELL, limit=150, example="Siti Aminah"),
        Column("TGL_LAHIR", Kind.BIRTH_DATE, ("Tanggal Lahir",), example="05-06-1985"),
        Column("UPAH", Kind.AMOUNT, need=Need.CELL, example="5,357,982.00"),
        Column("IURAN_JKK", Kind.TEXT, ("JKK",), Need.HEADING, example="12,859.00"),
        Column("IURAN_JKM", Kind.TEXT, ("JKM",), Need.HEADING, example="16,073.00"),
        Column("TOTAL_IURAN", Kind.TEXT, ("Total", "Jumlah Iuran"), Need.HEADING, example="457,036.00"),
    ),
    known_unused=(
        *("No.", "KI", "Nomor Pegawai", "Tgl Kepesertaan", "Tanggal Kepesertaan", "Rapel", "Status"),
        *("KET", "Keterangan"),
        *("JHT Pemberi Kerja", "JHT Tenaga Kerja", "JP Pemberi Kerja", "JP Tenaga Kerja", "JKP Pemberi Kerja"),
        *("JKP Pemerintah", "JHT TK", "JHT PRSH", "JP TK", "JP PRSH", "JHT", "JP", "JKP", "Pemberi Kerja"),
        *("Tenaga Kerja", "Pemerintah"),
    ),
    key=("KPJ", "NPP", "DIV"),
)  # fmt: skip

"""Every sentence an import says, in both languages: what happened, and what to do about it (ui.md §5).

Readers and cleaners give codes with parameters; the sentence is made here, in the language active when it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy

from districts import formats
from enrollment.importing.errors import Code, Note, Refusal

__all__ = ["full_sentence", "note_sentence", "problem_sentence", "refusal_sentence", "repair_sentence"]

Text = str | Promise

_PLACEHOLDER = re.compile(r"%\((\w+)\)")
_MOST_NAMES = 40

# The richest sentence whose parameters are all there is said.
PROBLEMS: dict[Code, tuple[Text, ...]] = {
    Code.NIK_FORMAT: (
        lazy("NIK harus 16 angka. Di baris ini %(length)s angka."),
        lazy("Isi NIK ini tidak mungkin benar: bukan 16 angka biasa, atau angkanya hanya pengisi."),
    ),
    Code.NIK_NUMERIC_CELL: (lazy("NIK rusak oleh Excel: sel berisi bilangan, angka ke-16 menjadi 0."),),
    Code.NIK_DATE: (lazy("Tanggal lahir di dalam NIK ini tidak ada."),),
    Code.NIK_BIRTHDATE_MISMATCH: (lazy("Tanggal lahir atau jenis kelamin tidak sama dengan yang ada di dalam NIK."),),
    Code.KPJ_FORMAT: (
        lazy("KPJ harus 11 angka. Di baris ini %(length)s angka."),
        lazy("KPJ harus 11 angka. Angka nol di depan mungkin hilang karena sel berisi bilangan."),
    ),
    Code.KPJ_TAKEN: (lazy("KPJ ini tercatat untuk orang lain."),),
    Code.NPP_MISSING: (lazy("NPP kosong."),),
    Code.NPP_UNKNOWN: (lazy("NPP dan divisi ini tidak ada di data pemberi kerja."),),
    Code.NPP_FORMAT: (lazy("NPP harus 8 karakter, huruf atau angka."),),
    Code.NIB_FORMAT: (lazy("NIB harus 13 angka. Di baris ini %(length)s angka."), lazy("NIB harus 13 angka.")),
    Code.NPWP_FORMAT: (lazy("NPWP tidak terbaca dan dikosongkan."),),
    Code.KBLI_FORMAT: (lazy("KBLI harus 5 angka; sel ini dikosongkan."),),
    Code.FORMULA_IN_ID: (lazy("Nomor ini hasil rumus."),),
    Code.DATE_INVALID: (lazy("Tanggal %(value)s tidak ada."), lazy("Tanggal tidak ada.")),
    Code.DATE_UNFORMATTED: (
        lazy("Tanggal tertulis sebagai bilangan %(value)s."),
        lazy("Tanggal tertulis sebagai bilangan."),
    ),
    Code.DATE_RANGE: (
        lazy("Tanggal %(value)s di luar jangkauan 1900 sampai 2100."),
        lazy("Tanggal di luar jangkauan 1900 sampai 2100."),
    ),
    Code.DATE_2_DIGIT_YEAR: (lazy("Tahun pada %(value)s hanya dua angka."), lazy("Tahun hanya dua angka.")),
    Code.DATE_ORDER: (lazy("Tanggal berakhir lebih awal daripada tanggal mulai."),),
    Code.AGE: (lazy("Umur menurut tanggal lahir di luar 15 sampai 100 tahun."),),
    Code.AMOUNT_INVALID: (lazy('"%(value)s" bukan angka.'), lazy("Isi sel ini bukan angka.")),
    Code.AMOUNT_AMBIGUOUS: (
        lazy('"%(value)s" dapat berarti dua jumlah yang berbeda.'),
        lazy("Jumlah ini dapat berarti dua hal."),
    ),
    Code.AMOUNT_RANGE: (lazy("Jumlah %(value)s di luar jangkauan."), lazy("Jumlah di luar jangkauan.")),
    Code.VILLAGE_UNKNOWN: (
        lazy('Kelurahan "%(value)s" tidak dikenal. Maksud Anda %(suggestion)s?'),
        lazy('Kelurahan "%(value)s" tidak dikenal.'),
        lazy("Kelurahan tidak dikenal."),
    ),
    Code.DISTRICT_UNKNOWN: (lazy('Kecamatan "%(value)s" tidak dikenal.'), lazy("Kecamatan tidak dikenal.")),
    Code.AREA_MISMATCH: (
        lazy('Kelurahan "%(value)s" tidak terletak di kecamatan yang tertulis.'),
        lazy("Kelurahan ini tidak terletak di kecamatan yang tertulis."),
    ),
    Code.SEGMENT_UNKNOWN: (lazy('Segmen "%(value)s" tidak dikenal di sini.'), lazy("Segmen tidak dikenal.")),
    Code.PROGRAM_UNKNOWN: (
        lazy('"%(value)s" bukan tanda program yang dikenal.'),
        lazy("Tanda program tidak dikenal."),
    ),
    Code.SEX_UNKNOWN: (
        lazy('Jenis kelamin "%(value)s" tidak dikenal dan dikosongkan.'),
        lazy("Jenis kelamin tidak dikenal dan dikosongkan."),
    ),
    Code.SCALE_UNKNOWN: (
        lazy('Skala "%(value)s" tidak dikenal dan dikosongkan.'),
        lazy("Skala tidak dikenal dan dikosongkan."),
    ),
    Code.BRANCH_UNKNOWN: (
        lazy('Cabang "%(value)s" tidak dikenal dan dikosongkan.'),
        lazy("Cabang tidak dikenal dan dikosongkan."),
    ),
    Code.GROUP_UNKNOWN: (
        lazy('Kelompok "%(value)s" tidak dikenal dan dikosongkan.'),
        lazy("Kelompok tidak dikenal dan dikosongkan."),
    ),
    Code.REQUIRED_MISSING: (lazy("Sel ini wajib diisi."),),
    Code.FORMULA: (lazy("Sel ini berisi rumus; nilai yang tersimpan dipakai."),),
    Code.NO_VALUE: (lazy("Sel ini berisi rumus tanpa nilai tersimpan."),),
    Code.CELL_ERROR: (lazy("Sel ini berisi galat Excel, misalnya #N/A."),),
    Code.TYPE: (lazy("Jenis isi sel ini tidak cocok dengan kolomnya."),),
    Code.NAME: (lazy("Nama ini bukan nama orang atau usaha."),),
    Code.TOO_LONG: (lazy("Isi sel ini lebih dari %(limit)s huruf."), lazy("Isi sel ini terlalu panjang.")),
    Code.CONTROL_CHAR: (lazy("Sel ini berisi karakter yang tidak terbaca."),),
    Code.CONTROL_STRIPPED: (lazy("Karakter tersembunyi di sel ini dibuang."),),
    Code.MERGED: (
        lazy("Baris %(first)s sampai %(last)s memakai sel gabungan."),
        lazy("Baris ini memakai sel gabungan."),
    ),
    Code.COLUMN_COUNT: (
        lazy("Baris ini berisi %(found)s kolom, judulnya %(expected)s."),
        lazy("Jumlah kolom baris ini tidak sama dengan judulnya."),
    ),
    Code.DUPLICATE_IN_FILE: (
        lazy("Baris ini sama dengan baris %(row)s."),
        lazy("Baris ini sama dengan baris sebelumnya."),
    ),
    Code.DUP_CONFLICT: (
        lazy("Kuncinya sama dengan baris %(row)s, tetapi isinya berbeda."),
        lazy("Kuncinya sama dengan baris lain, tetapi isinya berbeda."),
    ),
    Code.NAME_CONFLICT: (lazy("NIK ini tercatat dengan nama yang jauh berbeda."),),
    Code.OUT_OF_SCOPE: (lazy("Baris ini di luar wilayah Anda."),),
}

REPAIRS: dict[Code, Text] = {
    Code.NIK_FORMAT: lazy("Salin NIK dari KTP, 16 angka."),
    Code.NIK_NUMERIC_CELL: lazy("Minta file dengan kolom NIK berformat Teks."),
    Code.NIK_DATE: lazy("Cocokkan NIK dengan KTP."),
    Code.NIK_BIRTHDATE_MISMATCH: lazy("Cocokkan dengan KTP; baris tetap diproses."),
    Code.KPJ_FORMAT: lazy("Isi KPJ lengkap dari kartu peserta, dengan sel berformat Teks."),
    Code.KPJ_TAKEN: lazy("Petugas BPJS TK memilih NIK yang benar di antrean meragukan."),
    Code.NPP_MISSING: lazy("Isi NPP, atau ubah segmen menjadi BPU."),
    Code.NPP_UNKNOWN: lazy("Impor dulu daftar pemberi kerja bulan yang sama, lalu impor lagi file ini."),
    Code.NPP_FORMAT: lazy("Salin NPP dari sertifikat kepesertaan."),
    Code.NIB_FORMAT: lazy("Salin NIB dari OSS, dengan sel berformat Teks."),
    Code.NPWP_FORMAT: lazy("Tulis NPWP 15 atau 16 angka, dengan sel berformat Teks."),
    Code.KBLI_FORMAT: lazy("Tulis KBLI lengkap, juga angka nol di depan."),
    Code.FORMULA_IN_ID: lazy("Ganti rumus dengan nilainya: Salin, lalu Tempel Khusus sebagai Nilai."),
    Code.DATE_INVALID: lazy("Tulis hari/bulan/tahun, misalnya 28/02/2026."),
    Code.DATE_UNFORMATTED: lazy("Ubah format kolom ini menjadi Tanggal, atau tulis hari/bulan/tahun."),
    Code.DATE_RANGE: lazy("Periksa tahunnya; kosongkan bila memang tidak ada tanggal."),
    Code.DATE_2_DIGIT_YEAR: lazy("Tulis tahun empat angka, misalnya 02/03/1990."),
    Code.DATE_ORDER: lazy("Periksa kedua tanggal di baris ini."),
    Code.AGE: lazy("Periksa tanggal lahir; baris tetap diproses."),
    Code.AMOUNT_INVALID: lazy("Tulis angka saja, misalnya 4500000."),
    Code.AMOUNT_AMBIGUOUS: lazy("Tulis tanpa titik dan koma, misalnya 4500000."),
    Code.AMOUNT_RANGE: lazy("Periksa jumlahnya: tidak boleh kurang dari nol atau tidak masuk akal besarnya."),
    Code.VILLAGE_UNKNOWN: lazy("Tulis nama salah satu dari 64 kelurahan Kota Batam."),
    Code.DISTRICT_UNKNOWN: lazy("Tulis nama salah satu dari 12 kecamatan Kota Batam."),
    Code.AREA_MISMATCH: lazy("Perbaiki kelurahan atau kecamatannya."),
    Code.SEGMENT_UNKNOWN: lazy("Tulis PU, JAKON, atau PMI; peserta BPU diimpor dengan berkas BPU."),
    Code.PROGRAM_UNKNOWN: lazy("Tulis Y atau T, atau nama program JKK, JKM, JHT, JP, JKP."),
    Code.SEX_UNKNOWN: lazy("Tulis L atau P."),
    Code.SCALE_UNKNOWN: lazy("Tulis mikro, kecil, menengah, atau besar."),
    Code.BRANCH_UNKNOWN: lazy("Tulis Batam Nagoya atau Batam Sekupang."),
    Code.GROUP_UNKNOWN: lazy("Tulis nama kelompok yang terdaftar."),
    Code.REQUIRED_MISSING: lazy("Isi sel yang kosong."),
    Code.FORMULA: lazy("Periksa nilainya; baris tetap diproses."),
    Code.NO_VALUE: lazy("Buka di Excel, hitung ulang, simpan, lalu unggah lagi."),
    Code.CELL_ERROR: lazy("Perbaiki atau kosongkan sel ini."),
    Code.TYPE: lazy("Tulis isinya sebagai teks biasa."),
    Code.NAME: lazy("Tulis nama lengkap dengan huruf."),
    Code.TOO_LONG: lazy("Singkatkan isinya."),
    Code.CONTROL_CHAR: lazy("Ketik ulang isi sel ini."),
    Code.CONTROL_STRIPPED: lazy("Tidak perlu apa-apa; baris tetap diproses."),
    Code.MERGED: lazy("Pisahkan sel gabungan dan isi setiap barisnya."),
    Code.COLUMN_COUNT: lazy("Periksa tanda pemisah dan tanda kutip di baris ini."),
    Code.DUPLICATE_IN_FILE: lazy("Hapus baris ini."),
    Code.DUP_CONFLICT: lazy("Sisakan satu baris yang benar."),
    Code.NAME_CONFLICT: lazy("Petugas BPJS TK memilih nama yang benar di antrean meragukan."),
    Code.OUT_OF_SCOPE: lazy("Serahkan baris ini kepada petugas wilayahnya."),
}

REFUSALS: dict[Refusal, tuple[Text, Text]] = {
    Refusal.FILE_TYPE: (
        lazy("Isi file ini bukan XLSX atau CSV seperti namanya."),
        lazy("Buka di Excel, simpan sebagai Buku Kerja Excel (.xlsx), lalu unggah lagi."),
    ),
    Refusal.FILE_ENCRYPTED: (
        lazy("File ini dikunci dengan kata sandi."),
        lazy("Buka kuncinya di Excel, simpan tanpa kata sandi, lalu unggah lagi."),
    ),
    Refusal.FILE_TOO_LARGE: (
        lazy("File ini %(megabytes)s MB, lebih besar dari batas %(limit)s MB."),
        lazy("Bagi menjadi beberapa file, lalu unggah satu per satu."),
    ),
    Refusal.FILE_BOMB: (
        lazy("File ini membengkak tidak wajar saat dibuka, jadi tidak dibaca."),
        lazy("Salin datanya ke buku kerja baru, lalu unggah yang baru."),
    ),
    Refusal.CORRUPT: (
        lazy("File ini rusak atau terpotong."),
        lazy("Minta atau unduh ulang file aslinya, lalu unggah lagi."),
    ),
    Refusal.BAD_ARCHIVE: (
        lazy("Susunan di dalam file XLSX ini tidak wajar, jadi tidak dibaca."),
        lazy("Buka di Excel, simpan sebagai file baru, lalu unggah yang baru."),
    ),
    Refusal.GRID_TOO_LARGE: (
        lazy("Ada isi di sel yang sangat jauh dari tabel."),
        lazy("Hapus isi di luar tabel, simpan, lalu unggah lagi."),
    ),
    Refusal.TOO_MANY_ROWS: (
        lazy("File ini lebih panjang dari batas %(limit)s baris."),
        lazy("Bagi menjadi beberapa file, lalu unggah satu per satu."),
    ),
    Refusal.TIMEOUT: (
        lazy("File ini terlalu lama dibaca, jadi dihentikan."),
        lazy("Salin datanya ke buku kerja baru atau bagi menjadi beberapa file."),
    ),
    Refusal.XML_DTD: (
        lazy("File ini berisi perintah tersembunyi yang tidak diizinkan."),
        lazy("Salin datanya ke buku kerja baru, lalu unggah yang baru."),
    ),
    Refusal.HEADER_NOT_FOUND: (
        lazy("Judul kolom tidak ditemukan di 20 baris pertama."),
        lazy("Pakai templat, atau perbaiki judul kolomnya."),
    ),
    Refusal.AMBIGUOUS_SHEET: (
        lazy("Beberapa lembar sama-sama cocok: %(sheets)s."),
        lazy("Sisakan satu lembar yang akan diimpor, lalu unggah lagi."),
    ),
    Refusal.NO_ROWS: (
        lazy("File ini tidak berisi baris data."),
        lazy("Periksa apakah file yang diunggah sudah benar."),
    ),
    Refusal.DELIMITER: (
        lazy("Pemisah kolom CSV ini tidak dikenal."),
        lazy("Simpan CSV dengan pemisah koma, titik koma, atau tab."),
    ),
    Refusal.ENCODING: (
        lazy("Huruf di baris %(line)s tidak terbaca."),
        lazy("Simpan sebagai CSV UTF-8, lalu unggah lagi."),
    ),
    Refusal.NUL: (
        lazy("Baris %(line)s berisi karakter nol, jadi ini bukan CSV yang utuh."),
        lazy("Simpan ulang sebagai CSV UTF-8, lalu unggah lagi."),
    ),
    Refusal.QUOTE: (
        lazy("Tanda kutip di baris %(line)s tidak ditutup."),
        lazy("Perbaiki tanda kutip di baris itu, lalu unggah lagi."),
    ),
}
TOO_MANY_COLUMNS: tuple[Text, Text] = (
    lazy("File ini lebih lebar dari batas %(column_limit)s kolom."),
    lazy("Hapus kolom yang tidak perlu, lalu unggah lagi."),
)
HEADINGS: dict[str, Text] = {
    "expected": lazy("Yang dicari: %(names)s."),
    "found": lazy("Yang ada: %(names)s."),
    "missing": lazy("Belum ada: %(names)s."),
    "doubled": lazy("Tertulis dua kali: %(names)s."),
}

NOTES: dict[Note, Text] = {
    Note.HIDDEN_SHEET: lazy("Hanya lembar tersembunyi yang cocok; lembar itu yang dibaca."),
    Note.HIDDEN_ROWS: lazy("Baris yang tersembunyi atau tersaring ikut dibaca."),
    Note.OUTSIDE_PARTS: lazy("Tautan luar, makro, atau benda sisipan di file ini diabaikan."),
    Note.BEYOND_HEADER: lazy("Isi di kanan judul kolom terakhir diabaikan."),
}


def problem_sentence(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong with a row or a cell. A code that is not known here is shown as it is."""
    known = PROBLEMS.get(code)  # type: ignore[call-overload]
    if known is None:
        return str(code)
    given = dict(params)
    if code == Code.NIK_FORMAT and given.get("length") == 16:
        del given["length"]  # "16 digits, and this row has 16" would help nobody
    return _say(_richest(known, given), given)


def repair_sentence(code: str, params: Mapping[str, Any]) -> str:
    """What to do about it."""
    repair = REPAIRS.get(code)  # type: ignore[call-overload]
    return "" if repair is None else _say(repair, params)


def full_sentence(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong and what to do, as the preview shows it beneath the cell."""
    return " ".join(part for part in (problem_sentence(code, params), repair_sentence(code, params)) if part)


def refusal_sentence(code: str, params: Mapping[str, Any]) -> str:
    """Why the whole file was refused and what to do; HEADER_NOT_FOUND names what was looked for and what was found."""
    known = REFUSALS.get(code)  # type: ignore[call-overload]
    if known is None:
        return str(code)
    if code == Refusal.TOO_MANY_ROWS and "column_limit" in params:
        known = TOO_MANY_COLUMNS
    parts = [_say(known[0], params)]
    if code == Refusal.HEADER_NOT_FOUND:
        parts += [_say(text, {"names": params[key]}) for key, text in HEADINGS.items() if params.get(key)]
    return " ".join([*parts, _say(known[1], params)])


def note_sentence(note: str) -> str:
    """Something about the file that did not keep it from being read."""
    known = NOTES.get(note)  # type: ignore[call-overload]
    return str(note) if known is None else str(known)


def _richest(texts: tuple[Text, ...], params: Mapping[str, Any]) -> Text:
    fitting = (text for text in texts if set(_PLACEHOLDER.findall(str(text))) <= params.keys())
    return next(fitting, texts[-1])


def _say(text: Text, params: Mapping[str, Any]) -> str:
    sentence = str(text)
    return sentence % {name: _shown(params.get(name)) for name in _PLACEHOLDER.findall(sentence)}


def _shown(value: Any) -> str:
    if isinstance(value, int):
        return formats.number(value, lang=get_language() or "id")
    if isinstance(value, list | tuple):
        names = [str(one) for one in value]
        return ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
    return "" if value is None else str(value)

"""What a file as a whole is told: why it was refused and what to do, what was noticed while it was read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from enrollment.importing.cellwords import Text
from enrollment.importing.errors import Note, Refusal

__all__ = ["HEADINGS", "NOTES", "REFUSALS", "TOO_MANY_COLUMNS"]

REFUSALS: dict[Refusal, tuple[Text, Text]] = {
    Refusal.FILE_TYPE: (
        lazy("Isi file ini bukan tabel XLSX, XLS, ODS, atau CSV."),
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
    Refusal.MALWARE: (
        lazy("Pemindai menemukan program jahat di file ini, jadi tidak dibaca."),
        lazy("Jangan buka file ini. Laporkan ke pengelola sistem dan minta file baru dari pengirimnya."),
    ),
    Refusal.DISK_FULL: (
        lazy("Tempat penyimpanan di server penuh, jadi file ini tidak diterima."),
        lazy("Tidak ada yang tersimpan. Hubungi pengelola sistem, lalu unggah lagi."),
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
    Note.CSV_INSIDE: lazy("Isi file ini sebenarnya CSV; dibaca sebagai CSV."),
    Note.HTML_INSIDE: lazy("Isi file ini sebenarnya tabel HTML; tabelnya dibaca sebagai lembar."),
    Note.XML_INSIDE: lazy("Isi file ini sebenarnya XML Excel 2003; lembarnya dibaca seperti biasa."),
    Note.XLSX_INSIDE: lazy("Isi file ini sebenarnya XLSX; dibaca sebagai XLSX."),
    Note.XLS_INSIDE: lazy("Isi file ini sebenarnya XLS; dibaca sebagai XLS."),
    Note.ODS_INSIDE: lazy("Isi file ini sebenarnya ODS; dibaca sebagai ODS."),
}

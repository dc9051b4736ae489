"""What each way to mend a cell is called, and what it does."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from enrollment.importing.cellwords import Text

__all__ = ["WAYS"]

WAYS: dict[str, tuple[Text, Text]] = {
    "ZERO_PAD": (
        lazy("Kembalikan angka nol di depan"),
        lazy("Nomor yang kurang satu atau dua angka diawali nol, seperti sebelum dibaca Excel."),
    ),
    "SAVED_VALUE": (
        lazy("Pakai nilai yang tersimpan"),
        lazy("Hasil rumus yang berupa teks dipakai sebagai nomornya."),
    ),
    "WHOLE_YEAR": (
        lazy("Lengkapi tahunnya"),
        lazy("Dibaca hari/bulan/tahun; abadnya yang masuk akal bagi kolom ini."),
    ),
    "SERIAL_DAY": (
        lazy("Baca sebagai tanggal Excel"),
        lazy("Bilangan hari Excel menjadi tanggalnya."),
    ),
    "MONTH_FIRST": (
        lazy("Baca seluruh kolom bulan/hari/tahun"),
        lazy("Juga tanggal yang sekarang dibaca hari/bulan/tahun. Pastikan dengan pengirim file."),
    ),
    "THOUSANDS": (
        lazy("Tandanya pemisah ribuan"),
        lazy("4.500 dibaca empat ribu lima ratus."),
    ),
    "DECIMAL": (
        lazy("Tandanya koma desimal"),
        lazy("4.500 dibaca empat setengah."),
    ),
    "FROM_VILLAGE": (
        lazy("Ambil kecamatan dari kelurahan"),
        lazy("Kecamatan yang tertulis diabaikan di baris-baris ini."),
    ),
    "CLEAR": (
        lazy("Kosongkan sel"),
        lazy("Kolom ini tidak wajib; barisnya diproses tanpa isinya."),
    ),
}

"""What each code of a cell or row says, and what to do about it (ui.md §5). `words` chooses and fills them in."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from enrollment.importing.errors import Code

__all__ = ["PROBLEMS", "REPAIRS", "Text"]

Text = str | Promise

# The richest sentence whose parameters are all there is said.
PROBLEMS: dict[Code, tuple[Text, ...]] = {
    Code.NIK_FORMAT: (
        lazy("NIK harus 16 angka. Di baris ini %(length)s angka."),
        lazy("Isi NIK ini tidak mungkin benar: bukan 16 angka biasa, atau angkanya hanya pengisi."),
    ),
    Code.NIK_NUMERIC_CELL: (lazy("NIK rusak oleh Excel (angka ke-16 menjadi 0)."),),
    Code.NIK_DATE: (lazy("Tanggal lahir di dalam NIK ini tidak ada."),),
    Code.NIK_BIRTHDATE_MISMATCH: (lazy("Tanggal lahir atau jenis kelamin tidak sama dengan yang ada di dalam NIK."),),
    Code.KPJ_FORMAT: (
        lazy("KPJ harus 11 angka. Di baris ini %(length)s angka."),
        lazy("KPJ harus 11 angka. Angka nol di depan mungkin hilang karena sel berisi bilangan."),
    ),
    Code.KPJ_TAKEN: (lazy("KPJ ini tercatat untuk orang lain."),),
    Code.KPJ_UNKNOWN: (lazy("KPJ ini tidak terdaftar di perusahaan ini."),),
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
    Code.PHONE_FORMAT: (lazy("Angka nol di depan nomor telepon hilang."),),
    Code.APOSTROPHE: (lazy("Tanda petik di depan nomor ini dibuang."),),
    Code.NIK_SEVERAL_KPJ: (lazy("NIK ini memiliki lebih dari satu KPJ; dicatat sebagai kepesertaan tersendiri."),),
    Code.REPAIRED: (lazy("Sel ini diperbaiki di aplikasi."),),
    Code.ROW_SKIPPED: (lazy("Baris ini dilewati oleh %(who)s."), lazy("Baris ini dilewati.")),
}

REPAIRS: dict[Code, Text] = {
    Code.NIK_FORMAT: lazy("Salin NIK dari KTP, 16 angka."),
    Code.NIK_NUMERIC_CELL: lazy("Minta file dengan kolom teks: format kolom NIK harus Teks."),
    Code.NIK_DATE: lazy("Cocokkan NIK dengan KTP."),
    Code.NIK_BIRTHDATE_MISMATCH: lazy("Cocokkan dengan KTP; baris tetap diproses."),
    Code.KPJ_FORMAT: lazy("Isi KPJ lengkap dari kartu peserta, dengan sel berformat Teks."),
    Code.KPJ_TAKEN: lazy("Petugas BPJS TK memilih NIK yang benar di antrean meragukan."),
    Code.KPJ_UNKNOWN: lazy("Impor dulu daftar tenaga kerja perusahaan ini, lalu impor lagi file ini."),
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
    Code.PHONE_FORMAT: lazy("Tulis nomor lengkap dengan nol di depan, dengan sel berformat Teks."),
    Code.APOSTROPHE: lazy("Tidak perlu apa-apa; baris tetap diproses."),
    Code.NIK_SEVERAL_KPJ: lazy("Cocokkan dengan kartu peserta; baris tetap diproses."),
    Code.REPAIRED: lazy("Perbaiki juga di file asal."),
    Code.ROW_SKIPPED: lazy("Perbaiki baris ini di file lalu unggah lagi, atau hapus."),
}

"""Counts of people, in the order of the help page."""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.rules.indicator_kinds import Hidden, Indicator, SmallCells, Source, Unit, gettext_noop

__all__ = ["PEOPLE"]

Row = tuple[str, str, str]


_PEOPLE: tuple[tuple[Row, Source, Hidden], ...] = (
    (
        (
            "people.active",
            gettext_noop("Pekerja aktif"),
            gettext_noop(
                "Orang berbeda (NIK) yang kepesertaannya mencakup hari terakhir bulan dan iurannya lunas atau masih "
                "terlindungi, dihitung sekali. PU di tempat kerja, Jakon di proyek, BPU dan PMI di tempat tinggal."
            ),
        ),
        Source.REGISTER,
        Hidden.NO_FACTS,
    ),
    (
        (
            "people.residence",
            gettext_noop("Pekerja aktif menurut tempat tinggal"),
            gettext_noop(
                "Orang aktif, dihitung sekali di tempat tinggalnya: kelurahan pada kepesertaan BPU atau PMI terbaru. "
                "Tempat tinggal pekerja lain tidak ada di berkas mana pun: belum teralokasi."
            ),
        ),
        Source.REGISTER,
        Hidden.NO_FACTS,
    ),
    (
        (
            "workforce",
            gettext_noop("Potensi pekerja"),
            gettext_noop("Angka terbaru yang tidak lebih muda dari tahun bulan itu, dengan sumber dan rentangnya."),
        ),
        Source.WORKFORCE,
        Hidden.NO_WORKFORCE,
    ),
    (
        (
            "people.uncovered",
            gettext_noop("Belum terlindungi"),
            gettext_noop("Potensi pekerja dikurangi orang aktif; tidak pernah kurang dari nol."),
        ),
        Source.REGISTER,
        Hidden.NO_WORKFORCE,
    ),
    (
        (
            "people.unallocated",
            gettext_noop("Belum teralokasi"),
            gettext_noop("Orang aktif dengan kepesertaan yang tempatnya tidak diketahui."),
        ),
        Source.REGISTER,
        Hidden.NO_FACTS,
    ),
    (
        (
            "people.twice",
            gettext_noop("Aktif di lebih dari satu tempat"),
            gettext_noop("Jumlah semua wilayah dan yang belum teralokasi dikurangi orang berbeda di keseluruhannya."),
        ),
        Source.REGISTER,
        Hidden.NO_FACTS,
    ),
    (
        (
            "people.program",
            gettext_noop("Pekerja aktif per segmen dan program"),
            gettext_noop(
                "Orang aktif di segmen itu yang ikut programnya; batangnya bagian dari orang aktif di segmen."
            ),
        ),
        Source.REGISTER,
        Hidden.NO_FACTS,
    ),
    (
        (
            "people.branch",
            gettext_noop("Pekerja aktif menurut cabang"),
            gettext_noop("Orang aktif menurut cabang pada kepesertaan, bila kosong cabang pemberi kerjanya."),
        ),
        Source.REGISTER,
        Hidden.NO_FACTS,
    ),
    (
        (
            "sector.uncovered",
            gettext_noop("Belum terlindungi menurut sektor"),
            gettext_noop(
                "Tenaga kerja yang dilaporkan usaha (KBLI) dikurangi orang yang aktif pada pemberi kerja yang "
                "terhubung; kelebihan satu usaha tidak menutup usaha lain."
            ),
        ),
        Source.BUSINESSES,
        Hidden.NO_FACTS,
    ),
    (
        (
            "sector.declared",
            gettext_noop("Tenaga kerja dilaporkan"),
            gettext_noop("Jumlah tenaga kerja menurut lembar usaha."),
        ),
        Source.BUSINESSES,
        Hidden.NO_FACTS,
    ),
    (
        (
            "arrears.people",
            gettext_noop("Pekerja pada pemberi kerja menunggak"),
            gettext_noop("Orang berbeda dengan kepesertaan pada hari terakhir bulan di pemberi kerja yang menunggak."),
        ),
        Source.REGISTER,
        Hidden.NO_FACTS,
    ),
    (
        (
            "movement.before",
            gettext_noop("Aktif bulan lalu"),
            gettext_noop("Orang aktif pada bulan sebelumnya, menurut data sekarang."),
        ),
        Source.REGISTER,
        Hidden.NO_BEFORE,
    ),
    (
        (
            "movement.new",
            gettext_noop("Peserta baru"),
            gettext_noop("Aktif sekarang, tidak bulan lalu, dan kepesertaan pertamanya dimulai pada bulan itu."),
        ),
        Source.REGISTER,
        Hidden.NO_BEFORE,
    ),
    (
        (
            "movement.reactivated",
            gettext_noop("Aktif kembali"),
            gettext_noop("Aktif sekarang, tidak bulan lalu, dan sudah pernah menjadi peserta sebelum bulan itu."),
        ),
        Source.REGISTER,
        Hidden.NO_BEFORE,
    ),
    (
        (
            "movement.moved_in",
            gettext_noop("Pindah masuk"),
            gettext_noop("Aktif di kedua bulan, bulan lalu di wilayah atau segmen lain."),
        ),
        Source.REGISTER,
        Hidden.NO_BEFORE,
    ),
    (
        (
            "movement.moved_out",
            gettext_noop("Pindah keluar"),
            gettext_noop("Aktif di kedua bulan, sekarang di wilayah atau segmen lain."),
        ),
        Source.REGISTER,
        Hidden.NO_BEFORE,
    ),
    (
        (
            "movement.lapsed",
            gettext_noop("Tidak aktif lagi"),
            gettext_noop("Aktif bulan lalu, tidak aktif di mana pun sekarang."),
        ),
        Source.REGISTER,
        Hidden.NO_BEFORE,
    ),
    (
        (
            "movement.corrected",
            gettext_noop("Koreksi impor"),
            gettext_noop("Aktif bulan lalu menurut data sekarang dikurangi yang tercantum di laporan terbitnya."),
        ),
        Source.IMPORTS,
        Hidden.NO_BEFORE,
    ),
)


def _people() -> Iterator[Indicator]:
    for (code, name, formula), source, hidden in _PEOPLE:
        yield Indicator(code, name, formula, Unit.PEOPLE, source, hidden, SmallCells.SUPPRESSED)


PEOPLE: tuple[Indicator, ...] = tuple(_people())

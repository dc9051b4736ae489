"""Indicators of employers, businesses, counters and data, in the order of the help page."""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.rules.indicator_kinds import Hidden, Indicator, SmallCells, Source, Unit, gettext_noop

__all__ = ["OFFICES"]

Row = tuple[str, str, str]

_EMPLOYERS: tuple[Row, ...] = (
    (
        "employers.active",
        gettext_noop("Pemberi kerja aktif"),
        gettext_noop("Sudah mulai pada bulan itu dan tidak nonaktif pada hari terakhirnya."),
    ),
    (
        "employers.paid_up",
        gettext_noop("Pemberi kerja lunas"),
        gettext_noop("Pemberi kerja aktif yang lunas untuk bulan itu; sebelum jatuh tempo cukup bulan sebelumnya."),
    ),
    (
        "employers.in_arrears",
        gettext_noop("Pemberi kerja menunggak"),
        gettext_noop("Pemberi kerja aktif yang belum lunas."),
    ),
    (
        "employers.newly_registered",
        gettext_noop("Pemberi kerja baru"),
        gettext_noop("Pemberi kerja yang mulai pada bulan itu."),
    ),
    (
        "employers.closed",
        gettext_noop("Pemberi kerja nonaktif"),
        gettext_noop("Pemberi kerja yang ditutup pada bulan itu."),
    ),
    (
        "arrears.employers",
        gettext_noop("Umur tunggakan"),
        gettext_noop("Pemberi kerja menunggak menurut banyaknya bulan yang sudah jatuh tempo dan belum lunas."),
    ),
    (
        "partial.workers",
        gettext_noop("Daftar sebagian: tenaga kerja"),
        gettext_noop("Pemberi kerja yang usahanya melaporkan lebih banyak tenaga kerja daripada yang aktif."),
    ),
    (
        "partial.wages",
        gettext_noop("Daftar sebagian: upah"),
        gettext_noop("Pemberi kerja dengan upah terlapor di bawah upah minimum yang berlaku."),
    ),
    (
        "partial.programs",
        gettext_noop("Daftar sebagian: program"),
        gettext_noop("Pemberi kerja dengan pekerja tanpa program yang wajib bagi skalanya."),
    ),
)
_COUNTERS: tuple[Row, ...] = (
    (
        "gate.checked",
        gettext_noop("Izin dicek"),
        gettext_noop("Berkas berbeda yang dicek, atau nomor berbeda per layanan bila belum ada berkas."),
    ),
    (
        "gate.passed",
        gettext_noop("Lolos langsung"),
        gettext_noop("Izin dicek yang lolos tanpa pernah ditahan pada bulan itu."),
    ),
    ("gate.held", gettext_noop("Ditahan"), gettext_noop("Berkas yang ditahan pada bulan itu.")),
    (
        "gate.registered",
        gettext_noop("Lalu mendaftar"),
        gettext_noop("Berkas yang ditahan pada bulan itu dan sejak itu siap dilanjutkan."),
    ),
)
# code, name, formula, unit, source, numerator, denominator
_SHARES: tuple[tuple[str, str, str, Unit, Source, str, str], ...] = (
    (
        "employers.paid_share",
        gettext_noop("Tertib iuran"),
        gettext_noop("Pemberi kerja aktif yang lunas untuk bulan itu, dibagi semua pemberi kerja aktif, kali 100."),
        Unit.PERCENT,
        Source.REGISTER,
        "employers.paid_up",
        "employers.active",
    ),
    (
        "gate.held_share",
        gettext_noop("Bagian yang ditahan"),
        gettext_noop("Berkas ditahan dibagi izin dicek, kali 100."),
        Unit.PERCENT,
        Source.COUNTER,
        "gate.held",
        "gate.checked",
    ),
    (
        "gate.registered_share",
        gettext_noop("Mendaftar setelah ditahan"),
        gettext_noop("Berkas yang lalu mendaftar dibagi berkas ditahan, kali 100."),
        Unit.PERCENT,
        Source.COUNTER,
        "gate.registered",
        "gate.held",
    ),
    (
        "gate.days",
        gettext_noop("Median hari ditahan"),
        gettext_noop("Nilai tengah hari dari ditahan sampai siap, dari berkas yang sudah kembali."),
        Unit.DAYS,
        Source.COUNTER,
        "",
        "",
    ),
    (
        "desk.completeness",
        gettext_noop("Hari kerja dengan pengecekan"),
        gettext_noop("Hari kerja dengan sedikitnya satu pengecekan dibagi semua hari kerja bulan itu, kali 100."),
        Unit.PERCENT,
        Source.COUNTER,
        "",
        "",
    ),
    (
        "desk.timeliness",
        gettext_noop("Dicatat pada hari yang sama"),
        gettext_noop("Pengecekan yang dicatat pada harinya dibagi semua pengecekan, kali 100."),
        Unit.PERCENT,
        Source.COUNTER,
        "",
        "",
    ),
    (
        "quality.score",
        gettext_noop("Nilai mutu data"),
        gettext_noop("Rata-rata bagian baris yang utuh: diterima, tempatnya diketahui, dan usahanya terhubung."),
        Unit.SCORE,
        Source.IMPORTS,
        "",
        "",
    ),
    (
        "consistency.score",
        gettext_noop("Indeks konsistensi"),
        gettext_noop("Rata-rata tertimbang masukan yang diumumkan, di dalam kelompok sebanding; bukan banyaknya izin."),
        Unit.SCORE,
        Source.MIXED,
        "",
        "",
    ),
    (
        "hints.precision",
        gettext_noop("Ketepatan dugaan"),
        gettext_noop("Dugaan yang dibenarkan dibagi dugaan yang sudah diputuskan, kali 100."),
        Unit.PERCENT,
        Source.MIXED,
        "",
        "",
    ),
)


def _counts() -> Iterator[Indicator]:
    for code, name, formula in _EMPLOYERS:
        source = Source.BUSINESSES if code == "partial.workers" else Source.REGISTER
        yield Indicator(code, name, formula, Unit.EMPLOYERS, source, Hidden.NO_FACTS, SmallCells.OPEN)
    yield Indicator(
        "businesses.unregistered",
        gettext_noop("Usaha belum terhubung"),
        gettext_noop("Usaha yang melaporkan tenaga kerja tanpa pemberi kerja yang pasti."),
        Unit.BUSINESSES,
        Source.BUSINESSES,
        Hidden.NEVER,
        SmallCells.OPEN,
    )
    for code, name, formula in _COUNTERS:
        yield Indicator(code, name, formula, Unit.FILES, Source.COUNTER, Hidden.NEVER, SmallCells.OPEN)


def _shares() -> Iterator[Indicator]:
    for code, name, formula, unit, source, above, below in _SHARES:
        hidden = Hidden.NOTHING_TO_DIVIDE if below else Hidden.MISSING_INPUT
        yield Indicator(code, name, formula, unit, source, hidden, SmallCells.OPEN, above, below)


OFFICES: tuple[Indicator, ...] = (*_counts(), *_shares())

"""Coverage and what is read from it, in the order of the help page."""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.rules.indicator_kinds import Hidden, Indicator, SmallCells, Source, Unit, gettext_noop

__all__ = ["RATES"]


def _rates() -> Iterator[Indicator]:
    """Active people over those who could be covered; each segment over its own, never one blended rate alone."""
    for code, name, heading, part, formula in (
        (
            "coverage",
            gettext_noop("Pekerja terlindungi"),
            gettext_noop("Terlindungi"),
            "people.active",
            gettext_noop("Orang aktif dibagi penduduk bekerja, kali 100."),
        ),
        (
            "coverage.PU",
            gettext_noop("Penerima Upah (PU)"),
            "PU",
            "people.active",
            gettext_noop("Orang aktif sebagai PU dibagi potensi PU, kali 100."),
        ),
        (
            "coverage.BPU",
            gettext_noop("Bukan Penerima Upah (BPU)"),
            "BPU",
            "people.active",
            gettext_noop("Orang aktif sebagai BPU dibagi potensi BPU, kali 100."),
        ),
        (
            "coverage.JAKON",
            gettext_noop("Jasa Konstruksi"),
            "Jakon",
            "people.active",
            gettext_noop("Orang aktif sebagai pekerja jasa konstruksi dibagi potensinya, kali 100."),
        ),
        (
            "coverage.PMI",
            gettext_noop("Pekerja Migran (PMI)"),
            "PMI",
            "people.active",
            gettext_noop("Orang aktif sebagai pekerja migran dibagi potensinya, kali 100."),
        ),
        (
            "coverage.residence",
            gettext_noop("Pekerja terlindungi menurut tempat tinggal"),
            gettext_noop("Menurut tempat tinggal"),
            "people.residence",
            gettext_noop(
                "Orang aktif yang tempat tinggalnya diketahui di wilayah itu, dibagi penduduk bekerja, kali 100."
            ),
        ),
    ):
        yield Indicator(
            code,
            name,
            formula,
            Unit.PERCENT,
            Source.REGISTER,
            Hidden.NO_WORKFORCE,
            SmallCells.WITH_ITS_PARTS,
            part,
            "workforce",
            heading,
        )


def _beside_rates() -> Iterator[Indicator]:
    """What is read from a rate: its band, change, place and distance."""
    points = (Unit.POINTS, Source.REGISTER)
    yield Indicator(
        "coverage.band",
        gettext_noop("Rentang terlindungi"),
        gettext_noop("Orang aktif dibagi batas atas dan batas bawah potensi yang dinyatakan sumbernya, kali 100."),
        Unit.PERCENT,
        Source.WORKFORCE,
        Hidden.NO_WORKFORCE,
        SmallCells.WITH_ITS_PARTS,
        "people.active",
        "workforce",
        gettext_noop("Rentang"),
    )
    for code, name, heading, formula, hidden in (
        (
            "coverage.change",
            gettext_noop("Perubahan terlindungi"),
            gettext_noop("Perubahan (poin)"),
            gettext_noop("Persen bulan ini dikurangi persen bulan lalu, keduanya atas potensi yang sama."),
            Hidden.NO_BEFORE,
        ),
        (
            "coverage.against_city",
            gettext_noop("Selisih dari kota"),
            gettext_noop("Selisih dari kota (poin)"),
            gettext_noop("Persen wilayah dikurangi persen kota."),
            Hidden.NO_WORKFORCE,
        ),
        (
            "target.gap",
            gettext_noop("Selisih dari target"),
            "",
            gettext_noop("Persen terlindungi dikurangi target yang berlaku pada bulan itu."),
            Hidden.NO_TARGET,
        ),
    ):
        yield Indicator(code, name, formula, *points, hidden, SmallCells.WITH_ITS_PARTS, heading=heading)
    yield Indicator(
        "target",
        gettext_noop("Target cakupan"),
        gettext_noop("Persen dari tabel target, berlaku sejak bulan yang disebut; tiap garis punya sumber."),
        Unit.PERCENT,
        Source.TARGETS,
        Hidden.NO_TARGET,
        SmallCells.OPEN,
    )
    yield Indicator(
        "rank",
        gettext_noop("Peringkat cakupan"),
        gettext_noop(
            "Urutan menurut persen terlindungi; yang sama berbagi peringkat, yang tanpa potensi tidak diurutkan."
        ),
        Unit.RANK,
        Source.REGISTER,
        Hidden.NO_WORKFORCE,
        SmallCells.OPEN,
    )


RATES: tuple[Indicator, ...] = (*_rates(), *_beside_rates())

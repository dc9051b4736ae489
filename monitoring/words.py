"""Sentences and names of coverage in the reader's language; rules hand over codes and numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from districts import formats
from enrollment.rules.kinds import BusinessScale, Segment
from monitoring.rules.findings import Finding
from monitoring.rules.indicators import indicator, of_segment
from monitoring.rules.sentence import Sentence
from monitoring.words_reports import ACTIONS, REPORT_SENTENCES

SEGMENT_NAMES = {segment: _(of_segment(segment.value).name) for segment in Segment}
SEGMENT_SHORT = {
    Segment.WAGE: "PU",
    Segment.NON_WAGE: "BPU",
    Segment.CONSTRUCTION: "Jakon",
    Segment.MIGRANT: "PMI",
}
PROGRAM_NAMES = {
    "JKK": _("Jaminan Kecelakaan Kerja"),
    "JKM": _("Jaminan Kematian"),
    "JHT": _("Jaminan Hari Tua"),
    "JP": _("Jaminan Pensiun"),
    "JKP": _("Jaminan Kehilangan Pekerjaan"),
}
SCALE_NAMES = {
    BusinessScale.MICRO: _("Mikro"),
    BusinessScale.SMALL: _("Kecil"),
    BusinessScale.MEDIUM: _("Menengah"),
    BusinessScale.LARGE: _("Besar"),
}
NO_DATA = _("belum ada data")
UNALLOCATED = _(indicator("people.unallocated").name)

_COUNTS = {
    2: _("Dua"),
    3: _("Tiga"),
    4: _("Empat"),
    5: _("Lima"),
    6: _("Enam"),
    7: _("Tujuh"),
    8: _("Delapan"),
    9: _("Sembilan"),
    10: _("Sepuluh"),
    11: _("Sebelas"),
    12: _("Dua belas"),
}

FINDINGS: Mapping[str, str | Promise] = {
    "INCOMPLETE": _("Data %(month)s belum lengkap"),
    "LOW_ISLANDS": _("%(count_word)s kecamatan kepulauan masih di bawah %(limit)s%%"),
    "LOW": _("%(count_word)s kecamatan masih di bawah %(limit)s%%"),
    "FELL": _("Cakupan turun di %(count)s kecamatan"),
    "ALL_ROSE": _("Cakupan naik di semua kecamatan"),
    "PLAIN": _("Cakupan menurut kecamatan"),
    "ABOVE_ALL_YEAR": _("%(area)s tetap di atas rata-rata kota sepanjang tahun"),
    "BELOW_ALL_YEAR": _("%(area)s masih di bawah rata-rata kota sepanjang tahun"),
    "TREND_ROSE": _("Cakupan %(area)s naik %(points)s poin dalam setahun"),
    "TREND_FELL": _("Cakupan %(area)s turun %(points)s poin dalam setahun"),
    "TREND_SAME": _("Cakupan %(area)s sama seperti setahun lalu"),
    "TREND_PLAIN": _("Cakupan %(area)s menurut bulan"),
    "PROGRAM_GAP": _("%(segment)s: celah terbesar ada di %(program)s"),
    "PROGRAMS_PLAIN": _(indicator("people.program").name),
}

SENTENCES: Mapping[str, str | Promise] = {
    "RATE_UNKNOWN": _(
        "%(area)s: %(active)s pekerja aktif. Potensi pekerja belum ada data, jadi cakupan tidak dihitung."
    ),
    "COVERAGE_NEW": _("Cakupan %(area)s %(rate)s; bulan sebelumnya belum ada data."),
    "COVERAGE_ROSE": _("Cakupan %(area)s naik %(change)s poin menjadi %(rate)s."),
    "COVERAGE_FELL": _("Cakupan %(area)s turun %(change)s poin menjadi %(rate)s."),
    "COVERAGE_SAME": _("Cakupan %(area)s tetap %(rate)s."),
    "COVERAGE_NEW_ABOVE": _("Cakupan %(rate)s, %(against)s poin di atas rata-rata kota."),
    "COVERAGE_NEW_BELOW": _("Cakupan %(rate)s, %(against)s poin di bawah rata-rata kota."),
    "COVERAGE_NEW_AT": _("Cakupan %(rate)s, sama dengan rata-rata kota."),
    "COVERAGE_ROSE_ABOVE": _("Cakupan naik %(change)s poin dan kini %(against)s poin di atas rata-rata kota."),
    "COVERAGE_ROSE_BELOW": _("Cakupan naik %(change)s poin, masih %(against)s poin di bawah rata-rata kota."),
    "COVERAGE_ROSE_AT": _("Cakupan naik %(change)s poin dan kini sama dengan rata-rata kota."),
    "COVERAGE_FELL_ABOVE": _("Cakupan turun %(change)s poin, masih %(against)s poin di atas rata-rata kota."),
    "COVERAGE_FELL_BELOW": _("Cakupan turun %(change)s poin dan kini %(against)s poin di bawah rata-rata kota."),
    "COVERAGE_FELL_AT": _("Cakupan turun %(change)s poin dan kini sama dengan rata-rata kota."),
    "COVERAGE_SAME_ABOVE": _("Cakupan tidak berubah, %(against)s poin di atas rata-rata kota."),
    "COVERAGE_SAME_BELOW": _("Cakupan tidak berubah, %(against)s poin di bawah rata-rata kota."),
    "COVERAGE_SAME_AT": _("Cakupan tidak berubah dan sama dengan rata-rata kota."),
    "LOWEST": _("%(place)s terendah (%(rate)s) dan menyumbang %(uncovered)s pekerja yang belum terlindungi."),
    "LOWEST_COVERED": _("%(place)s terendah (%(rate)s)."),
    "NOTHING_CHECKED": _("Belum ada izin yang dicek bulan ini."),
    "NOTHING_HELD": _("%(checked)s izin dicek, tidak ada permohonan yang ditahan."),
    "HELD_ALL_BACK": _("Semua dari %(held)s permohonan yang ditahan sudah kembali."),
    "HELD_MOSTLY": _(
        "Dari %(held)s permohonan yang ditahan, %(open)s belum kembali; %(count)s di antaranya dari %(place)s."
    ),
    "HELD_OPEN": _("Dari %(held)s permohonan yang ditahan, %(open)s belum kembali."),
    "OVER_HUNDRED": _(
        "Di atas 100%%: %(places)s. Pekerja dihitung di tempat kerja, sedangkan potensi adalah perkiraan "
        "penduduk bekerja."
    ),
    "NO_WORKFORCE": _("Potensi pekerja belum ada data untuk: %(places)s."),
}
_PERCENTS = {"rate"}
_DECIMALS = {"change", "against", "points"}


def language() -> str:
    """ "id" or "en", as the reader has it."""
    return (get_language() or "id")[:2]


def finding_text(finding: Finding, **more: Any) -> str:
    """A chart's title; `more` are values the rule has no business knowing (names, the month)."""
    params = {key: _printed(key, value) for key, value in finding.params.items()}
    if "count" in finding.params:
        count = finding.params["count"]
        params["count_word"] = str(_COUNTS.get(count, count))
    return str(FINDINGS[finding.code]) % {**params, **more}


def sentence_text(sentence: Sentence) -> str:
    """A report's sentence, or an act that it asks for."""
    words = {**SENTENCES, **REPORT_SENTENCES, **ACTIONS}[sentence.code]
    return str(words) % {key: _printed(key, value) for key, value in sentence.params.items()}


def _printed(key: str, value: Any) -> str:
    lang = language()
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    if key in _PERCENTS:
        return formats.percent(value, lang=lang)
    if key in _DECIMALS:
        return formats.decimal(value, lang=lang)
    if isinstance(value, int | float | Decimal):
        return formats.number(value, lang=lang)
    return str(value)

"""What the pages, the workbook and the certificate say of the index of consistency."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from districts import formats
from monitoring.rules.consistency import Ahead, Missing

PART_NAMES = {
    "days": lazy("Hari kerja dengan pengecekan"),
    "explained": lazy("Pengecekan tanpa putusan yang tak dijelaskan"),
    "converted": lazy("Mendaftar setelah ditahan"),
    "complete": lazy("Berkas dengan data lengkap"),
}
PART_HEADINGS = {
    "days": lazy("Hari dicek"),
    "explained": lazy("Dijelaskan"),
    "converted": lazy("Mendaftar"),
    "complete": lazy("Lengkap"),
}
PART_FORMULAS = {
    "days": lazy("hari kerja dengan sedikitnya satu pengecekan ÷ hari kerja"),
    "explained": lazy("100 − (pengecualian dan putusan menyimpang yang disetujui tanpa catatan ÷ izin dicek)"),
    "converted": lazy("berkas yang lalu siap ÷ berkas yang ditahan pada bulan itu"),
    "complete": lazy("izin dicek yang kelurahan, KBLI, dan tenaga kerja usahanya diketahui ÷ izin dicek"),
}
MISSING = {
    Missing.NO_WEIGHTS: lazy("bobotnya belum berlaku pada bulan itu"),
    Missing.NO_DAYS: lazy("tidak ada hari kerja"),
    Missing.NO_CHECKS: lazy("belum ada pengecekan"),
    Missing.NO_HELD: lazy("tidak ada berkas yang ditahan"),
}


def missing_text(codes: Iterable[Missing]) -> str:
    """Why somebody is not ranked."""
    return "; ".join(str(MISSING[code]) for code in codes)


def note_text(lead: Iterable[Ahead]) -> str:
    """What a leader does differently, one sentence a part."""
    lang = get_language() or "id"
    sentences = [
        _("%(part)s: %(own)s, sedangkan nilai tengah kelompoknya %(middle)s.")
        % {
            "part": PART_NAMES[row.part],
            "own": formats.percent(row.own, lang=lang),
            "middle": formats.percent(row.middle, lang=lang),
        }
        for row in lead
    ]
    return " ".join(sentences)

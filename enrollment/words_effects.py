"""What an import does to the figures, in words: why it is held, what stays when it is taken back."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from districts.formats import decimal, number
from districts.models import City, District
from enrollment.models import ImportBatch

__all__ = ["TABLES", "area_names", "breach_sentences", "left_reason", "took"]

TABLES: dict[str, str | Promise] = {
    "enrollment_businessemployerlink": gettext_lazy("Hubungan usaha dan pemberi kerja"),
    "enrollment_announcedworker": gettext_lazy("Tenaga kerja yang diberitahukan"),
    "enrollment_contributionmonth": gettext_lazy("Iuran sebulan"),
    "enrollment_membership": gettext_lazy("Kepesertaan"),
    "enrollment_participant": gettext_lazy("Peserta"),
    "enrollment_employer": gettext_lazy("Pemberi kerja"),
    "enrollment_business": gettext_lazy("Usaha"),
    "districts_workforcefigure": gettext_lazy("Angka tenaga kerja"),
}
_LEFT: dict[str, str | Promise] = {
    "EDITED_SINCE": gettext_lazy("Tetap, sudah diubah lagi"),
    "IN_USE": gettext_lazy("Tetap, masih dipakai"),
    "GONE": gettext_lazy("Gagal, barisnya sudah tidak ada"),
}


def left_reason(reason: str) -> str:
    """Why a row was left alone when its batch was taken back."""
    return str(_LEFT[reason])


def took(batch: ImportBatch) -> str:
    """How long reading and writing a batch took; empty where nobody measured it."""
    if not batch.seconds:
        return ""
    minutes, seconds = divmod(round(batch.seconds), 60)
    if minutes:
        return _("%(minutes)s menit %(seconds)s detik") % {"minutes": minutes, "seconds": seconds}
    return _("%(seconds)s detik") % {"seconds": max(seconds, 1)}


def area_names() -> dict[str, str]:
    """Kecamatan by code; "-" is where the place is unknown."""
    return {**dict(District.objects.values_list("code", "name")), "-": _("Tanpa kecamatan")}


def breach_sentences(breaches: list[dict[str, Any]]) -> list[str]:
    """One sentence for each figure that would move too far."""
    if not breaches:
        return []
    names = area_names()
    home = City.objects.values_list("name", flat=True).first() or ""
    return [_breach_sentence(breach, _where(breach, names, home)) for breach in breaches]


def _where(breach: dict[str, Any], names: dict[str, str], home: str) -> str:
    if breach["what"] == "city":
        return home
    if breach["what"] == "segments":
        return _("Segmen %(code)s") % {"code": breach["code"]}
    return names.get(breach["code"], breach["code"])


def _breach_sentence(breach: dict[str, Any], where: str) -> str:
    lang = get_language() or "id"
    if breach["rule"] == "ABOVE_100":
        rate = decimal(breach["after"], lang=lang)
        return _("%(where)s: cakupan menjadi %(rate)s%%, di atas 100%%.") % {"where": where, "rate": rate}
    told = {
        "where": where,
        "before": number(breach["before"], lang=lang),
        "after": number(breach["after"], lang=lang),
    }
    return _("%(where)s: pekerja aktif turun dari %(before)s menjadi %(after)s, lebih dari seperlima.") % told

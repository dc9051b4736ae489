"""What the pages of compliance say of one employer: the evidence in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from districts import formats
from enrollment.rules.kinds import BusinessScale, Program
from monitoring.words import SCALE_NAMES, language


def workers_text(declared: int, registered: int) -> str:
    """What a business declares against who is registered."""
    lang = language()
    return _("Melaporkan %(declared)s tenaga kerja, %(registered)s terdaftar.") % {
        "declared": formats.number(declared, lang=lang),
        "registered": formats.number(registered, lang=lang),
    }


def wages_text(low: int, waged: int, minimum: Decimal) -> str:
    """How many wages lie below the minimum."""
    lang = language()
    return _("Upah %(low)s dari %(waged)s pekerja di bawah %(minimum)s.") % {
        "low": formats.number(low, lang=lang),
        "waged": formats.number(waged, lang=lang),
        "minimum": formats.rupiah(minimum, lang=lang),
    }


def programs_text(lacks: Mapping[str, int], people: int, scale: str) -> str:
    """Which programs the scale demands and how many people lack them."""
    lang = language()
    in_order = [program.value for program in Program if program.value in lacks]
    each = ", ".join(f"{program} ({formats.number(lacks[program], lang=lang)})" for program in in_order)
    return _("Skala %(scale)s wajib program yang belum ada: %(programs)s dari %(people)s pekerja.") % {
        "scale": SCALE_NAMES[BusinessScale(scale)] if scale else _("tidak diketahui"),
        "programs": each,
        "people": formats.number(people, lang=lang),
    }


def evidence_text(kind: str, evidence: Mapping[str, Any]) -> str:
    """Why the finder thinks so."""
    lang = language()
    if kind == "WORKERS":
        compared = _("Itu %(share)s, sedangkan nilai tengah %(peers)s usaha sejenis %(middle)s.") % {
            "share": formats.percent(Decimal(evidence["share"]), lang=lang),
            "peers": formats.number(evidence["peers"], lang=lang),
            "middle": formats.percent(Decimal(evidence["peers_share"]), lang=lang),
        }
        return f"{workers_text(evidence['declared'], evidence['registered'])} {compared}"
    if kind == "WAGES":
        params = {
            "people": formats.number(evidence["people"], lang=lang),
            "wage": formats.rupiah(Decimal(evidence["wage"]), lang=lang),
        }
        if evidence["at_minimum"]:
            return _("Upah semua %(people)s pekerja tepat sama dengan upah minimum, %(wage)s.") % params
        return _("Upah semua %(people)s pekerja sama persis, %(wage)s.") % params
    return programs_text(evidence["programs"], evidence["people"], evidence["scale"])

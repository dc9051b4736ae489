"""Label and value of what the register knows of a business, as the card lists it; no amount, no wage."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from districts import formats
from districts.models import Agency
from enrollment.rules.names import legal_form
from permits.models import Check
from permits.words import MATCHED, unpaid_months

__all__ = ["details_of", "facts_of"]


def facts_of(check: Check, reasons: dict[str, Any]) -> list[dict[str, Any]]:
    """Label, value, tone and width of each fact; nothing for a number that led nowhere."""
    lang = get_language() or "id"
    business = check.answer.get("business") or {}
    if not business:
        return []
    is_near = check.agency is not None and business["district_code"] == check.agency.district_id
    place = business["village"] if is_near else ", ".join(filter(None, (business["village"], business["district"])))
    owner = _fact(_("NIK pemilik"), business["owner"]) if business["owner"] else None
    village = _fact(_("Kelurahan"), place) if place else None
    name = _fact(_("Nama usaha"), business["name"], span=2, aside=_form(business["name"])) if business["name"] else None
    if not business["employers"] and not business["segments"]:
        return [fact for fact in (name, owner, village) if fact]
    npp = _fact("NPP", business["npp"]) if business["npp"] else None
    if check.permit_type.authority == Agency.Kind.ONE_STOP and business["declared"] is not None:
        return [fact for fact in (name, npp, village, *_company(business, reasons, lang)) if fact]
    nib = _fact("NIB", formats.group_nib(business["nib"])) if business["nib"] else npp
    unpaid = reasons.get("MONTHS_UNPAID")
    facts = [
        name,
        nib if unpaid else npp,
        village if unpaid else owner,
        _fact(_("Segmen"), _segments(business["segments"])) if business["segments"] else None,
        _workers(business, lang),
        *(_unpaid(unpaid, lang) if unpaid else [_paid(business, lang), village]),
    ]
    return [fact for fact in facts if fact]


def details_of(check: Check) -> list[dict[str, Any]]:
    """Numbers behind the card: units of BPJS, who was found by what, since when."""
    lang = get_language() or "id"
    business = check.answer.get("business") or {}
    facts = [_fact(_("Dicari dengan"), str(MATCHED.get(check.matched, check.matched)))] if check.matched else []
    if business.get("employers"):
        facts.append(_fact(_("Unit di BPJS TK"), formats.number(business["employers"], lang=lang)))
    if business.get("since"):
        day = formats.date_long(date.fromisoformat(business["since"]), lang=lang)
        facts.append(_fact(_("Peserta sejak"), day))
    if business.get("scale"):
        facts.append(_fact(_("Skala usaha"), business["scale"].capitalize()))
    return facts


def _company(business: dict[str, Any], reasons: dict[str, Any], lang: str) -> list[dict[str, Any] | None]:
    """What DPMPTSP compares (g1): the headcount the company reported and the one BPJS knows."""
    missing = max(business["declared"] - business["workers"], 0)
    short = _("%(n)s orang") % {"n": formats.number(missing, lang=lang)}
    unpaid = reasons.get("MONTHS_UNPAID")
    return [
        _fact(_("Tenaga kerja dilaporkan"), formats.number(business["declared"], lang=lang)),
        _fact(_("Aktif di BPJS TK"), formats.number(business["workers"], lang=lang)),
        _fact(_("Belum didaftarkan"), short, "warn") if missing else None,
        *(_unpaid(unpaid, lang) if unpaid else [_paid(business, lang)]),
    ]


def _form(name: str) -> str:
    """A body with a legal form, or one person's business."""
    return _("· badan usaha") if legal_form(name) else _("· perorangan")


def _fact(label: str, value: str, tone: str = "", span: int = 1, aside: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "aside": aside, "tone": tone, "span": span if span > 1 else ""}


def _segments(codes: list[str]) -> str:
    names = {
        "PU": _("Penerima Upah (PU)"),
        "BPU": _("Bukan Penerima Upah (BPU)"),
        "JAKON": _("Jasa konstruksi"),
        "PMI": _("Pekerja migran (PMI)"),
    }
    return ", ".join(names[code] for code in codes)


def _workers(business: dict[str, Any], lang: str) -> dict[str, Any] | None:
    if not business["employers"]:
        return None
    count = formats.number(business["workers"], lang=lang)
    if business["declared"] is None:
        return _fact(_("Tenaga kerja aktif"), count)
    declared = formats.number(business["declared"], lang=lang)
    tone = "warn" if business["workers"] < business["declared"] else ""
    return _fact(_("Tenaga kerja aktif"), count, tone, aside=_("dari %(declared)s dilaporkan") % {"declared": declared})


def _paid(business: dict[str, Any], lang: str) -> dict[str, Any] | None:
    if business["paid_through"]:
        month = formats.month_long(date.fromisoformat(business["paid_through"]), lang=lang)
        return _fact(_("Iuran lunas sampai"), month)
    if business["protected_until"]:
        day = formats.date_long(date.fromisoformat(business["protected_until"]), lang=lang)
        return _fact(_("Terlindungi sampai"), day)
    return None


def _unpaid(params: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    months = params["months"]
    told = _("1 bulan") if months == 1 else _("%(months)s bulan") % {"months": months}
    facts = [_fact(_("Tunggakan"), told, "warn")]
    span = unpaid_months(params.get("paid_through", ""), months)
    if span:
        facts.append(_fact(_("Bulan menunggak"), formats.month_range(*span, lang=lang)))
    return facts

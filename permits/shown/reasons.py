"""The sentences of a card: why, what else holds, how it stood before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from districts import formats
from permits.models import Check
from permits.rules.verdict import SEVERITY, Finding, Outcome
from permits.shown.tags import tag_of
from permits.words import OUTCOMES, Words, sentence

__all__ = ["before_of", "finding_of", "other_of", "reason_of", "strong_of"]


# What lets an applicant go on until a day, and what that day is for.
_CONDITIONS: Words = {
    "INSTALMENT": lazy("Permohonan boleh dilanjutkan selama angsuran dibayar; dicek lagi %(date)s."),
    "DISPUTE": lazy("Permohonan boleh dilanjutkan selama sanggahan diperiksa; dicek lagi %(date)s."),
    "IN_GRACE": lazy("Permohonan boleh dilanjutkan. Perlindungan disambung paling lambat %(date)s."),
    "WITHIN_TOLERANCE": lazy("Permohonan boleh dilanjutkan. Sisa iuran dilunasi paling lambat %(date)s."),
}


def reason_of(check: Check, top: dict[str, Any], reasons: dict[str, Any]) -> str:
    """The line under the headline; beside a statutory denial it never tells the officer to go on."""
    lang, finding = get_language() or "id", top["finding"]
    if check.finding == "DENIED":
        return _denied(check, top)
    if finding == "CLEAR":
        for code in ("NOT_CONCERNED", "OWNER_BPU", "REGISTRATION_REPORTED"):
            if code in reasons:
                return _("Permohonan boleh dilanjutkan.") + " " + sentence(code, reasons[code])
        return _("Permohonan boleh dilanjutkan. Tidak ada tunggakan.")
    if finding == "CONDITIONAL":
        code = next(code for code in _CONDITIONS if code in reasons)
        return str(_CONDITIONS[code]) % {"date": formats.date_long(check.conditional_until, lang=lang)}
    if finding == "PARTIAL":
        return " ".join(filter(None, (_partial(check, reasons, lang), _until(check, lang))))
    if finding == "ARREARS":
        return _arrears(reasons)
    if finding == "UNREGISTERED":
        lapsed = sentence("LAPSED_SINCE", reasons["LAPSED_SINCE"]) + " " if "LAPSED_SINCE" in reasons else ""
        return lapsed + _("Tahan permohonan dan beri surat pengantar pendaftaran ke BPJS Ketenagakerjaan.")
    if finding == "SOURCE_DOWN":
        if check.as_of is None:
            return _("Data BPJS TK belum pernah masuk. Layanan boleh dilanjutkan; usaha ini dicek ulang otomatis.")
        day = formats.date_long(check.as_of, lang=lang)
        return _("Data BPJS TK terakhir per %(date)s. Layanan boleh dilanjutkan; usaha ini dicek ulang otomatis.") % {
            "date": day
        }
    first = check.reasons[0]
    return sentence(first["code"], first["params"]) + " " + _("Ini bukan penolakan.")


def _partial(check: Check, reasons: dict[str, Any], lang: str) -> str:
    missing = reasons.get("WORKERS_MISSING")
    if missing:
        share = formats.percent(100 * missing["covered"] / missing["declared"], lang=lang)
        told = _("%(covered)s dari %(declared)s tenaga kerja terdaftar (%(share)s).") % {**missing, "share": share}
        return f"{told} {paid}" if (paid := _paid_sentence(check, lang)) else told
    code = next(c for c in ("NOBODY_COVERED", "PROGRAM_MISSING", "WAGE_LOW") if c in reasons)
    return sentence(code, reasons[code])


def _until(check: Check, lang: str) -> str:
    """What the rule lets pass all the same, and until when."""
    if check.outcome != Outcome.PASS_WITH_DEADLINE:
        return ""
    return _("Boleh dilanjutkan; kekurangannya dilengkapi paling lambat %(date)s.") % {
        "date": formats.date_long(check.conditional_until, lang=lang)
    }


def _denied(check: Check, top: dict[str, Any]) -> str:
    """What the register says of a business whose service is denied: facts, and nothing about going on."""
    shown = [top] if top["finding"] != "DENIED" else check.findings[1:]
    told = [sentence(reason["code"], reason["params"]) for one in shown for reason in one["reasons"]]
    return " ".join(told) or _("Kepesertaannya sendiri terdaftar dan patuh; surat itu yang menghentikan layanan.")


def _paid_sentence(check: Check, lang: str) -> str:
    paid = (check.answer.get("business") or {}).get("paid_through")
    if not paid:
        return ""
    return _("Iuran lunas s.d. %(month)s.") % {"month": formats.month_long(date.fromisoformat(paid), lang=lang)}


def _arrears(reasons: dict[str, Any]) -> str:
    missing = reasons.get("WORKERS_MISSING")
    if missing:
        return _("Juga terdaftar sebagian: %(missing)s dari %(declared)s tenaga kerja belum didaftarkan.") % missing
    for code in ("PROGRAM_MISSING", "NOBODY_COVERED", "IN_GRACE"):
        if code in reasons:
            return _("Juga:") + " " + sentence(code, reasons[code])
    return _("Tahan permohonan dan beri daftar kekurangan.")


def strong_of(finding: str, reasons: dict[str, Any]) -> str:
    """The words of the reason that stand out (a1–a5): what to do, or the number that tells why."""
    if finding in ("CLEAR", "CONDITIONAL", "SOURCE_DOWN"):
        return _("boleh dilanjutkan")
    if finding == "UNREGISTERED":
        return _("Tahan permohonan")
    missing = reasons.get("WORKERS_MISSING")
    if missing and finding == "PARTIAL":
        return _("%(covered)s dari %(declared)s") % missing
    return _("%(missing)s dari %(declared)s") % missing if missing else ""


def other_of(check: Check, top: dict[str, Any], reasons: dict[str, Any], reason: str) -> list[str]:
    """Reasons that neither the headline, nor the line `reason` under it, nor the steps have told."""
    told = {"MONTHS_UNPAID", "WORKERS_MISSING", "DENIED_BY_LETTER", "NOT_CONCERNED", "OWNER_BPU", "LAPSED_SINCE"}
    hidden = told | {"NO_COVER", "STALE"} | ({check.reasons[0]["code"]} if top["finding"] == "UNCERTAIN" else set())
    told_too = [sentence(code, params) for code, params in reasons.items() if code not in hidden]
    return [line for line in told_too if line not in reason]


def finding_of(one: dict[str, Any]) -> dict[str, Any]:
    """One of several findings that hold at once, with every number an officer may see."""
    return {
        "finding": one["finding"],
        "label": tag_of(one["finding"], one["reasons"]),
        "outcome": str(OUTCOMES[one["outcome"]]),
        "lines": [sentence(reason["code"], reason["params"]) for reason in one["reasons"]],
    }


def before_of(check: Check) -> str:
    """The last check of this business at this office, in one line, with the trend (for a renewal above all)."""
    last = check.answer.get("before")
    if not last:
        return ""
    day = formats.date_short(date.fromisoformat(last["on"]), lang=get_language() or "id")
    told = _("Cek sebelumnya %(date)s: %(finding)s.") % {
        "date": day,
        "finding": tag_of(last["finding"], last["reasons"]),
    }
    return f"{told} {trend}" if (trend := _trend(last["finding"], check.finding)) else told


def _trend(was: str, now: str) -> str:
    """Better or worse, where the two can be compared."""
    if was not in SEVERITY or now not in SEVERITY:
        return ""
    change = SEVERITY.index(Finding(now)) - SEVERITY.index(Finding(was))
    if change == 0:
        return _("Sekarang sama.")
    return _("Sekarang memburuk.") if change > 0 else _("Sekarang membaik.")

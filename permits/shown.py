"""A Check as its card shows it (a1–a5): sentences, facts, chips, steps and actions, in the active language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from districts import formats
from districts.models import Agency
from enrollment.rules.names import legal_form
from enrollment.rules.recognition import IdentifierKind
from enrollment.rules.status import Found
from permits.models import Application, Check
from permits.models.check import Finding
from permits.rules.verdict import SEVERITY
from permits.rules.verdict import Finding as Severity
from permits.words import KEYS, MATCHED, OUTCOMES, headline, sentence, to_complete, unpaid_months

__all__ = ["Card", "card_of", "tag_of"]

PASSING = ("PASS", "PASS_WITH_DEADLINE", "CONTINUE_BY_RULE")


@dataclass
class Card:
    """What the template draws; `action` names the primary one: clear, hold, ask, intake, choose or nothing.

    `strong`: the part of `reason` that stands out. `findings`: each with its tag, what the rule makes of it and its
    sentences, worst first; `details`: further numbers. `before`: the last check of this business and the trend since.
    """

    finding: str
    title: str
    reason: str
    strong: str = ""
    before: str = ""
    denial: str = ""
    keys: list[str] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    programs: list[dict[str, str]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    details: list[dict[str, Any]] = field(default_factory=list)
    action: str = ""
    old_days: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def has_letter_form(self) -> bool:
        """Whether the applicant's letter is filled in within the card (a3)."""
        return self.action == "hold" and self.finding == "UNREGISTERED"


def card_of(check: Check, application: Application | None = None) -> Card:
    """The card of a check; with a file the actions are the file's."""
    evidence = [one for one in check.findings if one["finding"] != "DENIED"]
    top = evidence[0] if evidence else check.findings[0]
    reasons = {r["code"]: r["params"] for r in check.reasons}
    return Card(
        finding=top["finding"],
        title=headline(top["finding"], top["reasons"], check.conditional_until),
        reason=_reason(check, top["finding"], reasons),
        strong=_strong(top["finding"], reasons),
        before=_before(check),
        denial=sentence("DENIED_BY_LETTER", reasons["DENIED_BY_LETTER"]) if check.finding == "DENIED" else "",
        keys=_keys(check) if top["finding"] in ("UNREGISTERED", "UNCERTAIN") else [],
        facts=_facts(check, reasons),
        programs=check.answer.get("business", {}).get("programs", []),
        steps=_steps(check, top["finding"]),
        other=_other(check, top, reasons),
        findings=[_finding(one) for one in check.findings],
        details=_details(check),
        action="" if application else _action(check),
        old_days=(check.on - check.as_of).days if check.answer.get("is_old") and check.as_of else 0,
        rows=[_row(row, check) for row in check.candidates],
    )


def tag_of(finding: str, reasons: list[dict[str, Any]]) -> str:
    """A finding in a tag: one or two words."""
    if finding == "ARREARS":
        months = next((r["params"]["months"] for r in reasons if r["code"] == "MONTHS_UNPAID"), 1)
        return _("Tunggakan %(months)s bln") % {"months": months}
    return str(Finding(finding).label)


def _keys(check: Check) -> list[str]:
    """What was looked up, the business' own name told along."""
    name = (check.answer.get("business") or {}).get("name", "")
    told = []
    for key in check.keys_checked:
        words = str(KEYS.get(key, key))
        told.append(f"{words} “{name}”" if key == "NAME" and name else words)
    return told


def _strong(finding: str, reasons: dict[str, Any]) -> str:
    """The words of the reason that stand out (a1–a5): what to do, or the number that tells why."""
    if finding in ("CLEAR", "CONDITIONAL", "SOURCE_DOWN"):
        return _("boleh dilanjutkan")
    if finding == "UNREGISTERED":
        return _("Tahan permohonan")
    missing = reasons.get("WORKERS_MISSING")
    if missing and finding == "PARTIAL":
        return _("%(covered)s dari %(declared)s") % missing
    return _("%(missing)s dari %(declared)s") % missing if missing else ""


def _finding(one: dict[str, Any]) -> dict[str, Any]:
    """One of several findings that hold at once, with every number an officer may see."""
    return {
        "finding": one["finding"],
        "label": tag_of(one["finding"], one["reasons"]),
        "outcome": str(OUTCOMES[one["outcome"]]),
        "lines": [sentence(reason["code"], reason["params"]) for reason in one["reasons"]],
    }


def _before(check: Check) -> str:
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
    change = SEVERITY.index(Severity(now)) - SEVERITY.index(Severity(was))
    if change == 0:
        return _("Sekarang sama.")
    return _("Sekarang memburuk.") if change > 0 else _("Sekarang membaik.")


def _details(check: Check) -> list[dict[str, Any]]:
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


def _row(row: dict[str, Any], check: Check) -> dict[str, Any]:
    """One candidate of the list: the matched words marked, why it is offered, what its own check would say."""
    asked = check.asked_masked.upper().split() if check.asked_kind == IdentifierKind.NAME else []
    name = format_html_join(
        " ", "{}{}{}", [_marked(word, word.upper().strip(".,") in asked) for word in row["name"].split()]
    )
    return {
        "public_id": row["public_id"],
        "name": name,
        "owner": row["owner"],
        "number": _number(row),
        "place": ", ".join(part for part in (row["village"], row["district"]) if part),
        "finding": row["finding"],
        "label": tag_of(row["finding"], row["reasons"]),
        "why": " · ".join(_why(row, check)) if asked else "",
    }


def _number(row: dict[str, Any]) -> str:
    """The number a candidate is told apart by: BPJS' own, masked, where it has one."""
    if row.get("npp"):
        return f"NPP {row['npp']}"
    return f"NIB {formats.group_nib(row['number'])}" if row["number"] else ""


def _why(row: dict[str, Any], check: Check) -> list[str]:
    """Why a candidate is offered: likeness of the name, and the context that agrees."""
    reasons = [_("nama %(score)s") % {"score": formats.decimal(row["score"], 2, lang=get_language() or "id")}]
    if row.get("same_village"):
        reasons.append(_("kelurahan sama"))
    elif check.agency is not None and check.agency.district_id:
        is_near = row["district_code"] == check.agency.district_id
        reasons.append(_("kecamatan sama") if is_near else _("kecamatan beda"))
    if row.get("same_owner"):
        reasons.append(_("pemilik cocok"))
    return reasons


def _marked(word: str, is_hit: bool) -> tuple[str, str, str]:
    return (mark_safe("<mark>"), word, mark_safe("</mark>")) if is_hit else ("", word, "")


def _steps(check: Check, finding: str) -> list[str]:
    """The numbered list; an unregistered business' one step is the letter itself, unless its owner works alone."""
    if finding == "UNREGISTERED":
        return to_complete([r for r in check.reasons if r["code"] == "OWNER_BPU"])
    return to_complete(check.reasons) if check.outcome == "HOLD" or finding == "PARTIAL" else []


def _action(check: Check) -> str:
    if check.outcome == "DENY":
        return ""
    if check.candidates:
        return "choose"
    if check.answer.get("found") != Found.BUSINESS:
        return "intake"
    if check.outcome in PASSING:
        return "clear"
    return "hold" if check.outcome == "HOLD" else "ask"


def _reason(check: Check, finding: str, reasons: dict[str, Any]) -> str:
    lang = get_language() or "id"
    if finding == "CLEAR":
        for code in ("NOT_CONCERNED", "OWNER_BPU"):
            if code in reasons:
                return _("Permohonan boleh dilanjutkan.") + " " + sentence(code, reasons[code])
        return _("Permohonan boleh dilanjutkan. Tidak ada tunggakan.")
    if finding == "CONDITIONAL":
        day = formats.date_long(check.conditional_until, lang=lang)
        return _("Permohonan boleh dilanjutkan. Sisa iuran dilunasi paling lambat %(date)s.") % {"date": day}
    if finding == "PARTIAL":
        return _partial(check, reasons, lang)
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


def _other(check: Check, top: dict[str, Any], reasons: dict[str, Any]) -> list[str]:
    """Reasons that neither the headline nor the steps have told."""
    told = {"MONTHS_UNPAID", "WORKERS_MISSING", "DENIED_BY_LETTER", "NOT_CONCERNED", "OWNER_BPU", "LAPSED_SINCE"}
    hidden = told | {"NO_COVER", "STALE"} | ({check.reasons[0]["code"]} if top["finding"] == "UNCERTAIN" else set())
    return [sentence(code, params) for code, params in reasons.items() if code not in hidden]


def _facts(check: Check, reasons: dict[str, Any]) -> list[dict[str, Any]]:
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

"""Candidates of the match list (a4): the matched words marked, why each is offered."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from districts import formats
from enrollment.rules.recognition import IdentifierKind
from permits.models import Check
from permits.shown.tags import tag_of

__all__ = ["row_of"]


def row_of(row: dict[str, Any], check: Check) -> dict[str, Any]:
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

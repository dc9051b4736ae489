"""A rehearsal's stored numbers as its page shows them: grouped, named, and with names only where they may be seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from districts.models import District
from enrollment.access import REGISTER
from enrollment.models import Business
from permits.models import PermitType, RuleRehearsal
from permits.models.check import Outcome

__all__ = ["shown_result"]

GROUPS = {
    "district": gettext_lazy("Menurut kecamatan"),
    "scale": gettext_lazy("Menurut skala usaha"),
    "service": gettext_lazy("Menurut layanan"),
    "office": gettext_lazy("Menurut kantor"),
}


def shown_result(rehearsal: RuleRehearsal, user: User) -> dict[str, Any]:
    """The result with its tables as (heading, rows) and its examples, in the active language."""
    result: dict[str, Any] = rehearsal.result
    names = _names()
    tables = []
    for by, heading in GROUPS.items():
        rows = [row | {"name": _name(row, names)} for row in result["groups"] if row["by"] == by]
        rows.sort(key=lambda row: (-row["stopped"], -row["released"], row["name"]))
        if rows:
            tables.append((heading, rows))
    return result | {"tables": tables, "examples": _examples(result["examples"], user, names)}


def _names() -> dict[str, dict[str, str]]:
    return {
        "district": dict(District.objects.values_list("code", "name")),
        "scale": {"MIKRO": _("Mikro"), "KECIL": _("Kecil"), "MENENGAH": _("Menengah"), "BESAR": _("Besar")},
        "service": {service.code: service.name for service in PermitType.objects.all()},
    }


def _name(row: dict[str, Any], names: dict[str, dict[str, str]]) -> str:
    return row["name"] or names.get(row["by"], {}).get(row["code"], row["code"]) or _("tidak diketahui")


def _examples(rows: list[dict[str, Any]], user: User, names: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Names and links of businesses the reader may open anyway; the others by their kecamatan alone."""
    ids = [row["business"] for row in rows]
    seen = (
        Business.objects.visible_to(user).filter(pk__in=ids) if user.scope.has(*REGISTER) else Business.objects.none()
    )
    known = {business.pk: business for business in seen}
    outcomes = dict(Outcome.choices)
    return [
        row
        | {
            "business": known.get(row["business"]),
            "service": names["service"].get(row["service"], row["service"]),
            "on": date.fromisoformat(row["on"]),
            "before": outcomes[row["before"]],
            "after": outcomes[row["after"]],
        }
        for row in rows
    ]

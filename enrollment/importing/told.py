"""What a batch does, as its pages tell it: figures to those who see coverage, counts to an import admin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from enrollment import access
from enrollment.importing import effects
from enrollment.models import ImportBatch
from enrollment.rules.identifiers import mask_npp
from enrollment.words_effects import area_names, breach_sentences

__all__ = ["Arrear", "Line", "Told", "areas", "arrears", "released", "summary", "told"]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure before and after; `change` is None where there is no difference to name."""

    name: str
    before: float | None
    after: float | None
    people_before: int = 0
    people_after: int = 0
    is_rate: bool = True

    @property
    def change(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Told:
    """The effect of one batch at one moment ("preview" or "result"); `coverage` is empty for an import admin."""

    coverage: dict[str, Any] = field(default_factory=dict)
    releases: int | None = None
    arrears: int | None = None
    held: list[str] = field(default_factory=list)
    may_list: bool = False


@dataclass(frozen=True, slots=True)
class Arrear:
    name: str
    npp: str
    place: str


def told(batch: ImportBatch, moment: str, user: User) -> Told:
    """security.md, head: an import admin sees counts only; BPJS coverage and releases as well."""
    measured: dict[str, Any] = batch.effect.get(moment) or {}
    full = access.sees_effects(user)
    held = breach_sentences(batch.effect.get("held", [])) if full else []
    return Told(
        coverage=measured.get("coverage", {}) if full else {},
        releases=_count(measured, "releases", "files"),
        arrears=_count(measured, "coverage", "arrears"),
        held=held,
        may_list=full and bool(measured),
    )


def summary(told: Told) -> list[Line]:
    """The city's figures before and after, as the result lists them."""
    if not told.coverage:
        return []
    before, after = told.coverage["before"], told.coverage["after"]
    counted = (("active", _("Pekerja aktif")), ("employers", _("Pemberi kerja aktif")))
    owing = ("in_arrears", _("Pemberi kerja menunggak"))
    lines = [Line(name, before.get(key), after.get(key), is_rate=False) for key, name in (*counted, owing)]
    return [*lines, Line(_("Cakupan kota"), before["rate"], after["rate"])]


def areas(batch: ImportBatch, moment: str) -> list[Line]:
    """Coverage of each kecamatan before and after, by name."""
    coverage = (batch.effect.get(moment) or {}).get("coverage")
    if not coverage:
        return []
    before, after = coverage["before"]["districts"], coverage["after"]["districts"]
    names = area_names()
    lines = [_line(names.get(code, code), before.get(code, {}), after.get(code, {})) for code in before | after]
    return sorted(lines, key=lambda line: line.name)


def released(batch: ImportBatch, moment: str, user: User) -> list[effects.Thing]:
    """The held files that the batch makes ready, as far as the person may open them."""
    return effects.things(user, "releases", _rows(batch, moment, "releases", "files"))


def arrears(batch: ImportBatch, moment: str) -> list[Arrear]:
    """The employers that begin to owe with this batch."""
    names = area_names()
    return [
        Arrear(row["name"], mask_npp(row["npp"]), names.get(row["district"], row["district"]))
        for row in _rows(batch, moment, "coverage", "arrears")
    ]


def _line(name: str, before: dict[str, Any], after: dict[str, Any]) -> Line:
    return Line(name, before.get("rate"), after.get("rate"), before.get("active", 0), after.get("active", 0))


def _came(measured: dict[str, Any], name: str, what: str) -> dict[str, Any] | None:
    came: dict[str, Any] | None = (measured.get(name) or {}).get("came", {}).get(what)
    return came


def _count(measured: dict[str, Any], name: str, what: str) -> int | None:
    came = _came(measured, name, what)
    return None if came is None else came["count"]


def _rows(batch: ImportBatch, moment: str, name: str, what: str) -> list[Any]:
    came = _came(batch.effect.get(moment) or {}, name, what)
    return came["rows"] if came else []

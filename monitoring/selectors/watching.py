"""Targets, notes and held figures for their pages."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from districts.models import City, District
from monitoring.models import ChartNote, FigureHold, RememberedFilters, Target


def area_names() -> dict[str, str]:
    """Code to name of the city, then of its kecamatan."""
    cities = dict(City.objects.values_list("code", "name"))
    return cities | dict(District.objects.order_by("name").values_list("code", "name"))


def all_targets() -> list[Target]:
    """Every line that was ever set, those in force first."""
    rows = Target.objects.select_related("set_by").order_by("withdrawn_at", "area_code", "kind", "line", "-valid_from")
    return sorted(rows, key=lambda row: row.withdrawn_at is not None)


def target(pk: int) -> Target | None:
    return Target.objects.filter(pk=pk).first()


def note(pk: int) -> ChartNote | None:
    return ChartNote.objects.filter(pk=pk).first()


def hold(pk: int) -> FigureHold | None:
    return FigureHold.objects.filter(pk=pk).first()


def notes_of(area: str) -> list[ChartNote]:
    """Notes that still stand, newest month first."""
    return list(ChartNote.objects.filter(area_code=area, withdrawn_at__isnull=True).select_related("written_by"))


def holds_of(month: date, areas: list[str]) -> list[FigureHold]:
    """Held figures of a month, the unexplained first."""
    rows = FigureHold.objects.filter(period=month, area_code__in=areas).select_related("explained_by")
    return sorted(rows, key=lambda row: (row.explained_at is not None, row.area_code, row.indicator, row.why))


def targets_in_force(month: date) -> dict[str, dict[str, list[Target]]]:
    """By indicator and area the newest of each line that is in force in a month."""
    rows = Target.objects.filter(valid_from__lte=month, withdrawn_at__isnull=True).order_by("valid_from")
    newest = {(row.kind, row.area_code, row.line): row for row in rows}
    found: dict[str, dict[str, list[Target]]] = {}
    for (kind, area, _line), row in sorted(newest.items()):
        found.setdefault(kind, {}).setdefault(area, []).append(row)
    return found


def coverage_targets(month: date) -> dict[str, list[Target]]:
    """The lines of coverage by area."""
    return targets_in_force(month).get("coverage", {})


def remembered_filters(user: User) -> str:
    """What the person last chose, as the address carries it."""
    return RememberedFilters.objects.filter(user=user).values_list("query", flat=True).first() or ""

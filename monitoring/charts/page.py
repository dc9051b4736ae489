"""The coverage page of a place to take away: the figures at its head, its areas by rank."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from monitoring.charts.cells import NONE, Row, number, people, percent, points, rate_bar, spoken
from monitoring.charts.shape import Chart, Reader, bars
from monitoring.definitions import heading, name
from monitoring.listings import Column
from monitoring.models import Target
from monitoring.selectors import gate as gates
from monitoring.selectors import pages, ranked
from monitoring.selectors.bands import limits_of
from monitoring.selectors.reference import city
from monitoring.selectors.series import Series
from monitoring.selectors.watching import targets_in_force
from monitoring.words import SEGMENT_NAMES
from monitoring.words_bands import band_labels, goals_text

__all__ = ["ranking_chart", "strip_chart"]


def strip_chart(reader: Reader) -> Chart:
    """The figures at the page's head; each segment over its own denominator."""
    found = [*_people_figures(reader), *_office_figures(reader)]
    columns = (
        Column(_("Ukuran")),
        Column(_("Terhitung"), is_number=True),
        Column(_("Dari"), is_number=True),
        Column(_("Persen"), is_number=True),
        Column(_("Berubah"), is_number=True),
        Column(_("Target")),
    )
    uses = ("coverage", "employers.paid_share", "gate.registered_share", "target")
    sentence = _("Setiap segmen dibagi potensinya sendiri; tidak ada satu angka gabungan saja.")
    title = _("Angka %(name)s") % {"name": reader.place_name}
    drawn = [rate_bar(str(row[0]), rate) for row, rate in found]
    return Chart("ringkasan", title, sentence, columns, [row for row, _rate in found], uses, [bars(title, drawn)])


def _people_figures(reader: Reader) -> Iterator[tuple[Row, Decimal | None]]:
    """Everybody, then, of the city, each segment; with the rate that the bar shows."""
    filters, home, aims = reader.filters, city(), _aims(reader)
    series = Series(pages.months_of(filters.month), level="district", city_code=home.code, **filters.series)
    whole, change = series.measure(reader.place, filters.month), series.change(reader.place, filters.month)
    goals = goals_text(aims.get("coverage", {}).get(reader.place or home.code, ())) or NONE
    active, potential = people(reader, whole.active), number(whole.workforce)
    yield (name("coverage"), active, potential, percent(whole.rate), points(change), goals), whole.rate
    for line in [] if reader.place else pages.segment_lines(filters, area=home.code):
        goals = goals_text(aims.get(line.indicator, {}).get(home.code, ())) or NONE
        potential = number(line.denominator.people if line.denominator else None)
        row = (people(reader, line.active), potential, percent(line.rate), points(line.change), goals)
        yield (str(SEGMENT_NAMES[line.segment]), *row), line.rate


def _office_figures(reader: Reader) -> Iterator[tuple[Row, Decimal | None]]:
    """Employers that have paid, and what the counters held and brought in."""
    filters = reader.filters
    if found := pages.employer_state(filters.month, reader.place):
        share = percent(found.paid_share)
        row = (name("employers.paid_share"), found.paid_up, found.active, share, points(found.paid_change), NONE)
        yield row, found.paid_share
    gate = gates.gate(filters.month, district=reader.place, agencies=reader.agencies, desk=filters.desk)
    for code, part, whole, share in (
        ("gate.held", gate.held, gate.checked, gate.held_share),
        ("gate.registered_share", gate.registered, gate.held, gate.registered_share),
    ):
        yield (name(code), part, whole, percent(share), NONE, NONE), share


def ranking_chart(reader: Reader) -> Chart | None:
    """The kecamatan of the city or the kelurahan of a kecamatan, by rank; None for who sees only the city's sum."""
    filters, home = reader.filters, city()
    if not (reader.place or reader.sees_areas):
        return None
    level = "village" if reader.place else "district"
    series = Series(
        pages.months_of(filters.month), level=level, under=reader.place, city_code=home.code, **filters.series
    )
    counted = gates.gate_by(level, filters.month, district=reader.place, desk=filters.desk)
    limits = limits_of(filters.month)
    lines = (
        ranked.village_lines(series, reader.place, filters.month, counted)
        if reader.place
        else ranked.district_lines(series, filters.month, counted, goals=_aims(reader).get("coverage"), limits=limits)
    )
    rows: list[Row] = [_ranked(reader, line) for line in lines]
    nowhere = people(reader, series.measure("-", filters.month).active)
    rows.append((name("people.unallocated"), NONE, nowhere, *[NONE] * 7))
    drawn = [rate_bar(line.name, line.measure.rate) for line in lines]
    title = _("Peringkat kelurahan") if reader.place else _("Peringkat kecamatan")
    sentence = _("Kelas cakupan dalam persen: %(classes)s.") % {"classes": "; ".join(band_labels(limits))}
    uses = ("coverage", "people.active", "people.uncovered", "people.unallocated", "gate.checked")
    return Chart("peringkat", title, sentence, _ranking_columns(reader), rows, uses, [bars(title, drawn)])


def _ranking_columns(reader: Reader) -> tuple[Column, ...]:
    return (
        Column(_("Kelurahan") if reader.place else _("Kecamatan")),
        Column(_("No."), is_number=True),
        Column(name("people.active"), is_number=True),
        Column(_("Potensi"), is_number=True),
        Column(heading("coverage"), is_number=True),
        Column(_("Berubah"), is_number=True),
        Column(name("people.uncovered"), is_number=True),
        Column(_("Dicek"), is_number=True),
        Column(_("Ditahan → daftar"), is_number=True),
        Column(_("Target")),
    )


def _ranked(reader: Reader, line: ranked.Line) -> Row:
    return (
        line.name,
        line.rank or NONE,
        people(reader, line.measure.active),
        number(line.measure.workforce),
        percent(line.measure.rate),
        points(line.change),
        people(reader, line.measure.uncovered),
        line.gate.checked,
        f"{spoken(line.gate.held)} → {spoken(line.gate.registered)}",
        goals_text(line.goals) or NONE,
    )


def _aims(reader: Reader) -> dict[str, dict[str, list[Target]]]:
    """Targets by indicator and area; that of coverage is of everybody, so not beside one segment's people."""
    filters = reader.filters
    found = targets_in_force(filters.month) if filters.of_everybody else {}
    return {code: areas for code, areas in found.items() if not (filters.segment and code == "coverage")}

"""The kelurahan in their kecamatan, coloured by class: the map at its finest, and its table."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _

from districts import formats
from districts.models import District, Village
from enrollment.rules.calendar import add_months
from monitoring.charts.cells import NONE, Row, number, people, percent, points
from monitoring.charts.shape import Chart, Drawing, Reader
from monitoring.definitions import heading, name
from monitoring.listings import Column
from monitoring.rules.rates import tile_class
from monitoring.selectors.bands import limits_of
from monitoring.selectors.reference import city
from monitoring.selectors.series import Series
from monitoring.words import language
from monitoring.words_bands import BAND_NAMES, band_labels

__all__ = ["villages_chart"]

WIDTH, HEAD, ROW = 150, 22, 19
# From this class on the colour is so dark that its letters are white.
DARK = 4


def villages_chart(reader: Reader) -> Chart | None:
    """None where the filters leave no denominator."""
    filters = reader.filters
    if not filters.has_rate:
        return None
    months = (add_months(filters.month, -1), filters.month)
    series = Series(months, level="village", city_code=city().code, **filters.series)
    limits = limits_of(filters.month)
    areas = _by_district()
    classes = {
        village.code: tile_class(series.measure(village.code, filters.month).rate, limits)
        for _district, villages in areas
        for village in villages
    }
    drawings, rows = [], []
    for district, villages in areas:
        drawings.append(_drawn(district, villages, series, classes))
        rows += [_row(reader, district, village, series, classes[village.code]) for village in villages]
    nowhere = people(reader, series.measure("-", filters.month).active)
    rows.append((name("people.unallocated"), NONE, nowhere, *[NONE] * 4))
    sentence = _("Setiap kelurahan di kotak kecamatannya. Kelas cakupan dalam persen: %(classes)s.")
    columns = (
        Column(_("Kelurahan")),
        Column(_("Kecamatan")),
        Column(name("people.active"), is_number=True),
        Column(_("Potensi"), is_number=True),
        Column(heading("coverage"), is_number=True),
        Column(_("Masuk kelas")),
        Column(_("Berubah"), is_number=True),
    )
    told = sentence % {"classes": "; ".join(band_labels(limits))}
    uses = ("coverage", "people.active", "people.unallocated")
    return Chart("kelurahan", _title(classes.values()), told, columns, rows, uses, drawings)


def _by_district() -> list[tuple[District, list[Village]]]:
    """The kecamatan as the tile map is read, each with its kelurahan."""
    villages = Village.objects.select_related("district").order_by(
        "district__tile_row", "district__tile_col", "district", "name"
    )
    return [(district, list(found)) for district, found in groupby(villages, key=lambda village: village.district)]


def _drawn(district: District, villages: list[Village], series: Series, classes: dict[str, int]) -> Drawing:
    rates = [series.measure(village.code, series.months[-1]).rate for village in villages]
    lines = [
        {
            "name": village.name,
            "value": percent(rate),
            "y": f"{HEAD + at * ROW}",
            "text_y": f"{HEAD + at * ROW + 13}",
            "fill": f"q{classes[village.code]}" if classes[village.code] else "",
            "ink": "surface" if classes[village.code] >= DARK else "ink",
        }
        for at, (village, rate) in enumerate(zip(villages, rates, strict=True))
    ]
    known = [rate for rate in rates if rate is not None]
    label = _("%(name)s: %(low)s sampai %(high)s") if known else _("%(name)s: belum ada data")
    low, high = (percent(edge(known)) if known else NONE for edge in (min, max))
    return Drawing(
        "monitoring/charts/villages.svg",
        WIDTH,
        HEAD + len(villages) * ROW + 2,
        label % {"name": district.name, "low": low, "high": high},
        {"name": district.name, "rows": lines},
        place=(district.tile_col + 1, district.tile_row + 1),
    )


def _row(reader: Reader, district: District, village: Village, series: Series, band: int) -> Row:
    month = series.months[-1]
    found = series.measure(village.code, month)
    return (
        village.name,
        district.name,
        NONE if found.active is None else reader.linked(found.active, "pekerja", wilayah=village.code),
        number(found.workforce),
        percent(found.rate),
        str(BAND_NAMES[band - 1]) if band else NONE,
        points(series.change(village.code, month)),
    )


def _title(classes: Iterable[int]) -> str:
    known = [band for band in classes if band]
    if not known:
        return _("Cakupan menurut kelurahan")
    told = {
        "low": formats.number(known.count(1), lang=language()),
        "all": formats.number(len(known), lang=language()),
        "band": BAND_NAMES[0],
    }
    return _("%(low)s dari %(all)s kelurahan di kelas %(band)s") % told

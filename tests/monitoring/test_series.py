"""Series answer any filter and either basis, stored grain or cells alike; a range comes as a band; parts add up."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command

from districts.clock import WIB
from districts.models import WorkforceFigure
from monitoring.models import CoverageFact, FactBuild
from monitoring.selectors.series import Measure, Series
from monitoring.selectors.stamp import page_stamp
from monitoring.services import rebuild_month
from tests.factories import LUBUK_BAJA, make_employer, make_worker
from tests.monitoring import plain
from tests.monitoring.counter import make_check, make_held
from tests.monitoring.registers import grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
ON = date(2026, 11, 22)


def series(**only: object) -> Series:
    return Series((SEPTEMBER, OCTOBER), level="district", city_code="21.71", **only)


def by_area(covers: list[plain.Cover]) -> dict[str, int]:
    found = {key[0]: count for key, count in plain.people(covers, "district").items()}
    return {**found, "": plain.people(covers).get((), 0)}


@pytest.mark.parametrize("only", [{}, {"segment": "PU"}, {"program": "JHT"}, {"segment": "PU", "program": "JHT"}])
@pytest.mark.parametrize("more", [{}, {"scale": "BESAR"}, {"by_home": True}, {"sector": "G", "by_home": True}])
def test_every_filter_and_basis_counts_as_the_plain_count_does(only, more):
    grow(3, people=90)
    for month in (SEPTEMBER, OCTOBER):
        rebuild_month(period=month, as_of=ON)
    chosen = {**only, **more}
    found = series(**chosen)
    covers = plain.active(OCTOBER, ON)
    kept = [
        cover
        for cover in (plain.at_home(covers) if chosen.get("by_home") else covers)
        if all(getattr(cover, name) == chosen[name] for name in ("segment", "scale", "sector") if name in chosen)
        and ("program" not in chosen or chosen["program"] in cover.programs)
    ]
    for area, count in by_area(kept).items():
        assert found.measure(area, OCTOBER).active == count, area


def test_residence_adds_up_to_the_city_and_so_do_branches_in_their_kecamatan():
    grow(5, people=90)
    rebuild_month(period=OCTOBER, as_of=ON)
    homes = CoverageFact.objects.filter(period=OCTOBER, grain="home:district").values_list("people", flat=True)
    city = CoverageFact.objects.get(period=OCTOBER, grain="city")
    assert sum(homes) == city.people
    # Memberships, unlike people, add up: no cover belongs to two branches or two kecamatan.
    for grain in ("branch", "district", "district+branch"):
        rows = CoverageFact.objects.filter(period=OCTOBER, grain=grain).values_list("memberships", flat=True)
        assert sum(rows) == city.memberships, grain


def test_the_range_of_a_workforce_is_a_band_of_the_rate():
    make_worker(make_employer(district=LUBUK_BAJA))
    rebuild_month(period=OCTOBER, as_of=ON)
    WorkforceFigure.objects.filter(area_code=LUBUK_BAJA, kind="penduduk bekerja").update(people=4, low=2, high=5)
    own = series().measure(LUBUK_BAJA, OCTOBER)
    assert (own.rate, own.band) == (Decimal("25.0"), (Decimal("20.0"), Decimal("50.0")))
    assert series(scale="BESAR").measure(LUBUK_BAJA, OCTOBER).denominator is None
    assert Measure(3, None).band is None


def test_the_stamp_of_pages_changes_with_facts_and_with_the_counter_and_with_nothing_else(django_assert_num_queries):
    rebuild_month(period=OCTOBER, as_of=ON)
    with django_assert_num_queries(1):
        first = page_stamp()
    assert page_stamp() == first
    make_check(at="2026-10-05T09:00:00+07:00")
    second = page_stamp()
    make_held(at="2026-10-06T09:00:00+07:00")
    third = page_stamp()
    FactBuild.objects.update(built_at=datetime(2026, 11, 23, tzinfo=WIB))
    assert len({first, second, third, page_stamp()}) == 4


def test_a_workforce_sheet_brings_its_range_and_one_that_excludes_its_figure_is_wrong(tmp_path):
    path = tmp_path / "workforce.csv"
    path.write_text(
        "KODE_WILAYAH,TAHUN,JUMLAH,JENIS,SUMBER,BATAS_BAWAH,BATAS_ATAS\n"
        "21.71.06,2026,41000,penduduk bekerja,Contoh,39500,42600\n"
        "21.71.07,2026,30000,penduduk bekerja,Contoh,30001,31000\n"
        "21.71.08,2026,9000,penduduk bekerja,Contoh,,\n"
    )
    out = io.StringIO()
    call_command("import_sheet", str(path), "--profile", "workforce", "--commit", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert (answer["new"], answer["wrong"]) == (2, 1)
    assert [(error["code"], error["column"]) for error in answer["errors"]] == [("AMOUNT_RANGE", "BATAS_BAWAH")]
    ranges = dict.fromkeys(("21.71.06", "21.71.08"))
    for row in WorkforceFigure.objects.filter(area_code__in=ranges, year=2026):
        ranges[row.area_code] = (row.low, row.high)
    assert ranges == {"21.71.06": (39500, 42600), "21.71.08": (None, None)}

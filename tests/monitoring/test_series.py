"""Series answer any filter and either basis, stored grain or cells alike; a range comes as a band; parts add up."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

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

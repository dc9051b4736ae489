"""Stored facts, the command's numbers and the lists behind them equal a plain recomputation."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from enrollment.models import Membership, Participant
from monitoring.facts import GRAINS, Filter, build_month, differences, month_mode, people_in_cells
from monitoring.models import ArrearsFact, CoverageFact, EmployerFact, FactBuild, MovementFact, SectorFact
from monitoring.selectors.coverage import coverage
from monitoring.selectors.people_list import place_list
from monitoring.selectors.reference import holidays
from monitoring.services import rebuild_month
from tests.factories import LUBUK_BAJA, SAGULUNG, make_bpu, make_employer, make_person, make_worker, village_of
from tests.monitoring import plain
from tests.monitoring.registers import grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
# October is due on Monday 16 November: not yet on that day, due from the next.
CASES = [
    (OCTOBER, date(2026, 11, 16)),
    (OCTOBER, date(2026, 11, 17)),
    (NOVEMBER, date(2026, 11, 22)),
    (SEPTEMBER, date(2026, 11, 22)),
]


def stored(period: date, grain: str) -> dict[tuple[str, ...], int]:
    rows = CoverageFact.objects.filter(period=period, grain=grain)
    return {tuple(getattr(row, dim) for dim in GRAINS[grain]): row.people for row in rows}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("period", "on"), CASES)
def test_every_grain_equals_the_plain_count(seed, period, on):
    grow(seed)
    rebuild_month(period=period, as_of=on)
    covers = plain.active(period, on)
    homes = plain.at_home(covers)
    assert covers
    for grain, dims in GRAINS.items():
        assert stored(period, grain) == plain.people(homes if grain.startswith("home:") else covers, *dims), grain
    assert differences(month_mode(period, on=on, holidays=holidays())) == []


FILTERS = [
    {"segment": "PU", "program": "JP", "scale": "BESAR"},
    {"program": "JHT", "branch": "BPJS-NGY"},
    {"sector": "G"},
    {"segment": "BPU", "place": "21.71.05"},
    {"scale": "-", "place": "21.71.05", "by_home": True},
]


@pytest.mark.parametrize("seed", range(3))
def test_any_combination_of_filters_is_answered_exactly_from_the_cells(seed):
    grow(seed, people=120)
    on = date(2026, 11, 22)
    rebuild_month(period=OCTOBER, as_of=on)
    covers = plain.active(OCTOBER, on)
    for chosen in FILTERS:
        place, program = chosen.get("place", ""), chosen.get("program", "")
        kept = [
            cover
            for cover in (plain.at_home(covers) if chosen.get("by_home") else covers)
            if all(getattr(cover, name) == chosen[name] for name in ("segment", "sector", "scale") if name in chosen)
            and chosen.get("branch", cover.branch) == cover.branch
            and cover.village.startswith(place)
            and (not program or program in cover.programs)
        ]
        for by, dims in (("", ()), ("district", ("district",)), ("village", ("village",)), ("segment", ("segment",))):
            key = f"home:{by}" if chosen.get("by_home") and by in ("district", "village") else by
            found = people_in_cells([OCTOBER], by=key, only=Filter(**chosen))
            expected = plain.people(kept, *dims)
            assert {(name,) if dims else (): count for (_, name), count in found.items()} == expected, (chosen, by)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("period", "on"), CASES)
def test_movement_and_arrears_equal_the_plain_count(seed, period, on):
    grow(seed, people=120)
    rebuild_month(period=period, as_of=on)
    rows = MovementFact.objects.filter(period=period)
    assert {
        (row.district, row.segment): {part: getattr(row, part) for part in plain.PARTS} for row in rows
    } == plain.movement(period, on)
    owing = ArrearsFact.objects.filter(period=period)
    assert {(row.district, row.months): (row.employers, row.people) for row in owing} == plain.arrears(period, on)
    assert any(row.moved_in or row.reactivated for row in rows)
    firms = EmployerFact.objects.filter(period=period)
    assert {row.district: {state: getattr(row, state) for state in plain.STATES} for row in firms} == (
        plain.employers(period, on)
    )
    sectors = SectorFact.objects.filter(period=period)
    assert {(row.district, row.sector): (row.businesses, row.declared, row.covered) for row in sectors} == (
        plain.sectors(period, on)
    )


@pytest.mark.parametrize(("period", "on"), CASES)
def test_the_command_says_what_the_plain_count_says(period, on):
    grow(7)
    covers = plain.active(period, on)
    for by in ("district", "village", "segment", "program", "sector", "branch"):
        expected = plain.people(covers, by)
        found = coverage(period, by=by, on=on)
        assert found.total == plain.people(covers)[()]
        assert {(row.code,): row.active for row in found.rows if row.active} == {
            key: count for key, count in expected.items() if key != ("-",)
        }
        assert found.unallocated == expected.get(("-",), 0)
        if by == "district":
            assert len(found.rows) == 12


def test_every_kelurahan_list_totals_the_number_clicked():
    grow(11, people=120)
    on = date(2026, 11, 22)
    mode = month_mode(OCTOBER, on=on, holidays=holidays())
    rebuild_month(period=OCTOBER, as_of=on)
    clicked = 0
    for segment, program in (("", ""), ("PU", ""), ("", "JHT"), ("BPU", "JKK")):
        grain = "+".join(["village", *(n for n, v in (("segment", segment), ("program", program)) if v)])
        for row in CoverageFact.objects.filter(period=OCTOBER, grain=grain, segment=segment, program=program):
            behind = place_list(mode, Filter(segment, program, place=row.village))
            assert behind.total == row.people
            assert sum(line.people for line in behind.employers) + behind.own - behind.overlap == row.people
            clicked += 1
    assert clicked > 20


class SmallRegisters(TestCase):
    """Hypothesis: any few memberships on any few dates."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        seed=st.integers(0, 10**6),
        month=st.dates(date(2026, 8, 1), date(2026, 12, 1)).map(lambda day: day.replace(day=1)),
        on=st.dates(date(2026, 8, 1), date(2027, 1, 31)),
    )
    def test_rollups_equal_the_plain_count(self, seed, month, on):
        grow(seed, employers=3, people=5)
        mode = month_mode(month, on=on, holidays=holidays())
        build_month(mode, as_of=on)
        covers = plain.active(month, on)
        for grain in ("city", "district", "segment+program", "village+segment", "sector", "district+branch"):
            assert stored(month, grain) == plain.people(covers, *GRAINS[grain])


def test_one_person_in_two_districts_counts_once_in_each_and_once_in_the_city():
    person = make_person()
    make_worker(make_employer(district=LUBUK_BAJA), person=person)
    make_worker(make_employer(district=SAGULUNG), person=person)
    found = coverage(OCTOBER, by="district", on=date(2026, 11, 22))
    active = {row.code: row.active for row in found.rows if row.active}
    assert (found.total, active) == (1, {LUBUK_BAJA: 1, SAGULUNG: 1})


def test_a_month_not_yet_due_needs_the_month_before():
    make_worker(make_employer(paid_through=SEPTEMBER))
    assert coverage(OCTOBER, by="segment", on=date(2026, 11, 16)).total == 1
    assert coverage(OCTOBER, by="segment", on=date(2026, 11, 17)).total == 0


def test_grace_is_not_active_and_protection_is_inclusive():
    make_bpu(protected_until=date(2026, 10, 31))
    make_bpu(protected_until=date(2026, 10, 30))
    assert coverage(OCTOBER, by="segment", on=date(2026, 11, 22)).total == 1


def test_places_by_segment():
    firm = make_employer(district=LUBUK_BAJA)
    make_worker(firm, village=None)
    make_worker(firm, village=None, segment="JAKON")
    make_worker(firm, village=village_of(SAGULUNG), segment="PMI")
    found = coverage(OCTOBER, by="district", on=date(2026, 11, 22))
    assert {row.code: row.active for row in found.rows if row.active} == {LUBUK_BAJA: 1, SAGULUNG: 1}
    assert found.unallocated == 1


def test_rate_and_source_come_from_the_newest_figure_not_younger_than_the_month():
    make_worker(make_employer())
    by_segment = {row.code: row for row in coverage(OCTOBER, by="segment", on=date(2026, 11, 22)).rows}
    assert by_segment["PU"].workforce == 349000
    assert by_segment["PU"].rate == round(1 / 349000, 4)
    before = {row.code: row for row in coverage(date(2024, 12, 1), by="segment", on=date(2026, 11, 22)).rows}
    assert before["PU"].workforce is None
    assert before["PU"].rate is None


def test_building_again_replaces_and_says_when():
    firm = make_employer()
    make_worker(firm)
    rebuild_month(period=OCTOBER, as_of=date(2026, 11, 22))
    Membership.objects.all().delete()
    rebuild_month(period=OCTOBER, as_of=date(2026, 11, 23))
    assert not CoverageFact.objects.filter(period=OCTOBER).exists()
    build = FactBuild.objects.get(period=OCTOBER)
    assert (build.as_of, build.is_due) == (date(2026, 11, 23), True)


def test_verification_finds_a_changed_fact_and_a_changed_register():
    make_worker(make_employer())
    on = date(2026, 11, 22)
    mode = month_mode(OCTOBER, on=on, holidays=holidays())
    rebuild_month(period=OCTOBER, as_of=on)
    assert differences(mode) == []
    CoverageFact.objects.filter(grain="city").update(people=2)
    assert len(differences(mode)) == 1
    make_bpu(person=Participant.objects.get())
    assert len(differences(mode)) > 1


def test_employers_by_state():
    paid = make_employer(paid_through=OCTOBER)
    make_worker(paid, started_on=date(2026, 10, 5))
    make_worker(make_employer(paid_through=SEPTEMBER))
    make_worker(make_employer(closed_on=date(2026, 10, 31)))
    make_worker(make_employer(paid_through=None), started_on=date(2026, 11, 2))
    rebuild_month(period=OCTOBER, as_of=date(2026, 11, 22))
    row = EmployerFact.objects.get(period=OCTOBER, district="")
    assert (row.active, row.paid_up, row.in_arrears, row.newly_registered, row.closed) == (2, 1, 1, 1, 1)


def test_the_command_names_what_differs_and_builds_it_again():
    make_worker(make_employer())
    rebuild_month(period=OCTOBER, as_of=date(2026, 11, 22))
    CoverageFact.objects.filter(grain="city").update(people=2)
    out = io.StringIO()
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        with pytest.raises(SystemExit):
            call_command("facts", "--month", "2026-10", "--json", stdout=out)
        assert list(json.loads(out.getvalue())["differences"]) == ["2026-10"]
        call_command("facts", "--rebuild", "--month", "2026-10", "--json", stdout=(out := io.StringIO()))
    assert json.loads(out.getvalue()) == {"months": 1, "rebuilt": 1, "differences": {}}

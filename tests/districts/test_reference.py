"""The reference data that ships, as it lands in the tables, and that loading it again spares what people changed."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from districts.models import Agency, City, District, NameAlias, Village, WorkforceFigure
from districts.reference import load_reference
from districts.rules import area_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> None:
    load_reference()


def test_the_city_its_areas_and_codes() -> None:
    assert City.objects.get().name == "Kota Batam"
    assert (District.objects.count(), Village.objects.count()) == (12, 64)
    assert {d.code: d.villages.count() for d in District.objects.all()} == {
        f"21.71.{number:02d}": count for number, count in enumerate([6, 4, 7, 4, 6, 5, 4, 8, 4, 6, 6, 4], start=1)
    }
    for village in Village.objects.select_related("district"):
        assert village.code.startswith(village.district.code + ".1")
        assert village.bps_code.startswith(village.district.bps_code)
        assert village.postal_code.startswith("294")


@pytest.mark.parametrize(
    ("code", "bps", "name", "short", "zone", "tile"),
    [
        ("21.71.07", "2171040", "Sei Beduk", "SBD", "MAINLAND", (2, 3)),
        ("21.71.06", "2171070", "Lubuk Baja", "LBJ", "MAINLAND", (1, 2)),
        ("21.71.01", "2171010", "Belakang Padang", "BKP", "HINTERLAND", (0, 0)),
        ("21.71.08", "2171030", "Galang", "GLG", "HINTERLAND", (3, 4)),
        ("21.71.12", "2171061", "Batu Aji", "BTA", "MAINLAND", (2, 1)),
    ],
)
def test_districts(code: str, bps: str, name: str, short: str, zone: str, tile: tuple[int, int]) -> None:
    district = District.objects.get(code=code)
    found = (district.bps_code, district.name, district.short_code, district.zone)
    assert found == (bps, name, short, zone)
    assert (district.tile_row, district.tile_col) == tile


def test_offices() -> None:
    kinds = Counter(Agency.objects.values_list("kind", flat=True))
    assert kinds == {"KECAMATAN": 12, "DPMPTSP": 1, "OPD": 14, "BPJS": 2, "PEMKO": 1}
    assert Agency.objects.get(district="21.71.06").number_code == "LBJ"
    assert all(len(code) == 3 and code.isalpha() for code in Agency.objects.values_list("number_code", flat=True))


def test_every_alias_key_is_the_key_of_its_text() -> None:
    for alias in NameAlias.objects.all():
        assert alias.key == area_key(alias.text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Batam Nagoya", "BPJS-NGY"),
        ("NAGOYA", "BPJS-NGY"),
        ("Kantor Cabang Batam Sekupang", "BPJS-SKP"),
        ("sekupang", "BPJS-SKP"),
        ("BPJS-SKP", "BPJS-SKP"),
    ],
)
def test_branches_by_name_or_code(text: str, code: str) -> None:
    alias = NameAlias.objects.get(kind=NameAlias.Kind.BRANCH, key=area_key(text))
    assert alias.agency is not None and alias.agency.code == code


def test_a_branch_name_is_no_district_by_itself() -> None:
    assert not NameAlias.objects.filter(kind=NameAlias.Kind.DISTRICT, key=area_key("Nagoya")).exists()


def test_denominators_say_what_they_are() -> None:
    city = WorkforceFigure.objects.get(area_code="21.71", year=2024, kind="penduduk bekerja")
    assert (city.people, city.is_estimate) == (606_492, False)
    by_district = WorkforceFigure.objects.filter(area_code__startswith="21.71.", year=2024)
    assert by_district.count() == 12 and all(figure.is_estimate for figure in by_district)
    assert sum(figure.people for figure in by_district) == city.people
    assert all(figure.source for figure in WorkforceFigure.objects.all())
    segments = WorkforceFigure.objects.filter(area_code="21.71", year=2025).values_list("kind", "people")
    assert dict(segments) == {"PU": 349_000, "BPU": 205_900, "JAKON": 101_000, "PMI": 4_000}


def test_holidays_are_dated_and_moon_days_unverified() -> None:
    holiday = apps.get_model("enrollment.Holiday").objects
    assert {day.year for day in holiday.values_list("date", flat=True)} == {2024, 2025, 2026, 2027}
    assert holiday.get(date="2026-08-17").is_verified
    assert not holiday.get(date="2026-03-21").is_verified
    assert not holiday.filter(name__contains="Idul", is_verified=True).exists()


def test_kbli_2020_in_both_languages() -> None:
    sections = apps.get_model("enrollment.KbliSection").objects.filter(version="2020")
    divisions = apps.get_model("enrollment.KbliDivision").objects.filter(version="2020")
    assert "".join(sections.values_list("section", flat=True)) == "ABCDEFGHIJKLMNOPQRSTU"
    assert divisions.count() == 88
    assert divisions.get(division="56").section == "I"
    assert all(section.title_id and section.title_en for section in sections)


def test_loading_again_adds_nothing() -> None:
    assert set(load_reference().values()) == {0}


def test_what_people_changed_stays() -> None:
    Agency.objects.filter(code="KEC-LBJ").update(address="Jalan Contoh 1", signer_title="Sekretaris Camat")
    WorkforceFigure.objects.filter(area_code="21.71.06").update(people=1)
    NameAlias.objects.filter(text="Tg. Uma").delete()
    NameAlias.objects.create(
        kind=NameAlias.Kind.VILLAGE, key="TELUKTRING", text="Teluk Tring", village_id="21.71.10.1003"
    )
    holiday = apps.get_model("enrollment.Holiday").objects
    holiday.filter(date="2026-05-15").delete()

    load_reference()

    office = Agency.objects.get(code="KEC-LBJ")
    assert (office.address, office.signer_title) == ("Jalan Contoh 1", "Sekretaris Camat")
    assert WorkforceFigure.objects.get(area_code="21.71.06").people == 1
    assert not NameAlias.objects.filter(text="Tg. Uma").exists()
    assert NameAlias.objects.filter(text="Teluk Tring").exists()
    assert not holiday.filter(date="2026-05-15").exists()


def test_a_removed_office_and_a_removed_year_come_back() -> None:
    Agency.objects.filter(code="BPJS-SKP").delete()
    holiday = apps.get_model("enrollment.Holiday").objects
    holiday.filter(date__year=2027).delete()

    added = load_reference()

    assert added["Agency"] == 1 and added["Holiday"] > 10
    assert Agency.objects.filter(code="BPJS-SKP").exists()


def test_the_command_prints_one_json_object() -> None:
    out = StringIO()
    call_command("load_reference", "--json", stdout=out)
    assert json.loads(out.getvalue())["added"]["Village"] == 0

"""Which place a cell names: every official spelling, every known other one, and the traps of domain §3.1."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.rules import AreaMatch, AreaTables, area_key, match_area, suggest_village

FIXTURE = Path(__file__).parents[2] / "districts" / "fixtures" / "batam_places.json"
PLACES = json.loads(FIXTURE.read_text(encoding="utf-8"))["districts"]
VILLAGES = [(district, village) for district in PLACES for village in district["villages"]]
TABLES = AreaTables(
    districts={area_key(text): d["code"] for d in PLACES for text in (d["name"], *d["spellings"])},
    villages={area_key(text): v["code"] for _, v in VILLAGES for text in (v["name"], *v["spellings"])},
    district_of={v["code"]: d["code"] for d, v in VILLAGES},
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Tanjung Uma", "TANJUNGUMA"),
        ("Kel. Tanjung  Uma", "TANJUNGUMA"),
        ("KELURAHAN TANJUNG UMA", "TANJUNGUMA"),
        ("kel.tanjung uma", "TANJUNGUMA"),
        ("Kec. Sei Beduk", "SEIBEDUK"),
        ("Kecamatan Sei-Beduk", "SEIBEDUK"),
        ("KECAMATANSEKUPANG", "SEKUPANG"),
        ("Tg. Uma", "TGUMA"),
        ("  belian\n", "BELIAN"),
        ("Bélian", "BELIAN"),
        ("Kelapa", "KELAPA"),  # no prefix, only the same letters
        ("Kel", "KEL"),
        ("", ""),
        ("-", ""),
    ],
)
def test_area_key(text: str, key: str) -> None:
    assert area_key(text) == key


@given(st.text(max_size=40))
def test_area_key_is_idempotent(text: str) -> None:
    assert area_key(area_key(text)) == area_key(text)


@given(st.sampled_from(VILLAGES), st.sampled_from(["", "Kel. ", "KELURAHAN ", "kel."]), st.booleans())
def test_official_names_match_however_they_are_dressed(pair: tuple[dict, dict], prefix: str, joined: bool) -> None:
    district, village = pair
    name = village["name"].replace(" ", "") if joined else village["name"]
    expected = AreaMatch(village["code"], district["code"])
    assert match_area(prefix + name, district["name"].upper(), TABLES) == expected
    assert match_area(prefix + name, "", TABLES) == expected


@pytest.mark.parametrize(
    ("village", "district", "expected"),
    [
        ("Sei Panas", "Batam Centre", AreaMatch("21.71.10.1006", "21.71.10")),
        ("Sungai Panas", "BATAM CENTER", AreaMatch("21.71.10.1006", "21.71.10")),
        ("Tg. Piayu", "Sungai Beduk", AreaMatch("21.71.07.1004", "21.71.07")),
        ("Mukakuning", "SEI BEDUK", AreaMatch("21.71.07.1001", "21.71.07")),
        ("Pulau Terong", "Belakangpadang", AreaMatch("21.71.01.1004", "21.71.01")),
        ("Setokok", "Bulang", AreaMatch("21.71.05.1006", "21.71.05")),
        ("Kp. Seraya", "Batuampar", AreaMatch("21.71.02.1004", "21.71.02")),
        ("Tj Uncang", "Batuaji", AreaMatch("21.71.12.1001", "21.71.12")),
        # A kelurahan called like a kecamatan with "Kota" behind it.
        ("Lubuk Baja Kota", "Lubuk Baja", AreaMatch("21.71.06.1003", "21.71.06")),
        ("Lubuk Baja", "Lubuk Baja", AreaMatch(None, "21.71.06", "VILLAGE_UNKNOWN")),
        ("Belian", "Lubuk Baja Kota", AreaMatch("21.71.10.1004", None, "DISTRICT_UNKNOWN")),
        ("Sagulung Kota", "Sagulung", AreaMatch("21.71.11.1004", "21.71.11")),
        # Two kelurahan called Baloi in two kecamatan, and a third beside them.
        ("Baloi Indah", "Lubuk Baja", AreaMatch("21.71.06.1006", "21.71.06")),
        ("Baloi Permai", "Batam Kota", AreaMatch("21.71.10.1001", "21.71.10")),
        ("Baloi Indah", "Batam Kota", AreaMatch("21.71.06.1006", "21.71.10", "AREA_MISMATCH")),
        ("Baloi", "Batam Kota", AreaMatch(None, "21.71.10", "VILLAGE_UNKNOWN")),
        ("", "Batam", AreaMatch(None, None, "DISTRICT_UNKNOWN")),
        ("", "Kota Batam", AreaMatch(None, None, "DISTRICT_UNKNOWN")),
        ("", "Batam Kota", AreaMatch(None, "21.71.10")),
        ("", "Nagoya", AreaMatch(None, None, "DISTRICT_UNKNOWN")),
        ("", "Jodoh", AreaMatch(None, None, "DISTRICT_UNKNOWN")),
        ("Jodoh", "Batu Ampar", AreaMatch(None, "21.71.02", "VILLAGE_UNKNOWN")),
        ("Belianan", "Batam Kota", AreaMatch(None, "21.71.10", "VILLAGE_UNKNOWN")),
        ("Bulang Lintang / Pantai Gelam", "Bulang", AreaMatch(None, "21.71.05", "VILLAGE_UNKNOWN")),
        ("", "", AreaMatch(None, None)),
        ("-", " ", AreaMatch(None, None)),
    ],
)
def test_match_area(village: str, district: str, expected: AreaMatch) -> None:
    assert match_area(village, district, TABLES) == expected


def test_a_mistyped_kelurahan_is_asked_about_not_matched() -> None:
    assert suggest_village("Belianan", TABLES.villages) == "BELIAN"
    assert suggest_village("Xyz", TABLES.villages) is None


def test_no_spelling_names_two_places() -> None:
    texts = [(area_key(text), v["code"]) for _, v in VILLAGES for text in (v["name"], *v["spellings"])]
    assert len(texts) == len(dict(texts))
    texts = [(area_key(text), d["code"]) for d in PLACES for text in (d["name"], *d["spellings"])]
    assert len(texts) == len(dict(texts))

"""Looking a business up by name: words, typos, kelurahan and owner as context, and the indexes it leans on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from districts.models import Village
from enrollment.models import Business
from enrollment.rules.names import name_key
from enrollment.selectors import search
from enrollment.selectors.search import Match, similar_businesses
from permits import services
from tests.factories import LUBUK_BAJA, SAGULUNG, make_business, make_employer, village_of

pytestmark = pytest.mark.django_db


def business(name: str, **given: Any) -> Business:
    return make_business(name=name, name_key=name_key(name), **given)


def found(text: str, **given: Any) -> list[Match]:
    return similar_businesses(text, **given)


@pytest.fixture
def named(reference: None) -> dict[str, Business]:
    pelita = Village.objects.get(name="Kampung Pelita")
    return {
        "here": business("CV Berkah Jaya", village=pelita, owner_name="Hendra Wijaya"),
        "there": business("Toko Berkah Jaya", village=village_of(SAGULUNG), owner_name="Siti Rahma"),
        "other": business("PT Samudra Niaga", village=village_of(SAGULUNG), owner_name="Yohanes Tan"),
    }


@pytest.mark.parametrize(
    "text", ["berkah jaya", "PT Berkah Jaya", "C.V. BERKAH JAYA", "berkah jaya, UD", "Berkah   Jaya"]
)
def test_a_legal_form_does_not_matter(named: dict[str, Business], text: str) -> None:
    assert {match.id for match in found(text)} == {named["here"].pk, named["there"].pk}
    assert found(text)[0] == Match(named["here"].pk, 1.0)


@pytest.mark.parametrize(
    "text", ["berkha jaya", "berkah jayaa", "barkah jaya", "berkahjaya", "samudera niaga", "samodra niaga"]
)
def test_a_typo_is_tolerated(named: dict[str, Business], text: str) -> None:
    wanted = "other" if text.startswith("sam") else "here"
    assert found(text)[0].id == named[wanted].pk


def test_a_kelurahan_that_is_typed_along_leads(named: dict[str, Business]) -> None:
    village = named["there"].village
    assert village is not None
    for text in (f"berkah jaya {village.name}", f"{village.name.upper()} berkah jaya"):
        first = found(text)[0]
        assert (first.id, first.same_village, first.same_owner) == (named["there"].pk, True, False)
    first = found("berkah jaya kampung pelita")[0]
    assert first == Match(named["here"].pk, 1.0, same_village=True)


def test_the_owner_that_is_typed_along_leads(named: dict[str, Business]) -> None:
    assert found("berkah jaya siti")[0].same_owner
    assert found("berkah jaya siti rahma")[0].id == named["there"].pk
    first = found("berkah jaya kampung pelita hendra")[0]
    assert (first.id, first.same_village, first.same_owner) == (named["here"].pk, True, True)
    assert found("berkah jaya budi") == [] or not any(match.same_owner for match in found("berkah jaya budi"))


def test_a_kelurahan_may_be_the_name_itself(reference: None) -> None:
    mine = business("Bengkel Batu Selicin", village=village_of(SAGULUNG))
    assert found("bengkel batu selicin")[0] == Match(mine.pk, 1.0)
    assert found("batu selicin")[0].id == mine.pk


def test_ones_own_kecamatan_comes_first_among_equals(reference: None) -> None:
    made = {code: business("Laundry Kilat", village=village_of(code)) for code in (SAGULUNG, LUBUK_BAJA)}
    for code, one in made.items():
        assert found("laundry kilat", district=code)[0].id == one.pk


def test_nothing_alike_is_nothing(named: dict[str, Business]) -> None:
    assert found("warung tenda pecel lele") == []


def test_both_indexes_serve_their_question(named: dict[str, Business]) -> None:
    """With sequential scans made dear the plans name the indexes: the expressions are theirs."""
    rules = {"business_name_words": search.BY_WORDS, "business_name_trgm": search.BY_LIKENESS}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for index, rule in rules.items():
            cursor.execute(
                f"EXPLAIN SELECT FROM enrollment_business b WHERE {rule.format(n='r')}", {"r_name": "BERKAH JAYA"}
            )
            assert index in str(cursor.fetchall())


def test_the_page_says_why_and_ends_with_none_of_these(
    client_of: Callable[[User], Client], officer: User, fresh: None, named: dict[str, Business]
) -> None:
    employer = make_employer(named["here"])
    check = services.check(text="berkah jaya kampung pelita hendra", service="DOMISILI", by=officer)
    page = client_of(officer).get(f"/cek/{check.pk}/").content.decode()
    assert "nama 1,00 · kelurahan sama · pemilik cocok" in page
    assert employer.npp not in page
    assert "Tidak ada yang cocok" in page
    assert 'data-kartu="T"' in page

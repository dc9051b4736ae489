"""A business known by its owner's passport goes through imports and their undo with the passport untouched."""

from __future__ import annotations

import pytest

from accounts import vault
from districts.models import Village
from enrollment.models import Business
from enrollment.services import operator, undo_batch
from enrollment.walk_in import WalkIn, record_walk_in
from tests.enrollment import sheets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def foreign(**given: str) -> Business:
    village = Village.objects.get(name="Baloi Indah")
    said = WalkIn(name="Kafe Laut", village=village, owner_name="J. Tan", owner_passport="E12345678", **given)
    return record_walk_in(walk_in=said, by=operator())


def passport_of(business: Business) -> str:
    business.refresh_from_db()
    assert business.owner_passport is not None
    return vault.unseal(bytes(business.owner_passport), "business.owner_passport")


def test_an_import_changes_it_and_its_undo_gives_it_back() -> None:
    business = foreign(nib="9120000000017")
    was = Business.objects.filter(pk=business.pk).values().get()
    sheet = sheets.BUSINESS | {"NIK_PEMILIK": None, "NPP": None}
    batch = sheets.bring(sheets.workbook([sheet]))
    assert (batch.changed, batch.new, batch.wrong) == (1, 0, 0)
    assert passport_of(business) == "E12345678"
    assert business.name == "PT Contoh Jaya"
    told = undo_batch(batch=batch, by=operator(), reason="uji coba pembatalan")
    assert told["kept"] == told["failed"] == []
    now = Business.objects.filter(pk=business.pk).values().get()
    same = {name: bytes(value) if isinstance(value, memoryview) else value for name, value in was.items()}
    assert {name: bytes(value) if isinstance(value, memoryview) else value for name, value in now.items()} == same


def test_it_stands_beside_businesses_of_the_sheet_without_nib() -> None:
    business = foreign()
    batch = sheets.bring(sheets.workbook([sheets.BUSINESS | {"NIB": None, "NPP": None, "NAMA_USAHA": "Kafe Laut"}]))
    assert (batch.new, batch.wrong) == (1, 0)
    assert passport_of(business) == "E12345678"
    assert Business.objects.filter(name_key="KAFE LAUT").count() == 2


def test_the_same_passport_name_and_place_is_the_same_business() -> None:
    assert foreign() == foreign()
    assert Business.objects.count() == 1

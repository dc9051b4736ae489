"""Instalment plans and disputes, entered by BPJS on the page of a business."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from districts.clock import today
from enrollment.models import Arrangement
from tests.factories import make_business, make_employer

pytestmark = pytest.mark.django_db


def test_an_instalment_plan_is_entered_read_and_ended(bpjs: User, client_of: Callable[[User], Client]) -> None:
    business = make_business(name="CV Cicil Contoh")
    employer = make_employer(business)
    client, page = client_of(bpjs), f"/usaha/{business.public_id}/"
    assert f"{page}kesepakatan/" in client.get(page).content.decode()
    last = today() + timedelta(days=30)
    form = {
        "employer": employer.pk,
        "kind": "INSTALMENT",
        "letter_number": "B/77/2026",
        "valid_from": f"{today():%d/%m/%Y}",
        "valid_to": f"{last:%d/%m/%Y}",
    }
    assert client.post(f"{page}kesepakatan/", form).status_code == 302
    row = Arrangement.objects.get(employer=employer)
    assert (row.kind, row.valid_to, row.made_by) == ("INSTALMENT", last, bpjs)
    assert "B/77/2026" in client.get(page).content.decode()
    assert client.post(f"{page}kesepakatan/{row.pk}/akhiri/").status_code == 302
    row.refresh_from_db()
    assert row.valid_to == today()


@pytest.mark.parametrize(
    ("field", "value"),
    [("valid_to", "31/12/2020"), ("valid_from", "31/02/2026"), ("employer", "999999"), ("letter_number", "")],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    bpjs: User, client_of: Callable[[User], Client], field: str, value: str
) -> None:
    business = make_business()
    form = {
        "employer": make_employer(business).pk,
        "kind": "DISPUTE",
        "letter_number": "B/1",
        "valid_from": "01/11/2026",
        "valid_to": "30/11/2026",
    }
    answer = client_of(bpjs).post(f"/usaha/{business.public_id}/kesepakatan/", form | {field: value})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Arrangement.objects.exists()


def test_an_agreement_of_another_business_is_not_found(bpjs: User, client_of: Callable[[User], Client]) -> None:
    mine, other = make_business(), make_business()
    row = Arrangement.objects.create(
        employer=make_employer(other),
        kind="DISPUTE",
        letter_number="B/2",
        valid_from=today(),
        valid_to=today(),
        made_by=bpjs,
    )
    assert client_of(bpjs).post(f"/usaha/{mine.public_id}/kesepakatan/{row.pk}/akhiri/").status_code == 404

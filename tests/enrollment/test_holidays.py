"""Holidays are rows a system admin edits: with a trace, and due dates follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from enrollment.models import Holiday
from enrollment.rules.calendar import due_date
from enrollment.selectors.status import holidays

pytestmark = pytest.mark.django_db
LIST = "/admin/enrollment/holiday/"
# October 2026 is due on Monday the 16th of November, as the 15th is a Sunday.
DAY = {"date": "2026-11-16", "name": "Libur daerah rekaan", "is_verified": "on"}


def test_an_added_day_moves_what_is_due_and_a_deleted_one_moves_it_back(
    client_of: Callable[[User], Client], admin_user: User
) -> None:
    page, month, before = client_of(admin_user), date(2026, 10, 1), due_date(date(2026, 10, 1), holidays())
    assert before == date(2026, 11, 16)
    assert page.post(f"{LIST}add/", DAY).status_code == 302
    assert due_date(month, holidays()) == date(2026, 11, 17)
    assert "Libur daerah rekaan" in page.get(LIST).text
    assert page.post(f"{LIST}2026-11-16/delete/", {"post": "yes"}).status_code == 302
    assert due_date(month, holidays()) == before
    assert set(AuditEvent.objects.filter(actor=admin_user).values_list("verb", flat=True)) >= {
        "enrollment.delete_holiday"
    }


def test_a_day_is_verified_and_keeps_its_date(client_of: Callable[[User], Client], admin_user: User) -> None:
    Holiday.objects.create(date=date(2026, 11, 16), name="Belum pasti")
    url = f"{LIST}2026-11-16/change/"
    assert client_of(admin_user).post(url, {**DAY, "date": "2026-11-18"}).status_code == 302
    row = Holiday.objects.get(name="Libur daerah rekaan")
    assert (row.date, row.is_verified) == (date(2026, 11, 16), True)


def test_only_system_admins_see_them(client_of: Callable[[User], Client], officer: User, bpjs: User) -> None:
    assert {client_of(user).get(LIST).status_code for user in (officer, bpjs)} == {403}

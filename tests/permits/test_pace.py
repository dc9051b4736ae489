"""The timer of a desk: from the check to the decision, for the desk's own eyes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from districts.clock import today
from districts.models import Agency
from enrollment.models import Business
from permits import services
from permits.models import StatusChange
from permits.selectors.pace import Pace, pace_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_decisions(officer: User, supervisor: User, compliant: Business) -> None:
    """Nine, eleven and thirty seconds after their checks; one decided by somebody else counts for nobody."""
    for seconds in (9, 11, 30):
        check = services.check_business(business=compliant, service="DOMISILI", by=officer)
        file = services.open_application(check=check, by=officer)
        for who in (officer, supervisor):
            StatusChange.objects.create(
                application=file, by=who, event="CLEARED", to_state="CLEARED", check_row=check,
                at=check.at + timedelta(seconds=seconds),
            )  # fmt: skip


def test_median_and_slow_end_of_the_day(three_decisions: None) -> None:
    office = Agency.objects.get(code="KEC-LBJ")
    assert pace_of(office, today()) == Pace(decisions=3, median=11, p95=30)
    assert pace_of(Agency.objects.get(code="KEC-SGL"), today()) is None
    assert pace_of(office, today() - timedelta(days=1)) is None


def test_only_the_desk_reads_it(
    three_decisions: None, client_of: Callable[[User], Client], officer: User, stranger: User, bpjs: User
) -> None:
    assert "median 11 detik, 95% dalam 30 detik (dari 3 keputusan)" in client_of(officer).get("/permohonan/").text
    for other in (stranger, bpjs):
        assert "median" not in client_of(other).get("/permohonan/").text

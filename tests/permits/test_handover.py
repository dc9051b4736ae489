"""The queue's numbers and order, and a file that passes from hand to hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import Forbidden
from accounts.models import User
from districts.clock import today
from enrollment.models import Business
from permits import services
from permits.errors import Refused, Stale
from permits.models import Application
from permits.selectors.desk import colleagues_of, next_file, queue_of
from tests.factories import make_business

pytestmark = pytest.mark.django_db


def received(by: User, name: str = "Usaha Antre") -> Application:
    business = make_business(name=name)
    return services.open_application(check=services.check_business(business=business, service="DOMISILI", by=by), by=by)


def test_the_queue_counts_in_two_queries(officer: User, compliant: Business, unregistered: Business) -> None:
    for business in (compliant, unregistered):
        check = services.check_business(business=business, service="DOMISILI", by=officer)
        verb = services.clear if business is compliant else services.hold
        verb(check=check, by=officer)
    file = received(officer)
    with CaptureQueriesContext(connection) as queries:
        queue = queue_of(file.agency, today())
        assert [str(row.assigned_to or "") + row.permit_type.chip for row in queue.rows]
    assert len(queries) == 2
    assert (queue.checked, queue.passed, queue.held, queue.waiting, queue.total) == (3, 1, 1, 1, 3)
    assert queue_of(None, today()).rows == []


def test_what_is_ready_comes_first_then_ones_own(officer: User, colleague: User) -> None:
    first, second, third = received(officer), received(officer), received(officer)
    assert next_file(officer) == first
    services.take_file(application=first, by=colleague)
    assert next_file(officer) == second
    services.take_file(application=third, by=officer)
    assert next_file(officer) == third
    Application.objects.filter(pk=second.pk).update(state="READY", ready_at="2026-11-20T08:00:00+07:00")
    assert next_file(officer) == second
    assert queue_of(first.agency, today()).rows[0] == second


def test_a_file_goes_to_a_colleague_with_a_note(officer: User, colleague: User) -> None:
    file = services.hand_over(application=received(officer), to=colleague, by=officer, note="istirahat")
    assert (file.assigned_to, file.state) == (colleague, "RECEIVED")
    step = file.history.first()
    assert step is not None
    assert (step.event, step.by, step.from_state, step.to_state) == ("HANDED_OVER", officer, "RECEIVED", "RECEIVED")
    assert step.note == f"→ {colleague}: istirahat"


def test_taking_twice_is_one_step(officer: User) -> None:
    file = services.take_file(application=received(officer), by=officer)
    again = services.take_file(application=file, by=officer)
    assert (again.assigned_to, again.version) == (officer, file.version)
    assert file.history.filter(event="HANDED_OVER").count() == 1


def test_it_stays_in_the_house(officer: User, stranger: User, ptsp: User) -> None:
    file = received(officer)
    assert officer in colleagues_of(file.agency_id)
    assert stranger not in colleagues_of(file.agency_id)
    for outsider in (stranger, ptsp):
        with pytest.raises(Refused, match="NOT_A_COLLEAGUE"):
            services.hand_over(application=file, to=outsider, by=officer)
        with pytest.raises(Forbidden):
            services.take_file(application=file, by=outsider)


def test_a_stale_page_hands_nothing_over(officer: User, colleague: User, supervisor: User) -> None:
    file = received(officer)
    services.take_file(application=file, by=colleague)
    with pytest.raises(Stale):
        services.hand_over(application=file, to=supervisor, by=officer, version=file.version)


def test_a_decided_file_has_no_holder_to_change(officer: User, colleague: User, compliant: Business) -> None:
    check: Any = services.check_business(business=compliant, service="DOMISILI", by=officer)
    file = services.clear(check=check, by=officer).application
    with pytest.raises(Refused, match="IS_DECIDED"):
        services.hand_over(application=file, to=colleague, by=officer)


def test_the_pages_hand_over(client_of: Any, officer: User, colleague: User, unregistered: Business) -> None:
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer)
    file = services.hold(check=check, by=officer).application
    client = client_of(officer)
    page = client.get(f"/permohonan/{file.pk}/").content.decode()
    assert "Ambil berkas" in page
    assert client.post(f"/permohonan/{file.pk}/ambil/").status_code == 303
    assert f"dipegang {officer}" in client.get(f"/permohonan/{file.pk}/").content.decode()
    file.refresh_from_db()
    url = f"/permohonan/{file.pk}/serahkan/"
    wrong = client.post(url, {"to": "", "note": "makan", "version": file.version})
    assert (wrong.status_code, "Pilih rekan di kantor ini." in wrong.content.decode()) == (422, True)
    given = {"to": colleague.pk, "note": "istirahat", "version": file.version}
    assert client.post(url, given).status_code == 303
    stale = client.post(url, {**given, "to": officer.pk})
    assert (stale.status_code, "istirahat" in stale.content.decode()) == (409, True)
    file.refresh_from_db()
    assert file.assigned_to == colleague


def test_the_list_tells_what_to_do(client_of: Any, officer: User, colleague: User, unregistered: Business) -> None:
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer)
    file = services.hold(check=check, by=officer).application
    other = received(officer, "Usaha Kedua")
    services.take_file(application=file, by=officer)
    page = client_of(officer).get("/permohonan/").content.decode()
    assert "Milik saya (1)" in page
    assert "Ditahan (1)" in page
    assert other.number in page
    mine = client_of(officer).get("/permohonan/?mine=1").content.decode()
    assert file.number in mine
    assert other.number not in mine
    assert "Milik saya (0)" in client_of(colleague).get("/permohonan/").content.decode()
    counter = client_of(officer).get("/loket/").content.decode()
    assert str(officer) in counter[counter.index("Antrean hari ini") :]

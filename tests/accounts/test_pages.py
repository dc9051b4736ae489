"""Headers on every answer, language, error pages, probes, the admin's verbs and the demo accounts."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from accounts import demo, services
from accounts.access import Denied, Forbidden, ensure
from accounts.logs import Private
from accounts.models import Assignment, AuditEvent, User, WorkerBeat
from accounts.rules import Role
from accounts.scope import ScopedQuerySet
from accounts.selectors.login import has_second_factor
from districts.clock import today
from districts.models import Agency

pytestmark = pytest.mark.django_db

REQUIRED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store, private",
}


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("2171010101900007")


def refuse(request: HttpRequest) -> HttpResponse:
    ensure(Denied("Bukan kantor Anda."))
    return HttpResponse()


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


urlpatterns = [path("rusak/", boom), path("basis-data-pergi/", away), path("tolak/", refuse)]
handler403 = "accounts.views.errors.forbidden"
handler500 = "accounts.views.errors.server_error"


@pytest.mark.parametrize(
    "address", ["/masuk/", "/bantuan/", "/healthz", "/readyz", "/tidak-ada/", "/", "/akun/", "/admin/"]
)
@pytest.mark.parametrize("signed", [True, False])
def test_every_answer_carries_the_headers(client_of, admin_user, address: str, signed: bool):
    response = (client_of(admin_user) if signed else Client()).get(address)
    assert {name: response.headers.get(name) for name in REQUIRED} == REQUIRED
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "HX-Request" in response.headers["Vary"]
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert len(response.headers["X-Request-ID"]) == 36


@override_settings(ROOT_URLCONF="tests.accounts.test_pages")
def test_our_own_fault_has_a_code_and_all_headers_and_no_data():
    response = Client(raise_request_exception=False).get("/rusak/")
    assert response.status_code == 500
    assert "Terjadi gangguan di sistem kami" in response.text
    assert response.headers["X-Request-ID"][:4].upper() in response.text
    assert "2171010101900007" not in response.text
    assert response.headers["Content-Security-Policy"]


@override_settings(ROOT_URLCONF="tests.accounts.test_pages")
def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back():
    response = Client(raise_request_exception=False).get("/basis-data-pergi/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")


@override_settings(ROOT_URLCONF="tests.accounts.test_pages")
def test_a_refusal_shows_its_sentence():
    response = Client().get("/tolak/")
    assert response.status_code == 403
    assert "Bukan kantor Anda." in response.text


def test_not_found_is_the_same_bytes_for_every_address(client_of, officer):
    client = client_of(officer)
    bodies = {client.get(f"/{tail}").content for tail in ("tidak-ada/", "zzz", "%00", "-1", "cek", "a/b/c/?x=1")}
    assert len(bodies) == 1
    assert "Halaman tidak ditemukan" in bodies.pop().decode()


def test_not_found_offers_no_form_it_has_no_token_for(client_of, officer):
    page = client_of(officer)
    assert 'action="/bahasa/"' in page.get("/loket/").text
    assert 'method="post"' not in page.get("/loket/tidak-ada/").text


def test_the_language_is_the_user_s_and_never_the_browser_s(client_of, officer):
    client = client_of(officer)
    english = {"Accept-Language": "en"}
    assert client.get("/bantuan/", headers=english).headers["Content-Language"] == "id"
    client.post("/bahasa/", {"language": "en", "next": "/bantuan/"})
    officer.refresh_from_db()
    assert officer.language == "en"
    assert 'lang="en"' in client.get("/bantuan/").text
    assert 'lang="en"' in client_of(officer).get("/bantuan/").text  # another browser, same person


def test_without_a_user_the_cookie_decides():
    client = Client()
    assert client.get("/masuk/", headers={"Accept-Language": "en"}).headers["Content-Language"] == "id"
    client.post("/bahasa/", {"language": "en", "next": "/masuk/"})
    assert client.get("/masuk/").headers["Content-Language"] == "en"
    client.post("/bahasa/", {"language": "xx", "next": "/masuk/"})
    assert client.get("/masuk/").headers["Content-Language"] == "en"


def test_ready_degraded_and_unavailable(client, monkeypatch, settings):
    assert client.get("/readyz").json()["status"] == "degraded"  # no worker yet
    WorkerBeat.objects.create(name="w")
    assert client.get("/readyz").json() == {
        "status": "ok",
        "checks": dict.fromkeys(("database", "migrations", "accounts", "redis", "worker"), True),
    }
    WorkerBeat.objects.update(seen_at=Now() - timedelta(seconds=61))
    assert client.get("/readyz").json()["checks"]["worker"] is False
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]["redis"]) == (200, False)


def test_without_a_database_it_is_alive_and_not_ready(client, monkeypatch):
    def down() -> bool:
        raise ConnectionError

    monkeypatch.setattr("accounts.selectors.readiness._database_answers", down)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert response.json()["checks"] == dict.fromkeys(("database", "migrations", "accounts", "worker"), False) | {
        "redis": True
    }


def test_a_system_admin_makes_an_account_and_gives_it_a_role(client_of, admin_user):
    client = client_of(admin_user)
    password = "rahasia-pertama-2026"
    fields = {"username": "baru", "display_name": "Orang Baru", "language": "id"}
    response = client.post("/admin/accounts/user/add/", fields | {"password1": password, "password2": password})
    assert response.status_code == 302, response.text
    made = User.objects.get(username="baru")
    assert made.check_password(password) and not made.is_superuser
    office = Agency.objects.get(code="KEC-LBJ")
    client.post(
        "/admin/accounts/assignment/add/",
        {"user": made.pk, "role": "PK", "agency": office.pk, "valid_from": "2026-01-01"},
    )
    assert made.scope.has(Role.COUNTER)
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["accounts.create_user", "accounts.assign"]


def test_a_system_admin_never_touches_the_own_account(client_of, admin_user):
    client = client_of(admin_user)
    address = f"/admin/accounts/user/{admin_user.pk}/change/"
    response = client.post(address, {"username": "admin", "language": "id", "is_active": ""})
    assert response.status_code == 403
    assert "Minta admin lain" in response.text
    office = Agency.objects.get(code="PEMKO")
    own = {"user": admin_user.pk, "role": "BH", "agency": office.pk, "valid_from": "2026-01-01"}
    assert client.post("/admin/accounts/assignment/add/", own).status_code == 403
    assert not AuditEvent.objects.exists()


def test_a_system_admin_resets_a_lost_factor_of_others_only(client_of, admin_user, officer):
    client = client_of(admin_user)
    TOTP.activate(officer, generate_totp_secret())
    act = {"action": "reset_factor", "_selected_action": [officer.pk]}
    assert client.post("/admin/accounts/user/", act).status_code == 302
    assert not has_second_factor(officer)
    assert AuditEvent.objects.get().verb == "accounts.reset_factor"
    own = {"action": "reset_factor", "_selected_action": [admin_user.pk]}
    assert client.post("/admin/accounts/user/", own).status_code == 403


def test_a_role_counts_from_its_first_day_to_its_last(officer):
    assignment = Assignment.objects.get(user=officer)
    for first, last, holds in [(0, 0, True), (1, None, False), (-9, -1, False), (-9, 0, True)]:
        assignment.valid_from = today() + timedelta(days=first)
        assignment.valid_to = None if last is None else today() + timedelta(days=last)
        assignment.save()
        assert User.objects.get(pk=officer.pk).scope.has(Role.COUNTER) is holds


def test_an_ended_assignment_is_over_today_and_kept(officer, admin_user):
    assignment = Assignment.objects.get(user=officer)
    services.end_assignment(assignment=assignment, by=admin_user)
    assert not User.objects.get(pk=officer.pk).scope.roles
    assert Assignment.objects.filter(user=officer).count() == 1


@pytest.mark.parametrize("verb", ["save_user", "save_assignment"])
def test_only_a_system_admin_manages_accounts(officer, colleague, verb: str):
    arguments: dict[str, Any] = {
        "save_user": {"user": colleague, "changed": []},
        "save_assignment": {"assignment": Assignment.objects.get(user=colleague)},
    }[verb]
    with pytest.raises(Forbidden):
        getattr(services, verb)(by=officer, **arguments)


def test_scopes_of_the_cast(officer, ptsp_head, opd_head, branch_head, leader):
    assert officer.scope.district_codes == {"21.71.06"} and not officer.scope.is_city
    assert ptsp_head.scope.is_city and branch_head.scope.is_city and leader.scope.is_city
    assert not opd_head.scope.is_city and opd_head.scope.agency_codes == {"OPD-PAR"}


def test_a_model_that_does_not_say_who_sees_it_is_seen_by_nobody(officer):
    with pytest.raises(NotImplementedError):
        ScopedQuerySet(User).visible_to(officer)


def test_demo_accounts_are_made_twice_and_refused_in_production(reference, settings):
    call_command("make_demo_accounts", stdout=StringIO())
    call_command("make_demo_accounts", stdout=StringIO())
    assert User.objects.filter(is_demo=True).count() == len(demo.ACCOUNTS) == 15
    assert Assignment.objects.count() == 15
    assert User.objects.get(username="petugas.lubukbaja").check_password("cekjamsos-demo")
    settings.DEMO = False
    with pytest.raises(SystemExit):
        call_command("make_demo_accounts", stdout=StringIO(), stderr=StringIO())
    assert Client().get("/readyz").status_code == 503
    with pytest.raises(ImproperlyConfigured):
        demo.make_accounts("x")


@pytest.mark.django_db(transaction=True)
def test_production_does_not_start_beside_demo_accounts(settings):
    settings.DEMO = False
    demo.refuse_in_production()
    User.objects.create(username="contoh", is_demo=True)
    with pytest.raises(ImproperlyConfigured):
        demo.refuse_in_production()


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("NIK 2171010101900007 wrong", "NIK ••• wrong"),
        ("2171 0101 0190 0007", "•••"),
        ("KPJ 21123456789", "KPJ •••"),
        ("work 3f0c6a52-1111-4222-8333-123456789012 done", "work 3f0c6a52-1111-4222-8333-123456789012 done"),
        ("rows 286903 at 2026-11-22 06:10:00,123", "rows 286903 at 2026-11-22 06:10:00,123"),
    ],
)
def test_the_log_masks_long_numbers(message: str, shown: str):
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (message,), None)
    Private().filter(record)
    assert record.getMessage() == shown

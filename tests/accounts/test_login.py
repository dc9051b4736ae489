"""In, out, locked out, timed out, and the second factor (security.md T06, T07, B75 to B77)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts import services
from accounts.access import Forbidden
from accounts.models import AuditEvent, User
from accounts.step_up import step_up
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def axes(settings: Any) -> Iterator[None]:
    settings.AXES_ENABLED = True
    settings.LOGIN_DELAY_SECONDS = 0
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def client() -> Client:
    return Client()


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post("/masuk/", {"login": username, "password": password}, **extra)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def give_factor(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def test_the_right_password_lets_in_and_comes_back_to_the_page_asked_for(client, officer):
    response = client.get("/akun/")
    assert response.headers["Location"] == "/masuk/?next=%2Fakun%2F"
    response = client.post(response.headers["Location"], {"login": officer.username, "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/akun/")
    assert client.get("/akun/").status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_next_never_leads_away(client, officer, target: str):
    response = client.post("/masuk/", {"login": officer.username, "password": PASSWORD, "next": target})
    assert response.headers["Location"] == "/"
    response = client.post("/bahasa/", {"language": "en", "next": target})
    assert response.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_read_alike(client, officer):
    wrong = sign_in(client, officer.username, "salah-sekali")
    unknown = sign_in(client, "tidak.ada", "salah-sekali")
    assert wrong.status_code == unknown.status_code == 400
    assert "Nama pengguna atau kata sandi salah." in wrong.text
    assert "Nama pengguna atau kata sandi salah." in unknown.text


def test_very_long_passwords(client, officer):
    officer.set_password("x" * 64)
    officer.save()
    assert sign_in(client, officer.username, "x" * 64).status_code == 302
    assert sign_in(Client(), officer.username, "x" * 5000).status_code == 400


def test_the_eleventh_wrong_try_is_answered_429_even_with_the_right_password(client, officer):
    answers = [sign_in(client, officer.username, f"salah-{n}").status_code for n in range(11)]
    assert set(answers[:9]) == {400} and answers[10] == 429
    response = sign_in(client, officer.username)
    assert response.status_code == 429
    assert "Coba lagi dalam 15 menit" in response.text


def test_nobody_can_lock_out_a_rival_from_another_address(client, officer):
    for n in range(11):
        sign_in(client, officer.username, f"salah-{n}", REMOTE_ADDR="10.0.0.1")
    assert sign_in(Client(), officer.username, REMOTE_ADDR="10.0.0.2").status_code == 302


def test_a_name_that_is_tried_from_many_addresses_is_slowed_down(client, officer, settings, monkeypatch):
    slept: list[float] = []
    settings.LOGIN_DELAY_SECONDS = 0.25
    monkeypatch.setattr("accounts.adapters.time.sleep", slept.append)
    for n in range(14):
        sign_in(client, officer.username, "salah", REMOTE_ADDR=f"10.0.0.{n}")
    assert slept == [0.25, 0.5, 0.75, 1.0]


def test_a_forged_forwarded_address_does_not_help(client, officer, settings):
    for n in range(11):
        sign_in(client, officer.username, "salah", headers={"X-Forwarded-For": f"10.9.9.{n}"})
    assert sign_in(client, officer.username).status_code == 429
    settings.TRUSTED_PROXIES = frozenset({"127.0.0.1"})
    assert sign_in(client, officer.username, headers={"X-Forwarded-For": "10.9.9.99"}).status_code == 302


def test_logout_ends_the_session_and_empties_the_browser(client, officer):
    sign_in(client, officer.username)
    response = client.post("/keluar/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/akun/").status_code == 302


@pytest.mark.parametrize(
    ("key", "seconds"), [("seen", "SESSION_IDLE_SECONDS"), ("started", "SESSION_ABSOLUTE_SECONDS")]
)
def test_a_session_ends_after_a_pause_and_after_a_day(client, officer, settings, key: str, seconds: str):
    sign_in(client, officer.username)
    assert client.get("/akun/").status_code == 200
    session = client.session
    session[key] -= getattr(settings, seconds) + 1
    session.save()
    response = client.get("/akun/", follow=True)
    assert response.redirect_chain[0][0] == "/masuk/?next=%2Fakun%2F"
    assert "Sesi Anda berakhir" in response.text
    assert "sesi" not in client.cookies or not client.session.get("_auth_user_id")


def test_a_disabled_user_is_out_at_the_next_request(client, officer):
    sign_in(client, officer.username)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get("/akun/").status_code == 302


def test_a_new_password_ends_the_other_sessions_and_is_audited(client, officer):
    other = Client()
    sign_in(client, officer.username)
    sign_in(other, officer.username)
    new = "kata-sandi-baru-2026"
    response = client.post(
        "/akun/kata-sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True
    )
    assert "Kata sandi diganti." in response.text
    assert other.get("/akun/").status_code == 302
    assert AuditEvent.objects.filter(verb="accounts.change_own_password").count() == 1


def test_other_sessions_end_from_the_own_account_and_by_a_system_admin(client, officer, admin_user, client_of):
    other, stranger = Client(), Client()
    for browser in (client, other):
        sign_in(browser, officer.username)
    sign_in(stranger, admin_user.username)
    assert client.post("/akun/sesi/").status_code == 302
    assert [c.get("/akun/").status_code for c in (client, other, stranger)] == [200, 302, 200]
    act = {"action": "end_sessions", "_selected_action": [officer.pk]}
    assert client_of(admin_user).post("/admin/accounts/user/", act).status_code == 302
    assert client.get("/akun/").status_code == 302
    assert AuditEvent.objects.filter(verb="accounts.end_sessions").count() == 2
    with pytest.raises(Forbidden):
        services.end_sessions(user=admin_user, by=officer)


@pytest.mark.parametrize("new", ["pendek", "password1234", "123456789012"])
def test_weak_passwords_are_refused(client, officer, new: str):
    sign_in(client, officer.username)
    response = client.post("/akun/kata-sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert response.status_code == 400
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_a_required_factor_is_set_up_before_anything_else(client, officer, settings):
    settings.MFA_REQUIRED = True
    sign_in(client, officer.username)
    assert client.get("/").headers["Location"] == "/akun/pengaman/aktifkan/"
    assert client.get("/lainnya/").headers["Location"] == "/akun/pengaman/aktifkan/"
    client.post("/akun/konfirmasi/", {"password": PASSWORD})
    page = client.get("/akun/pengaman/aktifkan/")
    assert page.status_code == 200
    response = client.post("/akun/pengaman/aktifkan/", {"code": code_of(page.context["form"].secret)}, follow=True)
    assert response.redirect_chain[-1][0] == "/akun/pengaman/kode-cadangan/"
    assert client.get("/lainnya/").status_code == 200
    assert AuditEvent.objects.filter(verb="accounts.add_second_factor").count() == 1
    assert client.post("/akun/pengaman/matikan/").status_code in {200, 302}
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


def test_the_password_alone_does_not_let_in_and_a_code_works_once(client, officer):
    secret = give_factor(officer)
    assert sign_in(client, officer.username).headers["Location"].startswith("/masuk/kode/")
    assert client.get("/akun/").status_code == 302
    code = code_of(secret)
    assert client.post("/masuk/kode/", {"code": code}).status_code == 302
    assert client.get("/akun/").status_code == 200
    again = Client()
    sign_in(again, officer.username)
    assert "Kode salah" in again.post("/masuk/kode/", {"code": code}).text


def test_a_recovery_code_works_once(client, officer):
    give_factor(officer)
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    sign_in(client, officer.username)
    assert client.post("/masuk/kode/", {"code": code}).status_code == 302
    again = Client()
    sign_in(again, officer.username)
    assert again.post("/masuk/kode/", {"code": code}).status_code == 200


def test_codes_cannot_be_guessed(client, officer):
    give_factor(officer)
    sign_in(client, officer.username)
    answers = [client.post("/masuk/kode/", {"code": "000000"}).status_code for _ in range(11)]
    assert answers[-1] == 429


def test_the_secret_lies_sealed(officer):
    secret = give_factor(officer)
    assert secret not in str(Authenticator.objects.get(user=officer).data)


def test_step_up_asks_for_a_fresh_code_where_there_is_a_factor(client, officer, settings):
    view = step_up(lambda request: HttpResponse("ok"))

    def ask() -> Any:
        request = RequestFactory().get("/impor/x/")
        request.user, request.session = officer, client.session
        return view(request)

    sign_in(client, officer.username)
    assert ask().status_code == 200  # no factor and none required: a no-op
    secret = give_factor(officer)
    assert ask().headers["Location"] == "/akun/konfirmasi/kode/?next=%2Fimpor%2Fx%2F"
    client.post("/akun/konfirmasi/kode/", {"code": code_of(secret)})
    assert ask().status_code == 200
    settings.STEP_UP_SECONDS = 0
    assert ask().status_code == 302

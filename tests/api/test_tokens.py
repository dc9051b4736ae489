"""Keys at the door: who gets in, from where, for what, how often; and what a leaked one is worth (B73, B74, T10)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from accounts import tokens
from accounts.access import Forbidden
from accounts.models import ApiToken, Assignment, AuditEvent, User
from districts.clock import today
from enrollment.models import Business
from permits.models import Check
from tests.api.conftest import Ask, asking, issue

pytestmark = pytest.mark.django_db


def _expire(token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk).update(expires_on=today() - timedelta(days=1))


def _revoke(token: ApiToken) -> None:
    tokens.revoke(token=token, by=token.created_by)


def _unapprove(token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk).update(approved_by=None, approved_at=None)


def _disable(token: ApiToken) -> None:
    User.objects.filter(pk=token.user_id).update(is_active=False)


def _unassign(token: ApiToken) -> None:
    Assignment.objects.filter(user=token.user_id).update(valid_from="2026-01-01", valid_to="2026-01-31")


def _move(token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk).update(addresses=["10.1.2.3"])


def _narrow(token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk).update(purposes=["PTSP_BARU"])


TABLE = [
    (_expire, 401, "UNAUTHENTICATED", "EXPIRED"),
    (_revoke, 401, "UNAUTHENTICATED", "REVOKED"),
    (_unapprove, 401, "UNAUTHENTICATED", "PENDING"),
    (_disable, 401, "UNAUTHENTICATED", "DISABLED"),
    (_unassign, 401, "UNAUTHENTICATED", "DISABLED"),
    (_move, 403, "TOKEN_ADDRESS", "ADDRESS"),
    (_narrow, 403, "PURPOSE", None),
]


@pytest.mark.parametrize(("harm", "status", "code", "told"), TABLE, ids=[row[0].__name__ for row in TABLE])
def test_a_key_that_does_not_open(
    ask: Ask, token: ApiToken, compliant: Business, harm: Any, status: int, code: str, told: str | None
) -> None:
    assert ask("checks", asking(compliant.nib or "")).status_code == 200
    harm(token)
    for _ in range(2):
        response = ask("checks", asking(compliant.nib or ""))
        assert (response.status_code, response.json()["code"]) == (status, code)
        assert response.headers["Content-Type"] == "application/problem+json"
        assert ("WWW-Authenticate" in response.headers) == (status == 401)
    assert Check.objects.count() == 1
    events = AuditEvent.objects.filter(verb="accounts.token_refused", target_id=str(token.pk))
    assert [event.data["code"] for event in events] == ([told] if told else [])


def test_nobody_and_an_unknown_secret(ask: Ask, secret: str) -> None:
    for headers in (
        {"key": None},
        {"key": "x"},
        {"key": "cjs_" + "A" * 43},
        {"key": secret + "x"},
        {"key": secret[:-1]},
    ):
        response = ask("checks", asking("9120004127835"), **headers)
        assert (response.status_code, response.json()["code"]) == (401, "UNAUTHENTICATED")
    basic = Client().post("/api/v1/checks", headers={"Authorization": f"Basic {secret}"})
    assert basic.status_code == 401


def test_a_session_is_no_token(officer: User, client_of: Any) -> None:
    assert client_of(officer).post("/api/v1/checks", {}, content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    "path", ["checks?token={}", "checks?x=1&access_token={}", "nothing?t={}", "referrals/{}", "openapi.json?q={}"]
)
def test_a_secret_in_a_url_is_dead(ask: Ask, secret: str, token: ApiToken, path: str) -> None:
    response = ask(path.format(secret))
    assert (response.status_code, response.json()["code"]) == (401, "TOKEN_IN_URL")
    token.refresh_from_db()
    assert token.is_revoked
    assert AuditEvent.objects.filter(verb="accounts.token_leaked", target_id=str(token.pk)).count() == 1
    assert secret not in response.content.decode()
    assert ask("openapi.json").status_code == 401


def test_only_the_digest_is_kept(token: ApiToken, secret: str) -> None:
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret.startswith(token.hint)
    assert len(token.hint) == 12
    assert secret not in str(list(AuditEvent.objects.values_list("data", flat=True)))


def test_the_peer_decides_not_what_it_claims(ask: Ask, admin_user: User, admin2: User) -> None:
    _token, secret = issue(admin_user, admin2, addresses=("10.1.2.3",))
    claims = {"X_Forwarded_For": "10.1.2.3", "X_Real_IP": "10.1.2.3", "Forwarded": "for=10.1.2.3"}
    assert ask("openapi.json", key=secret, **claims).status_code == 403
    with override_settings(TRUSTED_PROXIES=frozenset({"127.0.0.1"})):
        assert ask("openapi.json", key=secret, X_Forwarded_For="1.1.1.1, 10.1.2.3").status_code == 200
        assert ask("openapi.json", key=secret, X_Forwarded_For="10.1.2.3, 1.1.1.1").status_code == 403


def test_an_evil_host_is_refused_as_a_problem(ask: Ask) -> None:
    response = ask("openapi.json", Host="evil.example")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")


def test_quotas_by_hour_and_day(ask: Ask, token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk).update(quota_hour=2)
    statuses = [ask("openapi.json").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    over = ask("openapi.json")
    assert (over.json()["code"], 0 < int(over.headers["Retry-After"]) <= 3600) == ("QUOTA", True)
    ApiToken.objects.filter(pk=token.pk).update(quota_hour=300, quota_day=4)
    over = ask("openapi.json")
    assert (over.status_code, int(over.headers["Retry-After"]) > 3600) == (429, True)


def test_a_new_secret_does_not_begin_anew(ask: Ask, token: ApiToken, admin_user: User, admin2: User) -> None:
    ApiToken.objects.filter(pk=token.pk).update(quota_hour=1)
    token.refresh_from_db()
    assert ask("openapi.json").status_code == 200
    new = tokens.rotate(token=token, by=admin_user)
    assert ask("openapi.json", key=new.secret).status_code == 401
    tokens.approve(token=new.token, by=admin2)
    assert ask("openapi.json", key=new.secret).status_code == 429


def test_rotation_lets_the_old_secret_live_a_day(ask: Ask, token: ApiToken, admin_user: User, admin2: User) -> None:
    new = tokens.rotate(token=token, by=admin_user)
    with pytest.raises(Forbidden):
        tokens.rotate(token=token, by=admin_user)
    with pytest.raises(Forbidden):
        tokens.approve(token=new.token, by=admin_user)
    tokens.approve(token=new.token, by=admin2)
    assert ask("openapi.json").status_code == ask("openapi.json", key=new.secret).status_code == 200
    token.refresh_from_db()
    assert timedelta(hours=23) < token.revoked_at - timezone.now() <= timedelta(hours=24)  # type: ignore[operator]
    ApiToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
    assert (ask("openapi.json").status_code, ask("openapi.json", key=new.secret).status_code) == (401, 200)
    assert new.token.user_id == token.user_id


def test_a_key_is_made_by_two(reference: None, admin_user: User, officer: User, branch_head: User) -> None:
    for wrong in ({"expires_on": today() + timedelta(days=91)}, {"purposes": []}, {"purposes": ["DOMISILI"]}):
        with pytest.raises(Forbidden):
            issue(admin_user, None, **wrong)
    with pytest.raises(Forbidden):
        issue(officer, None)
    with pytest.raises(Forbidden):
        issue(admin_user, admin_user)
    made, _secret = issue(branch_head, admin_user, agency="KEC-LBJ", purposes=["DOMISILI"])
    assert (made.approved_by, made.is_in_force) == (admin_user, True)
    assert not made.user.has_usable_password()
    assert Client().login(username=made.user.username, password="") is False


def test_last_use_is_noted(ask: Ask, token: ApiToken) -> None:
    assert token.last_used_at is None
    ask("openapi.json")
    token.refresh_from_db()
    assert token.last_used_at is not None

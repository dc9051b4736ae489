"""Rows of accounts: own things for everybody signed in, open pages, probes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts import tokens
from accounts.models import ApiToken
from districts.clock import today
from districts.models import Agency
from tests.access.machinery import LOGIN, Row, everybody, ok


def pending_token(world: Any) -> dict[str, Any]:
    return {"pk": _issued(world).pk}


def token_in_force(world: Any) -> dict[str, Any]:
    return {"pk": tokens.approve(token=_issued(world), by=world.admin2).pk}


def _issued(world: Any) -> ApiToken:
    office = Agency.objects.get(code="DPMPTSP")
    wanted = tokens.Wanted("Portal", office, ["PTSP_LAMA"], today() + timedelta(days=9), quota_hour=9, quota_day=9)
    return tokens.create(wanted=wanted, by=world.admin_user).token


WRONG = {"login": "nobody", "password": "wrong-password"}

ROWS = [
    Row("home", "GET", everybody(302) | {"SA": 200, "none": 200, "expired": 200, "AC": 200, "AU": 302, "IA": 302}),
    # Whoever is signed in has no business at the door.
    Row("account_login", "GET", everybody(302), anonymous=200),
    Row("account_login", "POST", everybody(302), anonymous=400, data=WRONG),
    Row("draft", "GET", everybody(302)),  # nobody here has a form waiting
    Row("mfa_authenticate", "GET", everybody(302)),
    Row("mfa_authenticate", "POST", everybody(302), data={"code": "000000"}),
    Row("logout", "POST", everybody(LOGIN)),
    Row("set_language", "POST", everybody(302), anonymous=302, data={"language": "en", "next": "/bantuan/"}),
    Row("account", "GET", everybody()),
    Row("account", "POST", everybody(302), data={"language": "en"}),
    Row("account_end_sessions", "POST", everybody(302)),
    Row("account_change_password", "GET", everybody()),
    Row("account_change_password", "POST", everybody(400), data={"oldpassword": "wrong"}),
    Row("account_reauthenticate", "GET", everybody()),
    Row("account_reauthenticate", "POST", everybody(), data={"password": "wrong"}),
    # Nobody of the cast has a second factor: to the password instead.
    Row("mfa_reauthenticate", "GET", everybody(302)),
    Row("mfa_reauthenticate", "POST", everybody(302), data={"code": "000000"}),
    Row("mfa_index", "GET", everybody()),
    # A factor is only touched after the password was typed just now.
    Row("mfa_activate_totp", "GET", everybody(302)),
    Row("mfa_activate_totp", "POST", everybody(302), data={"code": "000000"}),
    Row("mfa_deactivate_totp", "GET", everybody(404)),
    Row("mfa_deactivate_totp", "POST", everybody(404)),
    Row("mfa_view_recovery_codes", "GET", everybody(404)),
    Row("mfa_generate_recovery_codes", "GET", everybody(302)),
    Row("mfa_generate_recovery_codes", "POST", everybody(302)),
    Row("mfa_download_recovery_codes", "GET", everybody(404)),
    Row("mail_settings", "GET", {"SA": 200}),
    Row("mail_settings", "POST", {"SA": 422}, data={"host": "", "port": "587"}),
    Row("mail_test", "POST", {"SA": 422}, data={"to": "bukan alamat"}),
    Row("delegations", "GET", ok("CM")),
    Row("delegations", "POST", ok("CM", 422)),
    Row("delegation_end", "POST", ok("CM", 404)),
    Row("tokens", "GET", ok("SA BH")),
    Row("token_new", "GET", ok("SA BH")),
    Row("token_new", "POST", ok("SA BH", 422), data={"kantor": "KEC-LBJ"}),
    Row("token_approve", "POST", ok("BH", 303), args=pending_token),  # who made it does not approve it
    Row("token_rotate", "POST", ok("SA BH", 303), args=token_in_force),
    Row("token_revoke", "POST", ok("SA BH", 303), args=token_in_force),
    Row("help", "GET", everybody(), anonymous=200),
    Row("shortcuts", "GET", everybody(), anonymous=200),
    Row("accessibility", "GET", everybody(), anonymous=200),
    Row("more", "GET", everybody()),
    Row("gallery", "GET", everybody()),
    Row("healthz", "GET", everybody(), anonymous=200),
    Row("readyz", "GET", everybody(), anonymous=200),
]

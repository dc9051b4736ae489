"""The first account of a new installation: once, with a password that holds."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User

pytestmark = pytest.mark.django_db


def first_admin(monkeypatch: pytest.MonkeyPatch, username: str, password: str) -> tuple[int, dict[str, Any]]:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    out = io.StringIO()
    try:
        call_command("first_admin", username, json=True, stdout=out)
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, json.loads(out.getvalue())


def test_it_is_made_once_and_manages_accounts(reference: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert first_admin(monkeypatch, "kepala.tik", "perahu-biru-diam-7") == (0, {"username": "kepala.tik"})

    client = Client()
    client.force_login(User.objects.get(username="kepala.tik"), backend="accounts.backends.SessionBackend")
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 200
    assert AuditEvent.objects.get(verb="accounts.make_first_admin").actor_name == "system"

    code, answer = first_admin(monkeypatch, "kedua", "perahu-biru-diam-8")
    assert (code, answer["error"]["code"]) == (1, "FORBIDDEN")
    assert not User.objects.filter(username="kedua").exists()


def test_a_weak_password_or_a_taken_name_makes_nobody(reference: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert first_admin(monkeypatch, "kepala.tik", "12345")[1]["error"]["code"] == "PASSWORD_WEAK"
    assert not User.objects.exists()
    User.objects.create(username="kepala.tik")
    assert first_admin(monkeypatch, "kepala.tik", "perahu-biru-diam-7")[1]["error"]["code"] == "USERNAME_TAKEN"

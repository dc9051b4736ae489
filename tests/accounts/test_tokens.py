"""/token/: a secret is seen once by who made it; the second person, the rotation and the end are a press each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import ApiToken, AuditEvent, User
from accounts.tokens.secret import digest_of
from districts.clock import today

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
SECRET = re.compile(r"cjs_[A-Za-z0-9_-]{43}")


def form(**fields: object) -> dict[str, object]:
    given = {"kantor": "DPMPTSP", "name": "Portal <b>PTSP</b>", "purposes": ["PTSP_LAMA"], "addresses": "10.1.2.3\n::1"}
    return given | {"expires_on": (today() + timedelta(days=30)).isoformat(), "quota_hour": 5, "quota_day": 9} | fields


def test_from_the_form_to_the_end(client_of: ClientOf, admin_user: User, branch_head: User) -> None:
    first, second = client_of(admin_user), client_of(branch_head)
    assert "DPMPTSP" in first.get("/token/baru/").content.decode()
    assert "PTSP_LAMA" in first.get("/token/baru/?kantor=DPMPTSP").content.decode()
    made = first.post("/token/baru/", form())
    assert (made.status_code, made.headers["Location"]) == (303, "/token/")
    token = ApiToken.objects.get()
    assert (token.addresses, token.purposes, token.quota_hour) == (["10.1.2.3", "::1"], ["PTSP_LAMA"], 5)
    shown = first.get("/token/").content.decode()
    (secret,) = set(SECRET.findall(shown))
    assert digest_of(secret) == token.digest
    assert "Portal &lt;b&gt;" in shown
    assert not SECRET.search(first.get("/token/").content.decode())
    assert first.post(f"/token/{token.pk}/setujui/").status_code == 403
    assert second.post(f"/token/{token.pk}/setujui/").status_code == 303
    assert first.post(f"/token/{token.pk}/ganti/").status_code == 303
    renewed = ApiToken.objects.get(rotated_from=token)
    assert second.post(f"/token/{renewed.pk}/setujui/").status_code == 303
    assert "Diganti" in second.get("/token/").content.decode()
    assert second.post(f"/token/{renewed.pk}/cabut/").status_code == 303
    assert "Dicabut" in second.get("/token/").content.decode()
    verbs = [verb for verb in AuditEvent.objects.values_list("verb", flat=True) if "token" in verb]
    assert [verb.removeprefix("accounts.").removesuffix("_token") for verb in verbs] == [
        "create",
        "approve",
        "rotate",
        "approve",
        "revoke",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"purposes": []},
        {"purposes": ["DOMISILI"]},
        {"addresses": "10.1.2"},
        {"quota_hour": 0},
        {"expires_on": (today() + timedelta(days=91)).isoformat()},
        {"expires_on": (today() - timedelta(days=1)).isoformat()},
    ],
    ids=str,
)
def test_what_the_form_refuses(client_of: ClientOf, admin_user: User, wrong: dict[str, object]) -> None:
    assert client_of(admin_user).post("/token/baru/", form(**wrong)).status_code == 422
    assert not ApiToken.objects.exists()


def test_an_office_or_a_key_that_is_not_there(client_of: ClientOf, admin_user: User) -> None:
    page = client_of(admin_user)
    assert page.get("/token/baru/?kantor=XXX").status_code == 404
    assert page.post("/token/baru/", form(kantor="BPJS")).status_code == 404
    assert {page.post(f"/token/{pk}/cabut/").status_code for pk in (0, 2**31, 2**63)} == {404}

"""Bodies nobody should send (B66, B69, B71, B72): told what is wrong, never a 500, nothing done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.logs import Private
from accounts.models import ApiCall, ApiToken
from accounts.tokens.calls import ABANDONED, forget_old_calls
from enrollment.models import Business
from permits.models import Check
from tests.api.conftest import Ask, asking
from tests.factories import make_nik

pytestmark = pytest.mark.django_db
GOOD = json.dumps(asking("9120004127835"))

BODIES = {
    "deep": (b"[" * 10_000 + b"]" * 10_000, 400),
    "deep object": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400),
    "5 MB": (b'{"identifier": "' + b"a" * 5_000_000 + b'"}', 413),
    "600 kB": (b'{"identifier": "' + b"a" * 600_000 + b'"}', 413),
    "1e400": (GOOD.replace('"9120004127835"', "1e400").encode(), 400),
    "-1e400": (GOOD.replace('"9120004127835"', "-1e400").encode(), 400),
    "NaN": (GOOD.replace('"9120004127835"', "NaN").encode(), 400),
    "huge integer": (GOOD.replace('"9120004127835"', "9" * 5000).encode(), 400),
    "twice": (GOOD.replace("{", '{"identifier": "x", ', 1).encode(), 400),
    "bad UTF-8": (GOOD.encode().replace(b"9120", b"\xff\xfe"), 400),
    "UTF-16": (GOOD.encode("utf-16"), 400),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD.encode(), 400),
    "NUL": (GOOD.replace("9120", "\\u0000").encode(), 400),
    "raw NUL": (GOOD.replace("9120", "\0").encode(), 400),
    "NUL in a name": (b'{"a\\u0000": 1}', 400),
    "surrogate": (GOOD.replace("9120", "\\ud800").encode(), 400),
    "not JSON": (b"identifier=1", 400),
    "half": (GOOD[:-1].encode(), 400),
    "list": (b"[]", 422),
    "null": (b"null", 422),
    "empty": (b"", 422),
    "unknown member": (GOOD.replace("{", '{"status": "APPROVED", "is_staff": true, ', 1).encode(), 400),
    "number for text": (GOOD.replace('"9120004127835"', "9120004127835").encode(), 422),
    "no application number": (b'{"identifier": "9120004127835", "service": "PTSP_LAMA"}', 422),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_cannot_be_read(ask: Ask, name: str) -> None:
    body, status = BODIES[name]
    for path in ("checks", "checks/batch"):
        response = ask(path, body)
        assert (response.status_code, response.json()["status"]) == (status, status) or path == "checks/batch"
        assert response.status_code in (400, 413, 422)
        assert response.headers["Content-Type"] == "application/problem+json"
        assert "9120004127835" not in response.content.decode()
    assert not Check.objects.exists()


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "text/json", "application/json; charset=utf-16"])
def test_another_media_type(ask: Ask, kind: str) -> None:
    response = ask("checks", GOOD.encode(), Content_Type=kind)
    assert (response.status_code, response.json()["code"]) == (415, "MEDIA_TYPE")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options", "trace"])
def test_another_method(ask: Ask, client: object, secret: str, method: str) -> None:
    headers = {"Authorization": f"Bearer {secret}", "X-HTTP-Method-Override": "POST"}
    response = getattr(client, method)("/api/v1/checks", headers=headers)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    if method != "head":
        assert response.json()["code"] == "METHOD_NOT_ALLOWED"


def test_a_persons_number_in_an_address_is_refused_and_not_logged(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    nik = make_nik()
    assert ask(f"checks?identifier={nik}").status_code == 405
    assert ask(f"referrals/{nik}").status_code == 404
    assert nik not in "".join(Private().filter(record) and record.getMessage() for record in caplog.records)
    assert not Check.objects.exists()


def test_addresses_that_do_not_exist(ask: Ask) -> None:
    for path in ("", "nothing", "checks/", "referrals/", "../../etc/passwd", "referrals/a/b"):
        response = ask(path)
        assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json"), path


class TestIdempotencyKey:
    """B72."""

    @pytest.fixture(autouse=True)
    def _business(self, compliant: Business) -> Iterator[None]:
        self.body = asking(compliant.nib or "")
        yield

    def test_not_a_uuid(self, ask: Ask) -> None:
        response = ask("checks", self.body, Idempotency_Key="17")
        assert (response.status_code, Check.objects.count()) == (400, 0)

    def test_the_same_again_gets_the_same_answer(self, ask: Ask) -> None:
        key = str(uuid4())
        first = ask("checks", self.body, Idempotency_Key=key)
        again = ask("checks", self.body, Idempotency_Key=key)
        assert (first.status_code, first.content) == (200, again.content)
        assert Check.objects.count() == 1
        other = ask("checks", self.body, Idempotency_Key=str(uuid4()))
        assert (other.json()["check"] != first.json()["check"], Check.objects.count()) == (True, 2)

    def test_another_body_under_the_same_key(self, ask: Ask) -> None:
        key = str(uuid4())
        ask("checks", self.body, Idempotency_Key=key)
        reused = ask("checks", self.body | {"application_number": "OTHER"}, Idempotency_Key=key)
        assert (reused.status_code, reused.json()["code"]) == (422, "KEY_REUSED")
        assert Check.objects.count() == 1

    def test_the_same_while_the_first_is_under_way(self, ask: Ask, token: ApiToken) -> None:
        key = str(uuid4())
        ask("checks", self.body, Idempotency_Key=key)
        ApiCall.objects.update(status=None, at=timezone.now())
        busy = ask("checks", self.body, Idempotency_Key=key)
        assert (busy.status_code, busy.json()["code"], "Retry-After" in busy.headers) == (409, "BUSY", True)
        assert Check.objects.count() == 1
        ApiCall.objects.update(at=timezone.now() - ABANDONED * 2)  # whoever had it is dead
        assert ask("checks", self.body, Idempotency_Key=key).status_code == 200

    def test_a_failure_may_be_tried_again(self, ask: Ask) -> None:
        key = str(uuid4())
        refused = self.body | {"identifier": "x"}
        assert [ask("checks", refused, Idempotency_Key=key).status_code for _ in range(2)] == [422, 422]
        assert not ApiCall.objects.exists()

    def test_answers_are_kept_a_day(self, ask: Ask) -> None:
        ask("checks", self.body, Idempotency_Key=str(uuid4()))
        assert forget_old_calls() == 0
        ApiCall.objects.update(at=timezone.now() - ABANDONED * 1000)
        assert forget_old_calls() == 1


def test_the_body_limit_of_the_framework_is_above_ours() -> None:
    from permits.api.parser import MOST_BYTES

    assert MOST_BYTES < settings.DATA_UPLOAD_MAX_MEMORY_SIZE

"""F39 of security.md §3: the session ends while somebody fills in a form, and not one field is lost."""

from __future__ import annotations

import re
import time
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client

from accounts import drafts, vault
from accounts.models import User
from districts.clock import now
from enrollment.models import Business
from permits import services
from permits.models import Application, Check
from tests.access.machinery import signed_in
from tests.factories import PASSWORD
from tests.faults.stack import assert_invariants
from tests.permits.conftest import feed, fresh, unregistered

__all__ = ["feed", "fresh", "unregistered"]
pytestmark = pytest.mark.django_db

LETTER = {
    "business_name": 'Bakso "Pak Min" & Rekan',
    "applicant_name": "Suparmin <b>",
    "phone": "0812 7000 0000",
    "declared_workers": "3",
    "confirm": "1",
}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def check(officer: User, unregistered: Business) -> Check:
    return services.check_business(business=unregistered, service="DOMISILI", by=officer)


@pytest.fixture
def desk(officer: User) -> Client:
    return signed_in(officer, enforce_csrf_checks=True)


def token_of(response: Any) -> str:
    found = TOKEN.search(response.text)
    assert found
    return found[1]


def hidden(response: Any) -> dict[str, str]:
    """The hidden fields of a page's main part, without Django's token."""
    main = response.text.partition("<main")[2].partition("</main>")[0]
    return {name: unescape(value) for name, value in HIDDEN.findall(main) if name != "csrfmiddlewaretoken"}


def end_session(desk: Client) -> None:
    session = desk.session
    session["seen"] -= django_settings.SESSION_IDLE_SECONDS + 1
    session.save()


def fill_in(desk: Client, check: Check, **headers: str) -> Any:
    """The letter's form, opened in time and sent too late."""
    token = token_of(desk.get(f"/cek/{check.pk}/"))
    end_session(desk)
    return desk.post(f"/cek/{check.pk}/tahan/", LETTER | {"csrfmiddlewaretoken": token}, headers=headers)


def log_in(desk: Client, page: Any, user: User) -> Any:
    form = hidden(page) | {"csrfmiddlewaretoken": token_of(page), "login": user.username, "password": PASSWORD}
    return desk.post("/masuk/", form)


def test_f39_the_form_is_still_there_after_the_login_and_sent_by_a_press(desk: Client, officer: User, check: Check):
    page = fill_in(desk, check)
    assert page.status_code == 401
    assert "Sesi Anda berakhir" in page.text and "Isian Anda aman" in page.text
    assert "0812" not in page.text and "Suparmin" not in page.text
    answer = log_in(desk, page, officer)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/isian/")
    offer = desk.get("/isian/")
    assert hidden(offer) == LETTER
    assert f'action="/cek/{check.pk}/tahan/"' in offer.text
    assert "Pastikan ini isian Anda sendiri" not in offer.text
    assert not Application.objects.exists()  # nothing is sent by itself
    sent = desk.post(f"/cek/{check.pk}/tahan/", hidden(offer) | {"csrfmiddlewaretoken": token_of(offer)})
    assert sent.status_code == 303
    file = Application.objects.get()
    assert (file.state, file.applicant_name) == ("HELD", "Suparmin <b>")
    assert vault.unseal(file.phone or b"", "application.phone") == "0812 7000 0000"
    assert_invariants()


def test_f39_a_wrong_password_in_between_loses_nothing(desk: Client, officer: User, check: Check):
    page = fill_in(desk, check)
    form = hidden(page) | {"csrfmiddlewaretoken": token_of(page), "login": officer.username, "password": "salah"}
    again = desk.post("/masuk/", form)
    assert again.status_code == 400
    log_in(desk, again, officer)
    assert hidden(desk.get("/isian/")) == LETTER


def test_f39_by_script_the_page_is_shown_as_it_is(desk: Client, officer: User, check: Check):
    page = fill_in(desk, check, **{"HX-Request": "true"})
    assert page.status_code == 401 and "HX-Redirect" not in page.headers
    log_in(desk, page, officer)
    assert hidden(desk.get("/isian/")) == LETTER


def test_f39_somebody_else_does_not_send_it(desk: Client, colleague: User, check: Check):
    log_in(desk, fill_in(desk, check), colleague)
    answer = desk.get("/isian/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert not Application.objects.exists()


def test_f39_where_nobody_knows_whose_it_is_the_page_asks(desk: Client, officer: User, check: Check):
    token = token_of(desk.get(f"/cek/{check.pk}/"))
    desk.session.flush()
    page = desk.post(f"/cek/{check.pk}/tahan/", LETTER | {"csrfmiddlewaretoken": token})
    log_in(desk, page, officer)
    offer = desk.get("/isian/")
    assert hidden(offer) == LETTER
    assert "Pastikan ini isian Anda sendiri" in offer.text


def test_f39_a_form_from_before_the_login_in_another_tab(desk: Client, officer: User, check: Check):
    """The login changed the token: the form comes back with a new one. From elsewhere it is plainly refused."""
    old = {"csrfmiddlewaretoken": "x" * 64}
    ours, foreign = {"Origin": "http://testserver"}, {"Origin": "https://evil.example"}
    page = desk.post(f"/cek/{check.pk}/tahan/", LETTER | old, headers=ours)
    assert page.status_code == 403 and hidden(page) == LETTER
    for headers in (foreign, {"Origin": "null"}, {}):
        refused = desk.post(f"/cek/{check.pk}/tahan/", LETTER | old, headers=headers)
        assert refused.status_code == 403 and hidden(refused) == {}
    sent = desk.post(f"/cek/{check.pk}/tahan/", hidden(page) | {"csrfmiddlewaretoken": token_of(page)})
    assert sent.status_code == 303


def test_f39_two_tabs_at_the_login_page(desk: Client, officer: User, check: Check):
    """Signed in in the other tab meanwhile: this tab's login form is stale, the form it carries is not lost."""
    page = fill_in(desk, check)
    log_in(desk, desk.get("/masuk/"), officer)
    form = hidden(page) | {"csrfmiddlewaretoken": "x" * 64, "login": "x", "password": "y"}
    offer = desk.post("/masuk/", form, headers={"Origin": "http://testserver"})
    assert (offer.status_code, hidden(offer)) == (403, LETTER)


def test_a_forged_cross_site_form_is_no_draft(officer: User, check: Check):
    nobody = Client(enforce_csrf_checks=True)
    answer = nobody.post(f"/cek/{check.pk}/tahan/", LETTER, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403 and 'name="draft"' not in answer.text


def test_a_draft_is_good_for_half_an_hour_and_cannot_be_made_up(desk: Client, officer: User, check: Check):
    token = hidden(fill_in(desk, check))["draft"]
    assert drafts.opened(token) is not None
    with time_machine.travel(now().timestamp() + drafts.LIFE_SECONDS + 60):
        assert drafts.opened(token) is None
    assert [drafts.opened(t) for t in ("", "x", token[:-8], "ä" * 20)] == [None] * 4


@pytest.mark.parametrize("path", ["/akun/kata-sandi/", "/admin/accounts/user/add/", "/masuk/kode/"])
def test_passwords_and_codes_are_never_kept(officer: User, path: str):
    response = Client().post(path, {"oldpassword": "rahasia", "code": "123456"})
    assert "rahasia" not in response.text and 'name="draft"' not in response.text


def test_a_page_that_only_polls_does_not_keep_its_session(desk: Client, officer: User):
    desk.get("/loket/")
    session = desk.session
    session["seen"] = before = time.time() - 120
    session.save()
    desk.get("/loket/", headers={"X-Poll": "1"})
    assert desk.session["seen"] == before
    end_session(desk)
    answer = desk.get("/loket/", headers={"X-Poll": "1", "HX-Request": "true"})
    # The poll ends; the page and whatever is typed on it stay.
    assert (answer.status_code, answer.content) == (286, b"")
    assert "HX-Redirect" not in answer.headers


def test_every_poll_says_that_it_is_one():
    templates = Path(django_settings.BASE_DIR, "templates").rglob("*.html")
    polls = [line for path in templates for line in path.read_text().splitlines() if 'hx-trigger="every' in line]
    assert polls
    assert [line for line in polls if "X-Poll" not in line] == []

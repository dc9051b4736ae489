"""B61 to B70, B74, B78 to B80 of security.md §4: what a request can be made of, and what it gets.

B61 and B62 in a real browser: tests/journeys/test_hostile_names.py. B71 to B73: tests/api. B75 to B77:
tests/accounts/test_login.py.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.apps import apps
from django.test import Client
from django.urls import reverse

import districts.rules
import enrollment.rules
import permits.rules
from accounts.models import AuditEvent, User
from enrollment.models import Business, ImportBatch
from permits import services
from permits.models import Application, Check, Receipt
from permits.services import checks
from tests.access.machinery import COLUMNS, Row, rows, signed_in
from tests.factories import CAST, make_business, make_nik
from tests.permits.conftest import compliant, feed, feed_register, fresh, paid, unregistered

__all__ = ["compliant", "feed", "fresh", "paid", "unregistered"]
pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
BAD_IDS = ("abc", "%00", "-1", str(2**63), str(uuid4()), "..%2f..%2fetc", "1%20OR%201=1", "%F0%9F%92%A3")
HOSTILE = (
    "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "{{7*7}} {% debug %}", "javascript:alert(1)",
    "<div hx-get=/jahat/ hx-trigger=load>",
)  # fmt: skip


@pytest.fixture
def desk(officer: User) -> Client:
    return signed_in(officer)


def received(business: Business, by: User) -> Application:
    check = services.check_business(business=business, service="DOMISILI", by=by)
    return services.open_application(check=check, by=by)


def form_for(file: Application, by: User, **more: str) -> dict[str, str]:
    assert file.business
    check = services.check_business(business=file.business, service="DOMISILI", by=by, application=file)
    file.refresh_from_db()
    shown = {"outcome": "continue", "note": "", "version": str(file.version), "key": str(uuid4())}
    return shown | {"check": str(check.pk)} | more


def undecided(file: Application, state: str = "RECEIVED") -> bool:
    file.refresh_from_db()
    return file.state == state and not Receipt.objects.filter(application=file, revoked_at=None).exists()


# --- B61, B62, B63: what people type is text ------------------------------------------------------------------------


def test_b61_b62_hostile_names_are_shown_as_they_are_written(desk: Client, officer: User) -> None:
    feed_register()
    text, name = HOSTILE[0], f"Toko {' '.join(HOSTILE)}"
    business = make_business(name=name, owner_name=name[:150], owner_nik=make_nik(), declared_workers=1)
    check = services.check_business(business=business, service="DOMISILI", by=officer)
    file = services.hold(check=check, by=officer, applicant=services.Applicant(name=name[:150], business_name=name))
    typed = desk.post("/loket/", {"identifier": text, "service": "DOMISILI"}, follow=True)
    pages = [
        f"/cek/{check.pk}/", "/loket/", "/permohonan/", f"/permohonan/{file.application_id}/", "/usaha/",
        f"/usaha/{business.public_id}/", f"/permohonan/?text={text}", f"/usaha/?q={text}",
    ]  # fmt: skip
    for page in [typed, *(desk.get(path) for path in pages)]:
        assert page.status_code in (200, 422)
        assert not re.search(r"<img src=x|<script>alert|<div hx-get=/jahat/|href=.javascript:|Toko 49", page.text)
    assert "Toko" in desk.get(pages[0]).text


@pytest.mark.parametrize("text", ["%", "_", "\\", "%%%", "___", "'; DROP TABLE permits_check; --", "x%y", "x* OR 1=1"])
def test_b63_wildcards_and_quotes_are_letters(desk: Client, officer: User, text: str) -> None:
    feed_register()
    business = make_business(name="Bakso Pak Min", declared_workers=1, owner_nik=make_nik())
    received(business, officer)
    for path in ("/usaha/", "/permohonan/"):
        for name in ("q", "text", "search", "nama"):
            found = desk.get(path, {name: text})
            assert found.status_code == 200
            if plain(found) != plain(desk.get(path)):  # the page has a question of this name
                assert "Bakso Pak Min" not in found.text, f"{path}?{name}={text} matches everything"
    desk.post("/loket/", {"identifier": text, "service": "DOMISILI"})
    newest = Check.objects.order_by("at").last()
    assert newest is not None and (newest.candidates == [] or newest.business == business)
    assert Check.objects.count() >= 1  # the table is still there


def plain(page: Any) -> str:
    """A page without what differs each time: tokens, keys, and the address it repeats."""
    text = re.sub(r'name="(csrfmiddlewaretoken|key|next)" value="[^"]*"', "", page.text)
    return re.sub(r"\?[^\"]*\"", '"', text)


# --- B64: long input costs nothing ----------------------------------------------------------------------------------

LONG = ("a" * 50_000 + "!", "1" * 50_000 + "!", " " * 50_000 + "!", "a@" + "a." * 25_000)
MODULES = ("forms", "admin")


def modules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def text_rules() -> dict[str, Callable[[str], Any]]:
    """Every pure rule that takes one text."""
    found = {}
    for package in (districts.rules, enrollment.rules, permits.rules):
        for module in modules(package) if hasattr(package, "__path__") else [package]:
            for name, function in inspect.getmembers(module, inspect.isfunction):
                taken = list(inspect.signature(function).parameters.values())
                if function.__module__ == module.__name__ and [p.annotation for p in taken] in ([str], ["str"]):
                    found[f"{module.__name__}.{name}"] = function
    return found


def form_fields() -> dict[str, forms.Field]:
    """Every field of every form of the product."""
    found = {}
    for config in apps.get_app_configs():
        if config.name in ("districts", "accounts", "enrollment", "permits", "monitoring"):
            for info in pkgutil.iter_modules(config.module.__path__ if config.module else []):
                if info.name.startswith(MODULES):
                    module = importlib.import_module(f"{config.name}.{info.name}")
                    for _name, form in inspect.getmembers(module, inspect.isclass):
                        if issubclass(form, forms.BaseForm) and form.__module__ == module.__name__:
                            found |= {f"{form.__qualname__}.{n}": f for n, f in form.base_fields.items()}
    return found


def seconds(act: Callable[[str], Any], text: str) -> float:
    """Processor time of the better of two: the machine may be busy with the rest of the suite."""
    best = 9.0
    for _ in range(2):
        begun = time.thread_time()
        with suppress(forms.ValidationError, ValueError, TypeError):
            act(text)
        best = min(best, time.thread_time() - begun)
    return best


def test_b64_fifty_thousand_letters_in_every_rule() -> None:
    rules = text_rules()
    assert {"enrollment.rules.recognition.recognise", "enrollment.rules.identifiers.nik_problem"} <= set(rules)
    slow = {name: seconds(rule, text) for name, rule in rules.items() for text in LONG}
    assert {name: took for name, took in slow.items() if took > 0.05} == {}


def test_b64_fifty_thousand_letters_in_every_field(reference: None) -> None:
    fields = form_fields()
    assert {"IntakeForm.owner_nik", "HoldForm.phone", "UploadForm.as_of", "DecisionForm.note"} <= set(fields)
    slow = {
        name: seconds(field.clean, text)
        for name, field in fields.items()
        if not isinstance(field, forms.FileField | forms.ModelChoiceField)
        for text in LONG
    }
    assert {name: took for name, took in slow.items() if took > 0.05} == {}


@pytest.mark.parametrize("text", LONG, ids=["letters", "digits", "blanks", "mail"])
def test_b64_fifty_thousand_letters_in_the_box_and_the_intake(desk: Client, officer: User, fresh: None, text: str):
    before = Business.objects.count()
    assert desk.post("/loket/", {"identifier": text, "service": "DOMISILI"}).status_code in (303, 422)
    check = services.check(text="Kedai Kopi Selayang", service="DOMISILI", by=officer)
    names = ("name", "owner_name", "owner_nik", "owner_passport", "nib", "address", "phone", "declared_workers")
    assert desk.post(f"/cek/{check.pk}/catat/", dict.fromkeys(names, text)).status_code == 422
    assert Business.objects.count() == before


# --- B65: ids that are none -----------------------------------------------------------------------------------------


def test_b65_every_wrong_id_gets_the_same_bytes(
    desk: Client, stranger: User, importer: User, branch_head: User, compliant: Business
) -> None:
    foreign = received(compliant, stranger)
    assert foreign.opening_check
    opened = {
        "/permohonan/{}/": (desk, str(foreign.pk)),
        "/cek/{}/": (desk, str(foreign.opening_check.pk)),
        "/impor/{}/": (signed_in(branch_head), None),
        "/laporan/{}/": (desk, None),
        "/usaha/{}/": (desk, None),
        "/persetujuan/{}/": (signed_in(branch_head), None),
    }
    for path, (client, foreigner) in opened.items():
        answers = {bad: client.get(path.format(bad)) for bad in (*BAD_IDS, *([foreigner] if foreigner else []))}
        assert {bad: a.status_code for bad, a in answers.items()} == dict.fromkeys(answers, 404)
        assert len({a.content for a in answers.values()}) == 1, path


@pytest.mark.parametrize(
    "path", ["/cakupan/{}/", "/cakupan/21.71.06/{}/", "/kantor/{}/", "/layanan/{}/", "/verifikasi/{}/"]
)
def test_b65_codes_that_are_none(admin_user: User, branch_head: User, path: str) -> None:
    for user in (admin_user, branch_head):
        statuses = {bad: signed_in(user).get(path.format(bad)).status_code for bad in BAD_IDS}
        assert set(statuses.values()) <= {403, 404}, statuses


# --- B66, B67, B68: what a POST may carry, how it may come, and from where ------------------------------------------

MORE = {
    "status": "APPROVED", "state": "CLEARED", "decided_by": "1", "kecamatan": "21.71.11", "agency": "1",
    "is_staff": "1", "is_superuser": "1", "number": "PTN/LBJ/2026/11/9999", "id": "1", "source": "OSS",
}  # fmt: skip


def test_b66_fields_nobody_asked_for_change_nothing(desk: Client, officer: User, unregistered: Business) -> None:
    file = received(unregistered, officer)
    number, agency = file.number, file.agency_id
    desk.post(f"/permohonan/{file.pk}/simpan/", form_for(file, officer, outcome="hold") | MORE)
    file.refresh_from_db()
    assert (file.state, file.decided_by, file.number, file.agency_id) == ("HELD", None, number, agency)
    desk.post("/akun/", {"language": "en", **MORE, "username": "admin", "role": "SA"})
    officer.refresh_from_db()
    assert (officer.username, officer.is_staff, officer.is_superuser) == ("petugas.lubukbaja", False, False)
    assert {post.role for post in User.objects.get(pk=officer.pk).scope.posts} == {"PK"}
    unregistered.refresh_from_db()
    assert unregistered.source != "LOKET" and unregistered.village.district_id == "21.71.06"


@pytest.mark.parametrize("method", ["get", "head", "trace", "put", "delete"])
def test_b67_a_decision_is_a_post_and_nothing_else(
    desk: Client, officer: User, importer: User, compliant: Business, method: str
) -> None:
    file = received(compliant, officer)
    form = form_for(file, officer)
    office = signed_in(importer)
    batch = ImportBatch.objects.filter(uploaded_by=importer).first()
    assert batch
    paths = [(desk, f"/permohonan/{file.pk}/{act}/") for act in ("simpan", "putusan", "urungkan", "cek-ulang")]
    paths += [(desk, f"/cek/{form['check']}/{act}/") for act in ("lanjut", "tanya", "terima", "pilih")]
    paths += [(office, f"/impor/{batch.pk}/{act}/") for act in ("proses", "batal", "ajukan")]
    override = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    for client, path in paths:
        answer = getattr(client, method)(f"{path}?_method=POST", headers=override)
        assert answer.status_code in (405, 404) and (answer.status_code == 405 or "impor" in path), path
    assert undecided(file)


def test_b68_a_post_from_elsewhere_is_refused(officer: User, compliant: Business) -> None:
    file = received(compliant, officer)
    form, path = form_for(file, officer), f"/permohonan/{file.pk}/simpan/"
    desk = signed_in(officer, enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', desk.get("/loket/").text)
    other = signed_in(officer, enforce_csrf_checks=True)
    foreign = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', other.get("/loket/").text)
    assert token and foreign
    ours = form | {"csrfmiddlewaretoken": token[1]}
    answers = [
        desk.post(path, form),
        desk.post(path, form | {"csrfmiddlewaretoken": ""}),
        desk.post(path, form | {"csrfmiddlewaretoken": "x" * 64}),
        desk.post(path, form | {"csrfmiddlewaretoken": foreign[1]}),
        desk.post(path, ours, headers={"Origin": "https://evil.example"}),
        desk.post(path, ours, headers={"Origin": "null"}),
        desk.post(path, '{"outcome": "continue"}', content_type="text/plain"),
        desk.post(path, '{"outcome": "continue"}', content_type="application/json"),
    ]
    assert [a.status_code for a in answers] == [403] * len(answers)
    assert undecided(file)
    assert desk.post(path, ours, headers={"Origin": "http://testserver"}).status_code == 303


# --- B69, B70: what an address may ask ------------------------------------------------------------------------------


def lists() -> list[Row]:
    """Every page that stands without an object."""
    return [row for row in rows() if row.method == "GET" and row.args is None and 200 in row.expected.values()]


ODD = (
    {"sort": "password", "filter": "user__password__startswith", "page": "0", "page_size": str(10**9)},
    {"kecamatan": ["21.71.06", "21.71.11"], "page": "-1", "user__password__startswith": "a"},
    {"page": str(10**20), "month": "9999-99", "bulan": "2026-13", "state": "x" * 3000, "service": "'", "branch": "\\"},
    {"q": "\0", "text": "\0", "state": "\0", "kode": "\0", "page": "\0", "bulan": "\0", "kantor": "\0"},
)  # fmt: skip


@pytest.mark.parametrize("row", lists(), ids=str)
def test_b69_b70_odd_questions_are_answered_or_refused(row: Row, request: pytest.FixtureRequest) -> None:
    column = next(c for c in COLUMNS if row.status(c) == 200 and COLUMNS[c] in CAST)
    client = signed_in(request.getfixturevalue(COLUMNS[column]))
    path = reverse(row.name)
    for query in ODD:
        answer = client.get(path, query)
        assert answer.status_code in (200, 302, 303, 400, 404, 422), (path, query)


def test_b69_a_question_asked_twice_is_no_question(desk: Client, bpjs: User) -> None:
    assert desk.get("/permohonan/?state=HELD&state=READY").status_code == 400
    coverage = signed_in(bpjs).get("/cakupan/?bulan=2026-10&bulan=2026-09")
    assert coverage.status_code == 400
    assert "Permintaan tidak dapat dibaca" in coverage.text


def test_b69_an_unknown_question_changes_nothing(desk: Client, officer: User, fresh: None) -> None:
    for number in range(3):
        received(make_business(name=f"Toko {number}", declared_workers=1, owner_nik=make_nik()), officer)
    for path in ("/permohonan/", "/usaha/"):
        default = plain(desk.get(path))
        for query in ({"sort": "password"}, {"order": "owner_nik"}, {"user__password__startswith": "a"}):
            assert plain(desk.get(path, query)) == default


# --- B74, B78, B79, B80 ---------------------------------------------------------------------------------------------


def test_b74_another_host_is_no_host_of_ours(desk: Client) -> None:
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1@evil.example", "evil.example:80"):
        assert desk.get("/loket/", headers={"Host": host}).status_code == 400
    answer = desk.get("/masuk/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert "evil.example" not in str(answer.headers) + answer.text


def test_b78_many_people_are_looked_up_slowly_then_not_at_all(
    desk: Client, officer: User, fresh: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(checks.time, "sleep", slept.append)
    settings.LOOKUP_PERSON_HOUR, settings.LOOKUP_PERSON_DAY = 3, 6

    def ask() -> int:
        return desk.post("/loket/", {"identifier": make_nik(), "service": "DOMISILI"}).status_code

    assert [ask() for _ in range(7)] == [303] * 6 + [429]
    assert slept == [settings.LOOKUP_DELAY_SECONDS] * 3
    assert AuditEvent.objects.filter(verb="permits.lookup_slowed", actor=officer).count() == 1
    assert AuditEvent.objects.filter(verb="permits.lookup_stopped", actor=officer).count() == 1
    assert (Check.objects.count(), settings.LOOKUP_DELAY_SECONDS) == (6, 2.0)


def test_b78_a_number_in_an_address_asks_nothing(desk: Client, caplog: pytest.LogCaptureFixture) -> None:
    nik = make_nik()
    for path in ("/loket/", "/permohonan/", "/usaha/"):
        answer = desk.get(path, {"identifier": nik, "service": "DOMISILI"})
        assert nik not in re.sub(r'name="next" value="[^"]*"', "", answer.text)
    assert not Check.objects.exists()
    assert nik not in caplog.text


def test_b79_files_beyond_ones_scope(desk: Client, auditor: User, importer: User, leader: User, fresh: None) -> None:
    batch = ImportBatch.objects.filter(uploaded_by=importer).first()
    assert batch
    assert desk.get("/rujukan/daftar.xlsx").status_code == 403
    assert signed_in(leader).get("/rujukan/daftar.xlsx").status_code == 403
    assert desk.get(f"/impor/{batch.pk}/salah.xlsx").status_code in (403, 404)
    assert desk.get(f"/laporan/{uuid4()}/xlsx/").status_code == 404


def test_b80_decisions_that_are_none(
    desk: Client, officer: User, supervisor: User, compliant: Business, unregistered: Business
) -> None:
    held = received(unregistered, officer)
    # a step skipped: what does not pass is not let through, whatever the form says
    assert desk.post(f"/permohonan/{held.pk}/simpan/", form_for(held, officer)).status_code == 409
    assert undecided(held)
    # another file's check decides nothing here
    other = received(compliant, officer)
    crossed = form_for(held, officer) | {"check": form_for(other, officer)["check"]}
    assert desk.post(f"/permohonan/{held.pk}/simpan/", crossed).status_code == 404
    assert undecided(held) and undecided(other)
    # a closed file is closed
    assert desk.post(f"/permohonan/{other.pk}/simpan/", form_for(other, officer)).status_code == 303
    again = form_for(other, officer)
    assert desk.post(f"/permohonan/{other.pk}/simpan/", again).status_code == 409
    assert Receipt.objects.filter(application=other).count() == 1
    # one's own request is the second person's
    check = services.check_business(business=unregistered, service="DOMISILI", by=supervisor)
    own = services.ask_approval(check=check, kind="OVERRIDE", reason="x" * 20, by=supervisor)
    form = {"answer": "approve", "note": "", "version": "2", "key": str(uuid4())}
    assert signed_in(supervisor).post(f"/persetujuan/{own.application_id}/", form).status_code == 403
    assert Application.objects.get(pk=own.application_id).state == "FORWARDED"


@pytest.mark.parametrize("act", ["lanjut", "tanya"])
def test_b80_a_closed_file_is_closed_at_the_counter_too(
    desk: Client, officer: User, compliant: Business, act: str
) -> None:
    file = received(compliant, officer)
    check = services.check_business(business=compliant, service="DOMISILI", by=officer, application=file)
    later = services.check_business(business=compliant, service="DOMISILI", by=officer, application=file)
    services.clear(check=check, by=officer)
    answer = desk.post(f"/cek/{later.pk}/{act}/")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text or "sudah diputuskan" in answer.text
    assert Receipt.objects.filter(application=file).count() == 1


def test_b80_nobody_decides_in_the_past(desk: Client, officer: User, compliant: Business) -> None:
    file = received(compliant, officer)
    form = form_for(file, officer, decided_at="2020-01-01", at="2020-01-01", on="2020-01-01", received_on="2020-01-01")
    assert desk.post(f"/permohonan/{file.pk}/simpan/", form).status_code == 303
    file.refresh_from_db()
    assert file.decided_at and file.decided_at.year >= 2026 and file.received_on.year >= 2026
    assert Receipt.objects.get(application=file).issued_on.year >= 2026

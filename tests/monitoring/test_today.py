"""`/hari-ini/`: each sentence counts the lines of the list it leads to, of the own area, and nothing due says so."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.today import today_of
from districts.models import Agency
from monitoring.models import FigureHold, MonthlyReport, PdsHint
from monitoring.rules.today import quiet_since
from monitoring.services import make_report
from monitoring.services.reviews import sign_report
from tests.factories import LUBUK_BAJA, SAGULUNG, make_employer, make_worker, village_of
from tests.monitoring.counter import make_check, make_held

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "blank_files")]

TODAY = date(2026, 11, 22)
DESKS = 12


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("monitoring.selectors.today.LARGE_PEOPLE", 2)
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        yield


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def told(user) -> dict[str, int]:
    return {item.code: item.count for item in today_of(user)}


def large(paid: date, people: int = 2, district: str = LUBUK_BAJA) -> None:
    """An employer with people, paid through a month."""
    firm = make_employer(paid_through=paid, village=village_of(district))
    for _ in range(people):
        make_worker(firm)


def hold(area: str = LUBUK_BAJA, why: str = "ABOVE") -> FigureHold:
    row = {"area_code": area, "indicator": "coverage", "period": date(2026, 11, 1), "why": why, "value": 120}
    return FigureHold.objects.create(**row)


def test_nothing_due_is_said(bpjs, client_of):
    for desk in Agency.objects.filter(kind=Agency.Kind.DISTRICT):
        make_check(at="2026-11-20T10:00:00+07:00", agency=desk)
    assert "Hari ini: tidak ada yang perlu" in text(client_of(bpjs).get(reverse("today")))


def test_every_number_is_the_total_of_its_list(branch_head, client_of):
    large(date(2026, 9, 1))
    large(date(2026, 9, 1), district=SAGULUNG)
    large(date(2026, 9, 1), people=1)
    large(date(2026, 8, 1))
    make_check(at="2026-11-19T10:00:00+07:00")
    hold()
    hold(why="JUMP")
    PdsHint.objects.create(employer=make_employer(), kind="WORKERS", score="0.9", found_in=date(2026, 10, 1))
    make_worker(make_employer())
    make_report(period=date(2026, 9, 1), area=LUBUK_BAJA, by=None, on=TODAY)
    client = client_of(branch_head)
    page = client.get(reverse("today"))
    items = {item.code: item for item in today_of(branch_head)}
    assert {code: item.count for code, item in items.items()} == {
        "laporan": 1,
        "tunggakan-besar": 2,
        "tanpa-cek": DESKS - 1,
        "ditahan": 2,
        "hints": 1,
    }
    for item in items.values():
        assert item.text.startswith(f"{item.count} ")
        assert f'href="{item.href}"' in page.content.decode()
        if item.code != "hints":
            listed = client.get(item.href).content.decode()
            assert listed.count("data-baris") + listed.count("<td><b>") == item.count, item.code
    assert "Hari ini: 5 hal" in text(page)


def test_a_kecamatans_head_is_told_of_the_own_kecamatan(supervisor, client_of):
    large(date(2026, 9, 1))
    large(date(2026, 9, 1), district=SAGULUNG)
    make_worker(make_employer())
    for area in (LUBUK_BAJA, SAGULUNG):
        make_report(period=date(2026, 9, 1), area=area, by=None, on=TODAY)
    assert told(supervisor) == {"laporan": 1, "tunggakan-besar": 1, "tanpa-cek": 1}
    client = client_of(supervisor)
    assert client.get("/").url == reverse("today")
    assert "Lubuk Baja, November 2026" in text(client.get(reverse("today")))
    assert "Sagulung" not in text(client.get(reverse("today-list", args=["tanpa-cek"])))
    assert client.get(reverse("today-list", args=["ditahan"])).status_code == 403
    assert client.get(reverse("today-list", args=["lain"])).status_code == 404


def test_a_signed_report_waits_for_the_other_side_only(supervisor, branch_head, branch_head2):
    make_worker(make_employer())
    report = make_report(period=date(2026, 9, 1), area=LUBUK_BAJA, by=None, on=TODAY)
    assert report.state == MonthlyReport.State.FROZEN
    assert [told(user).get("laporan") for user in (supervisor, branch_head, branch_head2)] == [1, 1, 1]
    sign_report(report=report, title="Camat", by=supervisor)
    assert [told(user).get("laporan") for user in (supervisor, branch_head, branch_head2)] == [None, 1, 1]
    sign_report(report=report, title="Kepala cabang", by=branch_head2)
    assert [told(user).get("laporan") for user in (supervisor, branch_head, branch_head2)] == [None, None, None]


def test_an_explained_figure_waits_no_more(bpjs):
    from monitoring.services.holds import explain_figure

    held = hold()
    assert told(bpjs)["ditahan"] == 1
    explain_figure(hold=held, text="Pabrik pindah ke sini", by=bpjs)
    assert "ditahan" not in told(bpjs)


def test_a_letter_that_soon_lapses_stands_on_its_list(bpjs, client_of):
    from permits.models import Referral

    for days, day in enumerate((date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 29), date(2026, 11, 30))):
        file = make_held(at="2026-11-10T10:00:00+07:00")
        Referral.objects.create(
            application=file,
            check_row=make_check(at="2026-11-10T10:00:00+07:00", outcome="HOLD"),
            issued_by=file.received_by,
            branch=Agency.objects.get(code="BPJS-NGY"),
            number=f"S/{file.number}",
            code=f"LBJ-2222-222{days + 2}",
            issued_on=date(2026, 11, 10),
            valid_until=day,
        )
    assert told(bpjs)["lapsing"] == 2
    assert "2 surat pengantar" in text(client_of(bpjs).get(reverse("referrals") + "?state=lapsing"))


def test_who_only_watches_is_told_of_silent_counters(leader, client_of):
    assert told(leader) == {"tanpa-cek": DESKS}
    assert "12 kecamatan tanpa cek selama 7 hari kerja" in text(client_of(leader).get("/", follow=True))


@pytest.mark.parametrize(
    ("on", "since"),
    [(date(2026, 11, 22), date(2026, 11, 12)), (date(2026, 11, 24), date(2026, 11, 13))],
)
def test_seven_working_days_that_are_over(on, since):
    assert quiet_since(on, frozenset()) == since
    assert quiet_since(on, frozenset({since})) < since


def test_queries_do_not_grow_with_what_waits(branch_head, client_of):
    make_worker(make_employer())
    client = client_of(branch_head)
    counts = []
    for months in (1, 3):
        for month in range(months):
            make_report(period=date(2026, 9 - month, 1), area=LUBUK_BAJA, by=None, on=TODAY)
            large(date(2026, 9, 1))
        client.get(reverse("today"))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("today")).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[1] <= 30

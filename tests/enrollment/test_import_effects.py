"""What a batch would do, told before it is committed; odd batches wait for a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import AuditEvent, User
from districts.models import WorkforceFigure
from enrollment.importing.commit import REGISTER_LOCK
from enrollment.importing.consequences import foresee
from enrollment.importing.shadow import shadow_register
from enrollment.models import Employer, ImportBatch, ImportImage, Membership
from enrollment.services import commit_batch, explain_batch
from enrollment.services.kinds import COMMIT
from tests.enrollment import sheets
from tests.enrollment.test_import_web import staged
from tests.factories import LUBUK_BAJA, make_employer, make_worker

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
WORKERS = 20


@pytest.fixture
def office(importer: User, client_of: ClientOf) -> Client:
    return client_of(importer)


@pytest.fixture
def register() -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    sheets.bring(sheets.workbook([sheets.worker(number) for number in range(WORKERS)]))


def held_of(batch: ImportBatch) -> list[tuple[str, str, str]]:
    return [(line["rule"], line["what"], line["code"]) for line in batch.effect["held"]]


def test_the_preview_tells_coverage_and_arrears_and_touches_nothing(register: None, office: Client) -> None:
    late = sheets.EMPLOYER | {"NPP": "16000001", "NAMA_PERUSAHAAN": "PT Lama Menunggak", "BLTH_REKON": "01-2026"}
    batch = staged(office, sheets.workbook([sheets.EMPLOYER | {"TK_AKTIF": 3}, late]))
    coverage = batch.effect["preview"]["coverage"]
    assert (coverage["before"]["active"], coverage["after"]["active"]) == (WORKERS, WORKERS)
    assert (coverage["before"]["in_arrears"], coverage["after"]["in_arrears"]) == (0, 1)
    assert coverage["after"]["districts"][LUBUK_BAJA]["active"] == WORKERS
    came = coverage["came"]["arrears"]
    assert (came["count"], came["rows"][0]["name"]) == (1, "PT Lama Menunggak")
    assert batch.effect["held"] == []
    assert Employer.objects.count() == 1 and not ImportImage.objects.filter(batch=batch).exists()


def test_the_copy_is_private_takes_no_lock_and_leaves_nothing() -> None:
    make_worker(make_employer())
    with shadow_register("workers"):
        Membership.objects.all().delete()
        assert not Membership.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                " WHERE l.locktype = 'advisory' AND l.objid = %s AND d.datname = current_database()",
                [REGISTER_LOCK & 0xFFFFFFFF],
            )
            assert cursor.fetchone() == (0,)
    assert Membership.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = 'enrollment_membership' AND relpersistence = 't'")
        assert cursor.fetchone() == (0,)


@pytest.fixture
def fall(register: None, office: Client) -> ImportBatch:
    """A sheet in which five of twenty people have left."""
    gone = [sheets.worker(number, TGL_NA="15-10-2026") for number in range(5)]
    return staged(office, sheets.workbook(gone))


def test_a_steep_fall_waits_until_somebody_explains_it(
    fall: ImportBatch, office: Client, importer: User, branch_head: User, client_of: ClientOf
) -> None:
    assert held_of(fall) == [
        ("STEEP_FALL", "city", ""), ("STEEP_FALL", "districts", LUBUK_BAJA), ("STEEP_FALL", "segments", "PU"),
    ]  # fmt: skip
    page = f"/impor/{fall.pk}/"
    refused = office.post(f"{page}proses/", {"mode": "VALID_ROWS"})
    assert refused.status_code == 403 and "ditahan" in refused.content.decode()
    assert office.post(f"{page}jelaskan/", {"explanation": "Lima orang pindah ke Tanjungpinang."}).status_code == 403
    assert "Ajukan ke orang kedua" in office.get(page).content.decode()
    office.post(f"{page}ajukan/")
    head = client_of(branch_head)
    seen = head.get(page).content.decode()
    assert "Impor ini ditahan" in seen and "Lubuk Baja: pekerja aktif turun dari 20 menjadi 15" in seen
    assert head.post(f"{page}jelaskan/", {"explanation": "pendek"}).status_code == 422
    answer = head.post(f"{page}jelaskan/", {"explanation": "Lima orang pindah ke Tanjungpinang."})
    assert answer.status_code == 302
    event = AuditEvent.objects.get(verb="enrollment.explain_batch")
    assert event.data["explanation"].startswith("Lima orang")
    assert office.post(f"{page}proses/", {"mode": "VALID_ROWS"}).status_code == 302
    sheets.run(COMMIT, fall)
    fall.refresh_from_db()
    assert (fall.state, fall.explained_by) == ("COMMITTED", branch_head)
    assert "Lima orang pindah ke Tanjungpinang." in head.get(page).content.decode()


def test_a_rate_above_one_hundred_is_held(register: None, office: Client) -> None:
    WorkforceFigure.objects.filter(area_code=LUBUK_BAJA, kind=WorkforceFigure.Kind.EMPLOYED).update(people=WORKERS)
    batch = staged(office, sheets.workbook([sheets.worker(100)]))
    assert held_of(batch) == [("ABOVE_100", "districts", LUBUK_BAJA)]


def test_small_numbers_and_climbs_are_not_held(office: Client) -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    sheets.bring(sheets.workbook([sheets.worker(1), sheets.worker(2)]))
    batch = staged(office, sheets.workbook([sheets.worker(1, TGL_NA="15-10-2026"), sheets.worker(3)]))
    assert batch.effect["held"] == []


def test_an_explanation_is_of_what_was_seen(fall: ImportBatch, bpjs: User, importer: User) -> None:
    """The register moves on: other breaches want another explanation, and the commit goes back to the preview."""
    explain_batch(batch=fall, text="Lima orang pindah ke Tanjungpinang.", by=bpjs)
    fall.refresh_from_db()
    foresee(fall)
    assert fall.explanation
    Membership.objects.filter(kpj=sheets.kpj(10)).delete()
    foresee(fall)
    assert not fall.explanation and fall.is_held


def test_what_became_odd_since_the_preview_is_not_committed(register: None, office: Client, importer: User) -> None:
    gone = [sheets.worker(number, TGL_NA="15-10-2026") for number in range(3)]
    batch = staged(office, sheets.workbook(gone))
    assert batch.effect["held"] == []
    commit_batch(batch=batch, by=importer)
    Membership.objects.filter(kpj__in=[sheets.kpj(number) for number in range(10, 16)]).delete()
    sheets.run(COMMIT, batch)
    batch.refresh_from_db()
    assert batch.state == "STAGED" and batch.is_held
    assert not Membership.objects.filter(batch=batch).exists()


def test_lists_are_for_those_who_may(
    register: None, importer: User, bpjs: User, auditor: User, client_of: ClientOf
) -> None:
    late = sheets.EMPLOYER | {"NPP": "16000001", "NAMA_PERUSAHAAN": "PT Lama Menunggak", "BLTH_REKON": "01-2026"}
    batch = staged(client_of(bpjs), sheets.workbook([late]))
    page = f"/impor/{batch.pk}/dampak/"
    seen = client_of(bpjs).get(page).content.decode()
    assert "PT Lama Menunggak" in seen and "16••••01" in seen and "16000001" not in seen and "Lubuk Baja" in seen
    assert client_of(auditor).get(page).status_code == 403
    own = staged(client_of(importer), sheets.workbook([late | {"NPP": "16000002"}]))
    assert client_of(importer).get(f"/impor/{own.pk}/dampak/").status_code == 403
    shown = client_of(importer).get(f"/impor/{own.pk}/").content.decode()
    assert "Pemberi kerja mulai menunggak" in shown and "Cakupan kota" not in shown


def test_queries_of_the_effects_page(
    register: None, bpjs: User, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    late = [
        sheets.EMPLOYER | {"NPP": f"1600000{number}", "NAMA_PERUSAHAAN": f"PT {number}", "BLTH_REKON": "01-2026"}
        for number in range(8)
    ]
    client = client_of(bpjs)
    batch = staged(client, sheets.workbook(late))
    with django_assert_max_num_queries(14):
        assert client.get(f"/impor/{batch.pk}/dampak/").status_code == 200

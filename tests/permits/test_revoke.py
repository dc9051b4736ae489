"""A wrong clearance: its number is taken back for good, the file is checked and decided anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts import audit, invariants
from accounts.access import Forbidden
from accounts.models import User
from districts.clock import now
from enrollment.models import Business
from permits import services
from permits.errors import Refused, Stale
from permits.models import Application, Notice, Receipt, Watch

pytestmark = pytest.mark.django_db
REASON = "Usaha yang dipilih ternyata milik orang lain"


@pytest.fixture
def cleared(officer: User, compliant: Business) -> Application:
    check = services.check_business(business=compliant, service="DOMISILI", by=officer)
    return services.clear(check=check, by=officer).application


def yesterday(file: Application) -> Application:
    Application.objects.filter(pk=file.pk).update(decided_at=now() - timedelta(days=1))
    file.refresh_from_db()
    return file


def test_revoked_and_redone(
    cleared: Application, officer: User, supervisor: User, compliant: Business, client: Client
) -> None:
    first = Receipt.objects.get()
    file = services.revoke(application=yesterday(cleared), reason=REASON, by=supervisor)
    first.refresh_from_db()
    assert (file.state, file.decided_by, first.revoked_by, first.revoke_reason) == (
        "RECEIVED", None, supervisor, REASON)  # fmt: skip
    step = file.history.first()
    assert step is not None
    assert (step.event, step.by, step.note) == ("REVOKED", supervisor, REASON)
    said = client.get(f"/verifikasi/{first.code}/").content.decode()
    assert "Nomor ini tidak berlaku lagi." in said
    assert "Dibatalkan pada" in said
    assert REASON not in said
    assert not Watch.objects.exists()
    assert list(Notice.objects.filter(state="PENDING").values_list("kind", flat=True)) == ["REVOKED"]
    check = services.check_business(business=compliant, service="DOMISILI", by=officer, application=file)
    second = services.clear(check=check, by=officer, version=file.version)
    assert second.code != first.code
    assert Receipt.objects.count() == 2
    assert "Nomor ini sah." in client.get(f"/verifikasi/{second.code}/").content.decode()
    assert Watch.objects.get().application == file
    assert Notice.objects.get(kind="REVOKED").state == "SKIPPED"
    assert audit.verify() is None
    assert not any(invariants.run().values())


def test_its_maker_only_on_the_same_day(cleared: Application, officer: User) -> None:
    with pytest.raises(Forbidden):
        services.revoke(application=yesterday(cleared), reason=REASON, by=officer)
    Application.objects.update(decided_at=now())
    cleared.refresh_from_db()
    assert services.revoke(application=cleared, reason=REASON, by=officer).state == "RECEIVED"


def test_nobody_else(cleared: Application, colleague: User, stranger: User, ptsp_head: User, bpjs: User) -> None:
    for outsider in (colleague, stranger, ptsp_head, bpjs):
        with pytest.raises(Forbidden):
            services.revoke(application=cleared, reason=REASON, by=outsider)
    assert Receipt.objects.get().revoked_at is None


def test_not_without_a_reason_not_twice_not_from_a_stale_page(cleared: Application, supervisor: User) -> None:
    with pytest.raises(Refused, match="REASON_NEEDED"):
        services.revoke(application=cleared, reason="  salah  ", by=supervisor)
    with pytest.raises(Stale):
        services.revoke(application=cleared, reason=REASON, by=supervisor, version=cleared.version - 1)
    services.revoke(application=cleared, reason=REASON, by=supervisor)
    with pytest.raises(Refused, match="NOTHING_TO_REVOKE"):
        services.revoke(application=cleared, reason=REASON, by=supervisor)

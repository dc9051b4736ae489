"""How a file is born and how it moves: one check makes one file, one form does one thing, one officer wins."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, vault
from accounts.access import ensure
from accounts.models import User
from districts.clock import today
from districts.models import Agency
from permits.access import may_act_on
from permits.errors import Refused, Stale
from permits.models import Application, Check, StatusChange
from permits.numbers import next_file_number, next_serial
from permits.records import locked

__all__ = [
    "Applicant",
    "done_before",
    "ensure_current",
    "ensure_of_today",
    "ensure_open",
    "file_of",
    "open_application",
]

State = Application.State
# LAPSED is open again: the file is decided anew.
DECIDED = (State.CLEARED, State.CLEARED_CONDITIONAL, State.CONTINUED, State.EXEMPTED, State.DENIED)

IS_DECIDED = _("Permohonan ini sudah diputuskan.")
IS_FORWARDED = _("Permohonan ini menunggu persetujuan atasan. Tarik dulu permintaannya.")
NOT_TODAY = _("Cek ini bukan cek hari ini. Cek ulang dulu.")
NO_BUSINESS = _("Pilih atau catat usahanya dulu: cek ini tidak menunjuk satu usaha.")


@dataclass(frozen=True)
class Applicant:
    """What the desk notes of who stands there; empty fields are taken from the register's business."""

    name: str = ""
    business_name: str = ""
    phone: str = ""
    email: str = ""
    declared_workers: int | None = None
    note: str = ""


@transaction.atomic
def open_application(*, check: Check, by: User, applicant: Applicant | None = None) -> Application:
    """ "Terima berkas": the file of a check, made on first asking and returned afterwards."""
    ensure(may_act_on(by, check, None))
    application, is_new = file_of(check, by, applicant or Applicant())
    if is_new:
        audit.record(verb="permits.open", by=by, target=application, data={"check": str(check.pk)})
    return application


def file_of(check: Check, by: User, applicant: Applicant) -> tuple[Application, bool]:
    """The locked file a check belongs to: the one it was made for, the one it opened, or a new one (and whether new).

    Runs in the caller's transaction; two presses of one button meet at the check's lock.
    """
    _lock_check(check)
    if check.application_id is not None:
        return locked(check.application_id), False
    opened = Application.objects.filter(opening_check=check).values_list("pk", flat=True).first()
    if opened is not None:
        return locked(opened), False
    if check.business is None or check.agency is None:
        raise Refused("NO_BUSINESS", NO_BUSINESS)
    return _new(check, check.agency, by, applicant), True


def _lock_check(check: Check) -> None:
    # The row itself may not be touched (it is append-only), so the lock is taken on its id.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(check.pk)])


def _new(check: Check, agency: Agency, by: User, applicant: Applicant) -> Application:
    business, day = check.business, today()
    assert business is not None
    application = Application.objects.create(
        number=next_file_number(agency, day),
        agency=agency,
        permit_type=check.permit_type,
        business=business,
        queue_number=next_serial(agency, "QUEUE", day.isoformat()),
        received_on=day,
        received_by=by,
        applicant_name=applicant.name or business.owner_name,
        business_name=applicant.business_name or business.name,
        phone=vault.seal(applicant.phone, "application.phone") if applicant.phone else None,
        email=vault.seal(applicant.email, "application.email") if applicant.email else None,
        declared_workers=business.declared_workers
        if applicant.declared_workers is None
        else applicant.declared_workers,
        note=applicant.note,
        opening_check=check,
    )
    StatusChange.objects.create(
        application=application, by=by, event="RECEIVED", to_state=Application.State.RECEIVED, check_row=check
    )
    return application


def done_before(key: UUID | None) -> StatusChange | None:
    """The step an earlier sending of the same form made."""
    return StatusChange.objects.filter(request_key=key).first() if key else None


def ensure_current(application: Application, version: int | None) -> None:
    """Raise Stale where the page was shown before somebody else's change."""
    if version is None or version == application.version:
        return
    last = application.history.select_related("by").first()
    assert last is not None
    raise Stale(str(last.by) if last.by else "", last.at)


def ensure_open(application: Application) -> None:
    """Raise Refused where the file is decided, or lies with a second person."""
    if application.state in DECIDED:
        raise Refused("IS_DECIDED", IS_DECIDED)
    if application.state == State.FORWARDED:
        raise Refused("IS_FORWARDED", IS_FORWARDED)


def ensure_of_today(check: Check) -> None:
    """Raise Refused where the register was asked on another day."""
    if check.on != today():
        raise Refused("NOT_TODAY", NOT_TODAY)

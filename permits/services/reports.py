"""A registration reported by BPJS' own system: kept as evidence, and held files are looked through for it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, vault, work
from accounts.access import ensure
from accounts.models import ApiToken
from districts.clock import today
from enrollment.rules.identifiers import (
    clean_identifier,
    nib_problem,
    nik_problem,
    normalise_division,
    normalise_npp,
    normalise_npwp,
    npp_is_usual,
)
from permits.access import may_report
from permits.errors import Refused
from permits.models import RegistrationEvent
from permits.selectors.reports import SEALED
from permits.tasks import RELEASE_REPORTED
from permits.words import problem

__all__ = ["report_registration"]

Key = RegistrationEvent.Key
DAY_AHEAD = _("Tanggal pendaftaran belum tiba.")
NPP_FORMAT = _("NPP ini bukan nomor yang mungkin. Periksa lagi.")
OTHER_EVENT = _("Idempotency-Key ini sudah dipakai untuk isi yang lain.")


@transaction.atomic
def report_registration(
    *,
    token: ApiToken,
    request_key: UUID,
    key: str,
    number: str,
    registered_on: date,
    npp: str = "",
    division: str = "",
    note: str = "",
) -> RegistrationEvent:
    """Keep the event and ask for the work; the same event under the same key is the one kept before."""
    ensure(may_report(token))
    number, npp = _number(key, number), _npp(npp) if npp else ""
    if registered_on > today():
        raise Refused("DAY_AHEAD", DAY_AHEAD)
    said = {
        "key": key,
        "number_index": vault.index(number),
        "registered_on": registered_on,
        "npp": npp,
        "division": normalise_division(division) if npp else "",
        "note": note,
    }
    event, is_new = RegistrationEvent.objects.get_or_create(
        token=token, request_key=request_key, defaults={**said, "number": vault.seal(number, SEALED)}
    )
    if not is_new:
        return _same(event, said)
    work.ask(kind=RELEASE_REPORTED, target_id=str(event.pk), by=token.user)
    audit.record(
        verb="permits.report_registration", by=token.user, target=event, data={"key": key, "day": registered_on}
    )
    return event


def _same(event: RegistrationEvent, said: dict[str, object]) -> RegistrationEvent:
    kept = {name: getattr(event, name) for name in said} | {"number_index": bytes(event.number_index)}
    if kept != said:
        raise Refused("KEY_REUSED", OTHER_EVENT)
    return event


def _number(key: str, text: str) -> str:
    """The number as the register keeps it; Refused where it cannot be one."""
    if key == Key.NPP:
        return _npp(text)
    if key == Key.NPWP:
        return normalise_npwp(text) or _refuse("NPWP_FORMAT")
    digits = clean_identifier(text)
    code = nib_problem(digits) if key == Key.NIB else nik_problem(digits)
    return _refuse(code) if code else digits


def _npp(text: str) -> str:
    npp = normalise_npp(text)
    if not npp_is_usual(npp):
        raise Refused("NPP_FORMAT", NPP_FORMAT)
    return npp


def _refuse(code: str) -> str:
    raise Refused(code, problem(code, {}))

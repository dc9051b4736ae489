"""The verb `check`: ask the register for one applicant and one service, judge, and keep what was shown."""

from __future__ import annotations

import time
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from districts.clock import today
from districts.models import Agency
from enrollment.access import is_operator
from enrollment.models import Business
from enrollment.rules.recognition import IdentifierKind, Recognised, recognise
from enrollment.rules.status import RegistrationStatus
from enrollment.selectors.status import registration_status
from permits.access import may_check
from permits.errors import Refused
from permits.models import Application, Check, PermitType, Receipt, Referral, ServiceRule
from permits.records import record_check
from permits.selectors.catalogue import office_of, rule_in_force
from permits.selectors.matches import without_disowned
from permits.selectors.volume import SLOWED, STOPPED, volume_of, was_told
from permits.words import problem

__all__ = ["check", "check_business"]

TOO_MANY = _("Batas pencarian sudah tercapai. Coba lagi nanti, atau minta bantuan atasan Anda.")
NO_SUCH_SERVICE = _("Layanan ini tidak ada.")
NOT_IN_FORCE = _("Layanan ini tidak berlaku pada tanggal itu.")


def check(*, text: str, service: str, by: User, on: date | None = None, outside_number: str = "") -> Check:
    """Look up what somebody typed, for one service (its code), as of `on` (today unless given).

    `outside_number`: the asking system's own number of the file (a look-up through the API carries one).

    Raises Refused with the sentence of what is wrong with the text or the service, Forbidden for another office's
    service. A name or number that leads nowhere is an answer too and leaves its Check. Who asks for very many
    people is answered late, then not at all that day.
    """
    asked = recognise(text.replace("\0", " "))
    if asked.problem is None:
        _brake(asked, by)
    return _check(asked, service, by, on or today(), outside_number)


@transaction.atomic
def check_business(
    *,
    business: Business,
    service: str,
    by: User,
    on: date | None = None,
    application: Application | None = None,
    origin: Check | None = None,
) -> Check:
    """The same for a business somebody chose (a candidate or an intake of the check `origin`, a file checked again)."""
    on = on or today()
    office = application.agency if application is not None else office_of(by)
    permit_type, rule = _allowed(service, office, by, on)
    return record_check(
        status=registration_status(business=business, on=on),
        permit_type=permit_type,
        rule=rule,
        on=on,
        by=by,
        office=office,
        asked=Recognised(IdentifierKind.NAME, business.name),
        asked_index=bytes(origin.asked_index) if origin else None,
        application=application,
        verb="permits.check",
    )


@transaction.atomic
def _check(asked: Recognised, service: str, by: User, on: date, outside_number: str) -> Check:
    office = office_of(by)
    permit_type, rule = _allowed(service, office, by, on)
    if asked.problem is not None:
        raise Refused(asked.problem, problem(asked.problem, asked.params))
    return record_check(
        status=without_disowned(_status(asked, office, on), asked, office),
        permit_type=permit_type,
        rule=rule,
        on=on,
        by=by,
        office=office,
        asked=asked,
        verb="permits.check",
        outside_number=outside_number,
    )


def _allowed(service: str, office: Agency | None, by: User, on: date) -> tuple[PermitType, ServiceRule]:
    """The service with its rule of that day; Forbidden where it is another office's."""
    permit_type, rule = service_in_force(service, on)
    ensure(may_check(by, office, permit_type))
    return permit_type, rule


def _brake(asked: Recognised, by: User) -> None:
    """Refuse beyond the limit of the day, wait beyond that of the hour; the first late answer leaves an audit event.

    Outside any transaction, so that nobody else waits along. The command line is the operator's and has no limit.
    """
    if is_operator(by):
        return
    volume = volume_of(by)
    if volume.is_over(asked.kind):
        _tell_stopped(by)
        raise Refused("TOO_MANY", TOO_MANY)
    if volume.is_slowed(asked.kind):
        if volume.person_hour == settings.LOOKUP_PERSON_HOUR:
            with transaction.atomic():
                audit.record(verb=SLOWED, by=by, data={"in_an_hour": volume.person_hour})
        time.sleep(settings.LOOKUP_DELAY_SECONDS)


@transaction.atomic
def _tell_stopped(by: User) -> None:
    """The first refusal in an hour leaves its event; a client that keeps asking does not fill the trail."""
    if not was_told(by, STOPPED):
        audit.record(verb=STOPPED, by=by)


def service_in_force(code: str, on: date) -> tuple[PermitType, ServiceRule]:
    """A service by its code with its rule of that day; Refused where there is none."""
    permit_type = PermitType.objects.select_related("agency").filter(code=code.replace("\0", " ")).first()
    if permit_type is None:
        raise Refused("SERVICE_UNKNOWN", NO_SUCH_SERVICE)
    rule = rule_in_force(permit_type, on)
    if rule is None:
        raise Refused("SERVICE_NOT_IN_FORCE", NOT_IN_FORCE)
    return permit_type, rule


def _status(asked: Recognised, office: Agency | None, on: date) -> RegistrationStatus:
    if asked.kind in (IdentifierKind.CODE, IdentifierKind.FILE_NUMBER, IdentifierKind.LETTER):
        business = _of_document(asked)
        if business is not None:
            return registration_status(business=business, on=on)
    district = office.district_id if office is not None and office.district_id else ""
    return registration_status(identifier=asked, on=on, district=district)


def _of_document(asked: Recognised) -> Business | None:
    """The business behind a file number, a letter's number or code, a receipt's."""
    if asked.kind == IdentifierKind.FILE_NUMBER:
        files = Application.objects.filter(number=asked.value)
    elif asked.kind == IdentifierKind.LETTER:
        files = Application.objects.filter(referrals__number__iexact=asked.value)
    else:
        letters = Referral.objects.filter(code=asked.value).values("application")
        receipts = Receipt.objects.filter(code=asked.value).values("application")
        files = Application.objects.filter(pk__in=letters.union(receipts))
    row = files.select_related("business__village__district").first()
    return row.business if row else None

"""A person decides whether a business is an employer; no import touches that again."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from enrollment import access
from enrollment.models import Business, BusinessEmployerLink, Employer
from enrollment.signals import link_confirmed

State = BusinessEmployerLink.State


def confirm_link(*, link: BusinessEmployerLink, by: User) -> BusinessEmployerLink:
    """This business is that employer."""
    return _decide(link, by, State.CONFIRMED)


def reject_link(*, link: BusinessEmployerLink, by: User) -> BusinessEmployerLink:
    """It is not, and is not offered again."""
    return _decide(link, by, State.REJECTED)


@transaction.atomic
def link_by_npp(*, business: Business, npp: str, by: User) -> BusinessEmployerLink | None:
    """This business is the employer BPJS names by its NPP; None where the register does not know that NPP yet, or has
    several units under it and suggests none or many of them: then a person chooses in the queue."""
    ensure(access.may_link(by))
    units = list(Employer.objects.filter(npp=npp).values_list("pk", flat=True))
    links = list(BusinessEmployerLink.objects.filter(business=business, employer__in=units))
    if len(units) == 1 and not links:
        manual = BusinessEmployerLink.How.MANUAL
        links = [
            BusinessEmployerLink.objects.create(
                business=business, employer_id=units[0], how=manual, state=State.SUGGESTED, made_by=by
            )
        ]
    return confirm_link(link=links[0], by=by) if len(links) == 1 else None


@transaction.atomic
def _decide(link: BusinessEmployerLink, by: User, state: str) -> BusinessEmployerLink:
    ensure(access.may_link(by))
    link = BusinessEmployerLink.objects.select_for_update().get(pk=link.pk)
    if link.state == state and link.decided_by_id is not None:
        return link
    link.state, link.decided_by, link.decided_at = state, by, Now()
    link.save(update_fields=["state", "decided_by", "decided_at"])
    link.refresh_from_db(fields=["decided_at"])
    data = {"business": str(link.business.public_id), "employer": str(link.employer.public_id), "how": link.how}
    if state == State.CONFIRMED:
        link_confirmed.send(sender=BusinessEmployerLink, link=link, by=by)
    audit.record(verb=f"enrollment.link_{state.lower()}", by=by, target=link, data=data)
    return link

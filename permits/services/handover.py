"""Who holds a file: an officer takes it, or hands it to a colleague of the same counter with a note (feature A19)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from permits.access import may_handle
from permits.errors import Refused
from permits.models import Application
from permits.records import locked, move
from permits.selectors.desk import colleagues_of
from permits.services.files import ensure_current, ensure_open

__all__ = ["hand_over", "take_file"]

NOT_A_COLLEAGUE = _("Pilih rekan di kantor ini.")


@transaction.atomic
def take_file(*, application: Application, by: User) -> Application:
    """Hold it oneself; taken already by oneself, nothing happens."""
    ensure(may_handle(by, application.agency_id))
    application = locked(application.pk)
    ensure_open(application)
    if application.assigned_to_id != by.pk:
        _assign(application, by, by, "")
    return application


@transaction.atomic
def hand_over(
    *, application: Application, to: User, by: User, note: str = "", version: int | None = None
) -> Application:
    """Give it to a colleague who works at the file's counter today; Stale where somebody was faster."""
    ensure(may_handle(by, application.agency_id))
    application = locked(application.pk)
    ensure_current(application, version)
    ensure_open(application)
    if not colleagues_of(application.agency_id).filter(pk=to.pk).exists():
        raise Refused("NOT_A_COLLEAGUE", NOT_A_COLLEAGUE)
    _assign(application, to, by, note)
    return application


def _assign(application: Application, to: User, by: User, note: str) -> None:
    application.assigned_to = to
    said = f"→ {to}" + (f": {note}" if note else "")
    move(application, "HANDED_OVER", application.state, by=by, note=said[:300])
    audit.record(verb="permits.hand_over", by=by, target=application, data={"to": to.username})

"""Who sets targets, writes beside a chart, and explains a figure that is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.access import Allowed, Decision, Denied
from accounts.rules import Role

if TYPE_CHECKING:
    from accounts.models import User

TARGET_SETTERS = (Role.BRANCH_HEAD,)
BAND_SETTERS = (Role.BRANCH_STAFF, Role.BRANCH_HEAD)
WRITERS = (Role.SUPERVISOR, Role.BRANCH_STAFF, Role.BRANCH_HEAD)
EXPLAINERS = (Role.BRANCH_STAFF, Role.BRANCH_HEAD)

NO_TARGET = _("Target ditetapkan oleh kepala cabang BPJS Ketenagakerjaan.")
NO_BANDS = _("Kelas cakupan ditetapkan oleh BPJS Ketenagakerjaan.")
NO_NOTE = _("Catatan wilayah ini ditulis oleh atasan kantornya dan oleh BPJS Ketenagakerjaan.")
NOT_YOURS = _("Catatan ditarik oleh penulisnya atau oleh kepala cabang.")
NO_EXPLANATION = _("Angka yang ditahan dijelaskan oleh BPJS Ketenagakerjaan.")


def may_set_targets(user: User) -> Decision:
    """Setting and withdrawing targets."""
    return Allowed() if user.scope.has(*TARGET_SETTERS) else Denied(NO_TARGET)


def may_set_bands(user: User) -> Decision:
    """Setting and withdrawing the classes that coverage is shown in."""
    return Allowed() if user.scope.has(*BAND_SETTERS) else Denied(NO_BANDS)


def may_write_note(user: User, area: str) -> Decision:
    """A kecamatan's supervisor beside the own charts, BPJS beside all."""
    scope = user.scope
    own = area in scope.districts(Role.SUPERVISOR)
    return Allowed() if own or scope.has(*EXPLAINERS) else Denied(NO_NOTE)


def may_withdraw_note(user: User, writer: int, area: str) -> Decision:
    """Whoever wrote it, or a branch head."""
    if user.scope.has(Role.BRANCH_HEAD) or (user.pk == writer and may_write_note(user, area)):
        return Allowed()
    return Denied(NOT_YOURS)


def may_explain(user: User) -> Decision:
    """A figure above 100 % or far from the month before."""
    return Allowed() if user.scope.has(*EXPLAINERS) else Denied(NO_EXPLANATION)

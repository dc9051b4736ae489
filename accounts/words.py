"""Words for the codes of this app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.rules import Role

ROLE_NAMES = {
    Role.COUNTER: _("Petugas loket"),
    Role.SUPERVISOR: _("Atasan"),
    Role.ONE_STOP: _("Petugas DPMPTSP"),
    Role.OPD: _("Petugas dinas"),
    Role.BRANCH_STAFF: _("Staf BPJS TK"),
    Role.BRANCH_HEAD: _("Kepala cabang BPJS TK"),
    Role.IMPORTER: _("Admin impor"),
    Role.SYSTEM_ADMIN: _("Admin sistem"),
    Role.AUDITOR: _("Auditor"),
    Role.API_CLIENT: _("Sistem lain (API)"),
    Role.LEADER: _("Pimpinan"),
}

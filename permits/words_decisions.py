"""Words of what a second person is asked, and of a page that somebody else overtook."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from districts.formats import time_wib
from permits.errors import Stale
from permits.words import Words

__all__ = ["KIND_TITLES", "granted", "overtaken"]

KIND_TITLES: Words = {
    "COMMITMENT": lazy("Lanjutkan dengan komitmen"),
    "EXEMPTION": lazy("Ajukan pengecualian"),
    "OVERRIDE": lazy("Minta izin menyimpang"),
}


# What lets a file go on that its check alone would not.
GRANTED: Words = {
    "CLEARED": lazy("Dilanjutkan atas persetujuan atasan"),
    "CONDITIONAL": lazy("Dilanjutkan dengan komitmen"),
    "EXEMPTED": lazy("Dikecualikan"),
    "CONTINUED": lazy("Dilanjutkan menurut aturan"),
}


def granted(state: str, found: str) -> dict[str, str]:
    """Title and reason of a receipt whose check (its title `found`) did not pass by itself."""
    return {"title": str(GRANTED[state]), "reason": _("Hasil cek: %(found)s.") % {"found": found}}


def overtaken(stale: Stale) -> str:
    """Who changed the file since the page was shown, and when."""
    return _("Permohonan ini baru saja diputuskan oleh %(who)s (%(time)s). Muat ulang untuk melihatnya.") % {
        "who": stale.who or _("sistem"),
        "time": time_wib(stale.when),
    }

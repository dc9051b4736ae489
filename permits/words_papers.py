"""Words for the number series of an office."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SERIES: Mapping[str, str | Promise] = {
    "FILE": _("Berkas permohonan"),
    "LETTER": _("Surat pengantar"),
    "RECEIPT": _("Bukti cek"),
    "DENIAL": _("Surat TMP2T"),
}

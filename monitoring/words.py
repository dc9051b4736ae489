"""Sentences and names of coverage in the reader's language; rules hand over codes and numbers only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from enrollment.rules.kinds import Segment

SEGMENT_NAMES = {
    Segment.WAGE: _("Penerima Upah (PU)"),
    Segment.NON_WAGE: _("Bukan Penerima Upah (BPU)"),
    Segment.CONSTRUCTION: _("Jasa Konstruksi"),
    Segment.MIGRANT: _("Pekerja Migran (PMI)"),
}
NO_DATA = _("belum ada data")

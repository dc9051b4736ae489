"""The five steps of the import, as every page of it names them."""

from __future__ import annotations

from django.utils.translation import gettext as _

__all__ = ["steps"]


def steps() -> list[str]:
    """The wizard's five steps, in the reader's language."""
    return [_("Unggah"), _("Cocokkan kolom"), _("Pratinjau"), _("Proses"), _("Hasil")]

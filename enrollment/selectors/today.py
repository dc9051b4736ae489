"""What waits in the imports for a person today."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.today import Item
from districts import formats
from enrollment.access import LINKERS
from enrollment.selectors.doubts import waiting

__all__ = ["imports_today"]


def imports_today(user: User) -> Iterator[Item]:
    """Doubtful rows that nobody has decided."""
    if user.scope.has(*LINKERS):
        count = waiting(user)
        words = _("%(count)s baris impor yang meragukan menunggu putusan")
        yield Item(
            "doubts",
            70,
            count,
            words % {"count": formats.number(count, lang=get_language() or "id")},
            reverse("doubts"),
        )

"""What waits at the counters for a person today: requests, questions, referral letters that soon lapse."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import Role
from accounts.today import Item
from districts import formats
from permits.access import BRANCH_ROLES
from permits.selectors.questions import open_count
from permits.selectors.referrals import LAPSE_DAYS, referrals_of
from permits.selectors.requests import inbox_count

__all__ = ["counter_today"]


def counter_today(user: User) -> Iterator[Item]:
    """Each with the list it counts."""
    if user.scope.has(Role.SUPERVISOR, Role.BRANCH_HEAD):
        count = inbox_count(user)
        words = _("%(count)s permintaan menunggu persetujuan Anda") % _number(count)
        yield Item("requests", 10, count, words, reverse("requests"))
    if user.scope.has(*BRANCH_ROLES):
        count = open_count(user)
        words = _("%(count)s pertanyaan loket menunggu jawaban cabang") % _number(count)
        yield Item("questions", 20, count, words, reverse("questions"))
        count = referrals_of(user, state="lapsing").count()
        words = _("%(count)s surat pengantar habis masa berlakunya dalam %(days)s hari") % {
            **_number(count),
            "days": LAPSE_DAYS,
        }
        yield Item("lapsing", 30, count, words, f"{reverse('referrals')}?state=lapsing")


def _number(count: int) -> dict[str, str]:
    return {"count": formats.number(count, lang=get_language() or "id")}

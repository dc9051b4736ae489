"""The weekly digest of the watch list (feature A16): one e-mail a supervisor, office and week, a count and a link."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.digests import ask_this_week, mailed
from accounts.models import Assignment, User
from accounts.rules import Role
from districts.models import Agency
from permits.models import Watch

__all__ = ["DIGEST", "ask_digests", "send_digest"]

DIGEST = "permits.watch_digest"


def ask_digests(on: date) -> int:
    """Ask for this week's digests that were not asked for yet."""
    fresh = Q(lapsed_on__isnull=False, seen_at__isnull=True) | Q(lapses_by__isnull=False)
    offices = Watch.objects.filter(fresh).order_by().values("agency").distinct()
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    posts = Assignment.objects.filter(
        in_force, role=Role.SUPERVISOR, valid_from__lte=on, agency__in=offices, user__is_active=True
    ).exclude(user__email="")
    readers = posts.values_list("user", "agency")
    return ask_this_week(DIGEST, (f"{user} {agency}" for user, agency in readers), on)


def send_digest(target: str) -> dict[str, int]:
    """Send one; nothing where the list has become empty meanwhile or no mail is set up."""
    user_pk, agency_pk, _week = target.split()
    user, agency = User.objects.get(pk=user_pk), Agency.objects.get(pk=agency_pk)
    counts = Watch.objects.filter(agency=agency).aggregate(
        lapsed=Count("pk", filter=Q(lapsed_on__isnull=False, seen_at__isnull=True)),
        coming=Count("pk", filter=Q(lapses_by__isnull=False)),
    )
    if not any(counts.values()):
        return {"sent": 0}
    with override(user.language):
        subject = _("Pantauan %(office)s: %(lapsed)s usaha turun") % {"office": agency.name, **counts}
        text = _(
            "%(lapsed)s usaha yang pernah lolos tidak patuh lagi, %(coming)s akan jatuh tempo. Daftarnya: %(link)s"
        ) % {**counts, "link": settings.PUBLIC_URL.rstrip("/") + reverse("watch")}
    return {"sent": int(mailed(to=user.email, subject=subject, text=text))}

"""Who: users, and what they may do where and from when."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.rules import Role
from accounts.scope import Scope, scope_of


class User(AbstractUser):
    """A person with an account. Rights come from Assignments only; Django's groups and permissions are not used."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(_("nama tampilan"), max_length=120, blank=True)
    language = models.CharField(_("bahasa"), max_length=2, choices=settings.LANGUAGES, default="id")
    shortcuts_enabled = models.BooleanField(_("pintasan papan ketik"), default=True)
    is_demo = models.BooleanField(_("akun contoh"), default=False)

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def scope(self) -> Scope:
        """What this person may do today; read once per loaded user, so once per request and once per task."""
        return scope_of(self)


class Assignment(models.Model):
    """A role held at an office from a day until a day (inclusive), evaluated at every request and inside tasks.

    A supervisor who is absent delegates: the same role for a while, with `delegated_by` and the title for letters.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("peran"), max_length=2, choices=[(r.value, r.value) for r in Role])
    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="assignments")
    valid_from = models.DateField(_("berlaku dari"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    delegated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("didelegasikan oleh")
    )
    acting_title = models.CharField(_("sebutan saat menggantikan"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        constraints = [
            # A delegation ends by itself, and nobody delegates to himself.
            models.CheckConstraint(
                condition=Q(delegated_by__isnull=True) | (Q(valid_to__isnull=False) & ~Q(delegated_by=F("user"))),
                name="assignment_delegation_ends",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="assignment_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.agency}"

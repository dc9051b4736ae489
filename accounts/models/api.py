"""Keys of other applications, and the answers already given to them."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.rules import Role
from accounts.scope import ScopedQuerySet
from districts.clock import today


class ApiTokenQuerySet(ScopedQuerySet["ApiToken"]):
    """Keys are looked after for the whole city, by system admins and branch heads."""

    def visible_to(self, user: User) -> Self:
        return self if user.scope.has(Role.SYSTEM_ADMIN, Role.BRANCH_HEAD) else self.none()


class ApiToken(models.Model):
    """A key of another application (feature I04), bound to one office and the purposes it may check for.

    Only the SHA-256 of the secret is kept; `hint` is its first characters. It acts as `user`, an account with role AC
    that nobody can log in with, so that every check names its caller. In force once a second person approved it.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nama aplikasi"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(_("awalan"), max_length=12)
    purposes = ArrayField(models.CharField(max_length=30), verbose_name=_("layanan"))
    addresses = ArrayField(models.GenericIPAddressField(), verbose_name=_("alamat IP"), default=list, blank=True)
    quota_hour = models.PositiveIntegerField(_("kuota sejam"), default=300)
    quota_day = models.PositiveIntegerField(_("kuota sehari"), default=5000)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("dibuat"), db_default=Now())
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(_("berlaku sampai"))
    rotated_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="rotated_to"
    )
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_used_at = models.DateTimeField(_("terakhir dipakai"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token API")
        verbose_name_plural = _("token API")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("created_by"))),
                name="token_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.hint}…"

    @property
    def is_revoked(self) -> bool:
        """Revoked already; the old secret of a rotated key is revoked from a moment ahead."""
        return self.revoked_at is not None and self.revoked_at <= timezone.now()

    @property
    def is_alive(self) -> bool:
        """Neither revoked nor past its last day."""
        return not self.is_revoked and self.expires_on >= today()

    @property
    def is_in_force(self) -> bool:
        """Alive and approved."""
        return self.is_alive and self.approved_at is not None


class ApiCall(models.Model):
    """The answer once given to an Idempotency-Key: the same call again gets the same answer (B72)."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_call_once")]

    def __str__(self) -> str:
        return str(self.key)


class ApiUse(models.Model):
    """Calls of one client in one hour: what its quotas are counted by. A new secret does not begin anew."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    hour = models.DateTimeField()
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hour"], name="api_use_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.hour}"

"""What somebody last chose on the coverage pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RememberedFilters(models.Model):
    """One person's choices as the address carries them, without the month: the newest is wanted next time."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, primary_key=True, related_name="+")
    query = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("saringan terakhir")
        verbose_name_plural = _("saringan terakhir")

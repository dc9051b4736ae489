"""Who gets the week's summary by mail."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class WeeklyReader(models.Model):
    """Until the row is deleted; the right is looked at again every week."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("pembaca ringkasan mingguan")
        verbose_name_plural = _("pembaca ringkasan mingguan")

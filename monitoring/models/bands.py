"""Classes of coverage: their lower limits from a month on, as somebody set them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

_RANGE = [MinValueValidator(1), MaxValueValidator(99)]


class RateBands(models.Model):
    """Lower limits, in whole per cent, of the second to the fifth class; below `second` is the first.

    A month is shown in the newest bands that began with it or before, so that old months keep their colours. What is
    corrected is withdrawn and stays.
    """

    valid_from = models.DateField()
    second = models.PositiveSmallIntegerField(_("kelas 2 mulai"), validators=_RANGE)
    third = models.PositiveSmallIntegerField(_("kelas 3 mulai"), validators=_RANGE)
    fourth = models.PositiveSmallIntegerField(_("kelas 4 mulai"), validators=_RANGE)
    fifth = models.PositiveSmallIntegerField(_("kelas 5 mulai"), validators=_RANGE)
    source = models.CharField(_("sumber"), max_length=200)
    set_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("kelas cakupan")
        verbose_name_plural = _("kelas cakupan")
        constraints = [
            models.UniqueConstraint(
                fields=["valid_from"], condition=Q(withdrawn_at__isnull=True), name="rate_bands_once"
            ),
            models.CheckConstraint(
                condition=Q(second__lt=F("third"), third__lt=F("fourth"), fourth__lt=F("fifth")),
                name="rate_bands_rise",
            ),
        ]

    @property
    def limits(self) -> tuple[int, int, int, int]:
        return self.second, self.third, self.fourth, self.fifth

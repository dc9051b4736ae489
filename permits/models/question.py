"""BpjsQuestion: a doubtful case put to the branch, with a clock; unanswered in time it ends by rule (feature A23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.scope import ScopedQuerySet
from permits.models.application import CITY_READERS, OFFICE_ROLES

if TYPE_CHECKING:
    from accounts.models import User


class BpjsQuestionQuerySet(ScopedQuerySet["BpjsQuestion"]):
    """Both branches answer for the whole city; an office reads its own questions."""

    def visible_to(self, user: User) -> Self:
        scope = user.scope
        if scope.has(*CITY_READERS):
            return self
        return self.filter(application__agency__in=scope.agencies(*OFFICE_ROLES))


class BpjsQuestion(models.Model):
    """What the desk asks BPJS about one file, and what BPJS answered.

    `answer` empty with `closed_at` set: the deadline passed and the file went on by rule. An answer CONFIRMED names the
    NPP it rests on; the evidence stays with the file, and the next sheet is expected to bring the same.
    """

    class Answer(models.TextChoices):
        CONFIRMED = "CONFIRMED", _("Terdaftar dan patuh")
        NOT_REGISTERED = "NOT_REG", _("Belum terdaftar")
        IN_ARREARS = "ARREARS", _("Terdaftar, menunggak")
        UNKNOWN = "UNKNOWN", _("Tidak dapat dipastikan")

    application = models.ForeignKey("permits.Application", on_delete=models.PROTECT, related_name="questions")
    check_row = models.ForeignKey("permits.Check", on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("pertanyaan"), max_length=300, blank=True)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("ditanyakan"), db_default=Now())
    due_on = models.DateField(_("batas jawaban"))
    answer = models.CharField(_("jawaban"), max_length=9, choices=Answer.choices, blank=True)
    npp = models.CharField(_("NPP"), max_length=8, blank=True)
    reply = models.CharField(_("keterangan"), max_length=300, blank=True)
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    objects = BpjsQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("pertanyaan ke BPJS TK")
        verbose_name_plural = _("pertanyaan ke BPJS TK")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on"], name="question_open", condition=Q(closed_at__isnull=True))]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at__isnull=True), name="question_open_once"
            ),
            models.CheckConstraint(
                condition=(Q(answer="") & Q(answered_by__isnull=True))
                | (~Q(answer="") & Q(answered_by__isnull=False, closed_at__isnull=False)),
                name="question_answer_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.due_on}"

"""Answered lists of numbers are thrown away when their time is over; how many were asked and what came out stays."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from accounts import vault
from districts.clock import now
from permits.models import BulkCheck

__all__ = ["purge_answers"]


def purge_answers() -> int:
    """The answer workbooks of lists answered too long ago. May run twice or late."""
    before = now() - timedelta(days=settings.KEEP_ANSWER_DAYS)
    due = BulkCheck.objects.filter(finished_at__lt=before, answers__purged_at__isnull=True, answers__isnull=False)
    answers = [bulk.answers for bulk in due.select_related("answers") if bulk.answers is not None]
    for stored in answers:
        vault.purge(stored)
    return len(answers)

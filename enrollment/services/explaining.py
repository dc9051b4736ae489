"""Say why a batch that looks wrong is right: a rate above 100 %, a fall of more than a fifth (features N04)."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from enrollment import access
from enrollment.models import ImportBatch

LEAST_WORDS = 20


@transaction.atomic
def explain_batch(*, batch: ImportBatch, text: str, by: User) -> ImportBatch:
    """Keep the explanation with the batch; from then on it may be committed like any other."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    ensure(access.may_explain(by, batch))
    batch.explanation, batch.explained_by, batch.explained_at = text.strip()[:500], by, Now()
    batch.save(update_fields=["explanation", "explained_by", "explained_at"])
    batch.refresh_from_db(fields=["explained_at"])
    data = {"held": batch.effect.get("held", []), "explanation": batch.explanation}
    audit.record(verb="enrollment.explain_batch", by=by, target=batch, data=data)
    return batch

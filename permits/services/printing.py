"""Printing a kept paper: the office's first print is the original, every later one says that it is a copy."""

from __future__ import annotations

from django.db import transaction

from accounts import audit, vault
from accounts.access import ensure, may
from accounts.models import StoredFile, User
from districts.clock import now
from permits.access import FILE_READERS
from permits.letters import marked_copy
from permits.models import Printing

__all__ = ["print_paper"]


@transaction.atomic
def print_paper(*, paper: StoredFile, agency_id: int | None, by: User) -> bytes:
    """The PDF for this print. Only the office the paper belongs to uses up the original; a reader gets a copy.

    The view has shown the file only inside the reader's scope; here is what a print leaves behind.
    """
    ensure(may(by, *FILE_READERS))
    original = vault.read_file(paper)
    StoredFile.objects.select_for_update().get(pk=paper.pk)
    prints = Printing.objects.filter(paper=paper)
    if agency_id in by.scope.agency_ids and not prints.filter(copy=0).exists():
        Printing.objects.create(paper=paper, copy=0, by=by)
        audit.record(verb="permits.print", by=by, target=paper)
        return original
    copy = prints.filter(copy__gt=0).count() + 1
    Printing.objects.create(paper=paper, copy=copy, by=by)
    audit.record(verb="permits.reprint", by=by, target=paper, data={"copy": copy})
    return marked_copy(original, copy=copy, at=now(), title=paper.name)

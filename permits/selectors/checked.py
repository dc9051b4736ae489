"""One check as its page reads it: with its file and what the process remembers, and the queue beside it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import JSONField

from accounts.access import not_found
from accounts.kept import kept
from accounts.models import User
from districts.clock import today
from permits.models import Application, Check, PermitType, ServiceRule
from permits.selectors.catalogue import office_by_id, office_of
from permits.selectors.desk import COUNTS_SQL, Queue, counts_of

__all__ = ["check_and_queue", "check_of", "file_of_check"]

# With the file it was made for or has opened; {more} may add what else a page asks for. Written out and read by hand:
# for one row the ORM takes longer than the database.
_FIELDS = Check._meta.concrete_fields
_CHECK = f"""
    SELECT {", ".join(f"permits_check.{field.column}" for field in _FIELDS)}, coalesce(permits_check.application_id,
           (SELECT a.id FROM permits_application a WHERE a.opening_check_id = permits_check.id)), counts.*
    FROM permits_check, ({{more}}) counts WHERE permits_check.id = %(pk)s
"""  # noqa: S608 - names of ours alone
_ALONE, _WITH_QUEUE = _CHECK.format(more="SELECT"), _CHECK.format(more=COUNTS_SQL)


def check_of(user: User, pk: UUID) -> Check:
    """A check of the user's own office, else 404; its service, rule and office come from what the process remembers."""
    return _check(user, _ALONE, {"pk": pk})[0]


def check_and_queue(user: User, pk: UUID) -> tuple[Check, Queue]:
    """The same with the queue of the user's office today, in one statement: its page shows both."""
    office, day = office_of(user), today()
    check, counts = _check(user, _WITH_QUEUE, {"pk": pk, **counts_of(office, day)})
    return check, Queue(office, day, *counts)


def _check(user: User, statement: str, params: dict[str, Any]) -> tuple[Check, tuple[Any, ...]]:
    """The check, and what else the statement told."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row = cursor.fetchone()
    if row is None:
        not_found()
    values = [
        json.loads(value) if isinstance(field, JSONField) else value for field, value in zip(_FIELDS, row, strict=False)
    ]
    found = Check.from_db(connection.alias, [field.attname for field in _FIELDS], values)
    if not found.is_visible_to(user):
        not_found()
    file_id, *more = row[len(_FIELDS) :]
    found.file_id = file_id  # type: ignore[attr-defined]
    service, rule = found.permit_type_id, found.rule_id
    found.permit_type = kept(("service", service), lambda: PermitType.objects.get(pk=service))
    if rule is not None:
        found.rule = kept(("rule", rule), lambda: ServiceRule.objects.select_related("legal_basis").get(pk=rule))
    if found.agency_id is not None:
        found.agency = office_by_id(found.agency_id)
    return found, tuple(more)


def file_of_check(check: Check) -> Application | None:
    """The file a check of `check_of` was made for or has opened."""
    pk: UUID | None = check.file_id  # type: ignore[attr-defined]
    return Application.objects.select_related("permit_type", "decided_by").get(pk=pk) if pk else None

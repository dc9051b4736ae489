"""Many business numbers at once, for one service (feature A17): asked on a page and answered by the worker, or at once.

Persons are not looked up in lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, work
from accounts.access import ensure, may
from accounts.models import User
from accounts.rules import Role
from districts.clock import today
from districts.models import Agency
from permits.access import BULK_ROLES, may_bulk
from permits.answering import close, judged, seal_lines, told
from permits.errors import Refused
from permits.models import BulkCheck, Check, ServiceRule
from permits.selectors.lists import Line, asked_today, bulk_office, lines_of
from permits.services.checks import service_in_force
from permits.tasks import ANSWER_LIST

__all__ = ["MOST", "Item", "ask_list", "check_many"]

MOST = 1_000

EMPTY = _("Tidak ada nomor usaha di dalam daftar ini. Tulis satu NIB, NPP, atau NPWP badan per baris.")
TOO_LONG = _("Paling banyak %(most)s nomor sekali cek. Daftar ini berisi %(found)s.")
DAY_OVER = _("Kantor Anda sudah mengecek %(asked)s nomor hari ini, dari %(most)s yang boleh. Lanjutkan besok.")


class Item(NamedTuple):
    """One number of a list asked by another system, with that system's number of the file."""

    line: Line
    outside_number: str = ""


@transaction.atomic
def ask_list(*, texts: Sequence[str], service: str, by: User, on: date | None = None) -> BulkCheck:
    """Take a list, one number a text; the worker answers it. Refused for an empty or too long one."""
    lines = lines_of(texts)
    count = len({line.shown for line in lines if line.asked})
    bulk, _rule = _opened(lines, count, service, by, on or today())
    bulk.numbers = seal_lines(lines)
    bulk.save(force_insert=True)
    work.ask(kind=ANSWER_LIST, target_id=str(bulk.pk), by=by)
    audit.record(verb="permits.ask_list", by=by, target=bulk, data=told(bulk))
    return bulk


@transaction.atomic
def check_many(
    *, items: Sequence[Item], service: str, by: User, on: date | None = None
) -> tuple[BulkCheck, list[Check | None]]:
    """The same at once, for another system: a Check for each number, in their order; None where it has a problem."""
    lines = [item.line for item in items]
    bulk, rule = _opened(lines, sum(line.asked is not None for line in lines), service, by, on or today())
    bulk.save(force_insert=True)
    asked = [(item.line.asked, item.outside_number) for item in items]
    rows = judged(bulk, rule, [(one, number) for one, number in asked if one], lambda done, total: None)
    close(bulk, lines, rows)
    audit.record(verb="permits.check_list", by=by, target=bulk, data=told(bulk))
    found = iter(rows)
    return bulk, [next(found) if one else None for one, _number in asked]


def _opened(lines: Sequence[Line], count: int, service: str, by: User, on: date) -> tuple[BulkCheck, ServiceRule]:
    """The list's row, not written yet; refused where it is too long, for nobody, or beyond the office's day."""
    ensure(may(by, *BULK_ROLES, Role.API_CLIENT))
    permit_type, rule = service_in_force(service, on)
    agency = bulk_office(by)
    ensure(may_bulk(by, agency, permit_type))
    if len(lines) > MOST:
        raise Refused("LIST_TOO_LONG", TOO_LONG % {"most": MOST, "found": len(lines)})
    if not count:
        raise Refused("LIST_EMPTY", EMPTY)
    # Two lists of one office at once must see each other's numbers.
    Agency.objects.select_for_update().get(pk=agency.pk)
    asked, most = asked_today(agency), settings.BULK_NUMBERS_DAY
    if asked + count > most:
        raise Refused("LIST_DAY_OVER", DAY_OVER % {"asked": asked, "most": most})
    return BulkCheck(agency=agency, permit_type=permit_type, asked_by=by, on=on, count=count), rule

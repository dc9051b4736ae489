"""What the counter and the branch may take away as files: the call list, the day's register, answers to a list."""

from __future__ import annotations

import json

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts import vault
from accounts.access import ensure, may, not_found
from accounts.exports import MOST_ROWS, PDF, Export, Filter, Head
from accounts.models import User
from districts.clock import now, today
from permits.access import BULK_ROLES, DESK_ROLES, may_answer
from permits.letters import day_register
from permits.letters.answers import answers_workbook
from permits.letters.call_list import call_list
from permits.models import BulkCheck
from permits.selectors.catalogue import office_of
from permits.selectors.papers import files_of_day
from permits.selectors.referrals import REFERRAL_STATES, calls_of, referrals_of

__all__ = ["answers_export", "call_list_export", "register_export"]


def call_list_export(*, state: str, everywhere: bool, by: User) -> Export:
    """The list as its page shows it; BPJS only."""
    ensure(may_answer(by))
    rows = referrals_of(by, state=state, everywhere=everywhere)
    branch = _("Semua cabang") if everywhere else _("Cabang sendiri")
    return Export(
        verb="permits.export_referrals",
        title=_("Daftar panggilan rujukan"),
        stem="rujukan",
        rows=rows.count(),
        make=lambda head: call_list(head, calls_of(rows[:MOST_ROWS])),
        back=f"{reverse('referrals')}?state={state}{'&branch=all' if everywhere else ''}",
        filters=(
            Filter("state", state, _("Keadaan"), str(REFERRAL_STATES[state])),
            Filter("branch", "all" if everywhere else "own", _("Cabang"), branch),
        ),
        as_of=today(),
    )


def register_export(*, by: User) -> Export:
    """Today's files of the own office, as a paper to sign."""
    ensure(may(by, *DESK_ROLES))
    office, day = office_of(by), today()
    if office is None:
        not_found()
    files = files_of_day(office, day)

    def make(head: Head) -> bytes:
        return day_register(head, office, day, list(files[:MOST_ROWS]), by=by, at=now())

    return Export(
        verb="permits.export_register",
        title=_("Register hari ini"),
        stem="register",
        rows=files.count(),
        make=make,
        back=reverse("applications"),
        filters=(Filter("office", office.code, lazy("Kantor"), office.name),),
        as_of=day,
        kind=PDF,
        suffix="pdf",
        lang="id",
    )


def answers_export(*, bulk: BulkCheck, by: User) -> Export:
    """The answers to a list of the own office; 404 where they are not there or not any more."""
    ensure(may(by, *BULK_ROLES))
    stored = bulk.answers
    if stored is None or stored.purged_at is not None:
        not_found()
    return Export(
        verb="permits.export_answers",
        title=_("Jawaban cek massal"),
        stem="cek-massal",
        rows=bulk.count,
        make=lambda head: answers_workbook(head, json.loads(vault.read_file(stored))),
        back=reverse("bulk_check", args=[bulk.pk]),
        filters=(
            Filter("office", bulk.agency.code, _("Kantor"), bulk.agency.name),
            Filter("service", bulk.permit_type.code, _("Layanan"), bulk.permit_type.name),
        ),
        as_of=bulk.on,
        target=bulk,
    )

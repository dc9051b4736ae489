"""Appreciation: the indexes of a month by group of peers, one kecamatan's with all its parts, its certificate."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import actor, ensure, not_found, require
from accounts.exports import Export
from accounts.views.exports import export_page
from districts.models import District
from monitoring.access_compliance import INDEXES, ISSUERS, may_issue, may_see_indexes
from monitoring.definitions import definition
from monitoring.forms_appreciation import IssueForm, RevokeForm
from monitoring.rules.consistency import PARTS
from monitoring.rules.months import parse_month
from monitoring.selectors.consistency import Entry, entries, entry_of, lead_of, scored_months
from monitoring.services import appreciation
from monitoring.words_appreciation import PART_FORMULAS, PART_HEADINGS, PART_NAMES, missing_text, note_text


def _month(request: HttpRequest) -> date | None:
    """The month asked for where it has indexes, else the newest that has."""
    months = scored_months()
    asked = request.GET.get("bulan", "")
    return next((month for month in months if f"{month:%Y-%m}" == asked), months[0] if months else None)


@require_GET
@require(*INDEXES)
def indexes_page(request: HttpRequest) -> HttpResponse:
    """All kecamatan of one month, each among its peers."""
    ensure(may_see_indexes(actor(request)))
    month = _month(request)
    rows = entries(month) if month else []
    groups = [
        (District.Peers(group).label, [(entry, missing_text(entry.missing)) for entry in found])
        for group, found in groupby(rows, key=lambda entry: entry.row.peer_group)
    ]
    context = {
        "month": month,
        "months": scored_months(),
        "groups": groups,
        "first": rows[0] if rows else None,
        "since": _since(rows[0]) if rows else None,
        "parts": _definitions(rows[0]) if rows else [],
        "may_issue": bool(may_issue(actor(request))),
        "index": definition("consistency.score"),
    }
    return render(request, "monitoring/appreciation.html", context)


def _since(entry: Entry) -> date | None:
    """From which month on the weights hold."""
    told = entry.row.inputs["weights_since"]
    return date.fromisoformat(told) if told else None


def _definitions(entry: Entry) -> list[dict[str, Any]]:
    """Each part with its formula and weight, as stored with the index."""
    weighed = entry.row.inputs["weights"]
    return [
        {
            "name": PART_NAMES[part],
            "heading": PART_HEADINGS[part],
            "formula": PART_FORMULAS[part],
            "weight": weighed.get(part),
        }
        for part in PARTS
    ]


@require(*INDEXES)
@export_page()
def indexes_file(request: HttpRequest) -> Export:
    """The month's inputs, parts and weights as a workbook."""
    ensure(may_see_indexes(actor(request)))
    month = _month(request)
    if month is None:
        not_found()
    back = f"{reverse('appreciation')}?bulan={month:%Y-%m}"
    return appreciation.scores_export(period=month, rows=entries(month), back=back)


@require_GET
@require(*INDEXES)
def index_page(request: HttpRequest, month: str, district: str) -> HttpResponse:
    """One kecamatan's index: every input, every weight, and what it does differently."""
    ensure(may_see_indexes(actor(request)))
    return index_response(request, entry_or_404(month, district))


def entry_or_404(month: str, district: str) -> Entry:
    try:
        period = parse_month(month)
    except ValueError:
        not_found()
    found = entry_of(period, district)
    return found or not_found()


def index_response(
    request: HttpRequest,
    entry: Entry,
    *,
    issue_form: IssueForm | None = None,
    revoke_form: RevokeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, rows = actor(request), entries(entry.row.period)
    note = note_text(lead_of(entry, rows)) if entry.leads else ""
    may_give = appreciation.may_issue_for(user, entry, rows)
    context = {
        "entry": entry,
        "group": District.Peers(entry.row.peer_group).label,
        "lines": _lines(entry),
        "missing": missing_text(entry.missing),
        "note": note,
        "may_give": may_give,
        "is_issuer": bool(may_issue(user)),
        "issue_form": issue_form or IssueForm(initial={"catatan": note}),
        "revoke_form": revoke_form or RevokeForm(),
        "trail": [(_("Penghargaan"), f"{reverse('appreciation')}?bulan={entry.row.period:%Y-%m}")],
    }
    return render(request, "monitoring/appreciation_one.html", context, status=status)


def _lines(entry: Entry) -> list[dict[str, Any]]:
    """Part by part: the two counts, the value, the weight, and what it adds to the index."""
    own, weighed = entry.inputs, entry.row.inputs["weights"]
    counts = {
        "days": (own.days_checked, own.working_days),
        "explained": (own.unexplained, own.checked),
        "converted": (own.registered, own.held),
        "complete": (own.complete, own.checked),
    }
    whole = sum(weighed.values())
    return [
        {
            "name": PART_NAMES[part],
            "formula": PART_FORMULAS[part],
            "counts": counts[part],
            "value": value,
            "weight": weighed.get(part),
            "adds": value * weighed[part] / whole if value is not None and whole else None,
        }
        for part, value in zip(PARTS, entry.values, strict=True)
    ]


@require_POST
@require(*ISSUERS)
def indexes_order(request: HttpRequest) -> HttpResponse:
    """Have a month computed again by the worker."""
    try:
        period = parse_month(request.POST.get("bulan", ""))
    except ValueError:
        not_found()
    appreciation.request_scores(period=period, by=actor(request))
    messages.success(request, _("Indeks sedang dihitung. Versi baru hanya dibuat bila ada masukan yang berubah."))
    return HttpResponseRedirect(f"{reverse('appreciation')}?bulan={period:%Y-%m}", status=303)

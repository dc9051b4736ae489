"""The filters of a request: read from the address, remembered for the person, forgotten on request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.access import actor
from accounts.kept import kept
from monitoring.filters import NAMES, Filters
from monitoring.forms import FilterForm
from monitoring.selectors import pages
from monitoring.selectors.places import desks
from monitoring.selectors.reference import members
from monitoring.selectors.watching import remembered_filters
from monitoring.services.filters import keep_filters
from monitoring.words import language

_KEY = "coverage_filters"
RESET = "lupakan"


def filter_form(request: HttpRequest) -> FilterForm:
    """The filters as asked for, else the newest month of data and everything."""
    choices = kept(("coverage filters", language()), _choices)
    return FilterForm(request.GET, months=pages.month_choices(), default=pages.default_month(), choices=choices)


def _choices() -> dict[str, dict[str, str]]:
    return {"sektor": members("sector"), "cabang": members("branch"), "kantor": desks()}


def remembered(request: HttpRequest) -> HttpResponse | None:
    """A page asked for without filters opens with those of last time, in its address; `?lupakan=1` forgets them."""
    if RESET in request.GET:
        request.session[_KEY] = ""
        keep_filters(query="", by=actor(request))
        return redirect(request.path)
    if request.GET:
        return None
    if _KEY not in request.session:
        request.session[_KEY] = remembered_filters(actor(request))
    if last := request.session[_KEY]:
        return redirect(f"{request.path}?{last}")
    return None


def remember(request: HttpRequest, filters: Filters) -> None:
    """Everything but the month: next time the newest one is wanted."""
    chosen = "&".join(part for part in filters.query.split("&") if part.split("=")[0] in NAMES.values())
    if request.GET and request.session.get(_KEY, "") != chosen:
        request.session[_KEY] = chosen
        keep_filters(query=chosen, by=actor(request))

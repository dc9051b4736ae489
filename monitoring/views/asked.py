"""What a list behind a number is asked for, and whether it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.access import actor, ensure, not_found
from monitoring import access
from monitoring.facts import MonthMode
from monitoring.filters import Filters
from monitoring.forms import FilterForm
from monitoring.links import list_address
from monitoring.selectors.compliance import stored_mode
from monitoring.selectors.places import Place, place
from monitoring.views.filtering import filter_form


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: where, by which filters, and for whose counters (None = all)."""

    request: HttpRequest
    where: Place
    form: FilterForm
    filters: Filters
    mode: MonthMode
    agencies: frozenset[int] | None

    def choice(self, name: str, offered: Any, default: str) -> str:
        """One of a few words of the address."""
        word = self.request.GET.get(name, default)
        return word if word in offered else default

    def further(self, **words: str) -> Callable[[str], str]:
        """The address of one employer's covers in this list; none for who may not see people one by one."""
        if not access.may_list_people(actor(self.request), self.where.district):
            return lambda employer: ""
        chosen = {"wilayah": self.where.code, **words}
        return lambda employer: list_address("kepesertaan", self.filters, **chosen, pemberi=employer)


def asked_of(request: HttpRequest, kind: str, code: str) -> Asked:
    """404 out of scope, 403 without the right to names."""
    user = actor(request)
    scope = user.scope
    where = place(code)
    if where is None:
        not_found()
    own_counters = kind == "loket" and not code and not scope.is_city and not scope.district_codes
    if not own_counters:
        if not (access.sees_district(scope, where.district) if where.district else scope.is_city):
            not_found()
        ensure(access.may_list(user, where.district))
    form = filter_form(request)
    mode = stored_mode(form.filters.month)
    return Asked(request, where, form, form.filters, mode, scope.agency_ids if own_counters else None)

"""The register of businesses: a list inside one's scope, and one business with where each value came from."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.access import actor, require
from districts.clock import today
from enrollment import access
from enrollment.forms import SearchForm
from enrollment.selectors import batches, register

PAGE_ROWS = 50


@require(*access.REGISTER)
@require_GET
def businesses_page(request: HttpRequest) -> HttpResponse:
    """Businesses by name; an office of a kecamatan sees its own."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = register.businesses(actor(request), text)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page", "1"))
    return render(request, "enrollment/businesses.html", {"form": form, "q": text, "page": page})


@require(*access.REGISTER)
@require_GET
def business_page(request: HttpRequest, business: UUID) -> HttpResponse:
    """One business: identity (masked), the employers it is linked to, their months, programs and origin."""
    if (standing := register.merged_into(actor(request), business)) is not None:
        return redirect("business", standing.public_id)
    detail = register.business_detail(actor(request), business, on=today())
    sources = [row.batch for row in (detail.business, *(side.employer for side in detail.sides)) if row.batch]
    opened = batches.visible_ids(actor(request), sources) if sources else set()
    shown = {"detail": detail, "can_arrange": bool(access.may_link(actor(request))), "opened": opened}
    return render(request, "enrollment/business.html", shown)

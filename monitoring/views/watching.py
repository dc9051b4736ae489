"""What people set and write beside the figures: targets, notes on a chart, words for a figure that is held."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor, ensure, not_found, require
from monitoring import access
from monitoring.access_watching import may_explain, may_set_targets, may_withdraw_note, may_write_note
from monitoring.forms_watching import ExplainForm, NoteForm, TargetForm
from monitoring.selectors import watching
from monitoring.selectors.reference import city
from monitoring.services.holds import explain_figure
from monitoring.services.notes import withdraw_note, write_note
from monitoring.services.targets import set_target, withdraw_target
from monitoring.views.filtering import filter_form


@require_http_methods(["GET", "HEAD", "POST"])
@require(*access.DASHBOARD)
def targets_page(request: HttpRequest) -> HttpResponse:
    """Every line with its source; a branch head sets one here."""
    user = actor(request)
    areas = watching.area_names()
    form = TargetForm(request.POST or None, areas=areas, initial={"wilayah": request.GET.get("wilayah", "")})
    if request.method == "POST":
        ensure(may_set_targets(user))
        if form.is_valid():
            given = form.cleaned_data
            set_target(
                area=given["wilayah"],
                kind=given["ukuran"],
                line=given["garis"],
                valid_from=given["mulai"],
                percent=given["persen"],
                source=given["sumber"],
                by=user,
            )
            messages.success(request, _("Target disimpan dan tampil di grafik."))
            return HttpResponseRedirect(reverse("coverage-targets"), status=303)
    context = {
        "form": form,
        "targets": watching.all_targets(),
        "may_set": bool(may_set_targets(user)),
        "trail": [(city().name, reverse("coverage"))],
    }
    return render(request, "monitoring/targets.html", context, status=422 if form.errors else 200)


@require_POST
@require(*access.DASHBOARD)
def target_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The line is drawn no more."""
    ensure(may_set_targets(actor(request)))
    found = watching.target(pk)
    if found is None:
        not_found()
    withdraw_target(target=found, by=actor(request))
    messages.success(request, _("Target ditarik; riwayatnya tetap ada."))
    return HttpResponseRedirect(reverse("coverage-targets"), status=303)


def _area(request: HttpRequest, code: str) -> str:
    """The asked area if this person may look there; a kecamatan's officer begins at the own one."""
    scope = actor(request).scope
    home = city().code
    if not code and not scope.is_city and scope.district_codes:
        return min(scope.district_codes)
    if code in ("", home):
        return home
    if not access.sees_district(scope, code) or code not in watching.area_names():
        not_found()
    return code


@require_http_methods(["GET", "HEAD", "POST"])
@require(*access.DASHBOARD)
def notes_page(request: HttpRequest) -> HttpResponse:
    """Notes and held figures of the city or a kecamatan."""
    area = _area(request, request.GET.get("wilayah", ""))
    user = actor(request)
    form = NoteForm(request.POST or None, initial={"bulan": f"{filter_form(request).filters.month:%Y-%m}"})
    if request.method == "POST":
        ensure(may_write_note(user, area))
        if form.is_valid():
            write_note(area=area, period=form.cleaned_data["bulan"], text=form.cleaned_data["catatan"], by=user)
            messages.success(request, _("Catatan disimpan dan tampil di grafik."))
            return HttpResponseRedirect(_back(request, area), status=303)
    return _notes(request, area, form, ExplainForm())


def _notes(request: HttpRequest, area: str, form: NoteForm, words: ExplainForm) -> HttpResponse:
    user = actor(request)
    filters = filter_form(request).filters
    home = city()
    names = watching.area_names()
    areas = list(names) if area == home.code and access.sees_areas(user.scope) else [area]
    context = {
        "area": area,
        "area_name": names[area],
        "filters": filters,
        "form": form,
        "words": words,
        "notes": [(note, bool(may_withdraw_note(user, note.written_by_id, area))) for note in watching.notes_of(area)],
        "holds": watching.holds_of(filters.month, areas),
        "may_write": bool(may_write_note(user, area)),
        "may_explain": bool(may_explain(user)),
        "trail": [
            (names[area], reverse("coverage") if area == home.code else reverse("coverage-district", args=[area]))
        ],
    }
    return render(request, "monitoring/notes.html", context, status=422 if form.errors or words.errors else 200)


def _back(request: HttpRequest, area: str) -> str:
    month = filter_form(request).filters.month
    return f"{reverse('coverage-notes')}?wilayah={area}&bulan={month:%Y-%m}"


@require_POST
@require(*access.DASHBOARD)
def note_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The note is shown no more."""
    found = watching.note(pk)
    if found is None:
        not_found()
    area = _area(request, found.area_code)
    withdraw_note(note=found, by=actor(request))
    messages.success(request, _("Catatan ditarik."))
    return HttpResponseRedirect(_back(request, area), status=303)


@require_POST
@require(*access.DASHBOARD)
def hold_explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Words for a figure that is held."""
    found = watching.hold(pk)
    if found is None:
        not_found()
    area = _area(request, found.area_code)
    ensure(may_explain(actor(request)))
    words = ExplainForm(request.POST)
    if not words.is_valid():
        return _notes(request, area, NoteForm(), words)
    explain_figure(hold=found, text=words.cleaned_data["penjelasan"], by=actor(request))
    messages.success(request, _("Penjelasan disimpan; angkanya tidak ditahan lagi."))
    query = f"?wilayah={area}&bulan={found.period:%Y-%m}"
    return HttpResponseRedirect(reverse("coverage-notes") + query, status=303)

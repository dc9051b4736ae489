"""Step 2 of the wizard: which column is which, and what unknown words mean; and the lists of what was remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor, ensure, not_found, require
from enrollment import access
from enrollment.forms_mapping import MappingForm, needed
from enrollment.importing.mapping import samples_of
from enrollment.importing.preview import profile_title
from enrollment.importing.profile import Profile
from enrollment.importing.profiles import PROFILES
from enrollment.importing.resources import meaning_of
from enrollment.importing.unknown import UnknownWord, mappings, meanings_said, unknown_words
from enrollment.models import ImportBatch
from enrollment.rules.identifiers import clean_identifier, mask_kpj, mask_nik
from enrollment.selectors import batches
from enrollment.services import Meaning, forget_mapping, map_columns, say_meanings, withdraw_meaning
from enrollment.wizard import steps

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class OurColumn:
    """One of our columns on the page: what it is, the select, and what its guess rests on."""

    name: str
    meaning: str
    needed: str
    select: BoundField
    once: BoundField | None
    confidence: str
    samples: list[str]


@require(*access.UPLOADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def columns_page(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Their headings beside our columns, guessed as far as that goes."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    ensure(access.may_map(user, found))
    if "headings" not in found.asked:
        return redirect("import", batch)
    profile = PROFILES[_profile(found, request)]
    if request.method != "POST":
        form = MappingForm(profile=profile, headings=found.asked["headings"], initial=_initial(found, profile))
        return render(request, "enrollment/import_columns.html", _columns(found, profile, form))
    form = MappingForm(request.POST, profile=profile, headings=found.asked["headings"])
    if not form.is_valid():
        return render(request, "enrollment/import_columns.html", _columns(found, profile, form), status=422)
    given = form.cleaned_data
    map_columns(
        batch=found, profile=profile.name, columns=form.columns, once=form.once, by=user,
        source=given["source"], remember=given["remember"],
    )  # fmt: skip
    return redirect("import", batch)


@require(*access.UPLOADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def words_page(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Every unknown word once, with what it could mean; what is chosen is remembered."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    ensure(access.may_map(user, found))
    if found.state != ImportBatch.State.STAGED:
        return redirect("import", batch)
    words = unknown_words(found)
    if request.method == "POST":
        said = [meaning for word in words if (meaning := _chosen(word, request.POST.get(word.field, "")))]
        if said:
            say_meanings(batch=found, meanings=said, by=user)
            messages.success(request, _("Arti kata disimpan. Berkas dibaca ulang."))
            return redirect("import", batch)
    context = {"batch": found, "words": words, "steps": steps(), "nothing_said": request.method == "POST"}
    status = 422 if context["nothing_said"] else 200
    return render(request, "enrollment/import_values.html", context, status=status)


@require(*access.UPLOADERS)
@require_safe
def remembered_page(request: HttpRequest) -> HttpResponse:
    """Saved mappings and meanings, newest first."""
    number = request.GET.get("page", "1")
    context = {
        "mappings": [(one, profile_title(one.profile)) for one in mappings()[:PAGE_ROWS]],
        "page": Paginator(meanings_said(), PAGE_ROWS).get_page(number),
    }
    return render(request, "enrollment/import_remembered.html", context)


@require(*access.UPLOADERS)
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one saved mapping."""
    mapping = mappings().filter(pk=pk).first()
    if mapping is None:
        not_found()
    forget_mapping(mapping=mapping, by=actor(request))
    messages.success(request, _("Cocokan kolom dilupakan."))
    return redirect("import-remembered")


@require(*access.UPLOADERS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one meaning back."""
    meaning = meanings_said().filter(pk=pk).first()
    if meaning is None:
        not_found()
    withdraw_meaning(meaning=meaning, by=actor(request))
    messages.success(request, _("Arti kata ditarik kembali. Impor yang sudah selesai tidak berubah."))
    return redirect("import-remembered")


def _profile(batch: ImportBatch, request: HttpRequest) -> str:
    asked = request.POST.get("profil") or request.GET.get("profil", "")
    return asked if asked in PROFILES else batch.profile or batch.asked["profile"]


def _initial(batch: ImportBatch, profile: Profile) -> dict[str, Any]:
    """What was said before, else what is guessed; and what the lines above the headings tell."""
    said = batch.reading if batch.profile == profile.name else {}
    guesses = {name: guess["position"] for name, guess in batch.asked["guesses"][profile.name].items()}
    chosen = said.get("columns") or {**guesses, **_fitting(batch, profile, guesses)}
    once = {**batch.asked["once"].get(profile.name, {}), **said.get("once", {})}
    return {
        **{f"kolom-{name}": str(place) for name, place in chosen.items() if place is not None},
        **{f"sekali-{name}": text for name, text in once.items()},
    }


def _fitting(batch: ImportBatch, profile: Profile, guesses: dict[str, Any]) -> dict[str, Any]:
    """Of a sheet that fits: the columns it was read with, in place of any guess that points at them."""
    if batch.state != ImportBatch.State.STAGED or batch.profile != profile.name:
        return {}
    width = len(batch.asked["headings"])
    read = {name: place for name, place in batch.header["columns"].items() if place < width}
    return {name: None for name, place in guesses.items() if place in read.values()} | read


def _columns(batch: ImportBatch, profile: Profile, form: MappingForm) -> dict[str, Any]:
    headings: list[str] = batch.asked["headings"]
    samples = [[_masked(text) for text in column] for column in samples_of(batch)]
    samples += [[] for _ in range(len(headings) - len(samples))]
    guesses = batch.asked["guesses"][profile.name]
    ours = []
    for column in profile.columns:
        select = form[f"kolom-{column.name}"]
        place = str(select.value() or "")
        guess = guesses.get(column.name, {"position": None, "confidence": "belum"})
        is_guess = place != "" and place == str(guess["position"])
        ours.append(
            OurColumn(
                column.name, meaning_of(column), needed(profile, column), select,
                form[f"sekali-{column.name}"] if column.once else None,
                guess["confidence"] if is_guess else "pasti" if place else "belum",
                samples[int(place)] if place.isdigit() and int(place) < len(samples) else [],
            )
        )  # fmt: skip
    used = {str(one.select.value() or "") for one in ours}
    return {
        "batch": batch,
        "form": form,
        "steps": steps(),
        "profile": profile.name,
        "profiles": [(name, profile_title(name)) for name in PROFILES],
        "ours": sorted(ours, key=lambda one: not one.needed),
        "unused": [(text, samples[place]) for place, text in enumerate(headings) if text and str(place) not in used],
    }


def _masked(text: str) -> str:
    """An example cell; whatever looks like a NIK or a card's number stands masked."""
    digits = clean_identifier(text)
    if digits.isdigit() and len(digits) >= 15:
        return mask_nik(digits)
    return mask_kpj(digits) if digits.isdigit() and len(digits) == 11 else text


def _chosen(word: UnknownWord, answer: str) -> Meaning | None:
    if answer not in {stored for stored, _shown in word.choices}:
        return None
    return Meaning(word.kind, word.text, answer, word.within)

"""Two records that are one: found, asked, decided by a second person, and taken back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, not_found, require
from enrollment import access
from enrollment.forms import SearchForm
from enrollment.merge_forms import MergeForm, PeopleForm
from enrollment.models import RecordMerge
from enrollment.references import referring
from enrollment.selectors import merges
from enrollment.services import approve_merge, ask_merge, decline_merge, take_merge_back

PAGE_ROWS = 50
KINDS = {"usaha": RecordMerge.Kind.BUSINESS, "peserta": RecordMerge.Kind.PARTICIPANT}
SLUGS = {kind: slug for slug, kind in KINDS.items()}
VERBS = {"approve": approve_merge, "decline": decline_merge, "back": take_merge_back}


@require_safe
@require(*access.LINKERS)
def candidates_page(request: HttpRequest, business: UUID) -> HttpResponse:
    """Businesses that may be this one: by exact keys, by name, or by search."""
    user = actor(request)
    record: Any = merges.record_by(user, RecordMerge.Kind.BUSINESS, str(business))
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = merges.businesses_like(user, record, text)
    return render(request, "enrollment/merge_candidates.html", {"business": record, "found": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(*access.LINKERS)
def people_page(request: HttpRequest) -> HttpResponse:
    """Two people by their numbers; the answer's address names neither."""
    user = actor(request)
    form = PeopleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        people = [merges.participant_by(user, form.cleaned_data[name]) for name in ("first", "second")]
        for name, person in zip(("first", "second"), people, strict=True):
            if person is None:
                form.add_error(name, _("Tidak ada satu orang dengan nomor ini di register."))
        if form.is_valid() and people[0] and people[1]:
            pair = {"a": people[0].public_id, "b": people[1].public_id}
            return HttpResponseRedirect(f"{reverse('merge-ask', args=['peserta'])}?{urlencode(pair)}", status=303)
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/merge_people.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(*access.LINKERS)
def ask_page(request: HttpRequest, kind: str) -> HttpResponse:
    """The two side by side, what would move, which one stays and why."""
    user = actor(request)
    if kind not in KINDS:
        not_found()
    pair = {name: merges.record_by(user, KINDS[kind], request.GET.get(name, "")) for name in ("a", "b")}
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data["kept"]
        gone = pair["b" if kept == "a" else "a"]
        merge = ask_merge(kind=KINDS[kind], kept=pair[kept], gone=gone, reason=form.cleaned_data["reason"], by=user)
        messages.success(request, _("Penggabungan diajukan. Orang kedua memutuskannya."))
        return HttpResponseRedirect(reverse("merge", args=[merge.pk]), status=303)
    shown = {
        "form": form,
        "kind": kind,
        "first": pair["a"],
        "second": pair["b"],
        "lines": merges.compared(pair["a"], pair["b"]),
        "referring": [(pair[name], referring(pair[name])) for name in ("a", "b")],
    }
    return render(request, "enrollment/merge_ask.html", shown, status=422 if request.method == "POST" else 200)


@require_safe
@require(*access.LINKERS)
def merges_page(request: HttpRequest) -> HttpResponse:
    """What was asked and what became of it."""
    page = Paginator(merges.merges(actor(request)), PAGE_ROWS).get_page(request.GET.get("page", "1"))
    rows = [(merge, *merges.records_of(merge)) for merge in page]
    return render(request, "enrollment/merges.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@require(*access.LINKERS)
def merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One merge: the two records, what moved, and what may be done with it."""
    user = actor(request)
    merge = merges.visible_merge(user, pk)
    if request.method == "POST":
        verb = VERBS.get(request.POST.get("act", ""))
        if verb is None:
            not_found()
        messages.success(request, _SAID[verb(merge=merge, by=user).state])
        return HttpResponseRedirect(reverse("merge", args=[pk]), status=303)
    kept, gone = merges.records_of(merge)
    shown = {
        "merge": merge,
        "kind": SLUGS[RecordMerge.Kind(merge.kind)],
        "kept": kept,
        "gone": gone,
        "lines": merges.compared(kept, gone),
        "referring": referring(gone),
        "moved": len(merge.images),
        "left": sum(bool(image.get("left")) for image in merge.images),
        "may_decide": access.may_decide_merge(user, merge),
        "may_take_back": access.may_take_merge_back(user, merge),
    }
    return render(request, "enrollment/merge.html", shown)


_SAID: dict[str, Any] = {
    RecordMerge.State.DONE: gettext_lazy("Kedua catatan digabung."),
    RecordMerge.State.DECLINED: gettext_lazy("Penggabungan ditolak. Keduanya tetap dua catatan."),
    RecordMerge.State.TAKEN_BACK: gettext_lazy("Kedua catatan dipisah lagi."),
}

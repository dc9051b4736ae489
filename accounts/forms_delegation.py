"""Who stands in for a supervisor, from when to when, under which title."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.delegation import colleagues_of
from accounts.models import Assignment, User
from districts.forms import DayField


class DelegationForm(forms.Form):
    """One delegation; the choices are the own posts and the colleagues there."""

    post = forms.ModelChoiceField(label=_("Tugas"), queryset=Assignment.objects.none(), empty_label=None)
    to = forms.ModelChoiceField(
        label=_("Digantikan oleh"),
        queryset=User.objects.none(),
        empty_label=_("Pilih rekan"),
        error_messages={"required": _("Pilih rekan."), "invalid_choice": _("Pilih rekan.")},
    )
    first = DayField(label=_("Mulai"))
    last = DayField(label=_("Sampai"))
    title = forms.CharField(
        label=_("Sebutan pada surat"), max_length=120, help_text=_("Misalnya: Plh. Camat Lubuk Baja.")
    )

    def __init__(self, *args: Any, posts: list[Assignment], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        post_field: Any = self.fields["post"]
        post_field.queryset = Assignment.objects.filter(pk__in=[post.pk for post in posts]).select_related("agency")
        post_field.label_from_instance = lambda post: post.agency.name
        to_field: Any = self.fields["to"]
        people = {person.pk for post in posts for person in colleagues_of(post, on)}
        to_field.queryset = User.objects.filter(pk__in=people).order_by("display_name", "username")
        self.fields["first"].initial = on
        self.fields["title"].initial = _title_of(posts)


def _title_of(posts: list[Assignment]) -> str:
    office = posts[0].agency if posts else None
    title = (office.signer_title or office.head_title) if office else ""
    return f"Plh. {title}" if title else ""

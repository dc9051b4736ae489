"""Components: what they say without colour, what they escape, what a screen reader gets."""

from __future__ import annotations

import gzip

import pytest
from django import forms
from django.utils import translation

from accounts.templatetags import cj
from tests.ui.render import gallery, page, render

EVIL = "<img src=x onerror=alert(1)>"


class Intake(forms.Form):
    owner = forms.CharField(label="NIK pemilik", help_text="Dari KTP")
    phone = forms.CharField(label="No. HP", required=False)
    read = forms.BooleanField(label="Sudah dibaca", required=False)
    outcome = forms.ChoiceField(label="Keputusan", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_gallery_shows_everything_within_the_page_budget(lang: str) -> None:
    html = gallery(lang)
    assert f'<html lang="{lang}">' in html
    assert len(gzip.compress(html.encode(), 6)) <= 12_000


def test_english_is_english() -> None:
    assert "Skip to main content" in gallery("en")
    assert "Lewati ke isi utama" in gallery("id")
    assert "Skip to main content" not in gallery("id")


def test_a_page_renders_with_nothing_in_its_context() -> None:
    html = page("<p>isi</p>", nav=None, office_line=None, user_display=None, is_demo=None)
    assert "<p>isi</p>" in html
    assert "bar-phone" not in html


def test_the_bottom_bar_has_three_modules_and_the_rest() -> None:
    html = page("")
    bar = html[html.index('class="bar-phone"') :]
    assert [key for key in ("/loket/", "/permohonan/", "/cakupan/", "/laporan/") if key in bar] == [
        "/loket/",
        "/permohonan/",
        "/cakupan/",
    ]
    assert "Lainnya" in bar


@pytest.mark.parametrize(
    "source",
    [
        '<c-alert title="{{ evil }}">{{ evil }}</c-alert>',
        '<c-card title="{{ evil }}" :meta="evil">x</c-card>',
        '<c-verdict finding="CLEAR" :title="evil" reason="{{ evil }}" />',
        '<c-fact label="{{ evil }}">{{ evil }}</c-fact>',
        '<c-queue-item number="1" :name="evil" line="{{ evil }}" status="CLEAR" label="Lolos" href="/x/" />',
        '<c-task title="{{ evil }}" href="/x/" :hint="evil" status="DONE" label="Selesai" />',
        '<c-tile name="{{ evil }}" href="/x/" :value="1" label="{{ evil }}" />',
        '<c-search action="/x/" value="{{ evil }}" error="{{ evil }}" />',
        '<c-choice name="a" value="{{ evil }}" :title="evil" />',
        '<c-crumbs :trail="trail" :here="evil" />',
        '<c-services :options="trail" :selected="evil" />',
        '<c-trend :series="series" :labels="labels" label="{{ evil }}" />',
        '<c-button href="{{ evil }}" data-x="{{ evil }}">{{ evil }}</c-button>',
    ],
)
def test_names_from_outside_stay_text(source: str) -> None:
    context = {"evil": EVIL, "trail": [(EVIL, "/x/")], "series": [(EVIL, [1, 2])], "labels": [EVIL, "b"]}
    html = render(source, context)
    assert "<img" not in html
    assert "&lt;img" in html
    assert "&amp;lt;" not in html


@pytest.mark.parametrize("finding", list(cj.VERDICT_ICONS))
def test_a_verdict_is_a_sentence_an_icon_and_a_band(finding: str) -> None:
    html = render('<c-verdict finding="{{ finding }}" title="Kalimat putusan" />', {"finding": finding})
    assert 'role="status"' in html
    assert '<h2 id="putusan-h" tabindex="-1" data-fokus>Kalimat putusan</h2>' in html
    assert f" {finding}" in html
    assert "<svg" in html


def test_a_field_shows_label_hint_error_input_in_this_order() -> None:
    form = Intake({"owner": "", "outcome": "a"})
    html = form["owner"].as_field_group()
    order = [html.index(part) for part in ("<label", "_helptext", "_error", "<input")]
    assert order == sorted(order)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_owner_helptext id_owner_error"' in html


def test_an_optional_field_says_so_and_a_required_one_does_not() -> None:
    form = Intake()
    assert "(tidak wajib)" in form["phone"].as_field_group()
    assert "(tidak wajib)" not in form["owner"].as_field_group()
    with translation.override("en"):
        assert "(optional)" in form["phone"].as_field_group()


def test_radio_groups_have_a_legend() -> None:
    html = Intake()["outcome"].as_field_group()
    assert "<fieldset" in html
    assert "<legend>Keputusan" in html
    assert "<label>Keputusan" not in html


def test_the_error_summary_links_to_each_field_in_its_own_words() -> None:
    form = Intake({"outcome": ""})
    html = render('<c-error-summary :form="form" />', {"form": form})
    assert "Ada 2 isian yang perlu diperbaiki" in html
    assert 'href="#id_owner"' in html
    assert str(form.errors["owner"][0]) in html
    assert 'role="alert"' in html
    assert render('<c-error-summary :form="form" />', {"form": Intake()}).strip() == ""


def test_a_blocked_task_is_never_a_link() -> None:
    html = render('<c-task title="Tanda tangan" href="/x/" status="BLOCKED" label="Belum bisa" />')
    assert "<a" not in html


def test_a_missing_rate_is_a_dashed_tile_and_never_zero() -> None:
    html = render('<c-tile name="Galang" href="/x/" label="Galang: belum ada data" />')
    assert 'class="q0"' in html
    assert "0,0" not in html


def test_a_rate_over_a_hundred_stops_at_the_edge_and_says_so() -> None:
    html = render('<c-bar :value="rate" :tick="65.4" />', {"rate": 106.2})
    assert 'width="100%" height="14" rx="1"' in html
    assert "»" in html


def test_svg_numbers_have_points_whatever_the_language() -> None:
    html = render(
        '<c-spark :values="v" /><c-trend :series="s" :labels="l" label="x" />',
        {"v": [1, 2.5], "s": [("a", [50.5, 61.2])], "l": ["Jan", "Feb"]},
    )
    assert 'cx="73"' in html
    assert not any(mark in html for mark in ('y="1,', 'x="4,'))


def test_filters_write_the_language_of_the_request() -> None:
    source = "{{ n|number }} {{ p|percent }} {{ none|number }}"
    assert render(source, {"n": 443840, "p": 65.4, "none": None}) == "443.840 65,4% —"
    assert render(source, {"n": 443840, "p": 65.4, "none": None}, lang="en") == "443,840 65.4% —"


def test_a_missing_variable_prints_a_dash() -> None:
    assert render("{{ nothing.here|number }}") == "—"


def test_an_unknown_status_fails_loudly() -> None:
    with pytest.raises(KeyError):
        render('<c-tag status="NEVER_HEARD_OF">x</c-tag>')

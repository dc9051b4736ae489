"""Indicators are declared once and read from there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.html import escape

from monitoring.definitions import definitions
from monitoring.rules.indicators import INDICATORS, of_segment

ROOT = Path(__file__).resolve().parents[2]


def test_every_part_of_a_fraction_is_an_indicator_itself():
    for each in INDICATORS.values():
        assert not each.denominator or each.numerator
        for part in (each.numerator, each.denominator):
            assert not part or part in INDICATORS
    assert {of_segment(code).denominator for code in ("", "PU", "BPU", "JAKON", "PMI")} == {"workforce"}


def test_no_page_export_or_report_writes_a_name_or_a_formula_of_its_own():
    """Words of one part are words of every day ("Ditahan" is a state as well) and may stand anywhere."""
    declared = {
        words for each in INDICATORS.values() for words in (each.name, each.heading, each.formula) if " " in words
    }
    calls = re.compile(r"""(?:\b_|gettext|gettext_lazy)\(\s*"([^"]+)"\s*\)|translate (?:"([^"]+)"|'([^']+)')""")
    written = {
        (str(path.relative_to(ROOT)), words)
        for path in [*(ROOT / "monitoring").rglob("*.py"), *(ROOT / "templates" / "monitoring").rglob("*.html")]
        if path.parent.name not in ("migrations", "models")
        for found in calls.findall(path.read_text())
        for words in found
        if words in declared
    }
    assert not written


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_the_help_page_says_every_definition(bpjs, client_of):
    with translation.override("id"):
        page = client_of(bpjs).get("/cakupan/definisi/").content.decode()
        for row in definitions():
            assert f'id="{row.code}"' in page
            for words in (row.name, row.formula, row.unit, row.source, row.hidden, row.small):
                assert escape(words) in page, (row.code, words)

"""Indicators are declared once and read from there."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.html import escape

from monitoring.definitions import definitions
from monitoring.rules.indicators import INDICATORS, of_segment


def test_every_part_of_a_fraction_is_an_indicator_itself():
    for each in INDICATORS.values():
        assert not each.denominator or each.numerator
        for part in (each.numerator, each.denominator):
            assert not part or part in INDICATORS
    assert {of_segment(code).denominator for code in ("", "PU", "BPU", "JAKON", "PMI")} == {"workforce"}


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_the_help_page_says_every_definition(bpjs, client_of):
    with translation.override("id"):
        page = client_of(bpjs).get("/cakupan/definisi/").content.decode()
        for row in definitions():
            assert f'id="{row.code}"' in page
            for words in (row.name, row.formula, row.unit, row.source, row.hidden, row.small):
                assert escape(words) in page, (row.code, words)

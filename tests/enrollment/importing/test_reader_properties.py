"""The learnt pattern may be fast, it may never differ: any sheet reads as expat alone reads it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrollment.importing import rowpattern, strings
from enrollment.importing.errors import FileRefused
from enrollment.importing.headers import normalise_heading
from tests.enrollment.importing import damaged
from tests.enrollment.importing.reading import read_here

TEXTS = st.sampled_from(["", "A", "JUMLAH", "15000000", "A&amp;B", "&#65;", " x ", "_x0041_", "é", "<b>", "1 2"])
SHAPES = st.sampled_from(
    [
        lambda ref, text: "",
        lambda ref, text: f'<c r="{ref}" s="1"/>',
        lambda ref, text: f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>',
        lambda ref, text: f'<c r="{ref}" s="1" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
        lambda ref, text: f'<c r="{ref}" t="str"><f>A1&amp;"x"</f><v>{text}</v></c>',
        lambda ref, text: f'<c r="{ref}"><f t="shared" si="0"/><v>7</v></c>',
        lambda ref, text: f'<c r="{ref}"><f>A1</f></c>',
        lambda ref, text: f'<c r="{ref}"><v>{len(text)}.5</v></c>',
        lambda ref, text: f'<c r="{ref}" s="1"><v>{40_000 + len(text)}</v></c>',
        lambda ref, text: f'<c r="{ref}" s="1"><v>60</v></c>',
        lambda ref, text: f'<c r="{ref}" t="s"><v>{len(text) % 3}</v></c>',
        lambda ref, text: f'<c r="{ref}" t="b"><v>1</v></c>',
        lambda ref, text: f'<c t="e" r="{ref}"><v>#N/A</v></c>',
        lambda ref, text: f'<c r="{ref}" t="inlineStr"><is><r><t>{text}</t></r><r><t>z</t></r></is></c>',
    ]
)
CELLS = st.tuples(SHAPES, TEXTS)
ROWS = st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=40)
STRINGS = "<sst><si><t>satu</t></si><si><t>dua &amp; tiga</t></si><si><r><t>em</t></r><r><t>pat</t></r></si></sst>"


def outcome(xml: str) -> object:
    try:
        result = read_here(damaged.crafted(xml, strings_xml=STRINGS))
    except FileRefused as refused:
        return refused.code, refused.params
    return result.numbers, repr(result.rows), result.skipped, result.notes


@pytest.fixture
def small_blocks(monkeypatch):
    """The first block of text is expat's alone: make it short, so that the pattern gets the rest, cut anywhere."""
    monkeypatch.setattr(strings, "BLOCK", 600)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, gap=st.integers(1, 3))
def test_the_pattern_reads_what_expat_reads(small_blocks, rows, gap):
    body = damaged.header_xml()
    # Every row twice: the second time the pattern knows its shape.
    for place, cells in enumerate([*rows, *rows]):
        number = 2 + place * gap
        written = "".join(
            shape(f"{chr(65 + column)}{number}", text.replace("<b>", "&lt;b&gt;"))
            for column, (shape, text) in enumerate(cells)
        )
        body += f'<row r="{number}" spans="1:6">{written}</row>'
    assert outcome(damaged.sheet_xml(body)) == outcome(damaged.sheet_xml("<!-- -->" + body))


def test_the_pattern_takes_nearly_every_row_of_an_ordinary_sheet(small_blocks, monkeypatch):
    """Else the test above would prove nothing, and a city's sheet would take a minute."""
    taken = []
    original = rowpattern.RowPattern.match

    def counting(self, text, position):
        found = original(self, text, position)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(rowpattern.RowPattern, "match", counting)
    for inline in (True, False):
        taken.clear()
        assert len(read_here(damaged.workbook(damaged.rows(500), inline=inline)).rows) == 500
        assert sum(taken) > 470


@given(st.text(max_size=40))
def test_normalised_headings_stay_as_they_are(text):
    once = normalise_heading(text)
    assert normalise_heading(once) == once

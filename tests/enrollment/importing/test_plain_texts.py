"""What counts as plain: a column is judged at once exactly as its cells are one by one, and no cleaning changes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.importing.celltext import clean_text
from enrollment.importing.plaintext import NAME, TEXT

CELLS = st.lists(st.one_of(st.text("aZ9 '.\\\n\t~é-", max_size=6), st.none(), st.just(3.0)), max_size=4)


@pytest.mark.parametrize("plain", [NAME, TEXT])
@given(cells=CELLS)
def test_a_column_is_plain_when_each_of_its_cells_is(plain, cells):
    assert plain.all_plain(cells) == all(map(plain.is_plain, cells))


@given(st.text("aB \\.~!", max_size=8))
def test_a_plain_text_is_what_cleaning_would_leave(text):
    if TEXT.is_plain(text):
        assert clean_text(text) == (text, False)


@pytest.mark.parametrize(
    ("text", "name", "any_text"),
    [
        ("BUDI SANTOSO", True, True),
        ("PT. MAJU (A&B), TBK", True, True),
        ("9 NAGA", False, True),
        ("BUDI  SANTOSO", False, False),
        (" BUDI", False, False),
        ("BUDI ", False, False),
        ("BUDI\nSANTOSO", False, False),
        ("SÉBASTIEN", False, False),
        ("", False, False),
    ],
)
def test_plain_texts(text, name, any_text):
    assert (NAME.is_plain(text), TEXT.is_plain(text)) == (name, any_text)

"""The counter's box: what each input is read as, and what is said when it cannot be (ui §5, §6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.recognition import CODE_ALPHABET, IdentifierKind, Recognised, recognise
from tests.enrollment.recognised import TABLE

K = IdentifierKind


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[repr(text) for text, _ in TABLE])
def test_recognised(text: str, expected: Recognised) -> None:
    assert recognise(text) == expected


_NUMBERS = st.one_of(*(st.text("123456789", min_size=length, max_size=length) for length in (8, 11, 13, 15, 16, 22)))


@given(_NUMBERS, st.lists(st.sampled_from([" ", ".", "-", "\u00a0", "\u200b"]), max_size=6), st.data())
def test_blanks_dots_and_dashes_change_nothing(number: str, marks: list[str], data: st.DataObject) -> None:
    dressed = number
    for mark in marks:
        # Digits only from 1 to 9, so ".0" at the end, the ghost of a number cell, cannot arise.
        position = data.draw(st.integers(0, len(dressed)))
        dressed = dressed[:position] + mark + dressed[position:]
    assert recognise(dressed) == recognise(number)


@given(st.text(max_size=60))
def test_anything_gets_an_answer(text: str) -> None:
    found = recognise(text)
    assert found.problem is not None or found.value


@given(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3),
    st.text(CODE_ALPHABET, min_size=8, max_size=8),
)
def test_every_code_we_can_print_is_read_back(prefix: str, body: str) -> None:
    code = f"{prefix}-{body[:4]}-{body[4:-1]}7"  # a printed code holds a digit at least
    assert recognise(code.lower()) == Recognised(K.CODE, code)


def test_the_alphabet_has_no_look_alikes() -> None:
    assert not set("01OILU") & set(CODE_ALPHABET)

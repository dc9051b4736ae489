"""The counter's box: what each input is read as, and what is said when it cannot be (ui §5, §6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.recognition import CODE_ALPHABET, IdentifierKind, Recognised, recognise

K = IdentifierKind


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("9120 0041 27835", K.NIB, "9120004127835"),
        ("0220004127835", K.NIB, "0220004127835"),
        ("2171 0601 0190 0001", K.NIK_OR_NPWP, "2171060101900001"),
        ("0012345678215000", K.NPWP, "0012345678215000"),
        ("01.234.567.8-215.000", K.NPWP, "0012345678215000"),
        ("0012345678215000000001", K.NPWP, "0012345678215000"),
        ("12345678901", K.KPJ, "12345678901"),
        ("15001234", K.NPP, "15001234"),
        ("AB123456", K.NPP, "AB123456"),
        ("ab 123456", K.NPP, "AB123456"),
        ("LBJ-4F7K-29XQ", K.CODE, "LBJ-4F7K-29XQ"),
        ("lbj 4f7k 29xq", K.CODE, "LBJ-4F7K-29XQ"),
        ("LBJ4F7K29XQ", K.CODE, "LBJ-4F7K-29XQ"),
        ("https://contoh.go.id/verifikasi/LBJ-4F7K-29XQ/", K.CODE, "LBJ-4F7K-29XQ"),
        ("PTN/LBJ/2026/11/0147", K.FILE_NUMBER, "PTN/LBJ/2026/11/0147"),
        ("ptn/lbj/2026/11/0147", K.FILE_NUMBER, "PTN/LBJ/2026/11/0147"),
        ("berkah jaya", K.NAME, "berkah jaya"),
        ("  PT.  Berkah   Jaya ", K.NAME, "PT. Berkah Jaya"),
        ("Toko 1234", K.NAME, "Toko 1234"),
        ("Warungku", K.NAME, "Warungku"),  # eight letters are a name
        ("Bakmandtbkj", K.NAME, "Bakmandtbkj"),  # eleven letters of the code's alphabet too
        ("CV 99 Motor", K.NAME, "CV 99 Motor"),
        ("O'NEIL", K.NAME, "O'NEIL"),
    ],
)
def test_recognised(text: str, kind: IdentifierKind, value: str) -> None:
    assert recognise(text) == Recognised(kind, value)


@pytest.mark.parametrize(
    ("text", "kind", "problem", "params"),
    [
        ("", K.UNKNOWN, "EMPTY", {}),
        (" \u00a0\n", K.UNKNOWN, "EMPTY", {}),
        ("12345", K.UNKNOWN, "NUMBER_UNKNOWN", {"typed": 5}),
        ("12345678901234", K.UNKNOWN, "NUMBER_UNKNOWN", {"typed": 14}),
        ("217106010190", K.NIK, "NIK_LENGTH", {"typed": 12}),
        ("21710601019000012", K.NIK, "NIK_LENGTH", {"typed": 17}),
        ("9" * 40, K.UNKNOWN, "NUMBER_UNKNOWN", {"typed": 40}),
        ("2171063201900001", K.NIK, "NIK_DATE", {}),
        ("1234567890123456", K.NIK, "NIK_FORMAT", {}),
        ("2171060101900000", K.NIK, "NIK_FORMAT", {}),
        ("0000000000000", K.NIB, "NIB_FORMAT", {}),
        ("0000000000000000", K.NPWP, "NPWP_FORMAT", {}),
        ("２１７１０６０１０１９００００１", K.UNKNOWN, "NUMBER_UNKNOWN", {"typed": 16}),
        ("ab", K.NAME, "NAME_SHORT", {"minimum": 3}),
        ("CV 99", K.NAME, "NAME_SHORT", {"minimum": 3}),
        ("-", K.NAME, "NAME_SHORT", {"minimum": 3}),
    ],
)
def test_problems(text: str, kind: IdentifierKind, problem: str, params: dict[str, int]) -> None:
    found = recognise(text)
    assert (found.kind, found.problem, found.params) == (kind, problem, params)


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
    code = f"{prefix}-{body[:4]}-{body[4:]}"
    assert recognise(code.lower()) == Recognised(K.CODE, code)


def test_the_alphabet_has_no_look_alikes() -> None:
    assert not set("01OILU") & set(CODE_ALPHABET)

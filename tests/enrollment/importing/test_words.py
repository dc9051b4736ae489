"""Every code has its sentence, and every sentence survives the parameters it may or may not get."""

from __future__ import annotations

import pytest

from enrollment.importing import words
from enrollment.importing.errors import Code, Note, Refusal


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("params", [{}, {"value": "50% {x} <b>", "length": 12, "limit": 200, "row": 311}])
def test_every_code_says_what_happened_and_what_to_do(code, params):
    problem, repair = words.problem_sentence(code, params), words.repair_sentence(code, params)
    assert problem.endswith((".", "?"))
    assert repair.endswith(".")
    assert "%(" not in problem + repair
    assert words.full_sentence(code, params) == f"{problem} {repair}"


@pytest.mark.parametrize("code", Refusal)
def test_every_refusal_has_its_sentence(code):
    sentence = words.refusal_sentence(code, {"line": 5, "limit": 500_000, "sheets": ["a", "b"], "megabytes": 300})
    assert sentence.count(".") >= 2
    assert "%(" not in sentence


@pytest.mark.parametrize("note", Note)
def test_every_note_has_its_sentence(note):
    assert words.note_sentence(note).endswith(".")


def test_sentences_of_the_specification():
    assert words.problem_sentence("NIK_FORMAT", {"length": 12}) == "NIK harus 16 angka. Di baris ini 12 angka."
    assert words.problem_sentence("NIK_FORMAT", {"length": 16}).startswith("Isi NIK ini tidak mungkin benar")
    assert (
        words.full_sentence("DATE_INVALID", {"value": "31/02/2026"})
        == "Tanggal 31/02/2026 tidak ada. Tulis hari/bulan/tahun, misalnya 28/02/2026."
    )
    assert words.full_sentence("NPP_MISSING", {}) == "NPP kosong. Isi NPP, atau ubah segmen menjadi BPU."
    assert words.problem_sentence("DUPLICATE_IN_FILE", {"row": 311}) == "Baris ini sama dengan baris 311."
    assert "Maksud Anda Belian" in words.problem_sentence(
        "VILLAGE_UNKNOWN", {"value": "Belianan", "suggestion": "Belian (Batam Kota)"}
    )


def test_a_header_that_is_not_found_names_both_lists():
    params = {"expected": ["NPP", "NIK"], "found": ["NPP", "Nama"], "missing": ["NIK"], "doubled": []}
    sentence = words.refusal_sentence("HEADER_NOT_FOUND", params)
    assert "Yang dicari: NPP, NIK." in sentence
    assert "Yang ada: NPP, Nama." in sentence
    assert "Belum ada: NIK." in sentence
    assert "dua kali" not in sentence


def test_too_many_columns_is_not_called_too_many_rows():
    assert "200 kolom" in words.refusal_sentence("TOO_MANY_ROWS", {"columns": 251, "column_limit": 200})
    assert "500.000 baris" in words.refusal_sentence("TOO_MANY_ROWS", {"limit": 500_000})


def test_a_code_of_the_future_is_shown_as_it_is():
    assert words.problem_sentence("NEW_CODE", {}) == "NEW_CODE"
    assert words.refusal_sentence("NEW_CODE", {}) == "NEW_CODE"

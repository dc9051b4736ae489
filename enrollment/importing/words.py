"""Every sentence an import says, in both languages: what happened, and what to do about it (ui.md §5).

Readers and cleaners give codes with parameters; the sentence is made here, in the language active when it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext

from districts import formats
from enrollment.importing.cellwords import PROBLEMS, REPAIRS, Text
from enrollment.importing.errors import Code, Refusal
from enrollment.importing.filewords import HEADINGS, NOTES, REFUSALS, TOO_MANY_COLUMNS
from enrollment.importing.places import row_in_sheet
from enrollment.importing.waywords import WAYS

__all__ = ["full_sentence", "note_sentence", "problem_sentence", "refusal_sentence", "repair_sentence"]

_PLACEHOLDER = re.compile(r"%\((\w+)\)")
_MOST_NAMES = 40


def problem_sentence(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong with a row or a cell. A code that is not known here is shown as it is."""
    known = PROBLEMS.get(code)  # type: ignore[call-overload]
    if known is None:
        return str(code)
    given = dict(params)
    if code == Code.NIK_FORMAT and given.get("length") == 16:
        del given["length"]  # "16 digits, and this row has 16" would help nobody
    return _say(_richest(known, given), given)


def repair_sentence(code: str, params: Mapping[str, Any]) -> str:
    """What to do about it."""
    repair = REPAIRS.get(code)  # type: ignore[call-overload]
    return "" if repair is None else _say(repair, params)


def full_sentence(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong and what to do, as the preview shows it beneath the cell."""
    return " ".join(part for part in (problem_sentence(code, params), repair_sentence(code, params)) if part)


def refusal_sentence(code: str, params: Mapping[str, Any]) -> str:
    """Why the whole file was refused and what to do; HEADER_NOT_FOUND names what was looked for and what was found."""
    known = REFUSALS.get(code)  # type: ignore[call-overload]
    if known is None:
        return str(code)
    if code == Refusal.TOO_MANY_ROWS and "column_limit" in params:
        known = TOO_MANY_COLUMNS
    parts = [_say(known[0], params)]
    if code == Refusal.HEADER_NOT_FOUND:
        parts += [_say(text, {"names": params[key]}) for key, text in HEADINGS.items() if params.get(key)]
    return " ".join([*parts, _say(known[1], params)])


def note_sentence(note: str) -> str:
    """Something about the file that did not keep it from being read."""
    known = NOTES.get(note)  # type: ignore[call-overload]
    return str(note) if known is None else str(known)


def same_rows(count: int) -> str:
    """How many rows say just the same."""
    return gettext("%(n)s baris sama") % {"n": _shown(count)}


def mended_sentence(column: str, before: str, after: str) -> str:
    """What a repair made of a cell that a workbook shows as it came."""
    said = gettext("%(column)s di baris ini sudah diperbaiki dari “%(before)s” menjadi “%(after)s”.")
    return said % {"column": column, "before": before, "after": after}


def as_village(village: str) -> str:
    """What a kecamatan becomes that is taken from its kelurahan."""
    return gettext("menurut kelurahan %(village)s") % {"village": village}


def way_title(choice: str) -> str:
    """What a way to mend a group of cells is called."""
    return str(WAYS[choice][0]) if choice in WAYS else choice


def way_hint(choice: str) -> str:
    """What it does."""
    return str(WAYS[choice][1]) if choice in WAYS else ""


def _richest(texts: tuple[Text, ...], params: Mapping[str, Any]) -> Text:
    fitting = (text for text in texts if set(_PLACEHOLDER.findall(str(text))) <= params.keys())
    return next(fitting, texts[-1])


def _say(text: Text, params: Mapping[str, Any]) -> str:
    sentence = str(text)
    given = {**params, "row": row_in_sheet(params["row"])} if isinstance(params.get("row"), int) else params
    return sentence % {name: _shown(given.get(name)) for name in _PLACEHOLDER.findall(sentence)}


def _shown(value: Any) -> str:
    if isinstance(value, int):
        return formats.number(value, lang=get_language() or "id")
    if isinstance(value, list | tuple):
        names = [str(one) for one in value]
        return ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
    return "" if value is None else str(value)

"""The English catalogue: collect msgids, merge translations, check them, compile. No gettext tools needed (Babel).

The source language is Bahasa Indonesia, so `id` needs no catalogue: Django prints the msgid. The .po carries neither
dates nor line numbers, so a diff shows words only.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from config.environment import BASE_DIR

PO: Final = BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
APPS: Final = ("config", "districts", "accounts", "enrollment", "permits", "monitoring")
KEYWORDS: Final[dict[str, tuple[Any, ...] | None]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "lazy": None,  # gettext_lazy, in a words.py that also needs gettext
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER: Final = """# English of Cek Jamsos. The msgids are Indonesian: see `manage.py translations --update`.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sd]|%[sd]|(?<!%)\{(\w*)\}")
Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry that cannot ship: why (`missing`, `empty`, `fuzzy`, `placeholders`) and its msgid."""

    why: str
    msgid: str


def _key(message: Message) -> Key:
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context


def _python_sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((BASE_DIR / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def _readable_template(path: Path) -> bytes:
    """Gettext calls of a template as Python lines; indentation means nothing here, and the tokenizer minds it."""
    text = templatize(path.read_text(encoding="utf-8"), origin=path.name)
    return "\n".join(line.strip() for line in text.splitlines()).encode()


def collect() -> Catalog:
    """Every msgid the code and the templates use, untranslated."""
    catalog = Catalog(locale="en")
    sources: list[tuple[Path, bytes]] = [(path, path.read_bytes()) for path in _python_sources()]
    for suffix in ("*.html", "*.txt", "*.xml"):
        sources += [(path, _readable_template(path)) for path in sorted((BASE_DIR / "templates").rglob(suffix))]
    for path, data in sources:
        try:
            for _line, msgid, _comments, context in extract("python", io.BytesIO(data), keywords=KEYWORDS):
                if msgid and (not isinstance(msgid, tuple) or msgid[0]):
                    catalog.add(msgid, context=context)
        except SyntaxError as error:
            raise SyntaxError(f"{path.relative_to(BASE_DIR)}: {error}") from error
    return catalog


def load(path: Path = PO) -> Catalog:
    """A .po file, or a plain list of msgid/msgstr pairs; a missing file is an empty catalogue."""
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def save(catalog: Catalog, path: Path = PO) -> None:
    """Sorted, fixed header, no dates, no places."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = io.BytesIO()
    write_po(body, catalog, omit_header=True, no_location=True, sort_output=True, ignore_obsolete=True, width=110)
    path.write_text(HEADER + body.getvalue().decode().strip() + "\n", encoding="utf-8")


def update(path: Path = PO) -> tuple[int, int]:
    """Bring the .po to what the code uses, keeping translations. Returns (entries, of which without English)."""
    known = {_key(message): message for message in load(path) if message.id}
    fresh = collect()
    for message in fresh:
        if not message.id:
            continue
        old = known.get(_key(message))
        if old and old.string:
            message.string = _shaped(message, old.string)
            message.flags |= old.flags & {"fuzzy"}
    save(fresh, path)
    used = [message for message in fresh if message.id]
    return len(used), sum(not _translated(message) for message in used)


def _shaped(message: Message, string: str | Iterable[str] | None) -> str | tuple[str, ...]:
    """A translation in the shape its msgid needs: two forms for a plural, one otherwise."""
    forms = _forms(string)
    if message.pluralizable:
        return (forms[0], forms[-1])
    return forms[0]


def _forms(string: str | Iterable[str] | None) -> tuple[str, ...]:
    return () if string is None else (string,) if isinstance(string, str) else tuple(string)


def _translated(message: Message) -> bool:
    forms = _forms(message.string)
    return bool(forms) and all(forms)


def merge(files: Iterable[Path], path: Path = PO) -> tuple[int, list[str]]:
    """Take English from fragments into the .po. Returns (entries set, msgids the code does not use)."""
    catalog, count, strange = load(path), 0, []
    mine = {_key(message): message for message in catalog if message.id}
    for file in files:
        for message in load(file):
            if not message.id or not _translated(message):
                continue
            target = mine.get(_key(message))
            if target is None:
                strange.append(_key(message)[0])
                continue
            target.string = _shaped(target, message.string)
            target.flags.discard("fuzzy")
            count += 1
    save(catalog, path)
    return count, strange


def _placeholders(text: str) -> set[str]:
    return {
        match.group(0).replace("d", "s") if match.group(1) is None else match.group(1)
        for match in _PLACEHOLDER.finditer(text)
    }


def check(path: Path = PO) -> list[Problem]:
    """Everything that keeps English from full parity."""
    have = {_key(message): message for message in load(path) if message.id}
    problems: list[Problem] = []
    for wanted in collect():
        if not wanted.id:
            continue
        key = _key(wanted)
        message = have.get(key)
        if message is None:
            problems.append(Problem("missing", key[0]))
        elif not _translated(message):
            problems.append(Problem("empty", key[0]))
        elif message.fuzzy:
            problems.append(Problem("fuzzy", key[0]))
        elif not _same_placeholders(message):
            problems.append(Problem("placeholders", key[0]))
    return problems


def _same_placeholders(message: Message) -> bool:
    """Each form uses the msgid's placeholders; a singular may leave its number out ("one row")."""
    ids, strings = _forms(message.id), _forms(message.string)
    wanted = set().union(*(_placeholders(text) for text in ids))
    exact = [strings[-1]] if message.pluralizable else list(strings)
    return all(_placeholders(text) == wanted for text in exact) and all(
        _placeholders(text) <= wanted for text in strings
    )


def compile_catalogue(path: Path = PO) -> Path:
    """Write the .mo beside the .po; replaced in one step, so that a reader never meets half a file."""
    target = path.with_suffix(".mo")
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".mo.part")
    with os.fdopen(handle, "wb") as file:
        write_mo(file, load(path))
    Path(name).chmod(0o644)
    Path(name).replace(target)
    return target


def compile_if_stale(path: Path = PO) -> None:
    """Compile when the .mo is missing or older than the .po."""
    target = path.with_suffix(".mo")
    if path.exists() and (not target.exists() or target.stat().st_mtime < path.stat().st_mtime):
        compile_catalogue(path)

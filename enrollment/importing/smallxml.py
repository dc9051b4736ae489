"""Small XML parts of a workbook, read with expat: no document type, no entities, namespaces ignored."""

from __future__ import annotations

from collections.abc import Callable
from pyexpat import ExpatError, ParserCreate, XMLParserType

from enrollment.importing.errors import FileRefused, Refusal

StartHandler = Callable[[str, dict[str, str]], None]


def local(name: str) -> str:
    """`x:row` → `row`: producers are free to choose a prefix."""
    return name.rpartition(":")[2]


def refuse_doctype(*_: object) -> None:
    raise FileRefused(Refusal.XML_DTD)


def safe_parser() -> XMLParserType:
    """An expat parser that refuses any document type (B09); attributes come with their prefixes."""
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    parser.buffer_text = True
    return parser


def walk(data: bytes, on_start: StartHandler, on_text: Callable[[str], None] | None = None) -> None:
    """Call `on_start(local name, attributes by local name)` for every element of `data`."""
    parser = safe_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        on_start(local(name), {local(key): value for key, value in attributes.items()})

    parser.StartElementHandler = start
    if on_text is not None:
        parser.CharacterDataHandler = on_text
    try:
        parser.Parse(data, True)
    except (ExpatError, ValueError, LookupError) as error:
        raise FileRefused(Refusal.CORRUPT) from error

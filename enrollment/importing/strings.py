"""Text in a workbook's XML: the shared strings table, entities, and Excel's own `_x000D_` escapes."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterator
from pyexpat import ExpatError
from typing import IO

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.smallxml import local, safe_parser

FIRST_BLOCK, BLOCK = 16 * 1024, 512 * 1024
MAX_TEXT = 32_767  # what Excel itself allows in a cell; more is kept one longer, so that it is seen as too long
MAX_ELEMENT = 4 * 1024 * 1024
# Bounded, so that one match keeps little to go back to; possessive repeats end in the wrong place before Python 3.11.4.
_SIMPLE_RUN = re.compile(r'(?:<si><t(?: xml:space="preserve")?>[^<]*</t></si>){1,4096}')
_START, _BETWEEN, _END = "<si><t>", "</t></si><si><t>", "</t></si>"
_ENTITY = re.compile(r"&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|amp|lt|gt|quot|apos);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
UNSAFE_MARKUP = re.compile(r"<!|<\?(?!xml\s)")  # a comment may hide what looks like an element
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _entity(match: re.Match[str]) -> str:
    word = match[1]
    if word[0] != "#":
        return _NAMED[word]
    number = int(word[2:], 16) if word[1] in "xX" else int(word[1:])
    if number > 0x10FFFF:
        raise FileRefused(Refusal.CORRUPT)
    return chr(number)


def unescape(text: str) -> str:
    """`text` of an XML element with its entities and Excel's `_xHHHH_` escapes put right."""
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    return unescape_excel(text)


def unescape_excel(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def text_blocks(stream: IO[bytes]) -> Iterator[str]:
    """The decoded text of an XML member, block by block. UTF-8, or UTF-16 with a byte order mark.

    The first blocks are short: where the headings are looked for, every row costs what only unknown rows cost later.
    """
    size = min(FIRST_BLOCK, BLOCK)
    try:
        block = stream.read(size)
        wide = block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")()
        while block:
            yield decoder.decode(block)
            size = min(2 * size, BLOCK)
            block = stream.read(size)
        yield decoder.decode(b"", final=True)
    except (UnicodeError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise FileRefused(Refusal.CORRUPT) from error


class _StringParser:
    """Whatever the simple pattern does not read: rich text, phonetic hints, prefixes, entities of any kind."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._parts: list[str] = []
        self._path: list[str] = []
        self._exact = False
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, text: str, final: bool = False) -> None:
        self._exact = self._exact or UNSAFE_MARKUP.search(text) is not None
        try:
            self._parser.Parse(text, final)
        except (ExpatError, ValueError) as error:
            raise FileRefused(Refusal.CORRUPT) from error

    @property
    def between(self) -> bool:
        """Whether the next element may be taken by pattern."""
        return len(self._path) == 1 and not self._exact

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._path.append(local(name))

    def _end(self, _: str) -> None:
        if self._path.pop() == "si":
            self.done.append(unescape_excel("".join(self._parts)))
            self._parts.clear()

    def _text(self, data: str) -> None:
        if self._path[-1] == "t" and "rPh" not in self._path:
            self._parts.append(data)


def read_shared_strings(archive: zipfile.ZipFile, member: str) -> list[str]:
    """All shared strings in order. Plain ones are taken by pattern, the others by expat, whose answer is the rule."""
    if member not in archive.namelist():
        return []
    strings: list[str] = []
    parser = _StringParser()
    buffer = ""
    with archive.open(member) as stream:
        for block in text_blocks(stream):
            buffer = _take_strings(buffer + block, strings, parser)
    parser.feed(buffer, final=True)
    strings += parser.done
    return strings


def _plain_strings(run: str) -> list[str]:
    """The texts of a run of plain string elements, taken apart by what stands between them."""
    texts = run.replace('<t xml:space="preserve">', "<t>")[len(_START) : -len(_END)].split(_BETWEEN)
    if "&" in run or "_x" in run:
        texts = [unescape(text) for text in texts]
    return texts if len(max(texts, key=len)) <= MAX_TEXT else [text[: MAX_TEXT + 1] for text in texts]


def _take_strings(buffer: str, strings: list[str], parser: _StringParser) -> str:
    """Move what is complete in `buffer` to `strings`; the rest comes back."""
    position = 0
    while True:
        if parser.between and (match := _SIMPLE_RUN.match(buffer, position)):
            strings += _plain_strings(match[0])
            position = match.end()
        end = buffer.find("</si>", position)
        if end < 0:
            rest = buffer[position:]
            if len(rest) < MAX_ELEMENT and parser.between | (not strings):
                return rest
            parser.feed(rest)
            strings += parser.done
            parser.done.clear()
            return ""
        parser.feed(buffer[position : end + 5])
        strings += (text[: MAX_TEXT + 1] for text in parser.done)
        parser.done.clear()
        position = end + 5

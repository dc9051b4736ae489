"""Which sheets of a file are read: those a person named, else the only one that a profile matches (B12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.headers import Header, HeaderFinder, HeadRow, plain
from enrollment.importing.tabs import Book, Tab


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet of the file with its first rows, and its header or why it has none."""

    place: int
    tab: Tab
    head: list[HeadRow]
    header: Header | FileRefused

    @property
    def layout(self) -> tuple[str, list[tuple[str, int]]] | None:
        """Equal for sheets that can be read as one: the same columns of one profile at the same places."""
        found = self.header
        return (found.profile, sorted(found.columns.items())) if isinstance(found, Header) else None


def look(book: Book, finder: HeaderFinder) -> list[Found]:
    """Every sheet with its header; one that is damaged stops the file only where it is visible."""
    found = []
    for place, tab in enumerate(book.tabs):
        try:
            rows = book.head(place, finder.within)
        except FileRefused:
            if not tab.hidden:
                raise
            rows = []
        head = [(row.number, {number - 1: value for number, _, value in row.cells}) for row in rows]
        found.append(Found(place, tab, head, finder.find(head, tab.merged)))
    return found


def choose(found: list[Found], finder: HeaderFinder, names: list[str]) -> list[Found]:
    """The sheets to read, in their order. FileRefused where that needs a person, or where no sheet has a header."""
    if names:
        return _named(found, names)
    for hidden in (False, True):
        matches = [one for one in found if one.tab.hidden is hidden and isinstance(one.header, Header)]
        if len(matches) > 1 and finder.takes_best:
            return [max(matches, key=lambda one: len(one.header.columns))]  # type: ignore[union-attr]
        if len(matches) > 1:
            shown = [plain(one.tab.name, 80) for one in matches]
            raise FileRefused(Refusal.AMBIGUOUS_SHEET, sheets=shown, found=told(found))
        if matches:
            return matches
    raise _failure(found)


def told(found: list[Found]) -> list[dict[str, Any]]:
    """The sheets as a person chooses among them; `layout` is equal for those that can be read together."""
    layouts: list[Any] = []
    shown = []
    for one in found:
        if one.layout is not None and one.layout not in layouts:
            layouts.append(one.layout)
        header = one.header if isinstance(one.header, Header) else None
        above = 0 if header is None else sum(number <= header.last_row for number, _ in one.head)
        shown.append(
            {
                "name": plain(one.tab.name, 80),
                "rows": max(one.tab.rows - above, 0),
                "hidden": one.tab.hidden,
                "profile": "" if header is None else header.profile,
                "header_row": None if header is None else header.last_row,
                "layout": None if header is None else layouts.index(one.layout),
            }
        )
    return shown


def _named(found: list[Found], names: list[str]) -> list[Found]:
    chosen = [one for one in found if plain(one.tab.name, 80) in names]
    if not chosen:
        raise FileRefused(Refusal.NO_ROWS)
    for one in chosen:
        if isinstance(one.header, FileRefused):
            raise one.header
    if any(one.layout != chosen[0].layout for one in chosen):
        shown = [plain(one.tab.name, 80) for one in chosen]
        raise FileRefused(Refusal.AMBIGUOUS_SHEET, sheets=shown, found=told(found))
    return chosen


def _failure(found: list[Found]) -> FileRefused:
    failures = [one.header for one in found if isinstance(one.header, FileRefused)]
    if not failures or not any(texts for one in found for _, texts in one.head):
        return FileRefused(Refusal.NO_ROWS)
    return min(failures, key=lambda failure: (not failure.params["found"], len(failure.params.get("missing", []))))

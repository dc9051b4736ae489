"""From a cell's XML text to its final kind and value, for single cells and for whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.kinds import EMPTY, iso_date
from enrollment.importing.strings import MAX_TEXT, unescape, unescape_excel

if TYPE_CHECKING:
    from enrollment.importing.workbook import Workbook

MAX_NUMBER = 40
MAX_DATES = 100_000


class Resolver:
    """Shared strings looked up, date serials turned into days, entities decoded."""

    def __init__(self, book: Workbook) -> None:
        self._strings = book.strings
        self._days = _Days(book.date1904)

    def cell(self, kind: str, raw: str) -> tuple[str, str]:
        """Kind and value of one cell whose entities are decoded already."""
        if kind == "t":
            return "t", unescape_excel(raw)[: MAX_TEXT + 1]
        raw = raw.strip()
        if not raw:
            return EMPTY, ""
        if kind == "s":
            if not raw.isdigit():  # a minus would count from the table's end
                raise FileRefused(Refusal.CORRUPT)
            return "t", self._shared((raw,))[0]
        if kind == "d":
            day = self._days[raw]
            return ("d", day) if day else ("x", raw[:MAX_NUMBER])
        return kind, raw[:MAX_NUMBER]

    def column(self, kind: str, raw: tuple[str, ...], escaped: bool) -> tuple[str | list[str], list[str]]:
        """The same for a column's raw texts of one kind; "" is an empty cell. `escaped`: entities may be about."""
        final, values = self._column(kind.lower(), raw, escaped)
        if kind.islower():
            return final, values
        return (final.upper() if isinstance(final, str) else [one.upper() for one in final]), values

    def _column(self, kind: str, raw: tuple[str, ...], escaped: bool) -> tuple[str | list[str], list[str]]:
        if kind == "s":
            return "t", self._shared(raw)
        if kind == "t":
            return "t", [unescape(text) for text in raw] if escaped else list(raw)
        if kind == "d":
            return self._days_of(raw)
        return kind, list(raw)

    def _shared(self, indices: tuple[str, ...]) -> list[str]:
        strings = self._strings
        try:
            if "" in indices:
                return [strings[int(index)] if index else "" for index in indices]
            if len(set(indices[:64])) < 16:  # a column of few words: each is looked up once
                words = {index: strings[int(index)] for index in set(indices)}
                return list(map(words.__getitem__, indices))
            return list(map(strings.__getitem__, map(int, indices)))
        except (ValueError, IndexError) as error:
            raise FileRefused(Refusal.CORRUPT) from error

    def _days_of(self, raw: tuple[str, ...]) -> tuple[str | list[str], list[str]]:
        values = list(map(self._days.__getitem__, raw))
        if None not in values:
            return "d", values  # type: ignore[return-value]
        kinds = ["d" if value else EMPTY if value == "" else "x" for value in values]
        return kinds, [text[:MAX_NUMBER] if value is None else value for text, value in zip(raw, values, strict=True)]


class _Days(dict[str, "str | None"]):
    """A date cell's serial number → ISO day, remembered; None where it is no day."""

    def __init__(self, date1904: bool) -> None:
        super().__init__({"": ""})
        self._date1904 = date1904

    def __missing__(self, raw: str) -> str | None:
        if len(self) > MAX_DATES:
            self.clear()
            self[""] = ""
        day = self[raw] = iso_date(raw, self._date1904)
        return day

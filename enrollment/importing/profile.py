"""What a kind of sheet is: its columns, what it must have, and the key that makes a row one row."""

from __future__ import annotations

from dataclasses import dataclass

from enrollment.importing.columns import Column, Need
from enrollment.importing.sheet import Candidate

__all__ = ["OWN_COLUMNS", "Profile"]

# The two columns our own reject workbook adds: a corrected one comes back with them.
OWN_COLUMNS = ("Alasan", "Cara memperbaiki")


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of sheet. `one_of`: sets of columns of which a sheet must have one and a row must fill one."""

    name: str
    columns: tuple[Column, ...]
    known_unused: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    key: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that canonical heading; KeyError when the profile has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def candidate(self) -> Candidate:
        """What the reading child is told of this profile."""
        return Candidate(
            name=self.name,
            columns={column.name: list(column.aliases) for column in self.columns},
            required=list(self.required),
            one_of=[list(group) for group in self.one_of],
            known=[*self.known_unused, *OWN_COLUMNS],
        )

    @property
    def required(self) -> tuple[str, ...]:
        """Canonical headings a sheet must have."""
        return tuple(column.name for column in self.columns if column.need is not Need.FREE and not column.once)

    @property
    def once(self) -> tuple[Column, ...]:
        """Columns that may be said once for the whole sheet."""
        return tuple(column for column in self.columns if column.once)

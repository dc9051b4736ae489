"""What differs between two versions of a report, figure by figure, by the figures' stable keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from monitoring.reporting.catalogue import Entry, Value, entries
from monitoring.reporting.units import Figures

# What no count depends on: the days that go by, and what an earlier comparison found.
_NOT_COUNTED = ("as_of", "data_date", "previous", "format")


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure as it was issued and as it is now; None where a version does not have it."""

    label: str
    before: Value
    now: Value
    decimals: int

    @property
    def change(self) -> Value:
        """Now less before."""
        if self.before is None or self.now is None:
            return None
        return round(self.now - self.before, self.decimals)


def differences(before: Figures, now: Figures) -> list[Difference]:
    """Every figure that differs, in the order of the report."""
    old, new = ({entry.key: entry for entry in entries(figures)} for figures in (before, now))
    return [
        _difference(old.get(key), new.get(key))
        for key in [*new, *(key for key in old if key not in new)]
        if _value(old.get(key)) != _value(new.get(key))
    ]


def _difference(old: Entry | None, new: Entry | None) -> Difference:
    entry = new or old
    assert entry is not None
    return Difference(entry.label, _value(old), _value(new), entry.decimals)


def _value(entry: Entry | None) -> Value:
    return entry.value if entry else None


def changed(figures: Figures) -> list[Difference]:
    """What a version changed against the one it follows; nothing for a first one."""
    before = figures.get("previous")
    return differences(before["figures"], figures) if before else []


def is_same(before: Figures, now: Figures) -> bool:
    """Whether nothing that is counted has changed; a file held one day longer is no late data."""
    return _counted(before) == _counted(now)


def _counted(figures: Figures) -> dict[str, Any]:
    kept = {name: value for name, value in figures.items() if name not in _NOT_COUNTED}
    return {**kept, "held": [{**row, "working_days": None} for row in figures.get("held") or []]}

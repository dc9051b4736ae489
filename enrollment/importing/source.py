"""The clear file a batch is read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from enrollment.models import ImportBatch

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """The clear file a batch was made from, and how its reader is to take it."""

    path: Path
    suffix: str
    profile: str | None = None
    as_of: date | None = None
    reading: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, batch: ImportBatch, path: Path) -> Source:
        """The source of a batch that was read before."""
        return cls(path, Path(batch.file.name).suffix.lower(), batch.profile or None, batch.as_of, batch.reading)

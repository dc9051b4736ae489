"""What a key of another application may ask for: the services of its office, which a higher room registers here."""

from __future__ import annotations

from collections.abc import Callable

from districts.models import Agency

Choices = list[tuple[str, str]]
_sources: list[Callable[[Agency], Choices]] = []


def register(source: Callable[[Agency], Choices]) -> None:
    """Have `source(agency)` asked for (code, label) of what an office's systems may ask for."""
    if source not in _sources:
        _sources.append(source)


def purposes_of(agency: Agency) -> Choices:
    """Every purpose an office can be given, in the order of its own list."""
    return [choice for source in _sources for choice in source(agency)]

"""What a process remembers for a minute: reference rows, and pieces of pages that cost more to make than to keep.

Never a right and never an answer of the register: those are read anew for every request. A change of the reference
data made in this process forgets all at once; made in another one it shows within the minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import models
from django.db.models.signals import post_delete, post_save

__all__ = ["MOST", "SECONDS", "clear", "forget_with", "kept"]

T = TypeVar("T")
SECONDS = 60.0
MOST = 2_000

_kept: dict[Hashable, tuple[float, Any]] = {}


def kept(key: Hashable, make: Callable[[], T], seconds: float = SECONDS) -> T:
    """The value under a key, made where it is missing or older than `seconds`."""
    now = time.monotonic()
    found = _kept.get(key)
    if found is not None and found[0] > now:
        value: T = found[1]
        return value
    value = make()
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[key] = (now + seconds, value)
    return value


def clear() -> None:
    """Forget everything."""
    _kept.clear()


def forget_with(*models_: type[models.Model]) -> None:
    """From now on a saved or deleted row of these models forgets everything."""
    for model in models_:
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"kept {model.__name__}")


def _changed(**_told: Any) -> None:
    clear()

"""What follows from a step of a file: whom to tell and when, and which business to keep an eye on.

Called by `records.move` inside the step's transaction, so that no verb can forget it.
"""

from __future__ import annotations

from permits import telling, watching
from permits.models import Application, StatusChange

__all__ = ["follow"]


def follow(application: Application, change: StatusChange) -> None:
    """Bring notices and the watch list in line with the step just written."""
    telling.plan(application, change)
    watching.keep(application, change)

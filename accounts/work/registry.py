"""Which function does which kind of work, and how a handler says that trying again is of no use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from accounts.models import WorkItem
    from accounts.work.claim import Claim

Handle = Callable[["Claim"], dict[str, Any] | None]
GiveUp = Callable[["WorkItem"], None]
H = TypeVar("H", bound=Handle)


class Failed(Exception):
    """Permanent: the same input would fail again. `code` and params make the sentence on the page."""

    state = "FAILED"

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


class Cancelled(Failed):
    """The one who asked may no longer do this, or nobody wants it any more."""

    state = "CANCELLED"


class UnknownKind(Exception):
    """No handler here: a newer version asked, and its workers know what to do."""


@dataclass(frozen=True)
class Handler:
    """`run` does the work; `give_up` is told in the transaction that ends it without success."""

    run: Handle
    give_up: GiveUp | None


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, on_quarantine: GiveUp | None = None) -> Callable[[H], H]:
    """Register `function(claim) -> result` for `kind` ("app.act").

    It may run twice and be killed anywhere: commit once, under `claim.done(result)` or `claim.guard()`.
    """

    def register(function: H) -> H:
        _handlers[kind] = Handler(function, on_quarantine)
        return function

    return register


def handler_of(kind: str) -> Handler:
    """The registered handler; every app's `tasks` module is read before it counts as unknown."""
    if kind not in _handlers:
        autodiscover_modules("tasks")
    if kind not in _handlers:
        raise UnknownKind(kind)
    return _handlers[kind]

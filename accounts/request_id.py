"""The id of the request (or task) being served: in the response header, the log and every audit row."""

from __future__ import annotations

from contextvars import ContextVar

current: ContextVar[str] = ContextVar("request_id", default="")

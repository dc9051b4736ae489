"""The verbs of the watch."""

from monitoring.services.facts import rebuild_month
from monitoring.services.reports import make_report, request_report

__all__ = ["make_report", "rebuild_month", "request_report"]

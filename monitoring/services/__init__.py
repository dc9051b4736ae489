"""The verbs of the watch."""

from monitoring.services.deliveries import end_subscription, subscribe
from monitoring.services.facts import rebuild_month
from monitoring.services.reports import make_report, request_report
from monitoring.services.reviews import comment_report, return_report, sign_report

__all__ = [
    "comment_report",
    "end_subscription",
    "make_report",
    "rebuild_month",
    "request_report",
    "return_report",
    "sign_report",
    "subscribe",
]

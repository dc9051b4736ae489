"""The verbs of the counter."""

from permits.services.checks import check, check_business

__all__ = ["check", "check_business"]

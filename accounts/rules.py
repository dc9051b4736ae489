"""Roles and what they are (security.md §5 and its head), pure."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The two-letter role codes of the access matrix."""

    COUNTER = "PK"
    SUPERVISOR = "CM"
    ONE_STOP = "PP"
    OPD = "OD"
    BRANCH_STAFF = "BS"
    BRANCH_HEAD = "BH"
    IMPORTER = "IA"
    SYSTEM_ADMIN = "SA"
    AUDITOR = "AU"
    API_CLIENT = "AC"
    LEADER = "LD"

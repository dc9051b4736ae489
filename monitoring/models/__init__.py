"""The watch: facts per month, what people set beside them, and reports that are frozen with their figures."""

from monitoring.models.appreciation import Certificate, ConsistencyScore
from monitoring.models.bands import RateBands
from monitoring.models.facts import (
    ArrearsFact,
    CellFact,
    CoverageFact,
    EmployerFact,
    FactBuild,
    MovementFact,
    SectorFact,
)
from monitoring.models.filters import RememberedFilters
from monitoring.models.reports import Delivery, MonthlyReport, ReportReview, ReportSubscription
from monitoring.models.watching import ChartNote, FigureHold, PdsHint, Target
from monitoring.models.weekly import WeeklyReader

__all__ = [
    "ArrearsFact",
    "CellFact",
    "Certificate",
    "ChartNote",
    "ConsistencyScore",
    "CoverageFact",
    "Delivery",
    "EmployerFact",
    "FactBuild",
    "FigureHold",
    "MonthlyReport",
    "MovementFact",
    "PdsHint",
    "RateBands",
    "RememberedFilters",
    "ReportReview",
    "ReportSubscription",
    "SectorFact",
    "Target",
    "WeeklyReader",
]

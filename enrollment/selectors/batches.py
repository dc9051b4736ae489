"""What is to be told of a batch: its problems grouped, its rows, its state."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min

from enrollment.models import ImportBatch, ImportProblem

Severity = ImportProblem.Severity


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind in one column: how many rows, and the first of them."""

    code: str
    column: str
    severity: str
    count: int
    example_row: int


def problem_groups(batch: ImportBatch, *severities: str) -> list[ProblemGroup]:
    """The batch's problems by code and column, most frequent first; all severities unless some are given."""
    problems = ImportProblem.objects.filter(batch=batch)
    if severities:
        problems = problems.filter(severity__in=severities)
    rows = (
        problems.values_list("code", "column", "severity")
        .annotate(Count("row_number", distinct=True), Min("row_number"))
        .order_by("-row_number__count", "code", "column")
    )
    return [ProblemGroup(*row) for row in rows]

"""One pass over a staged batch: what every profile's comparison has in common.

A few set-based statements, none of which looks at a row twice from Python. The answer lies in
`enrollment_staged_verdict`, one row for each staged row that would change the register; the rest is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from enrollment.importing.doubts import Answer, identities, remembered
from enrollment.importing.errors import Code, Severity
from enrollment.importing.targets import MONTH, Target, Value

__all__ = ["Comparison", "Finding", "Judgement", "differs"]


class Finding(NamedTuple):
    """A problem of a staged row that came out of the comparison."""

    row_number: int
    column: str
    code: Code
    params: dict[str, Any]


class Judgement(NamedTuple):
    """The problems found, and how many doubtful rows a decision of before has answered."""

    findings: list[Finding]
    answered: int


class Comparison:
    """Judges the rows of one batch anew. A profile that needs more than its keys overrides `prepare`."""

    # Whether only the first of several rows with one key is judged (`mark_later_rows`).
    first_only = False

    def __init__(
        self,
        cursor: CursorWrapper,
        batch_id: UUID,
        target: Target,
        present: frozenset[str],
        decided: Mapping[int, tuple[Code, str]],
    ) -> None:
        self.cursor = cursor
        self.batch_id = batch_id
        self.decided = decided
        self.batch = {"batch": str(batch_id)}
        self.target = target
        self.present = present
        self.findings: list[Finding] = []
        self.answered: dict[int, str] = {}
        self.moving: set[int] = set()
        self.left_out: set[int] = set()

    def run(self) -> Judgement:
        """Findings, and verdicts of the rows that have none."""
        self._start_over()
        self.prepare()
        self.judge()
        return Judgement(self.findings, len(self.answered))

    def prepare(self) -> None:
        """Flag the rows that take no further part."""
        self.repeated_keys()

    def rows(self, sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """What the statement gives; %(batch)s is the batch."""
        self.cursor.execute(sql, {**self.batch, **(params or {})})
        rows: list[tuple[Any, ...]] = self.cursor.fetchall()
        return rows

    def do(self, sql: str, params: dict[str, Any] | None = None) -> None:
        """Run the statement; %(batch)s is the batch."""
        self.cursor.execute(sql, {**self.batch, **(params or {})})

    def _start_over(self) -> None:
        self.do("DELETE FROM enrollment_staged_verdict WHERE batch_id = %(batch)s")
        self.do(
            f"UPDATE {self.target.staged} SET bad = false, follows = false"
            " WHERE batch_id = %(batch)s AND (bad OR follows)"
        )

    def flag(self, findings: Iterable[Finding]) -> None:
        """Note the findings, less those that a person has answered; their rows are left out."""
        findings = self._answer(list(findings))
        self.findings += findings
        self.leave_out([finding.row_number for finding in findings])

    def leave_out(self, rows: list[int]) -> None:
        """These rows take no further part."""
        if rows:
            self.left_out.update(rows)
            self.do(
                f"UPDATE {self.target.staged} SET bad = true WHERE batch_id = %(batch)s AND row_number = ANY(%(rows)s)",
                {"rows": rows},
            )

    def _answer(self, findings: list[Finding]) -> list[Finding]:
        """What a person decided before is no doubt any more: a row to be left counts as the same, others go on."""
        doubtful = [finding.row_number for finding in findings if finding.code.severity is Severity.DOUBTFUL]
        if not doubtful:
            return findings
        code = next(finding.code for finding in findings if finding.code.severity is Severity.DOUBTFUL)
        doubts = identities(self.cursor, self.batch_id, self.target, code, doubtful)
        answers = remembered(doubts, code)
        answers |= {row: answer for row, (why, answer) in self.decided.items() if why is code and row in doubts}
        self.answered |= answers
        self.leave_out([row for row, answer in answers.items() if answer == Answer.KEEP])
        self.moving |= {row for row, answer in answers.items() if answer == Answer.TAKE and doubts[row].holds}
        return [finding for finding in findings if finding.row_number not in answers]

    def repeated_keys(self, among: str = "", several: list[Any] | None = None) -> None:
        """Same key and values: the later rows are wrong. Same key, other values anywhere: all of them doubtful."""
        key = ", ".join(self.target.key)
        rows = self.rows(
            f"""
            WITH repeated AS (
                SELECT {key} FROM {self.target.staged} WHERE batch_id = %(batch)s {among}
                GROUP BY {key} HAVING count(*) > 1
            ), rows AS (
                SELECT row_number, {", ".join(f"{k} AS key{i}" for i, k in enumerate(self.target.key))},
                       md5(({self._values()})::text) AS content
                FROM {self.target.staged}
                WHERE batch_id = %(batch)s {among} AND ({key}) IN (SELECT * FROM repeated)
            )
            SELECT row_number, min(row_number) OVER keyed, min(content) OVER keyed <> max(content) OVER keyed
            FROM rows WINDOW keyed AS (PARTITION BY {", ".join(f"key{i}" for i in range(len(self.target.key)))})
            ORDER BY row_number
            """,
            {"several": several},
        )
        heading = self.target.key_heading
        self.flag(
            Finding(row, heading, Code.DUP_CONFLICT if disagrees else Code.DUPLICATE_IN_FILE, {"row": first})
            for row, first, disagrees in rows
            if disagrees or row != first
        )

    def _values(self) -> str:
        """Everything a row says, as one composite; of sealed cells their index speaks."""
        self.cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attname <> ALL(%s) ORDER BY attnum",
            [self.target.staged, ["batch_id", "row_number", "bad", "follows", "nik", "owner_nik"]],
        )
        return "ROW(" + ", ".join(name for (name,) in self.cursor.fetchall()) + ")"

    def mark_later_rows(self, column: str, among: str = "", several: list[Any] | None = None) -> None:
        """Of several rows of one person (or one business) the first speaks for what they have in common."""
        self.do(
            f"""
            WITH firsts AS (
                SELECT {column}, min(row_number) AS first FROM {self.target.staged}
                WHERE batch_id = %(batch)s AND NOT bad AND {column} IS NOT NULL {among}
                GROUP BY {column} HAVING count(*) > 1
            )
            UPDATE {self.target.staged} s SET follows = true FROM firsts
            WHERE s.batch_id = %(batch)s AND NOT s.bad AND s.{column} = firsts.{column}
              AND s.row_number <> firsts.first
            """,
            {"several": several},
        )

    def judge(self) -> None:
        """A verdict for each row that would change the register."""
        target = self.target
        self.do(
            f"""
            INSERT INTO enrollment_staged_verdict
                (batch_id, row_number, verdict, target_id, other_id, changes_target, changes_other)
            SELECT %(batch)s, row_number, CASE WHEN target_id IS NULL THEN 'NEW' ELSE 'CHANGED' END,
                   target_id, other_id, changes_target, changes_other
            FROM (
                SELECT s.row_number, t.id AS target_id, {self._other_id()} AS other_id,
                       t.id IS NOT NULL AND {differs("t", target.present(self.present))} AS changes_target,
                       {self.other_differs()} AS changes_other
                FROM {target.staged} s {target.joins}
                WHERE s.batch_id = %(batch)s AND NOT s.bad {"AND NOT s.follows" if self.first_only else ""}
            ) judged
            WHERE target_id IS NULL OR changes_target OR changes_other
            """
        )

    def _other_id(self) -> str:
        return "o.id" if " o ON" in self.target.joins else "NULL::bigint"

    def other_differs(self) -> str:
        """SQL of whether the row changes what it brings along."""
        if self.target.table == "enrollment_employer":
            values = tuple(value for value in MONTH if value.is_in(self.present))
            return f"t.id IS NOT NULL AND s.period IS NOT NULL AND (o.id IS NULL OR {differs('o', values)})"
        return "false"


def differs(alias: str, values: tuple[Value, ...]) -> str:
    """SQL of whether the register row `alias` says something else than the staged row."""
    if not values:
        return "false"
    there = ", ".join(f"{alias}.{value.column}" for value in values)
    return f"(ROW({there}) IS DISTINCT FROM ROW({', '.join(value.sql for value in values)}))"

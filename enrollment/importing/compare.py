"""One SQL pass over a staged batch: repeated keys, taken numbers, conflicting names, and new, changed or the same.

A few set-based statements, none of which looks at a row twice from Python. The answer lies in
`enrollment_staged_verdict`, one row for each staged row that would change the register; the rest is the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from enrollment.importing.doubts import Answer, identities, remembered
from enrollment.importing.errors import Code, Severity
from enrollment.importing.targets import MONTH, PERSON, TARGETS, Target, Value
from enrollment.rules.names import person_names_agree

__all__ = ["LATE_CODES", "Finding", "Judgement", "compare"]

# What only the whole file and the register can tell; everything else was said when the cell was read.
LATE_CODES = (Code.DUPLICATE_IN_FILE, Code.DUP_CONFLICT, Code.KPJ_TAKEN, Code.KPJ_UNKNOWN, Code.NAME_CONFLICT)

# Below it, two loosened names are taken to be two people (pg_trgm similarity, security.md B41).
SAME_PERSON = 0.4


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


def compare(
    batch_id: UUID, profile: str, present: Collection[str], decided: Mapping[int, tuple[Code, str]] | None = None
) -> Judgement:
    """Judge every staged row anew and fill the verdict table. `present`: canonical headings of the sheet.

    Runs in the caller's transaction. Rows with a problem are marked `bad` and take no further part. `decided`: what a
    person answers just now, by row.
    """
    target = TARGETS[profile]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # fresh staging rows carry no statistics
        try:
            return _Comparison(cursor, batch_id, target, frozenset(present), decided or {}).run()
        finally:
            cursor.execute("SET LOCAL enable_nestloop = on")


class _Comparison:
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
        self.of_people = target.table == "enrollment_membership"
        self.findings: list[Finding] = []
        self.answered: dict[int, str] = {}
        self.moving: set[int] = set()

    def run(self) -> Judgement:
        self._start_over()
        self._repeated_keys()
        if self.target.known_only:
            self._unknown_keys()
        if self.of_people:
            self._taken_numbers()
            self._conflicting_names()
            self._mark_later_rows("nik_index")
            self._set_moving_aside()
        if self.target.table == "enrollment_business":
            self._mark_later_rows("nib")
            self._add_up_projects()
        self._judge()
        return Judgement(self.findings, len(self.answered))

    def _rows(self, sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        self.cursor.execute(sql, {**self.batch, **(params or {})})
        rows: list[tuple[Any, ...]] = self.cursor.fetchall()
        return rows

    def _do(self, sql: str, params: dict[str, Any] | None = None) -> None:
        self.cursor.execute(sql, {**self.batch, **(params or {})})

    def _start_over(self) -> None:
        self._do("DELETE FROM enrollment_staged_verdict WHERE batch_id = %(batch)s")
        self._do(
            f"UPDATE {self.target.staged} SET bad = false, follows = false"
            " WHERE batch_id = %(batch)s AND (bad OR follows)"
        )

    def _flag(self, findings: Iterable[Finding]) -> None:
        findings = self._answer(list(findings))
        self.findings += findings
        self._leave_out([finding.row_number for finding in findings])

    def _leave_out(self, rows: list[int]) -> None:
        if rows:
            self._do(
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
        self._leave_out([row for row, answer in answers.items() if answer == Answer.KEEP])
        self.moving |= {row for row, answer in answers.items() if answer == Answer.TAKE and doubts[row].holds}
        return [finding for finding in findings if finding.row_number not in answers]

    def _set_moving_aside(self) -> None:
        """Rows that take a card's number from somebody else are written after all others (`commit.apply_batch`)."""
        self.moving -= {finding.row_number for finding in self.findings}
        if not self.moving:
            return
        rows = sorted(self.moving)
        self._leave_out(rows)
        self._do(
            """
            INSERT INTO enrollment_staged_verdict
                (batch_id, row_number, verdict, other_id, changes_target, changes_other)
            SELECT %(batch)s, s.row_number, 'CHANGED', p.id, false, false FROM enrollment_staged_membership s
            LEFT JOIN enrollment_participant p ON p.nik_index = s.nik_index
            WHERE s.batch_id = %(batch)s AND s.row_number = ANY(%(rows)s)
            """,
            {"rows": rows},
        )

    def _repeated_keys(self) -> None:
        """Same key and values: the later rows are wrong. Same key, other values anywhere: all of them doubtful."""
        key = ", ".join(self.target.key)
        rows = self._rows(
            f"""
            WITH repeated AS (
                SELECT {key} FROM {self.target.staged} WHERE batch_id = %(batch)s
                GROUP BY {key} HAVING count(*) > 1
            ), rows AS (
                SELECT row_number, {", ".join(f"{k} AS key{i}" for i, k in enumerate(self.target.key))},
                       md5(({self._values()})::text) AS content
                FROM {self.target.staged} WHERE batch_id = %(batch)s AND ({key}) IN (SELECT * FROM repeated)
            )
            SELECT row_number, min(row_number) OVER keyed, min(content) OVER keyed <> max(content) OVER keyed
            FROM rows WINDOW keyed AS (PARTITION BY {", ".join(f"key{i}" for i in range(len(self.target.key)))})
            ORDER BY row_number
            """
        )
        heading = self.target.key_heading
        self._flag(
            Finding(row, heading, Code.DUP_CONFLICT if differs else Code.DUPLICATE_IN_FILE, {"row": first})
            for row, first, differs in rows
            if differs or row != first
        )

    def _values(self) -> str:
        """Everything a row says, as one composite; of sealed cells their index speaks."""
        self.cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attname <> ALL(%s) ORDER BY attnum",
            [self.target.staged, ["batch_id", "row_number", "bad", "follows", "nik", "owner_nik"]],
        )
        return "ROW(" + ", ".join(name for (name,) in self.cursor.fetchall()) + ")"

    def _unknown_keys(self) -> None:
        """Rows about a card that the register does not know at that employer."""
        rows = self._rows(
            f"SELECT s.row_number FROM {self.target.staged} s {self.target.joins}"
            " WHERE s.batch_id = %(batch)s AND NOT s.bad AND t.id IS NULL"
        )
        self._flag(Finding(row, self.target.key_heading, Code.KPJ_UNKNOWN, {}) for (row,) in rows)

    def _taken_numbers(self) -> None:
        """A KPJ that the register, or another row of this file, gives to somebody else."""
        held = self._rows(
            """
            SELECT DISTINCT s.row_number FROM enrollment_staged_membership s
            JOIN enrollment_membership m ON m.kpj = s.kpj
            JOIN enrollment_participant p ON p.id = m.participant_id
            WHERE s.batch_id = %(batch)s AND NOT s.bad AND p.nik_index <> s.nik_index
              AND NOT EXISTS (
                  SELECT FROM enrollment_participant g WHERE g.merged_into_id = p.id AND g.nik_index = s.nik_index
              )
            """
        )
        self._flag(Finding(row, "KPJ", Code.KPJ_TAKEN, {}) for (row,) in held)
        disputed = self._rows(
            """
            WITH several AS (
                SELECT kpj FROM enrollment_staged_membership WHERE batch_id = %(batch)s AND NOT bad
                GROUP BY kpj HAVING count(*) > 1
            ), disputed AS (
                SELECT kpj FROM enrollment_staged_membership JOIN several USING (kpj)
                WHERE batch_id = %(batch)s AND NOT bad GROUP BY kpj HAVING count(DISTINCT nik_index) > 1
            )
            SELECT row_number FROM enrollment_staged_membership JOIN disputed USING (kpj)
            WHERE batch_id = %(batch)s AND NOT bad
            """
        )
        self._flag(Finding(row, "KPJ", Code.KPJ_TAKEN, {}) for (row,) in disputed)

    def _conflicting_names(self) -> None:
        """A NIK known under a clearly different name, in the register or else in the file's first row of that NIK."""
        pairs = self._rows(
            """
            SELECT s.row_number, s.name, p.name FROM enrollment_staged_membership s
            JOIN enrollment_participant p ON p.nik_index = s.nik_index
            WHERE s.batch_id = %(batch)s AND NOT s.bad AND p.name <> s.name
            """
        )
        pairs += self._rows(
            """
            WITH several AS (
                SELECT nik_index FROM enrollment_staged_membership WHERE batch_id = %(batch)s AND NOT bad
                GROUP BY nik_index HAVING count(*) > 1
            ), rows AS (
                SELECT row_number, name, first_value(name) OVER (PARTITION BY nik_index ORDER BY row_number) AS first
                FROM enrollment_staged_membership s JOIN several USING (nik_index)
                WHERE batch_id = %(batch)s AND NOT bad
                  AND NOT EXISTS (SELECT FROM enrollment_participant p WHERE p.nik_index = s.nik_index)
            )
            SELECT row_number, name, first FROM rows WHERE name <> first
            """
        )
        apart = [pair for pair in pairs if not person_names_agree(pair[1], pair[2])]
        if not apart:
            return
        unlike = self._rows(
            "SELECT row_number FROM unnest(%(rows)s::int[], %(ours)s::text[], %(theirs)s::text[])"
            " AS names (row_number, ours, theirs) WHERE similarity(lower(ours), lower(theirs)) < %(limit)s",
            {
                "rows": [row for row, _, _ in apart],
                "ours": [name for _, name, _ in apart],
                "theirs": [name for _, _, name in apart],
                "limit": SAME_PERSON,
            },
        )
        heading = "NAMA" if "NAMA" in self.present else "NAMA_LENGKAP"
        self._flag(Finding(row, heading, Code.NAME_CONFLICT, {}) for (row,) in unlike)

    def _mark_later_rows(self, column: str) -> None:
        """Of several rows of one person (or one business) the first speaks for what they have in common."""
        self._do(
            f"""
            WITH firsts AS (
                SELECT {column}, min(row_number) AS first FROM {self.target.staged}
                WHERE batch_id = %(batch)s AND NOT bad AND {column} IS NOT NULL
                GROUP BY {column} HAVING count(*) > 1
            )
            UPDATE {self.target.staged} s SET follows = true FROM firsts
            WHERE s.batch_id = %(batch)s AND NOT s.bad AND s.{column} = firsts.{column}
              AND s.row_number <> firsts.first
            """
        )

    def _add_up_projects(self) -> None:
        """The licensing export has a row a project: the business' workers are their sum."""
        self._do(
            """
            UPDATE enrollment_staged_business s SET declared_workers = total.people
            FROM (
                SELECT nib, sum(declared_workers)::integer AS people FROM enrollment_staged_business
                WHERE batch_id = %(batch)s AND NOT bad AND nib IS NOT NULL GROUP BY nib HAVING bool_or(follows)
            ) total
            WHERE s.batch_id = %(batch)s AND s.nib = total.nib AND NOT s.bad AND NOT s.follows
            """
        )

    def _judge(self) -> None:
        target = self.target
        business = target.table == "enrollment_business"
        self._do(
            f"""
            INSERT INTO enrollment_staged_verdict
                (batch_id, row_number, verdict, target_id, other_id, changes_target, changes_other)
            SELECT %(batch)s, row_number, CASE WHEN target_id IS NULL THEN 'NEW' ELSE 'CHANGED' END,
                   target_id, other_id, changes_target, changes_other
            FROM (
                SELECT s.row_number, t.id AS target_id, {self._other_id()} AS other_id,
                       t.id IS NOT NULL AND {_differs("t", target.present(self.present))} AS changes_target,
                       {self._other_differs()} AS changes_other
                FROM {target.staged} s {target.joins}
                WHERE s.batch_id = %(batch)s AND NOT s.bad {"AND NOT s.follows" if business else ""}
            ) judged
            WHERE target_id IS NULL OR changes_target OR changes_other
            """
        )
        if business:
            self._let_followers_follow()

    def _let_followers_follow(self) -> None:
        self._do(
            """
            INSERT INTO enrollment_staged_verdict
                (batch_id, row_number, verdict, target_id, changes_target, changes_other)
            SELECT %(batch)s, later.row_number, v.verdict, v.target_id, false, false
            FROM enrollment_staged_business later
            JOIN enrollment_staged_business s ON s.nib = later.nib AND s.batch_id = %(batch)s
                AND NOT s.bad AND NOT s.follows
            JOIN enrollment_staged_verdict v ON v.batch_id = %(batch)s AND v.row_number = s.row_number
            WHERE later.batch_id = %(batch)s AND later.follows AND NOT later.bad
            """
        )

    def _other_id(self) -> str:
        return "o.id" if " o ON" in self.target.joins else "NULL::bigint"

    def _other_differs(self) -> str:
        if self.of_people:
            values = tuple(value for value in PERSON if value.is_in(self.present))
            return f"o.id IS NOT NULL AND NOT s.follows AND {_differs('o', values)}"
        if self.target.table == "enrollment_employer":
            values = tuple(value for value in MONTH if value.is_in(self.present))
            return f"t.id IS NOT NULL AND s.period IS NOT NULL AND (o.id IS NULL OR {_differs('o', values)})"
        return "false"


def _differs(alias: str, values: tuple[Value, ...]) -> str:
    if not values:
        return "false"
    there = ", ".join(f"{alias}.{value.column}" for value in values)
    return f"(ROW({there}) IS DISTINCT FROM ROW({', '.join(value.sql for value in values)}))"

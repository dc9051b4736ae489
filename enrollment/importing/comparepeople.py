"""What only sheets of people need: cards claimed by two, a NIK under two names, several rows of one person."""

from __future__ import annotations

from typing import Any

from enrollment.importing.comparison import Comparison, Finding, differs
from enrollment.importing.errors import Code
from enrollment.importing.targets import PERSON
from enrollment.rules.names import person_names_agree

__all__ = ["PeopleComparison"]

# Below it, two loosened names are taken to be two people (pg_trgm similarity, security.md B41).
SAME_PERSON = 0.4
Names = tuple[int, str, str]
"""Row number, its name, the name it is compared with."""


class PeopleComparison(Comparison):
    """Few cards and few people stand in a sheet twice: they are found first, and only they are compared."""

    def prepare(self) -> None:
        """Flag what two people claim, and let the first row of a person speak for all of theirs."""
        cards = self._several("kpj")
        if cards:
            self.repeated_keys("AND kpj = ANY(%(several)s)", cards)
        if self.target.known_only:
            self._unknown_keys()
        taken, names = self._against_the_register()
        self.flag(Finding(row, "KPJ", Code.KPJ_TAKEN, {}) for row in taken)
        if cards:
            self._disputed_numbers(cards)
        people = self._several("nik_index")
        self._conflicting_names([pair for pair in names if pair[0] not in self.left_out], people)
        if people:
            self.mark_later_rows("nik_index", "AND nik_index = ANY(%(several)s)", people)
        self._set_moving_aside()

    def _several(self, column: str) -> list[Any]:
        """What stands in that column of more than one row."""
        rows = self.rows(
            f"SELECT {column} FROM {self.target.staged} WHERE batch_id = %(batch)s AND NOT bad"
            f" GROUP BY {column} HAVING count(*) > 1"
        )
        return [bytes(value) if isinstance(value, memoryview) else value for (value,) in rows]

    def _unknown_keys(self) -> None:
        """Rows about a card that the register does not know at that employer."""
        rows = self.rows(
            f"SELECT s.row_number FROM {self.target.staged} s {self.target.joins}"
            " WHERE s.batch_id = %(batch)s AND NOT s.bad AND t.id IS NULL"
        )
        self.flag(Finding(row, self.target.key_heading, Code.KPJ_UNKNOWN, {}) for (row,) in rows)

    def _against_the_register(self) -> tuple[list[int], list[Names]]:
        """Rows whose KPJ the register gives to somebody else, and rows whose NIK it knows under another name."""
        odd = self.rows(
            """
            SELECT * FROM (
                SELECT s.row_number, s.name, o.name AS known, m.participant_id IS NOT NULL
                       AND m.participant_id IS DISTINCT FROM o.id
                       AND m.participant_id IS DISTINCT FROM o.merged_into_id AS taken
                FROM enrollment_staged_membership s
                LEFT JOIN enrollment_participant o ON o.nik_index = s.nik_index
                LEFT JOIN enrollment_membership m ON m.kpj = s.kpj
                WHERE s.batch_id = %(batch)s AND NOT s.bad
            ) rows WHERE taken OR known <> name
            """
        )
        taken = sorted({row for row, _, _, is_taken in odd if is_taken})
        names = {row: (row, name, known) for row, name, known, _ in odd if known is not None and known != name}
        return taken, list(names.values())

    def _disputed_numbers(self, cards: list[Any]) -> None:
        """A KPJ that two rows of this file give to two people."""
        disputed = self.rows(
            """
            WITH disputed AS (
                SELECT kpj FROM enrollment_staged_membership
                WHERE batch_id = %(batch)s AND NOT bad AND kpj = ANY(%(several)s)
                GROUP BY kpj HAVING count(DISTINCT nik_index) > 1
            )
            SELECT row_number FROM enrollment_staged_membership JOIN disputed USING (kpj)
            WHERE batch_id = %(batch)s AND NOT bad
            """,
            {"several": cards},
        )
        self.flag(Finding(row, "KPJ", Code.KPJ_TAKEN, {}) for (row,) in disputed)

    def _conflicting_names(self, pairs: list[Names], several: list[Any]) -> None:
        """A NIK known under a clearly different name, in the register (`pairs`) or else in the file's first row."""
        known = self.rows(
            "SELECT nik_index FROM enrollment_participant WHERE nik_index = ANY(%(several)s)", {"several": several}
        )
        strangers = list(set(several).difference(bytes(nik) for (nik,) in known))
        if strangers:
            pairs = pairs + self.rows(
                """
                WITH rows AS (
                    SELECT row_number, name,
                           first_value(name) OVER (PARTITION BY nik_index ORDER BY row_number) AS first
                    FROM enrollment_staged_membership
                    WHERE batch_id = %(batch)s AND NOT bad AND nik_index = ANY(%(strangers)s)
                )
                SELECT row_number, name, first FROM rows WHERE name <> first
                """,
                {"strangers": strangers},
            )
        apart = [pair for pair in pairs if not person_names_agree(pair[1], pair[2])]
        if not apart:
            return
        unlike = self.rows(
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
        self.flag(Finding(row, heading, Code.NAME_CONFLICT, {}) for (row,) in unlike)

    def _set_moving_aside(self) -> None:
        """Rows that take a card's number from somebody else are written after all others (`commit.apply_batch`)."""
        self.moving -= {finding.row_number for finding in self.findings}
        if not self.moving:
            return
        rows = sorted(self.moving)
        self.leave_out(rows)
        self.do(
            """
            INSERT INTO enrollment_staged_verdict
                (batch_id, row_number, verdict, other_id, changes_target, changes_other)
            SELECT %(batch)s, s.row_number, 'CHANGED', p.id, false, false FROM enrollment_staged_membership s
            LEFT JOIN enrollment_participant p ON p.nik_index = s.nik_index
            WHERE s.batch_id = %(batch)s AND s.row_number = ANY(%(rows)s)
            """,
            {"rows": rows},
        )

    def other_differs(self) -> str:
        """SQL of whether the row changes its person."""
        values = tuple(value for value in PERSON if value.is_in(self.present))
        return f"o.id IS NOT NULL AND NOT s.follows AND {differs('o', values)}"

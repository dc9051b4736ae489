"""What only the licensing export needs: it has a row a project, and a business has several."""

from __future__ import annotations

from enrollment.importing.comparison import Comparison

__all__ = ["BusinessComparison"]


class BusinessComparison(Comparison):
    """The first row of a business is judged; the others share its verdict."""

    first_only = True

    def prepare(self) -> None:
        """Repeated keys, then the first row of each business with the workers of all."""
        super().prepare()
        self.mark_later_rows("nib")
        self._add_up_projects()

    def judge(self) -> None:
        """First rows by themselves, later ones with them."""
        super().judge()
        self._let_followers_follow()

    def _add_up_projects(self) -> None:
        """The licensing export has a row a project: the business' workers are their sum."""
        self.do(
            """
            UPDATE enrollment_staged_business s SET declared_workers = total.people
            FROM (
                SELECT nib, sum(declared_workers)::integer AS people FROM enrollment_staged_business
                WHERE batch_id = %(batch)s AND NOT bad AND nib IS NOT NULL GROUP BY nib HAVING bool_or(follows)
            ) total
            WHERE s.batch_id = %(batch)s AND s.nib = total.nib AND NOT s.bad AND NOT s.follows
            """
        )

    def _let_followers_follow(self) -> None:
        self.do(
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

"""Staging rows of the sheets employers fill in: SIPP's new workers and form 2a."""

from __future__ import annotations

from collections.abc import Sequence

from enrollment.importing.columncells import Values
from enrollment.importing.sink import Sink
from enrollment.importing.stagedrows import StagedRows

__all__ = ["FormRows"]


class FormRows(StagedRows):
    """Both are staged as memberships; what their targets do not name is never written."""

    def _sipp(self, values: dict[str, Values], sink: Sink, count: int) -> Sequence[Values]:
        """Announced workers: no card, no programs."""
        return self._staged(
            values, sink, count, values["TANGGAL_KEPESERTAAN"], [""] * count, _full_names(values, count)
        )

    def _form2a(self, values: dict[str, Values], sink: Sink, count: int) -> Sequence[Values]:
        """Wages of one month; a day of beginning is not told, so the month stands in its place."""
        months = self._column(values, "BLTH", count)
        staged = self._staged(values, sink, count, months, values["KPJ"], values["NAMA_TENAGA_KERJA"])
        return [*staged, months]

    def _staged(
        self, values: dict[str, Values], sink: Sink, count: int, starts: Values, cards: Values, names: Values
    ) -> list[Values]:
        nothing: Values = [None] * count
        empty: Values = [""] * count
        no: Values = ["f"] * count
        return [
            *self._person({**values, "NAMA": names}, "NAMA", sink, count),
            self._employer_ids(values, sink, count),
            cards,
            ["PU"] * count,
            *[no] * 5,
            starts,
            nothing,
            self._column(values, "UPAH", count),
            *[nothing] * 2,
            *[empty] * 2,
        ]


def _full_names(values: dict[str, Values], count: int) -> Values:
    """The full name of each row, or its parts joined."""
    empty: Values = [None] * count
    parts = [values.get(name, empty) for name in ("NAMA_DEPAN", "NAMA_TENGAH", "NAMA_BELAKANG")]
    joined = (" ".join(filter(None, row)) or None for row in zip(*parts, strict=True))
    return [full or rest for full, rest in zip(values.get("NAMA_LENGKAP", empty), joined, strict=True)]

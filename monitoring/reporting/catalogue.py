"""Every single figure of a report by its key, with its name and unit: for the workbook, the difference, the traces.

Names come from the indicators where there is one. A key is stable from version to version ("places.21.71.06.active");
`path` is where the figure stands in this report ("places.0.active"), as its sentences name it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from enrollment.rules.kinds import Segment
from monitoring.definitions import heading, name
from monitoring.models import PdsHint
from monitoring.reporting.units import Figures
from monitoring.words import SEGMENT_NAMES
from permits.models.check import Finding

Value = int | float | None
Name = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure. `decimals`: 0 for counts, 1 for percentages, points, and days."""

    key: str
    path: str
    label: str
    value: Value
    decimals: int


def _last_month(code: str) -> Name:
    return lambda: _("%(what)s, bulan lalu") % {"what": name(code)}


def _city(code: str) -> Name:
    return lambda: _("Kota: %(what)s (%%)") % {"what": heading(code).lower()}


def _percent(code: str) -> Name:
    return lambda: f"{heading(code)} (%)"


def _plain(code: str) -> Name:
    return lambda: name(code)


def _short(code: str) -> Name:
    return lambda: heading(code)


# path, its name, decimals; in the order of the workbook's first table
_SINGLE: tuple[tuple[str, Name, int], ...] = (
    ("coverage.active", _plain("people.active"), 0),
    ("coverage.workforce", _plain("workforce"), 0),
    ("coverage.rate", _percent("coverage"), 1),
    ("coverage.change", _short("coverage.change"), 1),
    ("coverage.uncovered", _plain("people.uncovered"), 0),
    ("coverage.previous_active", _last_month("people.active"), 0),
    ("coverage.previous_uncovered", _last_month("people.uncovered"), 0),
    ("coverage.rank", _plain("rank"), 0),
    ("coverage.ranked", lambda: _("Wilayah yang diperingkat"), 0),
    ("coverage.city_rate", _city("coverage"), 1),
    ("coverage.against_city", _short("coverage.against_city"), 1),
    ("unallocated", _plain("people.unallocated"), 0),
    ("overlap", _plain("people.twice"), 0),
    *((f"movement.{part}", _plain(f"movement.{part}"), 0)
      for part in ("before", "new", "reactivated", "moved_in", "lapsed", "moved_out")),
    ("employers.active", _plain("employers.active"), 0),
    ("employers.previous_active", _last_month("employers.active"), 0),
    ("employers.paid_up", _plain("employers.paid_up"), 0),
    ("employers.paid_up_share", _percent("employers.paid_share"), 1),
    ("employers.in_arrears", _plain("employers.in_arrears"), 0),
    ("employers.newly_registered", _plain("employers.newly_registered"), 0),
    ("employers.closed", _plain("employers.closed"), 0),
    ("pwbd.businesses", _plain("businesses.unregistered"), 0),
    ("pwbd.workers", lambda: _("Tenaga kerja pada usaha belum terhubung"), 0),
    ("gate.checked", _plain("gate.checked"), 0),
    ("gate.previous_checked", _last_month("gate.checked"), 0),
    ("gate.passed", _plain("gate.passed"), 0),
    ("gate.held", _plain("gate.held"), 0),
    ("gate.held_share", _percent("gate.held_share"), 1),
    ("gate.registered", _plain("gate.registered"), 0),
    ("gate.registered_share", _percent("gate.registered_share"), 1),
    ("gate.city_held_share", _city("gate.held_share"), 1),
    ("gate.city_registered_share", _city("gate.registered_share"), 1),
    ("gate.median_days", _plain("gate.days"), 1),
    ("handling.decided", lambda: _("Permohonan diputuskan"), 0),
    ("handling.median_days", lambda: _("Median hari dari masuk sampai diputuskan"), 1),
    ("commitments.made", lambda: _("Komitmen dibuat"), 0),
    ("commitments.due", lambda: _("Komitmen jatuh tempo"), 0),
    ("commitments.kept", lambda: _("Komitmen dipenuhi"), 0),
    ("commitments.broken", lambda: _("Komitmen lewat tenggat"), 0),
    ("tmp2t.in_force", lambda: _("TMP2T berlaku pada akhir bulan"), 0),
    ("tmp2t.imposed", lambda: _("TMP2T dikenakan bulan ini"), 0),
    ("tmp2t.lifted", lambda: _("TMP2T dicabut bulan ini"), 0),
    ("bpu.people", lambda: _("Peserta BPU aktif menurut kelompok"), 0),
    ("bpu.lapsing", lambda: _("Peserta BPU yang segera berakhir"), 0),
    ("quality.files", lambda: _("Berkas bulan ini yang masuk"), 0),
    ("quality.rows", lambda: _("Baris dalam berkas bulan ini"), 0),
    ("quality.wrong", lambda: _("Baris salah"), 0),
    ("quality.doubtful", lambda: _("Baris meragukan"), 0),
    ("quality.nik_errors", lambda: _("Sel NIK yang salah"), 0),
    ("quality.unallocated", lambda: _("Kota: belum teralokasi"), 0),
    ("quality.without_sector", lambda: _("Usaha tanpa sektor"), 0),
    ("work.referrals", lambda: _("Pemohon diantar ke cabang"), 0),
    ("work.registered", lambda: _("Di antaranya sudah terdaftar"), 0),
    ("work.questions", lambda: _("Pertanyaan loket bulan ini"), 0),
    ("work.answered", lambda: _("Pertanyaan terjawab"), 0),
)  # fmt: skip

# list, its rows' own key, their columns
_ROWS: tuple[tuple[str, str, tuple[tuple[str, Name, int], ...]], ...] = (
    ("places", "code", (
        ("active", _plain("people.active"), 0), ("workforce", _plain("workforce"), 0),
        ("rate", _percent("coverage"), 1), ("change", _short("coverage.change"), 1),
        ("uncovered", _plain("people.uncovered"), 0), ("checked", _plain("gate.checked"), 0),
        ("held", _plain("gate.held"), 0), ("registered", _plain("gate.registered"), 0))),
    ("segments", "code", (
        ("active", _plain("people.active"), 0), ("workforce", _plain("workforce"), 0),
        ("rate", _percent("coverage"), 1), ("change", lambda: _("Perubahan"), 0))),
    ("services", "code", (
        ("checked", _plain("gate.checked"), 0), ("passed", _plain("gate.passed"), 0), ("held", _plain("gate.held"), 0),
        ("registered", _plain("gate.registered"), 0), ("median_days", _plain("gate.days"), 1))),
    ("positions", "code", (("rank", _plain("rank"), 0), ("rate", _percent("coverage"), 1),
                           ("change", _short("coverage.change"), 1))),
    ("branches", "code", (("active", _plain("people.active"), 0),)),
    ("findings", "code", (("files", _plain("gate.checked"), 0),)),
    ("arrears", "first", (("employers", _plain("employers.in_arrears"), 0), ("people", _plain("arrears.people"), 0))),
    ("pds", "kind", (("open", lambda: _("belum diperiksa"), 0), ("confirmed", lambda: _("dibenarkan"), 0))),
    ("targets", "code", (("percent", _percent("target"), 1), ("gap", _plain("target.gap"), 1))),
    ("desks", "code", (("checks", lambda: _("Pengecekan"), 0), ("days", lambda: _("Hari dengan pengecekan"), 0),
                       ("working_days", lambda: _("Hari kerja"), 0),
                       ("late", lambda: _("Dicatat terlambat"), 0))),
)  # fmt: skip


def entries(figures: Figures) -> Iterator[Entry]:
    """Every figure the report has, the single ones first; a section that the area cannot have is left out."""
    yield from single(figures)
    for rows, own, columns in _ROWS:
        for index, row in enumerate(figures.get(rows) or []):
            who = row_name(rows, row)
            for column, label, decimals in columns:
                if column in row:
                    key, path = f"{rows}.{row[own]}.{column}", f"{rows}.{index}.{column}"
                    yield Entry(key, path, f"{who}: {label()}", row[column], decimals)


_PARTIAL = {
    PdsHint.Kind.WORKERS: "partial.workers",
    PdsHint.Kind.WAGES: "partial.wages",
    PdsHint.Kind.PROGRAMS: "partial.programs",
}


def partial_name(kind: str) -> str:
    """What a kind of partial registration is called."""
    return name(_PARTIAL[PdsHint.Kind(kind)])


def single(figures: Figures) -> Iterator[Entry]:
    """The figures that stand by themselves."""
    for path, label, decimals in _SINGLE:
        head, _dot, last = path.partition(".")
        section = figures.get(head)
        if not last:
            if section is not None or figures.get("coverage"):
                yield Entry(path, path, label(), section, decimals)
        elif isinstance(section, dict) and last in section:
            yield Entry(path, path, label(), section[last], decimals)


def row_name(rows: str, row: dict[str, Any]) -> str:
    """What a row of a list is about."""
    if rows == "segments":
        return str(SEGMENT_NAMES[Segment(row["code"])])
    if rows == "findings":
        return str(Finding(row["code"]).label)
    if rows == "pds":
        return partial_name(row["kind"])
    if rows == "arrears":
        return band_name(row)
    if rows == "targets":
        return " ".join(part for part in (row["line"], row["kind"]) if part)
    return str(row["name"] or _("Cabang tidak diketahui"))


def band_name(band: dict[str, Any]) -> str:
    """A band of months in arrears."""
    first, last = band["first"], band["last"]
    if last is None:
        return _("lebih dari %(months)s bulan") % {"months": first - 1}
    if first == last:
        return _("%(first)s bulan") % {"first": first}
    return _("%(first)s–%(last)s bulan") % {"first": first, "last": last}

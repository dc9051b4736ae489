"""The annex of a report: the outline's further sections (domain §6.3), a table each, where there is anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from districts import formats
from enrollment.rules.kinds import Segment
from monitoring.definitions import heading, name
from monitoring.models import FigureHold
from monitoring.reporting.catalogue import band_name, partial_name
from monitoring.reporting.compare import differences
from monitoring.reporting.texts import LEFT, RIGHT, Printed, cell, change, day, decimal, figure, number, percent, table
from monitoring.rules.months import parse_month
from monitoring.words import NO_DATA, SEGMENT_SHORT, language
from permits.models import ApprovalRequest
from permits.models.check import Finding

Figures = Mapping[str, Any]
MOVES = ("before", "new", "reactivated", "moved_in", "lapsed", "moved_out")


def annex(figures: Figures, leads: Mapping[str, str]) -> list[Printed]:
    """The sections in the outline's order; `leads` are their sentences."""
    parts = [
        _difference(figures), _movement(figures, leads), _targets(figures), _arrears(figures, leads),
        _employers(figures), _findings(figures), _commitments(figures), _exceptions(figures, leads),
        _bpu(figures, leads), _quality(figures), _desks(figures, leads), _branches(figures), _work(figures),
        _notes(figures), _holds(figures),
    ]  # fmt: skip
    return [part for part in parts if part is not None]


def _pairs(title: str, rows: list[tuple[str, str]], *, lead: str = "", note: str = "") -> Printed:
    return table(title, [(_("Ukuran"), LEFT), (_("Nilai"), RIGHT)], rows, lead=lead, note=note)


def _difference(figures: Figures) -> Printed | None:
    """As issued and as now, figure by figure; the version before stands in the figures of this one."""
    before = figures.get("previous")
    if not before:
        return None
    rows = [
        [row.label, figure(row.before, row.decimals), figure(row.now, row.decimals), _moved(row.change, row.decimals)]
        for row in differences(before["figures"], dict(figures))
    ]
    columns = [
        (_("Angka"), LEFT),
        (_("Terbit (v%(version)s)") % {"version": before["version"]}, RIGHT),
        (_("Sekarang (v%(version)s)") % {"version": before["version"] + 1}, RIGHT),
        (_("Selisih"), RIGHT),
    ]
    title = _("Perbedaan dari versi %(version)s") % {"version": before["version"]}
    return table(title, columns, rows, empty=_("Tidak ada angka yang berbeda."))


def _moved(value: float | None, decimals: int) -> Printed:
    return change(value, places=decimals)


def _movement(figures: Figures, leads: Mapping[str, str]) -> Printed | None:
    """Who came and went, by segment: previous month, new, left, now."""
    if figures["area"]["kind"] not in ("city", "district"):
        return None
    columns = [(_("Segmen"), LEFT), *((name(f"movement.{part}"), RIGHT) for part in MOVES), (_("Sekarang"), RIGHT)]
    rows = [
        [SEGMENT_SHORT[Segment(row["code"])], *_moves(row.get("movement")), cell(row["active"])]
        for row in figures["segments"]
    ]
    total = [_("Orang berbeda"), *_moves(figures.get("movement")), cell(figures["coverage"]["active"])]
    return table(_("Perubahan peserta aktif"), columns, rows, total=total, lead=leads.get("movement", ""))


def _moves(made: Mapping[str, int] | None) -> list[str]:
    return [cell(made[part]) if made else str(NO_DATA) for part in MOVES]


def _targets(figures: Figures) -> Printed | None:
    rows = [
        [row["line"] or row["kind"], row["source"], day(row["since"]), percent(row["percent"]), change(row["gap"])]
        for row in figures.get("targets") or []
    ]
    columns = [
        (name("target"), LEFT), (_("Sumber"), LEFT), (_("Berlaku sejak"), LEFT), (_("Target"), RIGHT),
        (name("target.gap"), RIGHT),
    ]  # fmt: skip
    return table(name("target"), columns, rows) if rows else None


def _arrears(figures: Figures, leads: Mapping[str, str]) -> Printed | None:
    if figures["area"]["kind"] not in ("city", "district"):
        return None
    bands = figures.get("arrears")
    rows = [[band_name(band), cell(band["employers"]), cell(band["people"])] for band in bands or []]
    columns = [
        (name("arrears.employers"), LEFT),
        (name("employers.in_arrears"), RIGHT),
        (name("arrears.people"), RIGHT),
    ]
    return table(name("arrears.employers"), columns, rows, empty=str(NO_DATA), lead=leads.get("employers", ""))


def _employers(figures: Figures) -> Printed | None:
    row, pwbd, pds = figures.get("employers"), figures.get("pwbd"), figures.get("pds")
    if not row:
        return None
    rows = [
        (name("employers.active"), number(row["active"])),
        (name("movement.before"), number(row["previous_active"])),
        (name("employers.newly_registered"), number(row["newly_registered"])),
        (name("employers.closed"), number(row["closed"])),
    ]
    if pwbd:
        told = {"businesses": number(pwbd["businesses"]), "workers": number(pwbd["workers"])}
        rows.append((name("businesses.unregistered"), _("%(businesses)s usaha, %(workers)s tenaga kerja") % told))
    for hints in pds or []:
        told = {"open": number(hints["open"]), "confirmed": number(hints["confirmed"])}
        rows.append((partial_name(hints["kind"]), _("%(open)s dugaan, %(confirmed)s dibenarkan") % told))
    return _pairs(_("Pemberi kerja dan dugaan daftar sebagian"), rows)


def _findings(figures: Figures) -> Printed | None:
    rows = [(str(Finding(row["code"]).label), number(row["files"])) for row in figures.get("findings") or []]
    columns = [(_("Temuan terakhir"), LEFT), (name("gate.checked"), RIGHT)]
    return table(_("Izin dicek menurut temuan"), columns, rows) if rows else None


def _commitments(figures: Figures) -> Printed | None:
    made, handling, denied = (figures.get(part) for part in ("commitments", "handling", "tmp2t"))
    if not (made and handling and denied):
        return None
    days = handling["median_days"]
    rows = [
        (_("Komitmen dibuat"), number(made["made"])),
        (_("Komitmen jatuh tempo"), number(made["due"])),
        (_("Komitmen dipenuhi"), number(made["kept"])),
        (_("Komitmen lewat tenggat"), number(made["broken"])),
        (_("Permohonan diputuskan"), number(handling["decided"])),
        (_("Median hari dari masuk sampai diputuskan"), formats.NONE if days is None else decimal(days)),
        (_("TMP2T berlaku pada akhir bulan"), number(denied["in_force"])),
        (_("TMP2T dikenakan bulan ini"), number(denied["imposed"])),
        (_("TMP2T dicabut bulan ini"), number(denied["lifted"])),
    ]
    return _pairs(_("Komitmen, waktu, dan TMP2T"), rows)


def _exceptions(figures: Figures, leads: Mapping[str, str]) -> Printed | None:
    """Always there where there is a counter: that nothing passed beside the rule is said as well."""
    if figures.get("gate") is None:
        return None
    rows = [
        [row["number"], _kind(row), row["reason"], day(row["asked_on"]), str(ApprovalRequest.State(row["state"]).label)]
        for row in figures.get("exceptions") or []
    ]
    columns = [
        (_("Permohonan"), LEFT), (_("Jenis"), LEFT), (_("Alasan"), LEFT), (_("Diminta"), LEFT), (_("Hasil"), LEFT),
    ]  # fmt: skip
    empty = _("Tidak ada pengecualian dan tidak ada putusan menyimpang bulan ini.")
    title = _("Pengecualian dan putusan menyimpang")
    return table(title, columns, rows, empty=empty, lead=leads.get("exceptions", ""))


def _kind(row: Mapping[str, str]) -> str:
    kind = str(ApprovalRequest.Kind(row["kind"]).label)
    return f"{kind}: {ApprovalRequest.Ground(row['ground']).label}" if row["ground"] else kind


def _bpu(figures: Figures, leads: Mapping[str, str]) -> Printed | None:
    bpu = figures.get("bpu")
    if not bpu:
        return None
    rows = [
        [group["name"] or _("Tanpa kelompok dan kelompok kecil"), cell(group["people"]), cell(group["lapsing"])]
        for group in bpu["groups"]
    ]
    columns = [
        (_("Kelompok (wadah)"), LEFT),
        (_("Aktif"), RIGHT),
        (_("Berakhir dalam %(days)s hari") % {"days": bpu["within_days"]}, RIGHT),
    ]
    total = [_("Jumlah"), cell(bpu["people"]), cell(bpu["lapsing"])]
    empty = _("Tidak ada peserta BPU aktif.")
    return table(
        _("BPU menurut kelompok"), columns, rows, total=total if rows else (), empty=empty, lead=leads.get("bpu", "")
    )


def _quality(figures: Figures) -> Printed | None:
    found = figures.get("quality")
    if not found:
        return None
    rows = [
        (_("Berkas bulan ini yang masuk"), number(found["files"])),
        (_("Baris dalam berkas bulan ini"), number(found["rows"])),
        (_("Baris salah"), number(found["wrong"])),
        (_("Baris meragukan"), number(found["doubtful"])),
        (_("Sel NIK yang salah"), number(found["nik_errors"])),
        (_("Kota: belum teralokasi"), number(found["unallocated"])),
        (_("Usaha tanpa sektor"), number(found["without_sector"])),
    ]
    return _pairs(_("Mutu data"), rows, note=_("Berkas dan baris dihitung untuk seluruh kota."))


def _desks(figures: Figures, leads: Mapping[str, str]) -> Printed | None:
    desks = figures.get("desks") or []
    rows = [
        [
            row["name"],
            cell(row["checks"]),
            _("%(days)s dari %(of)s") % {"days": cell(row["days"]), "of": cell(row["working_days"])},
            cell(row["late"]),
            _without(row["without"]),
        ]
        for row in desks
    ]
    columns = [
        (_("Loket"), LEFT), (_("Pengecekan"), RIGHT), (heading("desk.completeness"), RIGHT),
        (_("Dicatat terlambat"), RIGHT), (_("Tanggal tanpa pengecekan"), LEFT),
    ]  # fmt: skip
    return (
        table(_("Kelengkapan dan ketepatan waktu loket"), columns, rows, lead=leads.get("desks", "")) if rows else None
    )


def _without(days: list[str]) -> str:
    """The days of the month, those in a row as "5–9"."""
    runs: list[list[int]] = []
    for on in (int(text[-2:]) for text in days):
        if runs and on == runs[-1][-1] + 1:
            runs[-1].append(on)
        else:
            runs.append([on])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs) or formats.NONE


def _branches(figures: Figures) -> Printed | None:
    rows = [[row["name"] or _("Cabang tidak diketahui"), cell(row["active"])] for row in figures.get("branches") or []]
    return table(name("people.branch"), [(_("Cabang"), LEFT), (_("Aktif"), RIGHT)], rows) if rows else None


def _work(figures: Figures) -> Printed | None:
    work = figures.get("work")
    if not work:
        return None
    rows = [
        (_("Pemohon diantar ke cabang"), number(work["referrals"])),
        (_("Di antaranya sudah terdaftar"), number(work["registered"])),
        (_("Pertanyaan loket bulan ini"), number(work["questions"])),
        (_("Pertanyaan terjawab"), number(work["answered"])),
    ]
    return _pairs(_("Dari loket ke cabang"), rows)


def _notes(figures: Figures) -> Printed | None:
    rows = [
        [formats.month_year(parse_month(row["month"]), lang=language()), _indicator(row["indicator"]), row["text"]]
        for row in figures.get("notes") or []
    ]
    columns = [(_("Bulan"), LEFT), (_("Angka"), LEFT), (_("Catatan"), LEFT)]
    return table(_("Catatan pada grafik"), columns, rows) if rows else None


def _holds(figures: Figures) -> Printed | None:
    rows = [
        [
            row["area"],
            _indicator(row["indicator"]),
            str(FigureHold.Why(row["why"]).label),
            decimal(row["previous"]),
            decimal(row["value"]),
            row["explanation"] or _("belum dijelaskan"),
        ]
        for row in figures.get("holds") or []
    ]
    columns = [
        (_("Wilayah"), LEFT), (_("Angka"), LEFT), (_("Sebab"), LEFT), (_("Sebelumnya"), RIGHT), (_("Nilai"), RIGHT),
        (_("Penjelasan"), LEFT),
    ]  # fmt: skip
    return table(_("Angka yang ditahan sampai dijelaskan"), columns, rows) if rows else None


def _indicator(code: str) -> str:
    """Its name in a narrow column; a code nobody declared is printed as it is."""
    try:
        return heading(code)
    except KeyError:
        return code

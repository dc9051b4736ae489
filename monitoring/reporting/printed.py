"""A report's figures as the texts and numbers that its pages print. Every word and format is decided here, in the
language in force; the typst template only places them.

The issued report is in Bahasa Indonesia. In another language the same figures are printed as a translation that says
so; its sentences are worded anew, those of the issued one are printed as they were stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from districts import formats
from districts.models import Agency
from monitoring.definitions import definition
from monitoring.models import MonthlyReport
from monitoring.reporting.printed_annex import annex
from monitoring.reporting.printed_cards import cards
from monitoring.reporting.printed_counters import gate, held, services
from monitoring.reporting.printed_pages import places, positions, segments, trend
from monitoring.reporting.texts import ISSUED_IN, LEFT, TRANSLATION, Printed, day, spoken, table
from monitoring.rules.months import parse_month
from monitoring.words import NO_DATA, language
from permits.letters.render import letterhead, verification

Figures = Mapping[str, Any]
LEAST_ACTS = 3


def printed(report: MonthlyReport) -> Printed:
    """The whole report for the template."""
    figures = report.figures
    month = parse_month(figures["month"])
    said = _said(report)
    office = _office(report)
    return {
        "lang": language(),
        "title": _("Laporan monitoring dan evaluasi bulanan"),
        "short_title": _("Laporan monitoring dan evaluasi"),
        "team": _("Tim Optimalisasi Penyelenggaraan Jaminan Sosial Pekerja · %(city)s") % {"city": office.city.name},
        "head": _head(office, report),
        "place_kind": _("Kecamatan") if figures["area"]["kind"] == "district" else "",
        "place": figures["area"]["name"],
        "month": formats.month_long(month, lang=language()),
        "number": _("No. %(number)s") % {"number": report.number},
        "data_line": _data_line(figures),
        "state": _state(report),
        "cards": cards(figures),
        "sentences": said["top"],
        "trend": trend(figures, figures["area"]["name"]),
        "places": places(figures, month),
        "gate": gate(figures),
        "segments": segments(figures),
        "services": services(figures),
        "held": held(figures),
        "positions": positions(figures, month),
        "follow_ups": _follow_ups(said["todo"]),
        "annex_title": _("Lampiran: rincian"),
        "annex": annex(figures, {name: " ".join(texts) for name, texts in said.items()}),
        "missing": _missing(figures),
        "signatures": _signatures(report, office),
        "source": _source(figures),
        "definition": _definition(figures),
        "verify": _("Periksa keaslian laporan di laman resmi dengan kode"),
        "proof": verification(report.code),
        "qr_alt": _("Kode QR menuju halaman verifikasi laporan ini"),
        "page": _("Halaman {n} dari {total}"),
        "no_data": str(NO_DATA),
    }


def _said(report: MonthlyReport) -> dict[str, list[str]]:
    """The sentences by section."""
    found: dict[str, list[str]] = {"top": [], "todo": []}
    for stored in report.sentences:
        found.setdefault(stored.get("section", "top"), []).append(spoken(stored))
    return found


def _office(report: MonthlyReport) -> Agency:
    """Who answers for the report: the kecamatan's own office, the office or branch, or the city's government."""
    offices = Agency.objects.select_related("city")
    if report.agency_id:
        return offices.get(pk=report.agency_id)
    if report.district_id:
        return offices.get(district=report.district_id)
    return offices.filter(kind=Agency.Kind.CITY).order_by("code")[0]


def _head(office: Agency, report: MonthlyReport) -> Printed:
    """The letterhead in one line; what nobody has entered yet is left out."""
    head = letterhead(office, report.as_of)
    parts = [office.address, office.phone and _("Telepon %(phone)s") % {"phone": office.phone}, office.email]
    names = [head["government"], head["office"]]
    return {
        "lines": list(dict.fromkeys(names)),
        "address": " · ".join(part for part in parts if part),
        "paper": head["paper"],
    }


def _data_line(figures: Figures) -> str:
    date = figures["data_date"]
    return _("Data per %(day)s") % {"day": day(date)} if date else _("Data belum pernah diimpor")


def _state(report: MonthlyReport) -> list[str]:
    """What must be said before any figure is read."""
    said = []
    if language() != ISSUED_IN:
        said.append(str(TRANSLATION))
    if report.state == MonthlyReport.State.PROVISIONAL:
        said.append(_("Sementara: iuran bulan ini belum jatuh tempo."))
    elif report.version > 1:
        told = {"version": report.version, "reason": report.reason}
        said.append(_("Versi %(version)s. Alasan: %(reason)s") % told)
    return said


def _follow_ups(acts: list[str]) -> Printed:
    """What the figures themselves ask for; who does it and by when is written in by hand."""
    columns = [(_("Tindak lanjut"), LEFT), (_("Penanggung jawab"), LEFT), (_("Tenggat"), LEFT)]
    rows = [[act, "", ""] for act in acts] + [["", "", ""]] * (LEAST_ACTS - len(acts))
    return table(_("Catatan dan tindak lanjut"), columns, rows)


def _missing(figures: Figures) -> Printed:
    names = {
        "vulnerable_programs": _("program pekerja rentan (kuota, dibayar sampai)"),
        "claims_paid": _("klaim yang dibayar"),
        "arrears_amount": _("nilai tunggakan"),
        "sub_segments": _("sub-segmen PU (golongan pemberi kerja)"),
        "non_asn": _("pegawai non-ASN dinas dan perlindungannya"),
    }
    lines = [names[name] for name in figures["not_delivered"]]
    if figures["missing"]:
        lines.append(_("potensi pekerja untuk %(places)s") % {"places": ", ".join(figures["missing"])})
    return {"title": str(NO_DATA).capitalize(), "text": "; ".join(lines) + "."}


def _signatures(report: MonthlyReport, office: Agency) -> list[Printed]:
    """The branch takes note, the office signs; a name nobody has entered is dotted, never invented."""
    date = formats.date_long(report.as_of, lang=language())
    branch = Agency.objects.select_related("city").filter(kind=Agency.Kind.BRANCH).order_by("code").first()
    own = letterhead(office, report.as_of)
    right = {"lines": [f"{own['city']}, {date}", own["head"]], "name": own["signer_name"], "nip": _nip(own)}
    if branch is None or branch == office:
        return [right]
    theirs = letterhead(branch, report.as_of)
    lines = [_("Mengetahui,"), theirs["head"], branch.name]
    return [{"lines": lines, "name": theirs["signer_name"], "nip": _nip(theirs)}, right]


def _nip(head: dict[str, Any]) -> str | None:
    """None where an office has no NIP to print (a branch); empty where it is to be written in."""
    return None if head["is_branch"] else str(head["signer_nip"])


def _source(figures: Figures) -> str:
    line = _data_line(figures)
    said = _("Sumber: data BPJS Ketenagakerjaan (%(date)s)") % {"date": line[0].lower() + line[1:]}
    coverage = figures["coverage"]
    if coverage is not None and figures["area"]["kind"] != "branch":
        source = coverage["source"] or str(NO_DATA)
        said += "; " + _("potensi: %(source)s, sama untuk semua bulan di laporan ini") % {"source": source}
    return f"{said}. {_('Data contoh — bukan data nyata.')}" if settings.DEMO else f"{said}."


def _definition(figures: Figures) -> str:
    """The formula of the report's first figure, as it is declared."""
    kind = figures["area"]["kind"]
    code = {"opd": "gate.checked", "branch": "people.active"}.get(kind, "coverage")
    told = definition(code)
    return _("Definisi: %(name)s = %(formula)s") % {"name": told.name, "formula": told.formula}

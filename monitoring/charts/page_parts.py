"""The lower half of a coverage page to take away: segments and programs, sectors."""

from __future__ import annotations

from django.utils.translation import gettext as _

from enrollment.rules.kinds import Program
from monitoring.charts.cells import Row, bar, people, percent
from monitoring.charts.shape import Chart, Reader, bars
from monitoring.definitions import heading, name
from monitoring.listings import Column
from monitoring.selectors import pages
from monitoring.selectors.reference import city
from monitoring.words import SEGMENT_NAMES, SEGMENT_SHORT, finding_text

__all__ = ["programs_chart", "sectors_chart"]

ALL_SECTORS = 100


def programs_chart(reader: Reader) -> Chart | None:
    """Active people by segment and program."""
    lines = pages.segment_lines(reader.filters, area=city().code, district=reader.place)
    if all(line.active is None for line in lines):
        return None
    rows: list[Row] = []
    drawn = []
    for line in lines:
        segment = str(SEGMENT_NAMES[line.segment])
        rows.append((segment, *(people(reader, count) for count in (line.active, *line.programs.values()))))
        drawn.append(bar(reader, SEGMENT_SHORT[line.segment], line.active))
    columns = (
        Column(_("Segmen")),
        Column(name("people.active"), is_number=True),
        *(Column(program.value, is_number=True) for program in Program),
    )
    title = finding_text(pages.segments_finding(lines))
    sentence = _("Orang aktif menurut segmen dan program; – berarti program tidak berlaku untuk segmen itu.")
    return Chart("program", title, sentence, columns, rows, ("people.program", "people.active"), [bars(title, drawn)])


def sectors_chart(reader: Reader) -> Chart | None:
    """Declared workers without cover by sector, all of them; None where no sector has a gap."""
    lines = pages.sector_lines(reader.filters.month, top=ALL_SECTORS, district=reader.place)
    if not lines:
        return None
    rows: list[Row] = [
        (
            line.name,
            line.businesses,
            people(reader, line.declared),
            people(reader, line.uncovered),
            percent(line.rate),
        )
        for line in lines
    ]
    columns = (
        Column(_("Sektor")),
        Column(_("Usaha"), is_number=True),
        Column(name("sector.declared"), is_number=True),
        Column(name("sector.uncovered"), is_number=True),
        Column(heading("coverage"), is_number=True),
    )
    drawn = [bar(reader, line.name, line.uncovered) for line in lines]
    title = name("sector.uncovered")
    sentence = _("Tenaga kerja yang dilaporkan usaha, dikurangi yang aktif pada pemberi kerjanya")
    return Chart("sektor", title, sentence, columns, rows, ("sector.uncovered",), [bars(title, drawn)])

"""The report as XLSX: the tables of the PDF one sheet each, real numbers and dates, and a sheet that explains them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from typing import Any

from districts.workbooks import open_workbook
from monitoring.models import MonthlyReport
from monitoring.reporting.sheet_shape import Sheet
from monitoring.reporting.sheets import sheets
from monitoring.words import NO_DATA


def report_xlsx(report: MonthlyReport) -> bytes:
    """The workbook; its time stamps are the report's day, so the same report gives the same bytes."""
    target = io.BytesIO()
    book = open_workbook(target, in_memory=True)
    book.set_properties(
        {"title": f"{report.number}", "created": datetime.combine(report.as_of, time.min, UTC).replace(tzinfo=None)}
    )
    formats_ = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "d mmm yyyy"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "decimal": book.add_format({"num_format": "#,##0.0"}),
        "missing": book.add_format({"font_color": "#566878"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for sheet in sheets(report):
        _write(book, sheet, formats_)
    book.close()
    return target.getvalue()


def _write(book: Any, sheet: Sheet, formats_: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.name[:31])
    widths = [len(column) for column in sheet.columns]
    page.write_row(0, 0, sheet.columns, formats_["head"])
    page.freeze_panes(1, 0)
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            widths[column] = max(widths[column], min(len(str(value)), 60))
            if value is None:
                page.write_string(number, column, str(NO_DATA), formats_["missing"])
            elif isinstance(value, date):
                page.write_datetime(number, column, datetime.combine(value, time.min), formats_["date"])
            elif isinstance(value, str):
                # write_string: a business named "=1+1" stays a name.
                page.write_string(number, column, value, formats_["wrap"] if len(value) > 60 else None)
            else:
                page.write_number(number, column, value, formats_["decimal" if isinstance(value, float) else "whole"])
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width + 2, 10), 62))

"""The counters' month as it was acted out, and what is counted of it; the index of consistency made of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from districts.models import Agency
from tests.monitoring.counter import make_check, make_held
from tests.monitoring.figures import Case, Figure, percent, shown
from tests.monitoring.plain import last_day
from tests.monitoring.spoken import dec, tables

# (office, day of October, what happened); "back" = held, and registered after so many days.
ACTED = [
    ("KEC-LBJ", 5, "checked", 0),
    ("KEC-LBJ", 6, "checked", 0),
    ("KEC-LBJ", 6, "checked", 0),
    ("KEC-LBJ", 7, "held", 0),
    ("KEC-LBJ", 12, "back", 9),
    ("KEC-LBJ", 13, "back", 2),
    ("KEC-LBJ", 14, "back", 4),
    ("OPD-PAR", 8, "checked", 0),
    ("OPD-PAR", 9, "held", 0),
]
AREA_OF = {"KEC-LBJ": "21.71.06", "OPD-PAR": "-"}


def act() -> None:
    """Play the month."""
    for office, day, what, days in ACTED:
        at = datetime(2026, 10, day, 10)
        stamp = f"{at.isoformat()}+07:00"
        if what == "checked":
            make_check(at=stamp, agency=Agency.objects.get(code=office))
        else:
            ready = f"{(at + timedelta(days=days)).isoformat()}+07:00" if days else ""
            make_held(at=stamp, ready_at=ready, agency=office)


@dataclass
class Done:
    """What some offices did; every check of ours passed."""

    checked: int
    held: int
    waits: list[int]
    days: set[int]

    @property
    def steps(self) -> tuple[int, int, int, int]:
        return self.checked, self.checked, self.held, len(self.waits)

    @property
    def mean(self) -> float | None:
        return round(sum(self.waits) / len(self.waits), 1) if self.waits else None

    @property
    def middle(self) -> float | None:
        return float(median(self.waits)) if self.waits else None


def done(office: str = "", area: str = "") -> Done:
    """By one office, by the offices of a kecamatan, or by all."""
    rows = [row for row in ACTED if (not office or row[0] == office) and (not area or AREA_OF[row[0]] == area)]
    return Done(
        sum(what == "checked" for _office, _day, what, _days in rows),
        sum(what != "checked" for _office, _day, what, _days in rows),
        [days for _office, _day, what, days in rows if what == "back"],
        {day for _office, day, what, _days in rows if what == "checked"},
    )


def working_days(case: Case) -> int:
    month = [date(2026, 10, day) for day in range(1, last_day(case.month).day + 1)]
    return sum(day.weekday() < 5 and day not in case.sheets.book.free for day in month)


@shown("appreciation", "appreciation-one")
def index(case: Case) -> Iterator[Figure]:
    """40 of the days, 20 of what was explained, 25 of what came back, 15 of what is whole; nobody else is ranked."""
    own = done("KEC-LBJ")
    parts = [
        (percent(len(own.days), working_days(case)), 40),
        (100.0, 20),
        (percent(len(own.waits), own.held), 25),
        (0.0, 15),
    ]
    exact = sum(Decimal(str(value)) * weight for value, weight in parts) / 100
    said = f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP)}".replace(".", ",")
    page = tables(case.get("/penghargaan/?bulan=2026-10"))
    lines = {line["Kecamatan"]: line for rows in page.values() for line in rows if line.get("Kecamatan")}
    line = list(lines[case.sheets.names["21.71.06"]].values())
    yield "/penghargaan/", "index", line[2], said
    yield "/penghargaan/", "parts", line[3:7], [dec(value) for value, _weight in parts]
    ranked = [name for name, row in lines.items() if row["Peringkat"].isdigit()]
    yield "/penghargaan/", "ranked", ranked, [case.sheets.names["21.71.06"]]
    detail = case.get("/penghargaan/2026-10/21.71.06/")
    yield "/penghargaan/2026-10/21.71.06/", "index", said in detail, True

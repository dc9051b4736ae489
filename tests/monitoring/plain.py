"""Figures of the watch recomputed in plain Python from rows as read, sharing no code with the product.

Written from contract §2 and the definitions page alone; slow and obvious on purpose. The rows come from the register
(`from_register`) or straight from the workbooks (tests.monitoring.workbooks).
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from enrollment.models import Business, BusinessEmployerLink, Employer, Holiday, KbliDivision, Membership

PARTS = ("before", "new", "reactivated", "moved_in", "lapsed", "moved_out", "now")
STATES = ("active", "paid_up", "in_arrears", "newly_registered", "closed")


@dataclass
class Firm:
    """An employer: BPJS' unit."""

    village: str | None
    branch: str | None
    scale: str
    paid_through: date | None
    closed_on: date | None
    entered: date
    name: str = ""
    line: int = 0


@dataclass
class Row:
    """One membership as the sheet has it."""

    person: Hashable
    firm: Hashable | None
    segment: str
    programs: tuple[str, ...]
    started_on: date
    ended_on: date | None
    protected_until: date | None
    village: str | None
    branch: str | None
    wage: int | None = None
    group: str = ""


@dataclass
class Shop:
    """A business, its section ("-" unknown) and the employers that are certainly it."""

    village: str | None
    section: str
    scale: str
    declared: int | None
    line: int = 0
    firms: list[Hashable] = field(default_factory=list)


@dataclass
class Book:
    """Everything that figures are made of."""

    firms: dict[Hashable, Firm]
    rows: list[Row]
    shops: list[Shop]
    free: set[date]

    def needed(self, month: date, on: date) -> date:
        """The month an employer must have paid."""
        return month if is_due(month, on, self.free) else month_before(month)


@dataclass(frozen=True)
class Cover:
    """One active membership: who, where, as what."""

    person: Hashable
    village: str
    segment: str
    programs: tuple[str, ...]
    sector: str
    scale: str
    branch: str
    started_on: date
    lives: str = "-"
    firm: Hashable | None = None

    @property
    def district(self) -> str:
        return district_of(self.village)


def district_of(village: str | None) -> str:
    return village[:8] if village and village != "-" else "-"


def last_day(month: date) -> date:
    return date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def is_due(month: date, on: date, free: set[date]) -> bool:
    following = last_day(month) + timedelta(days=1)
    due = following + timedelta(days=14)
    while due.weekday() in (5, 6) or due in free:
        due += timedelta(days=1)
    return on > due


def from_register() -> Book:
    """The rows of the database."""
    sections = {(row.version, row.division): row.section for row in KbliDivision.objects.all()}
    certain = defaultdict(list)
    for link in BusinessEmployerLink.objects.filter(state="CONFIRMED").order_by("id"):
        certain[link.business_id].append((link.pk, link.employer_id))
    shops = {}
    for one in Business.objects.all():
        section = sections.get((one.kbli_version, one.kbli_code[:2]), "-")
        firms = [firm for _, firm in certain[one.pk]]
        first = min((pk for pk, _ in certain[one.pk]), default=0)
        shops[one.pk] = (first, Shop(one.village_id, section, one.scale, one.declared_workers, firms=firms))
    firms = {
        one.pk: Firm(
            one.village_id,
            one.branch.code if one.branch else None,
            one.scale,
            one.paid_through,
            one.closed_on,
            one.created_at.astimezone(ZoneInfo("Asia/Jakarta")).date(),
        )
        for one in Employer.objects.select_related("branch")
    }
    rows = [
        Row(
            one.participant_id,
            one.employer_id,
            one.segment,
            tuple(name.upper() for name in ("jkk", "jkm", "jht", "jp", "jkp") if getattr(one, name)),
            one.started_on,
            one.ended_on,
            one.protected_until,
            one.village_id,
            one.branch.code if one.branch else None,
        )
        for one in Membership.objects.select_related("branch")
    ]
    ordered = [shop for _, shop in sorted(shops.values(), key=lambda pair: pair[0])]
    return Book(firms, rows, ordered, set(Holiday.objects.values_list("date", flat=True)))


def active(month: date, on: date, book: Book | None = None) -> list[Cover]:
    """Every membership that counts in `month` as of `on`."""
    book = book or from_register()
    needed, end = book.needed(month, on), last_day(month)
    shops = defaultdict(list)
    for shop in book.shops:
        for key in shop.firms:
            shops[key].append(shop)
    covers = []
    for row in book.rows:
        if row.started_on > end:
            continue
        firm = book.firms.get(row.firm)
        if row.segment == "BPU":
            if row.protected_until < end:
                continue
        elif (
            (row.ended_on is not None and row.ended_on <= end)
            or (firm.closed_on is not None and firm.closed_on <= end)
            or firm.paid_through is None
            or firm.paid_through < needed
        ):
            continue
        covers.append(_cover(row, firm, shops[row.firm] if firm else []))
    return covers


def _cover(row: Row, firm: Firm | None, shops: list[Shop]) -> Cover:
    village = row.village or (firm.village if firm and row.segment == "PU" else None) or "-"
    chosen = ([shop for shop in shops if shop.section != "-"] or shops or [None])[0]
    sector = chosen.section if chosen else "-"
    scale = (firm.scale if firm else "") or (chosen.scale if chosen else "") or "-"
    branch = row.branch or (firm.branch if firm else None) or "-"
    lives = row.village if row.segment in ("BPU", "PMI") and row.village else "-"
    return Cover(row.person, village, row.segment, row.programs, sector, scale, branch, row.started_on, lives, row.firm)


def at_home(covers: Iterable[Cover]) -> list[Cover]:
    """The same covers, each at the place where its person lives: that of the newest cover which tells one."""
    covers = list(covers)
    told: dict[Hashable, tuple[date, str]] = {}
    for cover in covers:
        if cover.lives != "-":
            told[cover.person] = max(told.get(cover.person, (date.min, "")), (cover.started_on, cover.lives))
    return [replace(cover, village=told.get(cover.person, (None, "-"))[1]) for cover in covers]


def people(covers: Iterable[Cover], *by: str) -> dict[tuple[str, ...], int]:
    """Distinct people by the named attributes; "program" once for each program held, "-" for none."""
    found: dict[tuple[str, ...], set[Hashable]] = defaultdict(set)
    for cover in covers:
        for program in (cover.programs or ("-",)) if "program" in by else ("",):
            key = tuple(program if name == "program" else getattr(cover, name) for name in by)
            found[key].add(cover.person)
    return {key: len(who) for key, who in found.items()}


def movement(month: date, on: date, book: Book | None = None) -> dict[tuple[str, str], dict[str, int]]:
    """The change against the month before by (district, segment); "" stands for all."""
    book = book or from_register()
    first: dict[Hashable, date] = {}
    for row in book.rows:
        first[row.person] = min(first.get(row.person, row.started_on), row.started_on)
    sides = []
    for when in (month_before(month), month):
        found: dict[tuple[str, str], set[Hashable]] = defaultdict(set)
        for cover in active(when, on, book):
            for key in product({cover.district, ""}, {cover.segment, ""}):
                found[key].add(cover.person)
        sides.append(found)
    before, now = sides
    result = {}
    for key in before.keys() | now.keys():
        came, went = now[key] - before[key], before[key] - now[key]
        fresh = {person for person in came if person not in before[("", "")]}
        gone = {person for person in went if person not in now[("", "")]}
        new = {person for person in fresh if first[person] >= month}
        parts = (before[key], new, fresh - new, came - fresh, gone, went - gone, now[key])
        result[key] = dict(zip(PARTS, map(len, parts), strict=True))
    return result


def standing(month: date, on: date, book: Book) -> list[tuple[Hashable, str, date, bool, int]]:
    """(key, district, began, runs, months owed) of every employer."""
    needed, end = book.needed(month, on), last_day(month)
    started: dict[Hashable, date] = {}
    for row in book.rows:
        if row.firm is not None:
            started[row.firm] = min(started.get(row.firm, row.started_on), row.started_on)
    found = []
    for key, firm in book.firms.items():
        began = started.get(key) or firm.paid_through or firm.entered
        runs = began <= end and not (firm.closed_on and firm.closed_on <= end)
        paid = firm.paid_through or month_before(began.replace(day=1))
        owed = (needed.year - paid.year) * 12 + needed.month - paid.month
        if began.replace(day=1) > needed:
            owed = 0
        found.append((key, district_of(firm.village), began, runs, max(owed, 0)))
    return found


def employers(month: date, on: date, book: Book | None = None) -> dict[str, dict[str, int]]:
    """Employers by state and district; "" = the city."""
    book = book or from_register()
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    for key, district, began, runs, owed in standing(month, on, book):
        closed_on = book.firms[key].closed_on
        for where in (district, ""):
            line = found[where]
            line["active"] += runs
            line["paid_up"] += runs and not owed
            line["in_arrears"] += runs and owed > 0
            line["newly_registered"] += month <= began <= last_day(month)
            line["closed"] += closed_on is not None and month <= closed_on <= last_day(month)
    return dict(found)


def arrears(month: date, on: date, book: Book | None = None) -> dict[tuple[str, int], tuple[int, int]]:
    """Employers that owe and their people by (district, months owed); "" = the city."""
    book = book or from_register()
    end = last_day(month)
    held = defaultdict(set)
    for row in book.rows:
        if row.firm is not None and row.started_on <= end and not (row.ended_on and row.ended_on <= end):
            held[row.firm].add(row.person)
    firms: dict[tuple[str, int], int] = defaultdict(int)
    who: dict[tuple[str, int], set[Hashable]] = defaultdict(set)
    for key, district, _began, runs, owed in standing(month, on, book):
        if runs and owed:
            for where in ((district, owed), ("", owed)):
                firms[where] += 1
                who[where] |= held[key]
    return {key: (count, len(who[key])) for key, count in firms.items()}


def sectors(month: date, on: date, book: Book | None = None) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(businesses, declared, covered) by (district, section); "" = the city."""
    book = book or from_register()
    at: dict[Hashable, set[Hashable]] = defaultdict(set)
    for cover in active(month, on, book):
        if cover.firm is not None:
            at[cover.firm].add(cover.person)
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    for shop in book.shops:
        if not shop.declared:
            continue
        covered = min(shop.declared, sum(len(at[key]) for key in shop.firms))
        for where in ((district_of(shop.village), shop.section), ("", shop.section)):
            old = found.get(where, (0, 0, 0))
            found[where] = (old[0] + 1, old[1] + shop.declared, old[2] + covered)
    return found

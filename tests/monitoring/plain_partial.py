"""Who registers only part, and which of it is a hint, recomputed in plain Python (see `plain`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from tests.monitoring.plain import Book, Shop, last_day

MINIMUM = 5_357_982  # UMK Batam 2026
# What each scale owes; a scale that nobody knows owes what all owe.
OWED = {
    "MIKRO": ("JKK", "JKM"),
    "KECIL": ("JKK", "JKM", "JHT"),
    "MENENGAH": ("JKK", "JKM", "JHT", "JP"),
    "BESAR": ("JKK", "JKM", "JHT", "JP"),
}
Person = dict[Hashable, set[str]]


@dataclass
class Office:
    """An open employer: its people with all they hold, their wages, its first business and whether it speaks for it."""

    key: Hashable
    scale: str
    programs: Person
    wages: dict[Hashable, int]
    shop: Shop | None
    at_shop: int = 0
    speaks: bool = False
    lacks: dict[str, int] = field(default_factory=dict)

    @property
    def gap(self) -> int:
        return max((self.shop.declared or 0) - self.at_shop, 0) if self.shop and self.speaks else 0


def offices(on: date, book: Book) -> list[Office]:
    """Every open employer with running wage memberships, or whose business declares workers."""
    end = last_day(on)
    running: dict[Hashable, Person] = defaultdict(lambda: defaultdict(set))
    wages: dict[Hashable, dict[Hashable, int]] = defaultdict(lambda: defaultdict(int))
    for row in book.rows:
        if row.segment == "PU" and row.started_on <= end and not (row.ended_on and row.ended_on <= end):
            running[row.firm][row.person] |= set(row.programs)
            if row.wage is not None:
                wages[row.firm][row.person] += row.wage
    found = []
    for key, firm in book.firms.items():
        shops = [shop for shop in book.shops if key in shop.firms]
        shop = ([one for one in shops if one.section != "-"] or shops or [None])[0]
        if (firm.closed_on and firm.closed_on <= end) or not (running[key] or (shop and shop.declared)):
            continue
        scale = firm.scale or (shop.scale if shop else "")
        found.append(Office(key, scale, running[key], wages[key], shop))
    for office in found:
        together = [other for other in found if office.shop is not None and other.shop is office.shop]
        office.at_shop = sum(len(other.programs) for other in together)
        office.speaks = bool(together) and office is max(together, key=lambda other: len(other.programs))
        office.lacks = _lacks(office)
    return found


def _lacks(office: Office) -> dict[str, int]:
    """Programs owed and how many lack each; JP only where nobody has it: who is too old owes none."""
    people = office.programs.values()
    lacks = {
        program: count
        for program in OWED.get(office.scale, ("JKK", "JKM"))
        if (count := sum(program not in held for held in people))
    }
    if lacks.get("JP", 0) < len(people):
        lacks.pop("JP", None)
    return lacks


def partial(on: date, book: Book) -> dict[str, list[tuple[Hashable, int]]]:
    """Kind → employers and by how much they fall short."""
    every = offices(on, book)
    bound = [office for office in every if office.scale in ("MENENGAH", "BESAR")]
    low = {office.key: sum(wage < MINIMUM for wage in office.wages.values()) for office in bound}
    return {
        "tenaga-kerja": [(office.key, office.gap) for office in every if office.gap],
        "upah": [(key, count) for key, count in low.items() if count],
        "program": [(office.key, max(office.lacks.values())) for office in every if office.lacks],
    }


def hints(on: date, book: Book) -> dict[str, set[Hashable]]:
    """Kind → employers that the finder names: far below their peers, all on one wage, or a program lacking."""
    every = offices(on, book)
    shares = defaultdict(list)
    for office in every:
        if office.speaks and office.shop and office.shop.declared and office.shop.section != "-" and office.scale:
            share = Decimal(office.at_shop) / office.shop.declared
            shares[office.shop.section, office.scale].append(min(share, Decimal(1)))
    workers = set()
    for office in every:
        peers = shares.get((office.shop.section, office.scale), []) if office.shop else []
        if len(peers) < 5 or office.gap < 3 or not office.shop:
            continue
        if Decimal(office.at_shop) / (office.shop.declared or 1) < median(peers) / 2:
            workers.add(office.key)
    same = {office.key for office in every if len(office.wages) >= 5 and len(set(office.wages.values())) == 1}
    return {"WORKERS": workers, "WAGES": same, "PROGRAMS": {office.key for office in every if office.lacks}}

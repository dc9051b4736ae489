"""The invented city: people, employers, memberships and businesses, drawn from one seed.

`build_world` draws everything a month's sheets say; `sheets` writes it down, `truth` counts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from enrollment.rules.calendar import add_months, month_end
from enrollment.sample import words

BRANCHES = ("BPJS-NGY", "BPJS-SKP")


@dataclass(frozen=True, slots=True)
class Area:
    """A kelurahan with its kecamatan, as the reference data names them."""

    code: str
    name: str
    district_code: str
    district_name: str


@dataclass(frozen=True, slots=True)
class Person:
    nik: str
    name: str
    birth_date: date
    sex: str


@dataclass(slots=True)
class Employer:
    npp: str
    division: str
    name: str
    npwp: str
    scale: str
    branch: str | None
    village: Area | None
    kbli: str
    section: str
    segment: str
    programs: frozenset[str]
    paid_through: date | None
    closed_on: date | None
    opened_on: date
    workers: list[Worker] = field(default_factory=list)
    business: Business | None = None


@dataclass(slots=True)
class Worker:
    person: Person
    employer: Employer
    kpj: str
    programs: frozenset[str]
    started_on: date
    ended_on: date | None
    wage: int
    village: Area | None
    branch: str | None

    def runs_over(self, last: date) -> bool:
        """Started on or before that day and not ended on or before it."""
        return self.started_on <= last and (self.ended_on is None or self.ended_on > last)


@dataclass(slots=True)
class OwnCover:
    """A BPU membership."""

    person: Person
    kpj: str
    programs: frozenset[str]
    started_on: date
    protected_until: date
    village: Area | None
    branch: str | None
    occupation: str
    group: str


@dataclass(slots=True)
class Business:
    nib: str | None
    npwp: str | None
    npp: str | None
    name: str
    owner: Person
    address: str
    village: Area
    kbli: str
    scale: str
    declared: int
    phone: str
    employer: Employer | None = None
    trait: str = ""


@dataclass(slots=True)
class World:
    """Everything drawn for one month. `month` is a first day of month."""

    month: date
    areas: Sequence[Area]
    employers: list[Employer]
    own_covers: list[OwnCover]
    businesses: list[Business]
    draw: Draw
    divisions: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.divisions = Counter(e.npp for e in self.employers)

    def is_single(self, employer: Employer) -> bool:
        """Whether its NPP has one division: with several, no link to a business is made without a person."""
        return self.divisions[employer.npp] == 1

    def workers(self) -> Iterator[Worker]:
        for employer in self.employers:
            yield from employer.workers


class Draw:
    """A seeded source of invented numbers and names, each number given out once."""

    def __init__(self, seed: int, areas: Sequence[Area], month: date) -> None:
        self.random = Random(f"cek-jamsos/{seed}/{month:%Y-%m}")
        self.areas = list(areas)
        self.weights = [words.DISTRICT_WEIGHT.get(a.district_code, 1) for a in self.areas]
        self.month = month
        self.used: set[str] = set()

    def area(self) -> Area:
        return self.random.choices(self.areas, self.weights)[0]

    def once(self, make: str) -> str:
        """A number of the given shape ("9" = any digit, anything else as it stands) that was not given before."""
        while True:
            text = "".join(self.random.choice("0123456789") if c == "9" else c for c in make)
            if text not in self.used:
                self.used.add(text)
                return text

    def person(self) -> Person:
        r = self.random
        sex = r.choice("LP")
        born = date(r.randint(1968, 2003), 1, 1) + timedelta(days=r.randint(0, 364))
        day = born.day + (40 if sex == "P" else 0)
        region = r.choice(("2171", "2171", "2171", "2172", "1271", "1371")) + f"{r.randint(1, 12):02d}"
        while True:
            nik = f"{region}{day:02d}{born:%m%y}{r.randint(1, 9999):04d}"
            if nik not in self.used:
                self.used.add(nik)
                break
        given = r.choice(words.GIVEN_MALE if sex == "L" else words.GIVEN_FEMALE)
        return Person(nik, f"{given} {r.choice(words.FAMILY)}", born, sex)

    def business_name(self, scale: str) -> str:
        form = {"MIKRO": ("Toko", "Kedai", "Warung"), "KECIL": ("UD", "CV", "Toko")}.get(scale, ("PT",))
        r = self.random
        return f"{r.choice(form)} {r.choice(words.BUSINESS_FIRST)} {r.choice(words.BUSINESS_SECOND)}"

    def address(self) -> str:
        return f"Jl. {self.random.choice(words.STREETS)} No. {self.random.randint(1, 200)}"


def build_world(*, areas: Sequence[Area], workers: int, seed: int, month: date) -> World:
    """Draw a register of exactly `workers` rows of the workers sheet for `month` (first day of month)."""
    draw = Draw(seed, areas, month)
    employers = _employers(draw, workers)
    _employ(draw, employers)
    own_covers = _own_covers(draw, employers, workers)
    businesses = _registered_businesses(draw, employers) + _other_businesses(draw, own_covers, len(employers))
    draw.random.shuffle(businesses)
    return World(month, areas, employers, own_covers, businesses, draw)


PROGRAMS_BY_SCALE = {
    "MIKRO": frozenset({"JKK", "JKM"}),
    "KECIL": frozenset({"JKK", "JKM", "JHT"}),
    "MENENGAH": frozenset({"JKK", "JKM", "JHT", "JP", "JKP"}),
    "BESAR": frozenset({"JKK", "JKM", "JHT", "JP", "JKP"}),
}


def _sizes(draw: Draw, workers: int) -> list[int]:
    """Employer sizes with a long tail that add up to exactly `workers`."""
    sizes: list[int] = []
    left = workers
    while left > 0:
        size = min(left, max(1, min(int(draw.random.paretovariate(0.9) * 3), max(8, workers // 12))))
        sizes.append(size)
        left -= size
    return sizes


def _scale(size: int) -> str:
    return "MIKRO" if size < 5 else "KECIL" if size < 20 else "MENENGAH" if size < 100 else "BESAR"


def _employers(draw: Draw, workers: int) -> list[Employer]:
    r, month = draw.random, draw.month
    employers: list[Employer] = []
    for size in _sizes(draw, workers):
        scale = _scale(size)
        segment = r.choices(("PU", "JAKON", "PMI"), (92, 6, 2))[0]
        kbli, section = _trade(draw, segment)
        programs = PROGRAMS_BY_SCALE[scale] if segment == "PU" else frozenset({"JKK", "JKM"})
        if segment == "PU" and scale in ("MENENGAH", "BESAR") and r.random() < 0.08:
            programs = frozenset({"JKK", "JKM"})
        sibling = employers[-1] if employers and r.random() < 0.03 and employers[-1].division == "000" else None
        paid_through, closed_on = _payment(draw)
        npp = sibling.npp if sibling else draw.once(f"{r.randint(10, 25)}999999" if r.random() < 0.9 else "JJ999999")
        employer = Employer(
            npp=npp,
            division="001" if sibling else "000",
            name=f"{sibling.name} Divisi Dua" if sibling else draw.business_name(scale),
            npwp=sibling.npwp if sibling else draw.once("0999999999999999"),
            scale=scale,
            branch=r.choices((*BRANCHES, None), (60, 38, 2))[0],
            village=draw.area() if r.random() < 0.98 else None,
            kbli=kbli,
            section=section,
            segment=segment,
            programs=programs,
            paid_through=paid_through,
            closed_on=closed_on,
            opened_on=add_months(month, -r.randint(14, 120)),
        )
        employer.workers = [None] * size  # type: ignore[list-item]
        employers.append(employer)
    return employers


def _trade(draw: Draw, segment: str) -> tuple[str, str]:
    if segment == "JAKON":
        return words.KBLI_CONSTRUCTION
    if segment == "PMI":
        return words.KBLI_MANPOWER
    kbli, section, _share = draw.random.choices(words.KBLI, [share for _, _, share in words.KBLI])[0]
    return kbli, section


def _payment(draw: Draw) -> tuple[date | None, date | None]:
    """Paid-through month and closing day. Four in five are current; the rest cover every kind of lag."""
    r, month = draw.random, draw.month
    kind = r.choices(("current", "late", "arrears", "never", "closed"), (80, 7, 8, 2, 3))[0]
    if kind == "current":
        return add_months(month, r.choice((0, 0, 0, 0, 1))), None
    if kind == "late":
        return add_months(month, -1), None
    if kind == "arrears":
        return add_months(month, -r.randint(2, 9)), None
    if kind == "never":
        return None, None
    closed = add_months(month, -r.randint(0, 6))
    return add_months(closed, -1), closed


def _employ(draw: Draw, employers: list[Employer]) -> None:
    r, month = draw.random, draw.month
    last = month_end(month)
    known: list[Person] = []
    for employer in employers:
        for slot in range(len(employer.workers)):
            person = draw.person()
            if known and r.random() < 0.02:
                again = r.choice(known)
                here = any(w is not None and w.person is again for w in employer.workers[:slot])
                person = person if here else again
            known.append(person)
            started = employer.opened_on + timedelta(days=r.randint(0, (last - employer.opened_on).days))
            ended = started + timedelta(days=r.randint(20, 1500)) if r.random() < 0.15 else None
            employer.workers[slot] = Worker(
                person=person,
                employer=employer,
                kpj=draw.once("99999999999"),
                programs=employer.programs,
                started_on=started,
                ended_on=ended if ended and ended <= last else None,
                wage=r.randrange(5_400_000, 12_000_000, 10_000),
                village=_site(draw, employer),
                branch=employer.branch if r.random() < 0.6 else None,
            )


def _site(draw: Draw, employer: Employer) -> Area | None:
    """Where the membership counts: a site of its own, the employer's (blank in the sheet), or nowhere known."""
    chance = draw.random.random()
    if employer.segment == "PU":
        return draw.area() if chance < 0.25 else None
    return draw.area() if chance < 0.93 else None


def _own_covers(draw: Draw, employers: list[Employer], workers: int) -> list[OwnCover]:
    r, month = draw.random, draw.month
    people = [w.person for e in employers for w in e.workers]
    covers = []
    for _ in range(max(10, workers // 5)):
        person = r.choice(people) if r.random() < 0.03 else draw.person()
        started = add_months(month, -r.randint(1, 40)) + timedelta(days=r.randint(0, 27))
        until = add_months(month, r.choice((-8, -4, -2, -1, 0, 0, 1, 2, 3, 6, 11)))
        covers.append(
            OwnCover(
                person=person,
                kpj=draw.once("99999999999"),
                programs=frozenset({"JKK", "JKM", "JHT"} if r.random() < 0.2 else {"JKK", "JKM"}),
                started_on=started,
                protected_until=max(started, month_end(until)),
                village=draw.area() if r.random() < 0.98 else None,
                branch=r.choice((*BRANCHES, None)),
                occupation=r.choice(words.OCCUPATIONS),
                group=r.choice(words.GROUPS),
            )
        )
    return covers


def _registered_businesses(draw: Draw, employers: list[Employer]) -> list[Business]:
    """A business row for most employers, naming its NPP, its NPWP, or both; the others stay employer only."""
    r = draw.random
    made = []
    for employer in employers:
        if r.random() > 0.85 or employer.village is None or employer.division != "000":
            continue
        claims = r.choice(("npp", "npwp", "both"))
        running = running_at(employer, month_end(draw.month))
        business = Business(
            nib=draw.once("9129999999999") if r.random() < 0.92 else None,
            npwp=employer.npwp if claims != "npp" else None,
            npp=employer.npp if claims != "npwp" else None,
            name=employer.name,
            owner=draw.person(),
            address=draw.address(),
            village=employer.village,
            kbli=employer.kbli,
            scale=employer.scale,
            declared=running + (r.randint(2, 9) if r.random() < 0.1 else 0),
            phone=draw.once("0812000999999"),
            employer=employer,
        )
        employer.business = business
        made.append(business)
    return made


def running_at(employer: Employer, last: date) -> int:
    """Distinct people whose cover runs over `last`, paid or not: what an honest owner would declare."""
    return len({w.person.nik for w in employer.workers if w.runs_over(last)})


def _other_businesses(draw: Draw, covers: list[OwnCover], employers: int) -> list[Business]:
    """Businesses without an employer: unregistered ones, sole traders whose owner is BPU, and three namesakes."""
    r = draw.random
    unregistered = max(12, employers // 4)
    made = [_lone_business(draw, "UNREGISTERED", draw.person(), r.randint(1, 12)) for _ in range(unregistered)]
    owners = [c.person for c in covers[: max(8, employers // 12)]]
    made += [_lone_business(draw, "OWNER", person, 0) for person in dict.fromkeys(owners)]
    for _ in range(3):
        namesake = _lone_business(draw, "NAMESAKE", draw.person(), r.randint(1, 5))
        namesake.name = "Kedai Kembar Tiga Rekaan"
        made.append(namesake)
    return made


def _lone_business(draw: Draw, trait: str, owner: Person, declared: int) -> Business:
    kbli, _section = _trade(draw, "PU")
    return Business(
        nib=draw.once("9129999999999") if trait != "UNREGISTERED" or draw.random.random() < 0.8 else None,
        npwp=None,
        npp=None,
        name=draw.business_name("MIKRO"),
        owner=owner,
        address=draw.address(),
        village=draw.area(),
        kbli=kbli,
        scale="MIKRO",
        declared=declared,
        phone=draw.once("0812000999999"),
        trait=trait,
    )

"""Small invented registers, full of edges: month ends, closures, grace, unknown places, several memberships."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import count

from districts.models import Agency, Village
from enrollment.models import Business, BusinessEmployerLink, Employer, Membership, Participant

_number = count(1)
EDGES = [
    *(date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1)),
    *(date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 29), date(2026, 11, 30)),
]
MONTHS = [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1), None]


def grow(seed: int, *, employers: int = 12, people: int = 60) -> None:
    """Rows of one seed."""
    draw = random.Random(seed)
    places = list(Village.objects.order_by("code"))[::6]
    branches = [*Agency.objects.filter(kind="BPJS"), None]
    firms = [_employer(draw, places, branches) for _ in range(employers)]
    for _ in range(people):
        n = next(_number)
        person = Participant.objects.create(nik=b"-", nik_index=n.to_bytes(16, "big"), name=f"Orang {n}")
        for _ in range(draw.choice([1, 1, 1, 2, 3])):
            _membership(draw, person, firms, places, branches)


def _employer(draw: random.Random, places: list[Village], branches: list[Agency | None]) -> Employer:
    n = next(_number)
    employer = Employer.objects.create(
        npp=f"{n:08d}",
        name=f"Firma {n}",
        name_key=f"firma {n}",
        village=draw.choice([*places, None, None]),
        branch=draw.choice(branches),
        scale=draw.choice(["", "MIKRO", "BESAR"]),
        paid_through=draw.choice(MONTHS),
        closed_on=draw.choice([None, None, None, *EDGES]),
    )
    for state in draw.choices(["CONFIRMED", "SUGGESTED"], k=draw.choice([0, 1, 1, 2])):
        m = next(_number)
        business = Business.objects.create(
            nib=f"{m:013d}",
            name=f"Usaha {m}",
            name_key=f"usaha {m}",
            village=draw.choice([*places, None, None]),
            kbli_code=draw.choice(["", "47111", "56101", "99999", "04000"]),
            scale=draw.choice(["", "KECIL"]),
            declared_workers=draw.choice([None, 0, 1, 3, 40]),
        )
        BusinessEmployerLink.objects.create(business=business, employer=employer, how="NIB", state=state)
    return employer


def _membership(
    draw: random.Random,
    person: Participant,
    firms: list[Employer],
    places: list[Village],
    branches: list[Agency | None],
) -> None:
    segment = draw.choice(["PU", "PU", "PU", "BPU", "JAKON", "PMI"])
    started = draw.choice([date(2020, 1, 1), *EDGES])
    end = draw.choice([None, *EDGES])
    end = max(end, started) if end else None
    row = {
        "participant": person,
        "kpj": f"{next(_number):011d}",
        "segment": segment,
        "started_on": started,
        "village": draw.choice([*places, None, None]),
        "branch": draw.choice(branches),
        **{name: draw.random() < 0.6 for name in ("jkk", "jkm", "jht", "jp", "jkp")},
    }
    if segment == "BPU":
        row["protected_until"] = end or started + timedelta(days=400)
    else:
        row |= {"employer": draw.choice(firms), "ended_on": end}
    Membership.objects.create(**row)

"""What the register says of one applicant: the narrow answer every look-up gets (architecture §3.6).

No amount, no wage, no worker's name stands in it; a wage gap is a count. Months are first days of months.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from enrollment.rules.kinds import BusinessScale, CoverState, EmployerKind, Program, Segment

__all__ = ["Arranged", "Candidate", "EmployerStatus", "Found", "OwnerCover", "RegistrationStatus", "SegmentCount"]


class Found(StrEnum):
    """What the number or name led to. A name never leads further than to candidates."""

    BUSINESS = "BUSINESS"
    EMPLOYER = "EMPLOYER"
    PERSON = "PERSON"
    SEVERAL = "SEVERAL"
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class SegmentCount:
    """Distinct people of one segment at an employer, and how many of them hold each program."""

    segment: Segment
    people: int
    holders: dict[Program, int]
    below_minimum_wage: int = 0


@dataclass(frozen=True, slots=True)
class Arranged:
    """An instalment plan or dispute in force on the asked day."""

    kind: str
    valid_to: date


@dataclass(frozen=True, slots=True)
class EmployerStatus:
    """One employer unit behind the business.

    `workers`: distinct people whose cover runs over the required month's last day, or began after it and runs on the
    asked day; whether the month is paid is told by `paid_through` alone. `started_on`: the first cover known.
    `has_site`: BPJS knows a kelurahan of this city for it.
    """

    id: int
    npp_masked: str
    name: str
    kind: EmployerKind
    scale: BusinessScale | None
    branch: str
    paid_through: date | None
    closed_on: date | None
    started_on: date | None
    workers: int
    segments: tuple[SegmentCount, ...] = ()
    arrangement: Arranged | None = None
    has_site: bool = True


@dataclass(frozen=True, slots=True)
class OwnerCover:
    """The owner's (or applicant's) own BPU cover, the best where there are several."""

    state: CoverState
    started_on: date
    protected_until: date
    programs: frozenset[Program]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of at most five businesses a name may mean. `score`: likeness of names, 0 to 1.

    `same_village`, `same_owner`: words of the text that are no part of the name name its kelurahan, its owner.
    """

    business_id: int
    public_id: str
    name: str
    owner: str
    number: str
    village: str
    district: str
    district_code: str
    score: float
    same_village: bool = False
    same_owner: bool = False


@dataclass(frozen=True, slots=True)
class RegistrationStatus:
    """Everything a verdict is made of. `keys`: kinds of identifiers looked up, each once.

    `pending_links`: employers that an exact key proposes and nobody has decided on; `namesakes`: those a name proposes.
    `as_of`: newest committed data date by profile; a profile never imported is missing.
    `is_disowned`: something matched that the applicant says is not his.
    `zone`: that of the site's kecamatan; `owner_has_others`: further businesses of the same owner in the register.
    """

    found: Found
    matched: str = ""
    keys: tuple[str, ...] = ()
    business_id: int | None = None
    public_id: str = ""
    name: str = ""
    village: str = ""
    district: str = ""
    district_code: str = ""
    zone: str = ""
    owner_masked: str = ""
    owner_is_foreign: bool = False
    owner_has_others: int = 0
    nib: str = ""
    scale: BusinessScale | None = None
    declared_workers: int | None = None
    workers: int = 0
    employers: tuple[EmployerStatus, ...] = ()
    pending_links: int = 0
    namesakes: int = 0
    owner: OwnerCover | None = None
    candidates: tuple[Candidate, ...] = ()
    is_disowned: bool = False
    as_of: tuple[tuple[str, date], ...] = ()

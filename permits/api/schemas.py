"""What goes in and what comes out, as the OpenAPI document shows it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_NUMBERS = 1_000


def _iso_day(value: Any) -> date:
    """A day as text: pydantic alone would take 0 for 1970-01-01."""
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise ValueError("A day is written YYYY-MM-DD.")
    return date.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_iso_day), WithJsonSchema({"type": "string", "format": "date"})]
Code = Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[A-Z0-9_\-]+$", examples=["PTSP_BARU"])]
Identifier = Annotated[str, Field(min_length=1, max_length=200, examples=["9120004127835"])]
FileNumber = Annotated[
    str,
    Field(
        min_length=1,
        max_length=60,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9./_\-]*$",
        description="The asking system's own number of the file that the check is for.",
        examples=["OSS-2026-000123"],
    ),
]


class Strict(Schema):
    """Unknown members are refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class CheckIn(Strict):
    """One look-up: for what, by what, for which file."""

    identifier: Identifier = Field(description="NIB, NPWP, NPP, NIK, KPJ, a code or file number of ours, or a name.")
    service: Code = Field(description="The purpose: a service the token is bound to.")
    application_number: FileNumber
    on: Day | None = Field(None, description="The asked day, not after today. Today unless given.")


class NumberIn(Strict):
    """One number of a batch."""

    identifier: Identifier = Field(
        description="NIB, NPP, or the NPWP of an entity. Persons are not looked up in lists."
    )
    application_number: FileNumber


class BatchIn(Strict):
    """Many business numbers for one service."""

    service: Code
    numbers: list[NumberIn] = Field(min_length=1, max_length=MOST_NUMBERS)
    on: Day | None = None


class ReasonOut(Schema):
    """Why, as a code with its numbers and as a sentence in both languages."""

    code: str
    params: dict[str, Any]
    sentence_id: str
    sentence_en: str


class ProgramOut(Schema):
    """A programme: has, lack (mandatory and short) or none (optional and absent)."""

    code: str
    state: str


class BusinessOut(Schema):
    """What the officer may see: nothing of a worker, no amount; a person's numbers masked."""

    name: str
    village: str
    district: str
    district_code: str
    npp: str
    owner: str
    nib: str
    scale: str
    segments: list[str]
    workers: int
    declared: int | None
    paid_through: date | None
    since: date | None
    protected_until: date | None
    programs: list[ProgramOut]
    branch: str
    employers: int


class CandidateOut(Schema):
    """One of several businesses that may be meant; ask again with its number."""

    name: str
    owner: str
    number: str
    village: str
    district: str
    score: float
    finding: str


class CheckOut(Schema):
    """The verdict of one look-up. `headline`, `summary` and `steps` in the language of Accept-Language."""

    check: UUID
    finding: str = Field(
        description="CLEAR, CONDITIONAL, PARTIAL, ARREARS, UNREGISTERED, UNCERTAIN, SOURCE_DOWN, DENIED"
    )
    headline: str
    summary: str
    findings: list[str] = Field(description="Every finding that overlaps, worst first.")
    outcome: str = Field(description="PASS, PASS_WITH_DEADLINE, HOLD, ASK_BPJS, CONTINUE_BY_RULE, DENY")
    reasons: list[ReasonOut]
    next_step: str
    steps: list[str]
    legal_basis: str
    as_of: date | None = Field(description="Data date of the oldest sheet the verdict rests on.")
    on: date
    matched: str
    keys_checked: list[str]
    business: BusinessOut | None
    candidates: list[CandidateOut]
    conditional_until: date | None


class NumberProblem(Schema):
    """Why a number of a batch was not looked up."""

    code: str
    sentence: str


class NumberOut(Schema):
    """One number's answer: a check, or the problem with the number."""

    application_number: str
    check: CheckOut | None
    problem: NumberProblem | None


class BatchOut(Schema):
    """Answers in the order of the numbers."""

    batch: UUID
    count: int = Field(description="Numbers looked up; they count against the office's numbers of the day.")
    findings: dict[str, int]
    answers: list[NumberOut]


class ReferralOut(Schema):
    """Where a held applicant's letter stands."""

    code: str
    letter_number: str
    file_number: str
    service: str
    state: str = Field(description="HELD, READY, CLEARED, CONDITIONAL, … as on the file")
    state_label: str
    issued_on: date
    valid_until: date
    is_open: bool = Field(description="The letter still counts: neither closed nor past its last day.")


class RegistrationIn(Strict):
    """A registration at BPJS, by one exact key of the business. Names are not taken: a name releases nothing."""

    key: Literal["NIB", "NPWP", "NPP", "OWNER_NIK"]
    number: Annotated[str, Field(min_length=1, max_length=40, examples=["9120004127835"])]
    registered_on: Day = Field(description="Not after today.")
    npp: Annotated[str, Field(min_length=8, max_length=12)] | None = Field(
        None, description="The employer's number at BPJS; an owner registered as a person has none."
    )
    division: Annotated[str, Field(max_length=10, pattern=r"^[A-Za-z0-9]*$")] | None = None
    note: Annotated[str, Field(max_length=200)] | None = None


class RegistrationOut(Schema):
    """Kept; held files that wait for this registration are ready within five minutes."""

    event: UUID


class FieldError(Schema):
    """One member that does not fit."""

    field: str
    code: str


class Problem(Schema):
    """RFC 9457. `title` and `detail` in the language of Accept-Language; programs decide by `code`."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldError] | None = None

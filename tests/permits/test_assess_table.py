"""`assess` as a table: rule × what the register says → finding, outcome, a reason that must be given."""

# ruff: noqa: E501 - one row a case: a table is read by its rows
from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from enrollment.rules.kinds import BusinessScale, CoverState, EmployerKind, Program, Segment
from enrollment.rules.status import (
    Arranged,
    Candidate,
    EmployerStatus,
    Found,
    OwnerCover,
    RegistrationStatus,
    SegmentCount,
)
from permits.rules.assess import assess
from permits.rules.verdict import Denial, Limits, RuleView, Verdict

ON = date(2026, 11, 22)  # October 2026 is required: due Monday 16 November
FRESH = (("employers", date(2026, 10, 31)), ("workers", date(2026, 10, 31)), ("bpu", date(2026, 10, 31)))
ALL = dict.fromkeys(Program, 5)
TMP2T = Denial("B/1/2026", date(2026, 9, 1), "Permenaker No. 4 Tahun 2018")
STRICT = RuleView()
MILD = RuleView(tolerance_months=2, partial_may_pass=True, grace_passes=True)
ADVISORY = RuleView(must_be_paid_up=False, must_cover_workers=False, must_hold_programs=False)
FREE = RuleView(is_required=False)


def employer(**fields: Any) -> EmployerStatus:
    people = fields.pop("people", 5)
    low = fields.pop("low", 0)
    holders = fields.pop("holders", dict.fromkeys(Program, people))
    segment = fields.pop("segment", Segment.WAGE)
    defaults: dict[str, Any] = {
        "id": 1,
        "npp_masked": "JJ••••78",
        "name": "PT Contoh",
        "kind": EmployerKind.OTHER,
        "scale": BusinessScale.SMALL,
        "branch": "Batam Nagoya",
        "paid_through": date(2026, 10, 1),
        "closed_on": None,
        "started_on": date(2020, 1, 1),
        "workers": people,
        "segments": (SegmentCount(segment, people, holders, low),) if people else (),
        "arrangement": None,
    }
    return EmployerStatus(**{**defaults, **fields})


def status(*employers: EmployerStatus, **fields: Any) -> RegistrationStatus:
    defaults: dict[str, Any] = {
        "found": Found.BUSINESS,
        "matched": "NIB",
        "keys": ("NIB", "OWNER_NIK"),
        "business_id": 1,
        "name": "Toko Contoh",
        "declared_workers": 5,
        "workers": sum(e.workers for e in employers),
        "employers": employers,
        "as_of": FRESH,
    }
    return RegistrationStatus(**{**defaults, **fields})


def own(until: date, *programs: Program) -> OwnerCover:
    from enrollment.rules.payment import bpu_state

    held = frozenset(programs or (Program.JKK, Program.JKM))
    return OwnerCover(bpu_state(until, on=ON), date(2025, 1, 1), until, held)


def holding(*programs: Program, people: int = 5) -> dict[Program, int]:
    return {program: people if program in programs else 0 for program in Program}


def since(month: int, year: int = 2026) -> EmployerStatus:
    return employer(paid_through=date(year, month, 1))


P, S = Program, BusinessScale
PLAN = Arranged("INSTALMENT", date(2026, 12, 31))
SHORT_PLAN = Arranged("INSTALMENT", date(2026, 12, 1))
DISPUTED = Arranged("DISPUTE", date(2027, 3, 31))
CANDIDATE = Candidate(1, "x", "Toko", "H.", "", "Belian", "Batam Kota", "21.71.10", 0.9)
ALONE = {"declared_workers": 0}
UNKNOWN = {"declared_workers": None}
BASIC = holding(P.JKK, P.JKM)
WITH_JHT = holding(P.JKK, P.JKM, P.JHT)
WITH_JP = holding(P.JKK, P.JKM, P.JHT, P.JP)

# name, rule, status, finding, outcome, reason that must be among those given ("" = none asked for)
CASES: list[tuple[str, RuleView, RegistrationStatus, str, str, str]] = [
    # registered and paid
    ("paid", STRICT, status(employer()), "CLEAR", "PASS", ""),
    ("paid ahead", STRICT, status(since(11)), "CLEAR", "PASS", ""),
    ("more workers than declared", STRICT, status(employer(people=9)), "CLEAR", "PASS", ""),
    ("workers not declared", STRICT, status(employer(), **UNKNOWN), "CLEAR", "PASS", ""),
    ("declared none, has some", STRICT, status(employer(), **ALONE), "CLEAR", "PASS", ""),
    ("newcomer owes nothing", STRICT, status(employer(paid_through=None, started_on=date(2026, 11, 18))), "CLEAR", "PASS", ""),
    ("employer alone", STRICT, status(employer(), found=Found.EMPLOYER, business_id=None, **UNKNOWN), "CLEAR", "PASS", ""),
    ("two units paid", STRICT, status(employer(people=2), employer(id=2, people=3)), "CLEAR", "PASS", ""),
    ("closing in the future", STRICT, status(employer(closed_on=date(2026, 12, 1))), "CLEAR", "PASS", ""),
    ("one unit closed, other paid", STRICT, status(employer(closed_on=date(2026, 1, 1), people=0), employer(id=2)), "CLEAR", "PASS", ""),
    # arrears
    ("one month", STRICT, status(since(9)), "ARREARS", "HOLD", "MONTHS_UNPAID"),
    ("three months", STRICT, status(since(7)), "ARREARS", "HOLD", "MONTHS_UNPAID"),
    ("years", STRICT, status(since(1, 2023)), "ARREARS", "HOLD", "MONTHS_UNPAID"),
    ("never paid, start known", STRICT, status(employer(paid_through=None, started_on=date(2026, 3, 5))), "ARREARS", "HOLD", "MONTHS_UNPAID"),
    ("never paid, start unknown", STRICT, status(employer(paid_through=None, started_on=None)), "ARREARS", "HOLD", "MONTHS_UNPAID"),
    ("one of two units", STRICT, status(employer(), replace(since(8), id=2)), "ARREARS", "HOLD", "MONTHS_UNPAID"),
    ("employer alone in arrears", STRICT, status(since(6), found=Found.EMPLOYER, **UNKNOWN), "ARREARS", "HOLD", "MONTHS_UNPAID"),
    ("tolerated", MILD, status(since(9)), "CONDITIONAL", "PASS_WITH_DEADLINE", "WITHIN_TOLERANCE"),
    ("tolerated to the limit", MILD, status(since(8)), "CONDITIONAL", "PASS_WITH_DEADLINE", "WITHIN_TOLERANCE"),
    ("past the tolerance", MILD, status(since(7)), "ARREARS", "HOLD", "MONTHS_UNPAID"),
    ("advisory service", ADVISORY, status(since(7)), "ARREARS", "PASS", "MONTHS_UNPAID"),
    ("instalment", STRICT, status(employer(paid_through=date(2026, 5, 1), arrangement=PLAN)), "CONDITIONAL", "PASS_WITH_DEADLINE", "INSTALMENT"),
    ("dispute", STRICT, status(employer(paid_through=date(2026, 5, 1), arrangement=DISPUTED)), "CONDITIONAL", "PASS_WITH_DEADLINE", "DISPUTE"),
    ("instalment, but paid", STRICT, status(employer(arrangement=PLAN)), "CLEAR", "PASS", ""),
    ("instalment keeps the months", STRICT, status(employer(paid_through=date(2026, 5, 1), arrangement=PLAN)), "CONDITIONAL", "PASS_WITH_DEADLINE", "MONTHS_UNPAID"),
    ("instalment of one unit only", STRICT, status(employer(paid_through=date(2026, 5, 1), arrangement=PLAN), replace(since(8), id=2)), "ARREARS", "HOLD", "INSTALMENT"),
    # partly registered
    ("workers missing", STRICT, status(employer(people=3)), "PARTIAL", "HOLD", "WORKERS_MISSING"),
    ("one missing", STRICT, status(employer(people=4)), "PARTIAL", "HOLD", "WORKERS_MISSING"),
    ("nobody of five", STRICT, status(employer(people=0)), "PARTIAL", "HOLD", "WORKERS_MISSING"),
    ("nobody, none declared", STRICT, status(employer(people=0), **ALONE), "PARTIAL", "HOLD", "NOBODY_COVERED"),
    ("nobody, unknown", STRICT, status(employer(people=0), **UNKNOWN), "PARTIAL", "HOLD", "NOBODY_COVERED"),
    ("nobody, owner covers himself", STRICT, status(employer(people=0), owner=own(date(2026, 12, 31)), **ALONE), "CLEAR", "PASS", ""),
    ("nobody, owner lapsed", STRICT, status(employer(people=0), owner=own(date(2026, 1, 31)), **ALONE), "PARTIAL", "HOLD", "NOBODY_COVERED"),
    ("missing, may pass", MILD, status(employer(people=3)), "PARTIAL", "PASS_WITH_DEADLINE", "WORKERS_MISSING"),
    ("missing, not asked", ADVISORY, status(employer(people=3)), "PARTIAL", "PASS", "WORKERS_MISSING"),
    ("micro with the pair", STRICT, status(employer(scale=S.MICRO, holders=BASIC)), "CLEAR", "PASS", ""),
    ("micro without JKM", STRICT, status(employer(scale=S.MICRO, holders=holding(P.JKK))), "PARTIAL", "HOLD", "PROGRAM_MISSING"),
    ("small without JHT", STRICT, status(employer(scale=S.SMALL, holders=BASIC)), "PARTIAL", "HOLD", "PROGRAM_MISSING"),
    ("small with JHT", STRICT, status(employer(scale=S.SMALL, holders=WITH_JHT)), "CLEAR", "PASS", ""),
    ("small without JP", STRICT, status(employer(scale=S.SMALL, holders=WITH_JHT)), "CLEAR", "PASS", ""),
    ("medium without JP", STRICT, status(employer(scale=S.MEDIUM, holders=WITH_JHT)), "PARTIAL", "HOLD", "PROGRAM_MISSING"),
    ("medium with JP", STRICT, status(employer(scale=S.MEDIUM, holders=WITH_JP)), "CLEAR", "PASS", ""),
    ("large without JHT and JP", STRICT, status(employer(scale=S.LARGE, holders=BASIC)), "PARTIAL", "HOLD", "PROGRAM_MISSING"),
    ("large, JP for some (age)", STRICT, status(employer(scale=S.LARGE, holders={**WITH_JP, P.JP: 3})), "CLEAR", "PASS", ""),
    ("large, JHT for some", STRICT, status(employer(scale=S.LARGE, holders={**WITH_JP, P.JHT: 3})), "PARTIAL", "HOLD", "PROGRAM_MISSING"),
    ("large without JKP", STRICT, status(employer(scale=S.LARGE, holders=WITH_JP)), "CLEAR", "PASS", ""),
    ("scale unknown, the pair", STRICT, status(employer(scale=None, holders=BASIC)), "CLEAR", "PASS", ""),
    ("business' scale wins", STRICT, status(employer(scale=S.MICRO, holders=BASIC), scale=S.LARGE), "PARTIAL", "HOLD", "PROGRAM_MISSING"),
    ("government, the pair", STRICT, status(employer(kind=EmployerKind.GOVERNMENT, scale=S.LARGE, holders=BASIC)), "CLEAR", "PASS", ""),
    ("construction, the pair", STRICT, status(employer(segment=Segment.CONSTRUCTION, scale=S.LARGE, holders=BASIC)), "CLEAR", "PASS", ""),
    ("migrant, the pair", STRICT, status(employer(segment=Segment.MIGRANT, scale=S.LARGE, holders=BASIC)), "CLEAR", "PASS", ""),
    ("programs not asked", ADVISORY, status(employer(scale=S.LARGE, holders=BASIC)), "PARTIAL", "PASS", "PROGRAM_MISSING"),
    ("programs may pass", MILD, status(employer(scale=S.LARGE, holders=BASIC)), "PARTIAL", "PASS_WITH_DEADLINE", "PROGRAM_MISSING"),
    ("low wages, large", STRICT, status(employer(scale=S.LARGE, holders=WITH_JP, low=2)), "PARTIAL", "PASS_WITH_DEADLINE", "WAGE_LOW"),
    ("low wages, micro", STRICT, status(employer(scale=S.MICRO, low=2)), "CLEAR", "PASS", ""),
    ("low wages and workers missing", STRICT, status(employer(scale=S.LARGE, people=3, holders=holding(*P, people=3), low=2)), "PARTIAL", "HOLD", "WAGE_LOW"),
    # overlapping
    ("arrears and missing: arrears lead", STRICT, status(replace(since(7), workers=3)), "ARREARS", "HOLD", "WORKERS_MISSING"),
    ("tolerated and missing: missing leads", MILD, status(replace(since(9), workers=3)), "PARTIAL", "PASS_WITH_DEADLINE", "WITHIN_TOLERANCE"),
    # not registered
    ("no cover, two keys", STRICT, status(), "UNREGISTERED", "HOLD", "NO_COVER"),
    ("no cover, one key", STRICT, status(keys=("OWNER_NIK",)), "UNCERTAIN", "ASK_BPJS", "ONE_KEY"),
    ("no cover, owner and name", STRICT, status(keys=("OWNER_NIK", "NAME")), "UNREGISTERED", "HOLD", "NO_COVER"),
    ("no cover, no workers", STRICT, status(**ALONE), "UNREGISTERED", "HOLD", "OWNER_BPU"),
    ("employer closed", STRICT, status(employer(closed_on=date(2026, 3, 1))), "UNREGISTERED", "HOLD", "LAPSED_SINCE"),
    ("employer closed today", STRICT, status(employer(closed_on=ON)), "UNREGISTERED", "HOLD", "LAPSED_SINCE"),
    ("both units closed", STRICT, status(employer(closed_on=date(2026, 3, 1)), employer(id=2, closed_on=date(2026, 5, 1))), "UNREGISTERED", "HOLD", "LAPSED_SINCE"),
    ("closed, mild rule", MILD, status(employer(closed_on=date(2026, 3, 1))), "UNREGISTERED", "HOLD", "LAPSED_SINCE"),
    ("closed employer alone", STRICT, status(employer(closed_on=date(2026, 3, 1)), found=Found.EMPLOYER), "UNREGISTERED", "HOLD", "LAPSED_SINCE"),
    # owner without workers
    ("owner covered", STRICT, status(owner=own(date(2026, 12, 31)), **ALONE), "CLEAR", "PASS", "OWNER_BPU"),
    ("owner covered to today", STRICT, status(owner=own(ON), **ALONE), "CLEAR", "PASS", "OWNER_BPU"),
    ("owner covered, workers unknown", STRICT, status(owner=own(date(2026, 12, 31)), **UNKNOWN), "CLEAR", "PASS", "OWNER_BPU"),
    ("owner covered, workers are not", STRICT, status(owner=own(date(2026, 12, 31))), "PARTIAL", "HOLD", "WORKERS_MISSING"),
    ("owner without JKM", STRICT, status(owner=own(date(2026, 12, 31), P.JKK), **ALONE), "PARTIAL", "HOLD", "PROGRAM_MISSING"),
    ("owner in grace", STRICT, status(owner=own(date(2026, 10, 31)), **ALONE), "ARREARS", "HOLD", "IN_GRACE"),
    ("owner in grace, rule allows", MILD, status(owner=own(date(2026, 10, 31)), **ALONE), "CONDITIONAL", "PASS_WITH_DEADLINE", "IN_GRACE"),
    ("owner past grace", STRICT, status(owner=own(date(2026, 7, 31)), **ALONE), "UNREGISTERED", "HOLD", "LAPSED_SINCE"),
    ("owner past grace, mild", MILD, status(owner=own(date(2026, 7, 31)), **ALONE), "UNREGISTERED", "HOLD", "OWNER_BPU"),
    ("owner past grace, one key", STRICT, status(owner=own(date(2026, 7, 31)), keys=("OWNER_NIK",), **ALONE), "UNCERTAIN", "ASK_BPJS", "ONE_KEY"),
    # a person's own number
    ("person with BPU", STRICT, status(found=Found.PERSON, owner=own(date(2026, 12, 31)), **UNKNOWN), "CLEAR", "PASS", "OWNER_BPU"),
    ("person in grace", STRICT, status(found=Found.PERSON, owner=own(date(2026, 10, 31)), **UNKNOWN), "ARREARS", "HOLD", "IN_GRACE"),
    ("person lapsed", STRICT, status(found=Found.PERSON, owner=own(date(2026, 5, 31)), **UNKNOWN), "UNCERTAIN", "ASK_BPJS", "LAPSED_SINCE"),
    ("person without BPU", STRICT, status(found=Found.PERSON, **UNKNOWN), "UNCERTAIN", "ASK_BPJS", "PERSON_ONLY"),
    # not known
    ("not found", STRICT, status(found=Found.NOTHING), "UNCERTAIN", "ASK_BPJS", "NOT_FOUND"),
    ("several", STRICT, status(found=Found.SEVERAL, candidates=(CANDIDATE, CANDIDATE)), "UNCERTAIN", "ASK_BPJS", "SEVERAL_MATCHES"),
    ("one alike", STRICT, status(found=Found.SEVERAL, candidates=(CANDIDATE,)), "UNCERTAIN", "ASK_BPJS", "SIMILAR_MATCH"),
    ("links undecided", STRICT, status(pending_links=2), "UNCERTAIN", "ASK_BPJS", "LINK_UNDECIDED"),
    ("namesake does not decide", STRICT, status(namesakes=1), "UNREGISTERED", "HOLD", "NO_COVER"),
    # data
    ("never imported", STRICT, status(employer(), as_of=()), "SOURCE_DOWN", "CONTINUE_BY_RULE", "STALE"),
    ("workers never imported", STRICT, status(employer(), as_of=FRESH[:1]), "SOURCE_DOWN", "CONTINUE_BY_RULE", "STALE"),
    ("no employer, bpu missing", STRICT, status(as_of=FRESH[:2]), "SOURCE_DOWN", "CONTINUE_BY_RULE", "STALE"),
    ("too old", STRICT, status(employer(), as_of=(("employers", date(2026, 9, 17)), *FRESH[1:])), "SOURCE_DOWN", "CONTINUE_BY_RULE", "STALE"),
    ("old to the day", STRICT, status(employer(), as_of=(("employers", date(2026, 9, 18)), *FRESH[1:])), "CLEAR", "PASS", ""),
    ("not found in old data", STRICT, status(found=Found.NOTHING, as_of=()), "SOURCE_DOWN", "CONTINUE_BY_RULE", "STALE"),
    ("several in old data", STRICT, status(found=Found.SEVERAL, candidates=(CANDIDATE, CANDIDATE), as_of=()), "UNCERTAIN", "ASK_BPJS", "SEVERAL_MATCHES"),
    ("old arrears are not held", STRICT, status(since(3), as_of=(("employers", date(2026, 8, 31)), *FRESH[1:])), "SOURCE_DOWN", "CONTINUE_BY_RULE", "STALE"),
    # not obliged
    ("not asked for", FREE, status(), "CLEAR", "PASS", "NOT_CONCERNED"),
    ("not asked for, in arrears", FREE, status(since(1)), "CLEAR", "PASS", "NOT_CONCERNED"),
    ("not asked for, no data", FREE, status(as_of=()), "CLEAR", "PASS", "NOT_CONCERNED"),
]  # fmt: skip


def judged(rule: RuleView, one: RegistrationStatus, denial: Denial | None = None) -> Verdict:
    return assess(rule, one, on=ON, holidays=frozenset(), denial=denial)


@pytest.mark.parametrize(
    ("rule", "one", "finding", "outcome", "reason"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_every_case(rule: RuleView, one: RegistrationStatus, finding: str, outcome: str, reason: str) -> None:
    verdict = judged(rule, one)
    assert (verdict.finding, verdict.outcome) == (finding, outcome)
    if reason:
        assert reason in {r.code for r in verdict.reasons}


@pytest.mark.parametrize("case", CASES, ids=[c[0] for c in CASES])
def test_a_denial_stands_above_everything(case: tuple[Any, ...]) -> None:
    verdict = judged(case[1], case[2], TMP2T)
    assert (verdict.finding, verdict.outcome, verdict.next_step) == ("DENIED", "DENY", "STOP")
    assert verdict.findings[1:] == judged(case[1], case[2]).findings


def test_the_months_in_arrears_are_counted_to_the_required_month() -> None:
    reason = judged(STRICT, status(since(7))).reasons[0]
    assert reason.params == {"months": 3, "paid_through": "2026-07-01"}


def test_the_longest_arrears_speak() -> None:
    two = status(replace(since(9), id=1), replace(since(4), id=2))
    assert judged(STRICT, two).reasons[0].params["months"] == 6


@pytest.mark.parametrize(
    ("rule", "one", "until"),
    [
        (MILD, status(since(9)), date(2026, 12, 22)),
        (STRICT, status(employer(paid_through=date(2026, 5, 1), arrangement=SHORT_PLAN)), date(2026, 12, 1)),
        (STRICT, status(employer(paid_through=date(2026, 5, 1), arrangement=DISPUTED)), date(2026, 12, 22)),
        (MILD, status(owner=own(date(2026, 9, 10)), **ALONE), date(2026, 12, 10)),
        (STRICT, status(employer()), None),
        (STRICT, status(since(7)), None),
    ],
)
def test_a_deadline_ends_with_what_allows_it(rule: RuleView, one: RegistrationStatus, until: date | None) -> None:
    assert judged(rule, one).conditional_until == until


@pytest.mark.parametrize(("as_of", "is_old"), [(date(2026, 10, 18), False), (date(2026, 10, 17), True)])
def test_amber_after_35_days(as_of: date, is_old: bool) -> None:
    one = status(employer(), as_of=(("employers", as_of), ("workers", date(2026, 10, 31))))
    verdict = judged(STRICT, one)
    assert (verdict.finding, verdict.is_old, verdict.as_of) == ("CLEAR", is_old, as_of)


def test_a_profile_may_have_limits_of_its_own() -> None:
    one = status(employer(), as_of=(("employers", date(2026, 11, 1)), ("workers", date(2026, 11, 21))))
    limits = Limits(by_profile=(("employers", 10, 20),))
    verdict = assess(STRICT, one, on=ON, holidays=frozenset(), limits=limits)
    assert (verdict.finding, verdict.reasons[0].params["profile"]) == ("SOURCE_DOWN", "employers")


@pytest.mark.parametrize(
    ("rule", "one", "step"),
    [
        (STRICT, status(employer()), "CONTINUE"),
        (MILD, status(since(9)), "CONTINUE_NOTE_DEADLINE"),
        (STRICT, status(since(7)), "HOLD_GIVE_LIST"),
        (STRICT, status(employer(people=1)), "HOLD_GIVE_LIST"),
        (STRICT, status(), "HOLD_PRINT_LETTER"),
        (STRICT, status(found=Found.SEVERAL, candidates=(CANDIDATE,)), "CHOOSE_BUSINESS"),
        (STRICT, status(found=Found.NOTHING), "TAKE_INTAKE"),
        (STRICT, status(found=Found.PERSON), "TAKE_INTAKE"),
        (STRICT, status(keys=("NIB",)), "ASK_BPJS"),
        (STRICT, status(as_of=()), "CONTINUE_BY_RULE"),
    ],
)
def test_every_verdict_has_its_next_step(rule: RuleView, one: RegistrationStatus, step: str) -> None:
    assert judged(rule, one).next_step == step


def test_the_cover_state_of_an_owner_is_the_registers_word() -> None:
    assert own(date(2026, 10, 31)).state == CoverState.GRACE

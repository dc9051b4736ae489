"""The rules of services as one table: service × day × scale × what the register says → finding, outcome, reason.

Each service has the dated rules of LAWS, which change in between; a row is judged by the rule of its own day.

Facts: `paid` last month paid · `tk` workers covered/declared (5/5 unless said) · `prog` programs held (all) · `low`
workers under the minimum wage · `closed` since · `bpu` the owner's own cover until · `none` no employer · `keys=1` only
one number looked up · `plan`, `dispute` agreed with BPJS until the end of 2026 · `gov` an agency · `zone` of the site ·
`data` date of the newest sheets · `denied` TMP2T · `nothing`, `several` matched. Scale `?` is not known. A reason with
`!` must not be given.
"""

# ruff: noqa: E501 - one row a case: a table is read by its rows
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from enrollment.rules.kinds import BusinessScale, EmployerKind, Program, Segment
from enrollment.rules.payment import bpu_state
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
from permits.rules.verdict import Denial, Finding, RuleView, Verdict

NOTHING_ELSE = {"must_cover_workers": False, "must_hold_programs": False}
# service → rules by the day they begin
LAWS: dict[str, dict[date, RuleView]] = {
    "DOMISILI": {
        date(2015, 7, 1): RuleView(),
        date(2026, 7, 1): RuleView(tolerance_months=2, partial_may_pass=True, grace_passes=True),
    },
    "NIB_UMK": {
        date(2018, 6, 21): RuleView(must_be_paid_up=False, **NOTHING_ELSE),
        date(2026, 1, 1): RuleView(**NOTHING_ELSE),
    },
    "PTSP_BARU": {
        date(2017, 1, 1): RuleView(must_cover_workers=False),
        date(2026, 10, 1): RuleView(partial_may_pass=True, deadline_days=14),
    },
    "PTSP_LAMA": {date(2017, 1, 1): RuleView(), date(2025, 6, 3): RuleView(zone="HINTERLAND")},
    "OPD_PAR": {date(2017, 1, 1): RuleView(is_required=False), date(2026, 1, 1): RuleView(tolerance_months=1)},
    "REKOMENDASI": {date(2014, 1, 1): RuleView()},
}
TABLE = """
# arrears at PATEN: a new law tolerates two months from 1 July 2026 (May is due on both days)
DOMISILI    | 2026-06-30 | MIKRO    | paid=2026-05                         | CLEAR        | PASS               |
DOMISILI    | 2026-07-01 | MIKRO    | paid=2026-05                         | CLEAR        | PASS               |
DOMISILI    | 2026-06-30 | MIKRO    | paid=2026-04                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | MIKRO    | paid=2026-04                         | CONDITIONAL  | PASS_WITH_DEADLINE | WITHIN_TOLERANCE
DOMISILI    | 2026-06-30 | MIKRO    | paid=2026-03                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | MIKRO    | paid=2026-03                         | CONDITIONAL  | PASS_WITH_DEADLINE | WITHIN_TOLERANCE
DOMISILI    | 2026-06-30 | MIKRO    | paid=2026-02                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | MIKRO    | paid=2026-02                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-05                         | CLEAR        | PASS               |
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-05                         | CLEAR        | PASS               |
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-04                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-04                         | CONDITIONAL  | PASS_WITH_DEADLINE | WITHIN_TOLERANCE
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-03                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-03                         | CONDITIONAL  | PASS_WITH_DEADLINE | WITHIN_TOLERANCE
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-02                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-02                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-06-30 | MENENGAH | paid=2026-05                         | CLEAR        | PASS               |
DOMISILI    | 2026-07-01 | MENENGAH | paid=2026-05                         | CLEAR        | PASS               |
DOMISILI    | 2026-06-30 | MENENGAH | paid=2026-04                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | MENENGAH | paid=2026-04                         | CONDITIONAL  | PASS_WITH_DEADLINE | WITHIN_TOLERANCE
DOMISILI    | 2026-06-30 | MENENGAH | paid=2026-03                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | MENENGAH | paid=2026-03                         | CONDITIONAL  | PASS_WITH_DEADLINE | WITHIN_TOLERANCE
DOMISILI    | 2026-06-30 | MENENGAH | paid=2026-02                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | MENENGAH | paid=2026-02                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-06-30 | BESAR    | paid=2026-05                         | CLEAR        | PASS               |
DOMISILI    | 2026-07-01 | BESAR    | paid=2026-05                         | CLEAR        | PASS               |
DOMISILI    | 2026-06-30 | BESAR    | paid=2026-04                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | BESAR    | paid=2026-04                         | CONDITIONAL  | PASS_WITH_DEADLINE | WITHIN_TOLERANCE
DOMISILI    | 2026-06-30 | BESAR    | paid=2026-03                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | BESAR    | paid=2026-03                         | CONDITIONAL  | PASS_WITH_DEADLINE | WITHIN_TOLERANCE
DOMISILI    | 2026-06-30 | BESAR    | paid=2026-02                         | ARREARS      | HOLD               | MONTHS_UNPAID
DOMISILI    | 2026-07-01 | BESAR    | paid=2026-02                         | ARREARS      | HOLD               | MONTHS_UNPAID
# workers missing: held by the old law, with a deadline by the new one
DOMISILI    | 2026-06-30 | MIKRO    | paid=2026-05 tk=3/5                  | PARTIAL      | HOLD               | WORKERS_MISSING
DOMISILI    | 2026-07-01 | MIKRO    | paid=2026-05 tk=3/5                  | PARTIAL      | PASS_WITH_DEADLINE | WORKERS_MISSING
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-05 tk=3/5                  | PARTIAL      | HOLD               | WORKERS_MISSING
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-05 tk=3/5                  | PARTIAL      | PASS_WITH_DEADLINE | WORKERS_MISSING
DOMISILI    | 2026-06-30 | MENENGAH | paid=2026-05 tk=3/5                  | PARTIAL      | HOLD               | WORKERS_MISSING
DOMISILI    | 2026-07-01 | MENENGAH | paid=2026-05 tk=3/5                  | PARTIAL      | PASS_WITH_DEADLINE | WORKERS_MISSING
DOMISILI    | 2026-06-30 | BESAR    | paid=2026-05 tk=3/5                  | PARTIAL      | HOLD               | WORKERS_MISSING
DOMISILI    | 2026-07-01 | BESAR    | paid=2026-05 tk=3/5                  | PARTIAL      | PASS_WITH_DEADLINE | WORKERS_MISSING
# programs by scale
DOMISILI    | 2026-06-30 | MIKRO    | paid=2026-05 prog=JKK,JKM            | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-07-01 | MIKRO    | paid=2026-05 prog=JKK,JKM            | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-05 prog=JKK,JKM            | PARTIAL      | HOLD               | PROGRAM_MISSING
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-05 prog=JKK,JKM            | PARTIAL      | PASS_WITH_DEADLINE | PROGRAM_MISSING
DOMISILI    | 2026-06-30 | MENENGAH | paid=2026-05 prog=JKK,JKM            | PARTIAL      | HOLD               | PROGRAM_MISSING
DOMISILI    | 2026-07-01 | MENENGAH | paid=2026-05 prog=JKK,JKM            | PARTIAL      | PASS_WITH_DEADLINE | PROGRAM_MISSING
DOMISILI    | 2026-06-30 | BESAR    | paid=2026-05 prog=JKK,JKM            | PARTIAL      | HOLD               | PROGRAM_MISSING
DOMISILI    | 2026-07-01 | BESAR    | paid=2026-05 prog=JKK,JKM            | PARTIAL      | PASS_WITH_DEADLINE | PROGRAM_MISSING
DOMISILI    | 2026-06-30 | ?        | paid=2026-05 prog=JKK,JKM            | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-07-01 | ?        | paid=2026-05 prog=JKK,JKM            | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-06-30 | MIKRO    | paid=2026-05 prog=JKK,JKM,JHT        | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-07-01 | MIKRO    | paid=2026-05 prog=JKK,JKM,JHT        | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-05 prog=JKK,JKM,JHT        | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-05 prog=JKK,JKM,JHT        | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-06-30 | MENENGAH | paid=2026-05 prog=JKK,JKM,JHT        | PARTIAL      | HOLD               | PROGRAM_MISSING
DOMISILI    | 2026-07-01 | MENENGAH | paid=2026-05 prog=JKK,JKM,JHT        | PARTIAL      | PASS_WITH_DEADLINE | PROGRAM_MISSING
DOMISILI    | 2026-06-30 | BESAR    | paid=2026-05 prog=JKK,JKM,JHT        | PARTIAL      | HOLD               | PROGRAM_MISSING
DOMISILI    | 2026-07-01 | BESAR    | paid=2026-05 prog=JKK,JKM,JHT        | PARTIAL      | PASS_WITH_DEADLINE | PROGRAM_MISSING
DOMISILI    | 2026-06-30 | ?        | paid=2026-05 prog=JKK,JKM,JHT        | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-07-01 | ?        | paid=2026-05 prog=JKK,JKM,JHT        | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-06-30 | MIKRO    | paid=2026-05 prog=JKK,JKM,JHT,JP     | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-05 prog=JKK,JKM,JHT,JP     | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-06-30 | MENENGAH | paid=2026-05 prog=JKK,JKM,JHT,JP     | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-06-30 | BESAR    | paid=2026-05 prog=JKK,JKM,JHT,JP     | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-06-30 | ?        | paid=2026-05 prog=JKK,JKM,JHT,JP     | CLEAR        | PASS               | !PROGRAM_MISSING
DOMISILI    | 2026-06-30 | MIKRO    | paid=2026-05 prog=JKK                | PARTIAL      | HOLD               | PROGRAM_MISSING
DOMISILI    | 2026-07-01 | MIKRO    | paid=2026-05 prog=JKK                | PARTIAL      | PASS_WITH_DEADLINE | PROGRAM_MISSING
DOMISILI    | 2026-06-30 | ?        | paid=2026-05 prog=JKK                | PARTIAL      | HOLD               | PROGRAM_MISSING
DOMISILI    | 2026-07-01 | ?        | paid=2026-05 prog=JKK                | PARTIAL      | PASS_WITH_DEADLINE | PROGRAM_MISSING
# wages under the minimum bind medium and large alone, and never hold
DOMISILI    | 2026-06-30 | MIKRO    | paid=2026-05 low=2                   | CLEAR        | PASS               | !WAGE_LOW
DOMISILI    | 2026-07-01 | MIKRO    | paid=2026-05 low=2                   | CLEAR        | PASS               | !WAGE_LOW
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-05 low=2                   | CLEAR        | PASS               | !WAGE_LOW
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-05 low=2                   | CLEAR        | PASS               | !WAGE_LOW
DOMISILI    | 2026-06-30 | MENENGAH | paid=2026-05 low=2                   | PARTIAL      | PASS_WITH_DEADLINE | WAGE_LOW
DOMISILI    | 2026-07-01 | MENENGAH | paid=2026-05 low=2                   | PARTIAL      | PASS_WITH_DEADLINE | WAGE_LOW
DOMISILI    | 2026-06-30 | BESAR    | paid=2026-05 low=2                   | PARTIAL      | PASS_WITH_DEADLINE | WAGE_LOW
DOMISILI    | 2026-07-01 | BESAR    | paid=2026-05 low=2                   | PARTIAL      | PASS_WITH_DEADLINE | WAGE_LOW
# not registered: no law lets that pass
DOMISILI    | 2026-06-30 | MIKRO    | none                                 | UNREGISTERED | HOLD               | NO_COVER
DOMISILI    | 2026-07-01 | MIKRO    | none                                 | UNREGISTERED | HOLD               | NO_COVER
DOMISILI    | 2026-06-30 | KECIL    | none                                 | UNREGISTERED | HOLD               | NO_COVER
DOMISILI    | 2026-07-01 | KECIL    | none                                 | UNREGISTERED | HOLD               | NO_COVER
DOMISILI    | 2026-06-30 | MENENGAH | none                                 | UNREGISTERED | HOLD               | NO_COVER
DOMISILI    | 2026-07-01 | MENENGAH | none                                 | UNREGISTERED | HOLD               | NO_COVER
DOMISILI    | 2026-06-30 | BESAR    | none                                 | UNREGISTERED | HOLD               | NO_COVER
DOMISILI    | 2026-07-01 | BESAR    | none                                 | UNREGISTERED | HOLD               | NO_COVER
DOMISILI    | 2026-06-30 | KECIL    | none keys=1                          | UNCERTAIN    | ASK_BPJS           | ONE_KEY
DOMISILI    | 2026-07-01 | KECIL    | none keys=1                          | UNCERTAIN    | ASK_BPJS           | ONE_KEY
# closed employers
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-02 closed=2026-03-01       | UNREGISTERED | HOLD               | LAPSED_SINCE
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-02 closed=2026-03-01       | UNREGISTERED | HOLD               | LAPSED_SINCE
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-05 closed=2026-07-01       | CLEAR        | PASS               |
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-05 closed=2026-07-01       | UNREGISTERED | HOLD               | LAPSED_SINCE
# an owner who works alone: covered, in grace (three months), ended
DOMISILI    | 2026-06-30 | MIKRO    | none tk=0/0 bpu=2026-12-31           | CLEAR        | PASS               | OWNER_BPU
DOMISILI    | 2026-07-01 | MIKRO    | none tk=0/0 bpu=2026-12-31           | CLEAR        | PASS               | OWNER_BPU
DOMISILI    | 2026-06-30 | MIKRO    | none tk=0/0 bpu=2026-05-31           | ARREARS      | HOLD               | IN_GRACE
DOMISILI    | 2026-07-01 | MIKRO    | none tk=0/0 bpu=2026-05-31           | CONDITIONAL  | PASS_WITH_DEADLINE | IN_GRACE
DOMISILI    | 2026-06-30 | MIKRO    | none tk=0/0 bpu=2026-03-31           | ARREARS      | HOLD               | IN_GRACE
DOMISILI    | 2026-07-01 | MIKRO    | none tk=0/0 bpu=2026-03-31           | UNREGISTERED | HOLD               | LAPSED_SINCE
DOMISILI    | 2026-06-30 | MIKRO    | none tk=0/0 bpu=2026-01-31           | UNREGISTERED | HOLD               | LAPSED_SINCE
DOMISILI    | 2026-07-01 | MIKRO    | none tk=0/0 bpu=2026-01-31           | UNREGISTERED | HOLD               | LAPSED_SINCE
# instalments and disputes read the same by both laws
DOMISILI    | 2026-06-30 | KECIL    | paid=2025-12 plan                    | CONDITIONAL  | PASS_WITH_DEADLINE | INSTALMENT
DOMISILI    | 2026-06-30 | KECIL    | paid=2025-12 dispute                 | CONDITIONAL  | PASS_WITH_DEADLINE | DISPUTE
DOMISILI    | 2026-07-01 | KECIL    | paid=2025-12 plan                    | CONDITIONAL  | PASS_WITH_DEADLINE | INSTALMENT
DOMISILI    | 2026-07-01 | KECIL    | paid=2025-12 dispute                 | CONDITIONAL  | PASS_WITH_DEADLINE | DISPUTE
# overlapping findings: the worst leads, the strictest rules
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-03 tk=3/5                  | ARREARS      | HOLD               | WORKERS_MISSING
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-03 tk=3/5                  | PARTIAL      | PASS_WITH_DEADLINE | WITHIN_TOLERANCE
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-01 tk=3/5                  | ARREARS      | HOLD               | WORKERS_MISSING
DOMISILI    | 2026-07-01 | BESAR    | paid=2026-03 prog=JKK,JKM            | PARTIAL      | PASS_WITH_DEADLINE | PROGRAM_MISSING
# permits of companies: since 3 June 2025 the site decides who is in charge; finding and outcome stay
PTSP_LAMA   | 2025-06-02 | BESAR    | paid=2025-04 zone=MAINLAND           | CLEAR        | PASS               | !OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-02 | BESAR    | paid=2025-02 zone=MAINLAND           | ARREARS      | HOLD               | !OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-02 | BESAR    | none zone=MAINLAND                   | UNREGISTERED | HOLD               | !OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-03 | BESAR    | paid=2025-04 zone=MAINLAND           | CLEAR        | PASS               | OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-03 | BESAR    | paid=2025-02 zone=MAINLAND           | ARREARS      | HOLD               | OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-03 | BESAR    | none zone=MAINLAND                   | UNREGISTERED | HOLD               | OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-02 | BESAR    | paid=2025-04 zone=HINTERLAND         | CLEAR        | PASS               | !OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-02 | BESAR    | paid=2025-02 zone=HINTERLAND         | ARREARS      | HOLD               | !OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-02 | BESAR    | none zone=HINTERLAND                 | UNREGISTERED | HOLD               | !OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-03 | BESAR    | paid=2025-04 zone=HINTERLAND         | CLEAR        | PASS               | !OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-03 | BESAR    | paid=2025-02 zone=HINTERLAND         | ARREARS      | HOLD               | !OTHER_AUTHORITY
PTSP_LAMA   | 2025-06-03 | BESAR    | none zone=HINTERLAND                 | UNREGISTERED | HOLD               | !OTHER_AUTHORITY
# new companies: workers only noted at first, with a deadline from 1 October 2026 (August is due on both days)
PTSP_BARU   | 2026-09-30 | MIKRO    | paid=2026-08 tk=2/6                  | PARTIAL      | PASS               | WORKERS_MISSING
PTSP_BARU   | 2026-10-01 | MIKRO    | paid=2026-08 tk=2/6                  | PARTIAL      | PASS_WITH_DEADLINE | WORKERS_MISSING
PTSP_BARU   | 2026-09-30 | KECIL    | paid=2026-08 tk=2/6                  | PARTIAL      | PASS               | WORKERS_MISSING
PTSP_BARU   | 2026-10-01 | KECIL    | paid=2026-08 tk=2/6                  | PARTIAL      | PASS_WITH_DEADLINE | WORKERS_MISSING
PTSP_BARU   | 2026-09-30 | MENENGAH | paid=2026-08 tk=2/6                  | PARTIAL      | PASS               | WORKERS_MISSING
PTSP_BARU   | 2026-10-01 | MENENGAH | paid=2026-08 tk=2/6                  | PARTIAL      | PASS_WITH_DEADLINE | WORKERS_MISSING
PTSP_BARU   | 2026-09-30 | BESAR    | paid=2026-08 tk=2/6                  | PARTIAL      | PASS               | WORKERS_MISSING
PTSP_BARU   | 2026-10-01 | BESAR    | paid=2026-08 tk=2/6                  | PARTIAL      | PASS_WITH_DEADLINE | WORKERS_MISSING
PTSP_BARU   | 2026-09-30 | KECIL    | paid=2026-07 tk=2/6                  | ARREARS      | HOLD               | WORKERS_MISSING
PTSP_BARU   | 2026-10-01 | KECIL    | paid=2026-07 tk=2/6                  | ARREARS      | HOLD               | WORKERS_MISSING
# a dinas that asked for nothing until the end of 2025, then for payment with one month's tolerance
OPD_PAR     | 2025-12-31 | KECIL    | none                                 | CLEAR        | PASS               | NOT_CONCERNED
OPD_PAR     | 2025-12-31 | KECIL    | paid=2025-09                         | CLEAR        | PASS               | NOT_CONCERNED
OPD_PAR     | 2025-12-31 | KECIL    | paid=2025-11 tk=3/5                  | CLEAR        | PASS               | NOT_CONCERNED
OPD_PAR     | 2025-12-31 | KECIL    | paid=2025-05 closed=2025-06-01       | CLEAR        | PASS               | NOT_CONCERNED
OPD_PAR     | 2025-12-31 | KECIL    | nothing                              | CLEAR        | PASS               | NOT_CONCERNED
OPD_PAR     | 2025-12-31 | KECIL    | several                              | UNCERTAIN    | ASK_BPJS           | SEVERAL_MATCHES
OPD_PAR     | 2026-01-01 | KECIL    | none                                 | UNREGISTERED | HOLD               | NO_COVER
OPD_PAR     | 2026-01-01 | KECIL    | paid=2025-09                         | ARREARS      | HOLD               | MONTHS_UNPAID
OPD_PAR     | 2026-01-01 | KECIL    | paid=2025-10                         | CONDITIONAL  | PASS_WITH_DEADLINE | WITHIN_TOLERANCE
OPD_PAR     | 2026-01-01 | KECIL    | paid=2025-11 tk=3/5                  | PARTIAL      | HOLD               | WORKERS_MISSING
OPD_PAR     | 2026-01-01 | KECIL    | paid=2025-05 closed=2025-06-01       | UNREGISTERED | HOLD               | LAPSED_SINCE
OPD_PAR     | 2026-01-01 | KECIL    | nothing                              | UNCERTAIN    | ASK_BPJS           | NOT_FOUND
OPD_PAR     | 2026-01-01 | KECIL    | several                              | UNCERTAIN    | ASK_BPJS           | SEVERAL_MATCHES
# advice only until the end of 2025, then payment is asked for and nothing else
NIB_UMK     | 2025-12-31 | MIKRO    | paid=2025-09                         | ARREARS      | PASS               | MONTHS_UNPAID
NIB_UMK     | 2025-12-31 | MIKRO    | none tk=0/0 bpu=2025-11-30           | ARREARS      | PASS               | IN_GRACE
NIB_UMK     | 2025-12-31 | MIKRO    | none                                 | UNREGISTERED | HOLD               | NO_COVER
NIB_UMK     | 2025-12-31 | BESAR    | paid=2025-11 tk=3/5                  | PARTIAL      | PASS               | WORKERS_MISSING
NIB_UMK     | 2025-12-31 | BESAR    | paid=2025-11 prog=JKK,JKM            | PARTIAL      | PASS               | PROGRAM_MISSING
NIB_UMK     | 2026-01-01 | MIKRO    | paid=2025-09                         | ARREARS      | HOLD               | MONTHS_UNPAID
NIB_UMK     | 2026-01-01 | MIKRO    | none tk=0/0 bpu=2025-11-30           | ARREARS      | HOLD               | IN_GRACE
NIB_UMK     | 2026-01-01 | MIKRO    | none                                 | UNREGISTERED | HOLD               | NO_COVER
NIB_UMK     | 2026-01-01 | BESAR    | paid=2025-11 tk=3/5                  | PARTIAL      | PASS               | WORKERS_MISSING
NIB_UMK     | 2026-01-01 | BESAR    | paid=2025-11 prog=JKK,JKM            | PARTIAL      | PASS               | PROGRAM_MISSING
NIB_UMK     | 2025-12-31 | MIKRO    | paid=2025-09 plan                    | ARREARS      | PASS               | MONTHS_UNPAID
NIB_UMK     | 2026-01-01 | MIKRO    | paid=2025-09 plan                    | CONDITIONAL  | PASS_WITH_DEADLINE | INSTALMENT
# the staged duty of Perpres 109/2013 begins on 1 July 2015; the service's own rule stays
REKOMENDASI | 2015-06-30 | MIKRO    | paid=2015-05 prog=JKK,JKM            | CLEAR        | PASS               | !PROGRAM_MISSING
REKOMENDASI | 2015-07-01 | MIKRO    | paid=2015-05 prog=JKK,JKM            | CLEAR        | PASS               | !PROGRAM_MISSING
REKOMENDASI | 2015-06-30 | KECIL    | paid=2015-05 prog=JKK,JKM            | CLEAR        | PASS               | !PROGRAM_MISSING
REKOMENDASI | 2015-07-01 | KECIL    | paid=2015-05 prog=JKK,JKM            | PARTIAL      | HOLD               | PROGRAM_MISSING
REKOMENDASI | 2015-06-30 | MENENGAH | paid=2015-05 prog=JKK,JKM            | CLEAR        | PASS               | !PROGRAM_MISSING
REKOMENDASI | 2015-07-01 | MENENGAH | paid=2015-05 prog=JKK,JKM            | PARTIAL      | HOLD               | PROGRAM_MISSING
REKOMENDASI | 2015-06-30 | BESAR    | paid=2015-05 prog=JKK,JKM            | CLEAR        | PASS               | !PROGRAM_MISSING
REKOMENDASI | 2015-07-01 | BESAR    | paid=2015-05 prog=JKK,JKM            | PARTIAL      | HOLD               | PROGRAM_MISSING
REKOMENDASI | 2015-07-01 | BESAR    | paid=2015-05 prog=JKK,JKM gov        | CLEAR        | PASS               | !PROGRAM_MISSING
# the day a month falls due: the 15th, or the next working day (15 November 2026 is a Sunday)
REKOMENDASI | 2026-04-15 | KECIL    | paid=2026-02                         | CLEAR        | PASS               |
REKOMENDASI | 2026-04-16 | KECIL    | paid=2026-02                         | ARREARS      | HOLD               |
REKOMENDASI | 2026-11-16 | KECIL    | paid=2026-09                         | CLEAR        | PASS               |
REKOMENDASI | 2026-11-17 | KECIL    | paid=2026-09                         | ARREARS      | HOLD               |
# data 65 days old answers, older data does not
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-05 data=2026-04-26         | CLEAR        | PASS               |
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-05 data=2026-04-25         | SOURCE_DOWN  | CONTINUE_BY_RULE   | STALE
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-05 data=2026-04-27         | CLEAR        | PASS               |
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-05 data=2026-04-26         | SOURCE_DOWN  | CONTINUE_BY_RULE   | STALE
# a statutory denial is the same under every law, also where nothing is asked for
DOMISILI    | 2026-06-30 | KECIL    | paid=2026-12 denied                  | DENIED       | DENY               | DENIED_BY_LETTER
DOMISILI    | 2026-07-01 | KECIL    | paid=2026-12 denied                  | DENIED       | DENY               | DENIED_BY_LETTER
PTSP_LAMA   | 2025-06-03 | KECIL    | paid=2026-12 denied                  | DENIED       | DENY               | DENIED_BY_LETTER
PTSP_BARU   | 2026-10-01 | KECIL    | paid=2026-12 denied                  | DENIED       | DENY               | DENIED_BY_LETTER
OPD_PAR     | 2025-12-31 | KECIL    | paid=2026-12 denied                  | DENIED       | DENY               | DENIED_BY_LETTER
NIB_UMK     | 2025-12-31 | KECIL    | paid=2026-12 denied                  | DENIED       | DENY               | DENIED_BY_LETTER
REKOMENDASI | 2026-04-15 | KECIL    | paid=2026-12 denied                  | DENIED       | DENY               | DENIED_BY_LETTER
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.splitlines() if line and line[0] != "#"]
OTHER = Candidate(1, "x", "Toko", "H.", "", "Belian", "Batam Kota", "21.71.10", 0.9)


def test_the_table_is_large_and_no_row_stands_in_it_twice() -> None:
    assert len(ROWS) >= 150
    assert len({row[:4] for row in ROWS}) == len(ROWS)
    assert {row[4] for row in ROWS} == {finding.value for finding in Finding}


@pytest.mark.parametrize("row", ROWS, ids=[" ".join(row[:4]) for row in ROWS])
def test_row(row: tuple[str, ...]) -> None:
    service, day, scale, facts, finding, outcome, reason = row
    verdict = judged(service, date.fromisoformat(day), scale, _read(facts))
    assert (verdict.finding, verdict.outcome) == (finding, outcome)
    codes = {reason.code for reason in verdict.reasons}
    assert reason[1:] not in codes if reason.startswith("!") else not reason or reason in codes


def judged(service: str, on: date, scale: str, facts: dict[str, str]) -> Verdict:
    law = LAWS[service][max(start for start in LAWS[service] if start <= on)]
    denial = Denial("B/1/2026", date(2025, 1, 2), "PP No. 86 Tahun 2013") if "denied" in facts else None
    return assess(law, _status(on, scale, facts), on=on, holidays=frozenset(), denial=denial)


def _read(facts: str) -> dict[str, str]:
    return {name: value for name, _, value in (fact.partition("=") for fact in facts.split())}


def _status(on: date, scale: str, facts: dict[str, str]) -> RegistrationStatus:
    covered, declared = map(int, facts.get("tk", "5/5").split("/"))
    data = date.fromisoformat(facts.get("data", on.isoformat()))
    fresh = tuple((profile, data) for profile in ("employers", "workers", "bpu"))
    if "nothing" in facts:
        return RegistrationStatus(Found.NOTHING, keys=("NIB",), as_of=fresh)
    if "several" in facts:
        return RegistrationStatus(Found.SEVERAL, keys=("NAME",), candidates=(OTHER, OTHER), as_of=fresh)
    known = BusinessScale(scale) if scale != "?" else None
    return RegistrationStatus(
        Found.BUSINESS,
        keys=("NIB",) if "keys" in facts else ("NIB", "OWNER_NIK"),
        business_id=1,
        district_code="21.71.06",
        zone=facts.get("zone", ""),
        scale=known,
        declared_workers=declared,
        workers=0 if "none" in facts else covered,
        employers=() if "none" in facts else (_employer(known, covered, facts),),
        owner=_owner(on, facts),
        as_of=fresh,
    )


def _employer(scale: BusinessScale | None, people: int, facts: dict[str, str]) -> EmployerStatus:
    held = set(facts["prog"].split(",")) if "prog" in facts else set(Program)
    holders = {program: people if program in held else 0 for program in Program}
    agreed: Any = {"plan": "INSTALMENT", "dispute": "DISPUTE"}
    arrangement = next((Arranged(kind, date(2026, 12, 31)) for name, kind in agreed.items() if name in facts), None)
    return EmployerStatus(
        id=1,
        npp_masked="",
        name="PT Contoh",
        kind=EmployerKind.GOVERNMENT if "gov" in facts else EmployerKind.OTHER,
        scale=scale,
        branch="",
        paid_through=date.fromisoformat(f"{facts['paid']}-01"),
        closed_on=date.fromisoformat(facts["closed"]) if "closed" in facts else None,
        started_on=date(2010, 1, 1),
        workers=people,
        segments=(SegmentCount(Segment.WAGE, people, holders, int(facts.get("low", "0"))),),
        arrangement=arrangement,
    )


def _owner(on: date, facts: dict[str, str]) -> OwnerCover | None:
    if "bpu" not in facts:
        return None
    until = date.fromisoformat(facts["bpu"])
    return OwnerCover(bpu_state(until, on=on), date(2025, 1, 1), until, frozenset({Program.JKK, Program.JKM}))

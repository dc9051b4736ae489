"""Thirty applicants of every kind, put into a running product's register: `python -m tests.journeys.given FILE`.

Run as a process of its own with the variables of that product. Writes what each applicant's number is, what the
counter must find, and what the officer then does. Agreements and denials come about by the verbs BPJS uses.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import django


def main(target: Path) -> None:
    """Make them, and write the table."""
    django.setup()
    from accounts.models import User
    from districts.clock import today
    from enrollment.arrangements import record_arrangement
    from enrollment.models import Business
    from enrollment.rules.calendar import add_months, required_month
    from enrollment.selectors.status import holidays
    from monitoring.services.facts import rebuild_month
    from permits import services
    from permits.models import LegalBasis, ServiceRule
    from tests.factories import make_bpu, make_business, make_employer, make_nik, make_worker

    paid = required_month(today(), holidays())
    head, second = (User.objects.get(username=name) for name in ("kacab", "kacab2"))
    ServiceRule.objects.filter(permit_type__code="DOMISILI").update(commitment_allowed=True, exemption_allowed=True)
    ServiceRule.objects.filter(permit_type__code="SKU").update(partial_may_pass=True, grace_passes=True)
    cases: list[dict[str, Any]] = []

    def business(name: str, declared: int = 2, **fields: Any) -> Business:
        return make_business(
            name=name, declared_workers=declared, owner_nik=fields.pop("owner_nik", make_nik()),
            owner_name="Suparmin Rekaan", **fields,
        )  # fmt: skip

    def covered(name: str, declared: int = 2, workers: int = 2, months: int = 0, **fields: Any) -> Any:
        scale, programs = fields.pop("scale", "KECIL"), fields.pop("programs", {})
        row = business(name, declared, **fields)
        employer = make_employer(row, paid_through=add_months(paid, -months), scale=scale)
        for _ in range(workers):
            make_worker(employer, **programs)
        return row, employer

    def case(name: str, typed: str | None, finding: str, outcome: str, act: str, service: str = "DOMISILI") -> None:
        assert typed
        row = {"name": name, "typed": typed, "finding": finding, "outcome": outcome, "act": act, "service": service}
        cases.append(row)

    def denied(row: Business) -> None:
        basis = LegalBasis.objects.get(code="PP-86-2013")
        day = today() - timedelta(days=3)
        denial = services.impose_denial(
            business=row, letter_number="B/123/112026", letter_date=day, legal_basis=basis, imposed_on=day, by=head
        )
        services.approve_denial(denial=denial, by=second)

    row, employer = covered("Toko Patuh Satu")
    case("paid up, by NIB", row.nib, "CLEAR", "PASS", "clear")
    row, employer = covered("Toko Patuh Dua")
    case("paid up, by NPP", employer.npp, "CLEAR", "PASS", "clear")
    nik = make_nik()
    row, _ = covered("Toko Patuh Tiga", owner_nik=nik)
    case("paid up, by the owner's NIK", nik, "CLEAR", "PASS", "clear")
    row, _ = covered("Toko Patuh Empat", npwp="0912345678901234")
    case("paid up, by NPWP", "09.123.456.7-890.1234", "CLEAR", "PASS", "clear")
    row, _ = covered("Toko Patuh Lima")
    case(
        "paid up, spaces and dots in the number",
        f"{row.nib[:4]} {row.nib[4:8]}.{row.nib[8:]}",
        "CLEAR",
        "PASS",
        "receive",
    )
    nik = make_nik()
    row = business("Warung Mandiri Sendiri", 0, owner_nik=nik)
    make_bpu(nik=nik)
    case("no workers, the owner is covered", row.nib, "CLEAR", "PASS", "clear")

    case("known, never registered", business("Bakso Rekaan Satu", 3).nib, "UNREGISTERED", "HOLD", "hold")
    case("forty workers, never registered", business("Bakso Rekaan Dua", 40).nib, "UNREGISTERED", "HOLD", "hold")
    case("a commitment", business("Bakso Rekaan Tiga", 3).nib, "UNREGISTERED", "HOLD", "commit")
    case("an exemption, with E", business("Bakso Rekaan Empat", 0).nib, "UNREGISTERED", "HOLD", "exempt")
    case("an override, with O", business("Bakso Rekaan Lima", 3).nib, "UNREGISTERED", "HOLD", "override")
    row, employer = covered("Kedai Tutup Rekaan")
    employer.closed_on = add_months(paid, -4)
    employer.save()
    case("its employer is closed", row.nib, "UNREGISTERED", "HOLD", "hold")
    nik = make_nik()
    row = business("Warung Lewat Masa", 0, owner_nik=nik)
    make_bpu(nik=nik, protected_until=add_months(paid, -8))
    case("the owner's own cover ran out long ago", row.nib, "UNREGISTERED", "HOLD", "hold")

    case("one month unpaid", covered("CV Tunggak Satu", months=1)[0].nib, "ARREARS", "HOLD", "hold")
    case("three months unpaid, workers missing", covered("CV Tunggak Tiga", 12, 7, 3)[0].nib, "ARREARS", "HOLD", "hold")
    case("a year unpaid", covered("CV Tunggak Setahun", months=12)[0].nib, "ARREARS", "HOLD", "hold")
    row, employer = covered("CV Belum Pernah Bayar")
    employer.paid_through = None
    employer.save()
    case("registered, never paid", employer.npp, "ARREARS", "HOLD", "hold")
    case("workers missing", covered("CV Sebagian Satu", 12, 5)[0].nib, "PARTIAL", "HOLD", "hold")
    row, _ = covered("PT Kurang Program", scale="BESAR", programs={"jp": False, "jkp": False})
    case("programs missing", row.nib, "PARTIAL", "HOLD", "hold")

    for kind, name in (("INSTALMENT", "CV Angsuran Rekaan"), ("DISPUTE", "CV Sengketa Rekaan")):
        row, employer = covered(name, months=4)
        record_arrangement(
            employer=employer, kind=kind, letter_number="B/77/112026", valid_from=today() - timedelta(days=5),
            valid_to=today() + timedelta(days=40), by=head,
        )  # fmt: skip
        case(f"agreed with BPJS: {kind}", row.nib, "CONDITIONAL", "PASS_WITH_DEADLINE", "clear")
    case("workers missing, where the rule lets it pass", covered("CV Sebagian Dua", 12, 5)[0].nib, "PARTIAL",
         "PASS_WITH_DEADLINE", "clear", "SKU")  # fmt: skip

    unsure = make_business(name="Toko Satu Kunci", declared_workers=2)
    case("one key only", unsure.nib, "UNCERTAIN", "ASK_BPJS", "ask")
    case("a number nobody knows", "9120999999991", "UNCERTAIN", "ASK_BPJS", "intake")
    for number in range(3):
        business(f"Usaha Serupa Nama Rekaan {number}", 1)
    case("a name that three bear", "usaha serupa nama rekaan", "UNREGISTERED", "HOLD", "choose")
    row, _ = covered("Bengkel Tunggal Namanya")
    case("a name that one bears", "bengkel tunggal namanya", "CLEAR", "PASS", "choose-clear")

    row, _ = covered("PT Dihentikan Satu", months=6)
    denied(row)
    case("denied and in arrears", row.nib, "DENIED", "DENY", "stop")
    row, _ = covered("PT Dihentikan Dua")
    denied(row)
    case("denied and paid up", row.nib, "DENIED", "DENY", "stop")

    case("no data, by NIB", business("Toko Tanpa Data").nib, "SOURCE_DOWN", "CONTINUE_BY_RULE", "clear")
    case("no data, paid up before", covered("Toko Data Lama")[0].nib, "SOURCE_DOWN", "CONTINUE_BY_RULE", "clear")
    for month in (paid, today().replace(day=1)):  # factories write past the import that would have done this
        rebuild_month(period=month, as_of=today())
    target.write_text(json.dumps(cases))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

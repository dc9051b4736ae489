"""What verbs bring about reads the same from the command and on the page: arrangements and statutory denials."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from districts.clock import today
from enrollment.arrangements import record_arrangement
from enrollment.models import Business
from permits import services
from permits.models import LegalBasis
from tests.permits.alike import same_on_the_page

pytestmark = pytest.mark.django_db


def test_findings_made_by_verbs_are_said_alike(
    officer: User, bpjs: User, branch_head: User, branch_head2: User, in_arrears: Business, compliant: Business
) -> None:
    """CONDITIONAL by an instalment plan and by a dispute, DENIED by two branch heads."""
    employer = in_arrears.links.get().employer
    for kind in ("INSTALMENT", "DISPUTE"):
        employer.arrangements.all().delete()
        record_arrangement(
            employer=employer,
            kind=kind,
            letter_number="B/1/2026",
            valid_from=today(),
            valid_to=today() + timedelta(days=30),
            by=bpjs,
        )
        assert same_on_the_page(in_arrears.nib or "", "DOMISILI", today().isoformat()) in ("CONDITIONAL", "PARTIAL")
    denial = services.impose_denial(
        business=compliant,
        letter_number="B/9/2026",
        letter_date=today(),
        legal_basis=LegalBasis.objects.order_by("id")[0],
        imposed_on=today(),
        by=branch_head,
    )
    assert same_on_the_page(compliant.nib or "", "DOMISILI", today().isoformat()) == "CLEAR"
    services.approve_denial(denial=denial, by=branch_head2)
    assert same_on_the_page(compliant.nib or "", "DOMISILI", today().isoformat()) == "DENIED"

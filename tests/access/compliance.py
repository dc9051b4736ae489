"""Rows of appreciation and compliance: indexes are open to whom they compare, arrears and hints to BPJS."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts import vault
from monitoring.models import Certificate, ConsistencyScore, PdsHint
from monitoring.rules.consistency import Inputs, parts, score, weights
from tests.access.machinery import EXPORT, Row, ok
from tests.factories import LUBUK_BAJA, SAGULUNG, make_employer, make_user

MONTH = date(2026, 9, 1)


def _score(district: str, rank: int, held: int) -> ConsistencyScore:
    inputs, weighed = Inputs(18, 20, 40, 1, held, 2, 30), weights(MONTH)
    kept = {**inputs.stored(), "missing": [], "parts": {k: str(v) for k, v in parts(inputs).items()}}
    kept |= {"weights": {part: weighed.of(part) for part in parts(inputs)}, "weights_since": "2026-01-01"}
    return ConsistencyScore.objects.create(
        period=MONTH,
        district_id=district,
        peer_group="MAINLAND",
        inputs=kept | {"weights_source": weighed.source},
        score=score(inputs, weighed),
        rank=rank,
    )


def month_scores(_world: Any) -> dict[str, Any]:
    _score(LUBUK_BAJA, 1, 4)
    _score(SAGULUNG, 2, 8)
    return {}


def one_score(world: Any) -> dict[str, Any]:
    month_scores(world)
    return {"month": "2026-09", "district": LUBUK_BAJA}


def certificate(_world: Any) -> dict[str, Any]:
    pdf = vault.store_file(content=b"%PDF-", name="s.pdf", kind="LETTER", content_type="application/pdf")
    row = _score(LUBUK_BAJA, 1, 4)
    signer = make_user(f"penerbit-{row.pk}", "BH", "BPJS-NGY")
    given = Certificate.objects.create(
        score=row, number=f"PGH/{row.pk}", code="BNG-2345-6789", pdf=pdf, issued_by=signer
    )
    return {"code": given.code}


def hint(_world: Any) -> dict[str, Any]:
    evidence = {"people": 5, "wage": "4000000", "at_minimum": False}
    row = PdsHint.objects.create(
        employer=make_employer(), kind="WAGES", score="0.6", evidence=evidence, found_in=date(2026, 11, 1)
    )
    return {"pk": row.pk}


def months(world: Any) -> dict[str, Any]:
    """There is something to take away."""
    month_scores(world)
    return EXPORT


COMPARED = ok("PK CM PP CM_PTSP BS BH AU LD") | {"CM_OPD": 403}
DECISION = {"putusan": "REJECTED", "catatan": "Gaji pokoknya memang sama"}
BPJS = ok("BS BH AU")
REASON = {"alasan": "Angka loketnya ternyata keliru"}
ROWS = [
    Row("appreciation", "GET", COMPARED),
    Row(
        "appreciation-file",
        "GET",
        {"PK": 404, "CM": 404, "PP": 404, "BS": 404, "BH": 404, "AU": 404, "LD": 404, "CM_OPD": 403},
    ),
    Row("appreciation-file", "POST", COMPARED, data=months),
    Row("appreciation-order", "POST", ok("BH", 303), data={"bulan": "2026-09"}),
    Row("appreciation-one", "GET", COMPARED, args=one_score),
    Row("certificate-issue", "POST", ok("BH", 303), args=one_score, data={"catatan": "Loket buka tiap hari"}),
    Row("certificate-file", "GET", COMPARED, args=certificate),
    Row("certificate-revoke", "POST", ok("BH", 303), args=certificate, data=REASON),
    Row("compliance", "GET", BPJS),
    Row("compliance-partial", "GET", BPJS),
    Row("compliance-hints", "GET", BPJS),
    Row("compliance-hint", "GET", BPJS, args=hint),
    Row("compliance-hint", "POST", ok("BS BH", 303), args=hint, data=DECISION),
]

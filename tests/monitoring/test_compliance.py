"""Arrears by age and partial registration: lists for BPJS whose totals are the dashboard's."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from monitoring.models import ArrearsFact
from monitoring.selectors.compliance import debtors, partial, stored_mode
from monitoring.selectors.standing import ARREARS_BANDS, arrears_bands
from monitoring.services import rebuild_month
from tests.factories import LUBUK_BAJA, SAGULUNG, make_business, make_employer, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

OCTOBER, TODAY = date(2026, 10, 1), date(2026, 11, 22)


def grow_debtors() -> None:
    """One debtor for each age in Lubuk Baja, two of three months in Sagulung, one without any payment."""
    for paid in ((2026, 10), (2026, 9), (2026, 7), (2026, 5), (2026, 1), (2025, 6)):
        make_worker(make_employer(paid_through=date(*paid, 1)), started_on=date(2025, 1, 5))
    for _ in range(2):
        make_worker(make_employer(paid_through=date(2026, 7, 1), district=SAGULUNG), started_on=date(2025, 1, 5))
    make_worker(make_employer(paid_through=None), started_on=date(2026, 8, 3))
    rebuild_month(period=OCTOBER, as_of=TODAY)


def test_every_age_lists_as_many_as_its_number():
    grow_debtors()
    mode = stored_mode(OCTOBER)
    for district in ("", LUBUK_BAJA, SAGULUNG):
        rows = arrears_bands(OCTOBER, district)
        listed = [len(debtors(mode, district=district, band=band)) for band in ARREARS_BANDS]
        assert listed == [row["employers"] for row in rows]
    assert [row["employers"] for row in arrears_bands(OCTOBER, "")] == [1, 4, 1, 1, 1]
    assert sum(fact.employers for fact in ArrearsFact.objects.filter(period=OCTOBER, district="")) == 8


def test_the_page_filters_and_tells_since_when(bpjs, officer, client_of):
    grow_debtors()
    client = client_of(bpjs)
    page = client.get(reverse("compliance"), {"bulan": "2026-10", "umur": "2-3", "kecamatan": SAGULUNG})
    text = page.content.decode()
    assert [row.months for row, *_rest in page.context["lines"]] == [3, 3]
    assert [people for _row, people, *_rest in page.context["lines"]] == [1, 1]
    assert "Jul 2026" in text
    whole = client.get(reverse("compliance"), {"bulan": "2026-10"}).content.decode()
    assert "belum pernah" in whole and "8 pemberi kerja" in whole
    assert client_of(officer).get(reverse("compliance")).status_code == 403


def by_name(kind: str, *names: str) -> dict[str, tuple[int, str]]:
    from enrollment.models import Employer

    known = dict(Employer.objects.filter(name__in=names).values_list("pk", "name"))
    return {
        known[part.row.employer]: (part.missing, part.evidence)
        for part in partial(kind, on=TODAY)
        if part.row.employer in known
    }


def test_workers_declared_beyond_those_registered_are_told_once_a_business():
    business = make_business(name="Bengkel Dua Kantor", declared_workers=10)
    first = make_employer(business, name="Kantor Satu")
    second = make_employer(business, name="Kantor Dua", paid_through=date(2026, 1, 1))
    for employer, people in ((first, 3), (second, 2)):
        for _ in range(people):
            make_worker(employer)
    make_worker(first, ended_on=date(2026, 3, 1))
    found = by_name("tenaga-kerja", "Kantor Satu", "Kantor Dua")
    assert found == {"Kantor Satu": (5, "Melaporkan 10 tenaga kerja, 5 terdaftar.")}


def test_low_wages_are_told_only_where_the_minimum_binds():
    for name, scale in (("Pabrik Besar", "BESAR"), ("Warung Kecil", "MIKRO")):
        employer = make_employer(name=name, scale=scale)
        make_worker(employer, wage=5_000_000)
        make_worker(employer, wage=5_357_982)
        make_worker(employer)
    found = by_name("upah", "Pabrik Besar", "Warung Kecil")
    assert list(found) == ["Pabrik Besar"]
    assert found["Pabrik Besar"][0] == 1
    assert found["Pabrik Besar"][1].startswith("Upah 1 dari 2 pekerja di bawah Rp")


def test_programs_are_missing_by_scale():
    for name, scale in (("Toko Sedang", "MENENGAH"), ("Toko Mikro", "MIKRO"), ("Toko Lengkap", "MENENGAH")):
        employer = make_employer(name=name, scale=scale)
        make_worker(employer, jht=scale == "MENENGAH" and name == "Toko Lengkap", jp=name == "Toko Lengkap")
        make_worker(employer, jp=name == "Toko Lengkap")
    # Nobody is told for JP where some hold it: who is too old for it is not known.
    make_worker(make_employer(name="Toko Sebagian", scale="BESAR"), jp=True)
    found = by_name("program", "Toko Sedang", "Toko Mikro", "Toko Lengkap", "Toko Sebagian")
    assert {name: missing for name, (missing, _said) in found.items()} == {"Toko Sedang": 2}
    assert "JHT (1), JP (2) dari 2 pekerja" in found["Toko Sedang"][1]


@pytest.mark.parametrize("kind", ["tenaga-kerja", "upah", "program", "lain"])
def test_the_pages_open(kind: str, bpjs, client_of):
    business = make_business(name="Usaha Sebagian", declared_workers=9, scale="BESAR")
    make_worker(make_employer(business, name="Pemberi Sebagian"), wage=1_000_000, jht=False)
    text = client_of(bpjs).get(reverse("compliance-partial"), {"jenis": kind}).content.decode()
    assert "Pemberi Sebagian" in text and reverse("business", args=[business.public_id]) in text

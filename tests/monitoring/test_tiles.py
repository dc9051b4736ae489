"""Every number of the coverage pages leads to a list, and the list's total is the number."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from monitoring.facts.refresh import modes, rebuild
from monitoring.models import EmployerFact
from monitoring.rules.months import window
from tests.monitoring.counter import make_check, make_held
from tests.monitoring.registers import grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

TODAY = date(2026, 11, 22)
OCTOBER = "bulan=2026-10"
FILTERS = ("", "&segmen=PU", "&program=JHT", "&sektor=G", "&skala=BESAR", "&cabang=BPJS-NGY", "&dasar=tinggal")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def register():
    grow(41, employers=25, people=120)
    for day in (5, 6, 7):
        make_check(at=f"2026-10-{day:02d}T10:00:00+07:00")
    make_held(at="2026-10-06T10:00:00+07:00", ready_at="2026-10-20T10:00:00+07:00")
    make_held(at="2026-10-07T10:00:00+07:00")
    list(rebuild(modes(window(TODAY, 3), on=TODAY), as_of=TODAY))


def links(page) -> dict[str, int]:
    """Every link to a list with the number it stands on; of a percentage, the people it is made of."""
    found = {}
    html = page.content.decode()
    for href, label in re.findall(r'<a[^>]*href="([^"]*/cakupan/daftar/[^"]*)"[^>]*>(.*?)</a>', html, flags=re.S):
        text = re.sub(r"<[^>]+>", " ", label)
        if "%" in text or "unduh" in href:
            # "371.200 dari 512.400" stands below the percentage.
            after = html[html.index(f'href="{href}"') :]
            of = re.search(r"([\d.]+) dari [\d.]+|>([\d.]+) orang", after)
            assert of, href
            text = of[0]
        number = re.search(r"[\d.]*\d", text)
        assert number, label
        found[unescape(href)] = int(number[0].replace(".", ""))
    return found


def total(page) -> int:
    (heading,) = re.findall(r"<h1>(.*?)</h1>", page.content.decode(), flags=re.S)
    return int(re.findall(r": ([\d.]+) ", heading)[-1].replace(".", ""))


def test_every_number_leads_to_a_list_with_its_total(register, bpjs, client_of):
    client = client_of(bpjs)
    pages = [f"{reverse('coverage')}?{OCTOBER}{more}" for more in FILTERS]
    here = EmployerFact.objects.filter(in_arrears__gt=0).exclude(district__in=["", "-"])[0].district
    pages += [f"{reverse('coverage-district', args=[here])}?{OCTOBER}"]
    pages += [f"{reverse('coverage-analysis')}?{OCTOBER}{more}" for more in ("", "&segmen=PU", f"&wilayah={here}")]
    clicked = set()
    for address in pages:
        found = links(client.get(address))
        assert len(found) >= 6, address
        for href in found.keys() - clicked:
            assert total(client.get(href)) == found[href], (address, href)
        clicked |= found.keys()
    assert len(clicked) > 100

"""The command and the counter's page asked the same: they must say the same finding, reasons and legal basis."""

from __future__ import annotations

import html
import io
import json
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import Assignment
from permits.models import PermitType


def _asked(identifier: str, service: str, on: str, username: str) -> dict[str, Any]:
    out = io.StringIO()
    options = ("--service", service, "--on", on, "--as", username, "--json")
    call_command("check_registration", identifier, *options, stdout=out, stderr=io.StringIO())
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def same_on_the_page(identifier: str, service: str, on: str) -> str:
    """The command asks as the officer of an office that gives the service; its check's page says the same things."""
    permit_type = PermitType.objects.get(code=service)
    posts = Assignment.objects.filter(role__in=("PK", "PP", "OD"), agency__kind=permit_type.authority)
    if permit_type.agency_id:
        posts = posts.filter(agency=permit_type.agency_id)
    who = posts.select_related("user")[0].user
    answer = _asked(identifier, service, on, who.username)
    client = Client()
    client.force_login(who)
    page = html.unescape(strip_tags(client.get(f"/cek/{answer['check']}/").text))
    assert answer["legal_basis"] in page, (answer["finding"], bool(answer["candidates"]), identifier)
    assert answer["headline"] in page, (answer["headline"], identifier)
    for reason in answer["reasons"]:
        assert reason["sentence_id"] in page, (reason["code"], identifier)
    return str(answer["finding"])

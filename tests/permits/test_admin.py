"""Services and laws in `/admin/`: edited with a trace, rules only read, nobody but system admins."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from permits.models import LegalBasis, ServiceRule

pytestmark = pytest.mark.django_db


def test_an_article_is_entered_with_who_verified_it(client_of: Callable[[User], Client], admin_user: User) -> None:
    law = LegalBasis.objects.get(code="KPTS-76-HK-I-2017")
    form = {"code": law.code, "short_title": law.short_title, "title": law.title, "article": "Pasal 5",
            "verified_by": "", "verified_on": "2026-11-20"}  # fmt: skip
    client = client_of(admin_user)
    url = f"/admin/permits/legalbasis/{law.pk}/change/"
    assert client.post(url, form).status_code == 200
    law.refresh_from_db()
    assert law.article == ""
    assert client.post(url, {**form, "verified_by": "Bagian Hukum"}).status_code == 302
    law.refresh_from_db()
    assert (law.article, law.verified_by) == ("Pasal 5", "Bagian Hukum")
    assert AuditEvent.objects.get(verb="permits.change_legalbasis").actor == admin_user


def test_rules_are_read_not_changed(client_of: Callable[[User], Client], admin_user: User) -> None:
    rule = ServiceRule.objects.filter(permit_type__code="DOMISILI").get()
    client = client_of(admin_user)
    assert client.get(f"/admin/permits/servicerule/{rule.pk}/change/").status_code == 200
    assert client.post(f"/admin/permits/servicerule/{rule.pk}/change/", {"tolerance_months": "9"}).status_code == 403
    assert client.get("/admin/permits/servicerule/add/").status_code == 403

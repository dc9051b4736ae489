"""Every download of rows in the access table (B79): no reason, no file; too many, no file; and a trace of each."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import exports
from accounts.models import AuditEvent
from tests.access.machinery import COLUMNS, NOT_ROWS, Row, World, call, export_routes, routes
from tests.access.test_table import TABLE, prepared, undone, world

__all__ = ["undone", "world"]

pytestmark = pytest.mark.django_db
POSTS = [row for row in TABLE if row.method == "POST" and row.name in export_routes()]


def taker(row: Row) -> str:
    return next(column for column in COLUMNS if row.status(column) == 200)


def test_every_export_is_tried():
    assert {row.name for row in POSTS} == export_routes() >= {"referrals_file", "day_register", "bulk_answers"}
    assert sorted(set(NOT_ROWS) - set(routes())) == []


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_no_file_without_a_reason_or_with_too_many_rows(
    row: Row, world: World, undone: Any, monkeypatch: pytest.MonkeyPatch
):
    kwargs, data = prepared(row, world)
    client = world.client(taker(row))
    with undone():
        count = AuditEvent.objects.count()
        for wrong in ({}, {"purpose": "FUN"}, {"purpose": "OTHER", "note": "x"}):
            refused = call(client, row, kwargs, wrong)
            assert (refused.status_code, "Content-Disposition" in refused.headers) == (400, False)
        monkeypatch.setattr(exports, "MOST_ROWS", -1)
        refused = call(client, row, kwargs, data)
        assert (refused.status_code, "Persempit saringannya" in refused.content.decode()) == (400, True)
        assert AuditEvent.objects.count() == count


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_a_file_names_its_purpose_and_leaves_a_trace(row: Row, world: World, undone: Any):
    kwargs, data = prepared(row, world)
    column = taker(row)
    user = getattr(world, COLUMNS[column])
    with undone():
        response = call(world.client(column), row, kwargs, {**data, "note": "permintaan kepala kantor"})
        event = AuditEvent.objects.latest("id")
    assert (event.actor_id, event.data["purpose"], event.data["note"]) == (
        user.pk, data["purpose"], "permintaan kepala kantor")  # fmt: skip
    assert {"filters", "rows"} <= set(event.data)
    name = response["Content-Disposition"]
    for part in (data["purpose"].lower(), user.username.replace(".", "-"), *event.data["filters"].values()):
        assert part.lower() in name, part

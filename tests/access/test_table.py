"""Walks the URL resolver and asks every row of every column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.access.machinery import (
    COLUMNS,
    LOGIN,
    METHODS,
    Row,
    World,
    admin_paths,
    call,
    got,
    is_loose_file,
    missing,
    nobody_in_particular,
    routes,
    rows,
)

TABLE = rows()


class _Undo(Exception):
    pass


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The cast, once for all rows: what a row writes is taken back to here after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """All rows are asked by one cast: what the process remembers of it serves every row, as it would a day's work."""


@pytest.fixture
def undone() -> Callable[[], Any]:
    """`with undone():` takes back whatever the request wrote, so columns do not see each other."""

    @contextmanager
    def block() -> Iterator[None]:
        try:
            with transaction.atomic():
                yield
                raise _Undo
        except _Undo:
            pass

    return block


def prepared(row: Row, world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    kwargs = row.args(world) if row.args else {}
    return kwargs, row.data(world) if callable(row.data) else dict(row.data)


def test_every_route_has_a_row():
    named = {row.name for row in TABLE}
    assert sorted(set(routes()) - named) == []


def test_every_row_names_a_route_and_says_something():
    known = routes()
    assert sorted({row.name for row in TABLE} - set(known)) == []
    assert [str(r) for r in TABLE if not r.expected] == []
    assert [str(r) for r in TABLE if known[r.name] and r.args is None] == []
    assert [str(r) for r in TABLE if set(r.expected) - set(COLUMNS)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_row(row: Row, world: World, undone: Any):
    kwargs, data = prepared(row, world)
    wrong = []
    as_fragment = {row.status(column): column for column in COLUMNS}  # one column for each answer the row knows
    for column in COLUMNS:
        ways = ({}, {"HX-Request": "true"}) if as_fragment[row.status(column)] == column else ({},)
        for fragment in ways:
            with undone():
                response = call(world.client(column), row, kwargs, data, **fragment)
                status = got(response)
            if is_loose_file(row, response):
                wrong.append(f"{column}: a file that nobody was asked a purpose for (export_page, or NOT_ROWS)")
            if status != row.status(column):
                wrong.append(f"{column}{' fragment' if fragment else ''}: {status}, not {row.status(column)}")
            elif status == 404 and kwargs and not fragment:
                with undone():
                    other = call(world.client(column), row, missing(kwargs), data)
                if (other.status_code, other.content) != (404, response.content):
                    wrong.append(f"{column}: a missing object answers differently")
    assert wrong == []
    without_an_account(row, world, kwargs, data, undone)
    without_a_token(row, world, kwargs, data, undone)


def without_an_account(row: Row, world: World, kwargs: dict[str, Any], data: dict[str, Any], undone: Any) -> None:
    """Anonymous, and somebody whose account was switched off meanwhile."""
    for who in ("anonymous", "disabled"):
        with undone():
            client = world.client("PK") if who == "disabled" else nobody_in_particular()
            User.objects.filter(pk=world.officer.pk).update(is_active=False)
            assert got(call(client, row, kwargs, data)) == row.anonymous, who
            if row.anonymous == LOGIN and not row.name.startswith(("account_", "mfa_", "logout")):
                assert call(client, row, kwargs, data, **{"HX-Request": "true"}).status_code == 401, who


def without_a_token(row: Row, world: World, kwargs: dict[str, Any], data: dict[str, Any], undone: Any) -> None:
    """A POST that no form of ours sent, from whoever may do the most here."""
    if row.method == "POST" and not row.headers:
        client = world.client(min(COLUMNS, key=lambda c: str(row.status(c))), enforce_csrf_checks=True)
        with undone():
            assert call(client, row, kwargs, data).status_code == 403, "without a token"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({row.name for row in TABLE}))
def test_a_method_without_a_row_is_refused(name: str, world: World, undone: Any):
    own = [row for row in TABLE if row.name == name]
    row, column = min(((row, c) for row in own for c in COLUMNS), key=lambda found: str(found[0].status(found[1])))
    kwargs, _ = prepared(row, world)
    for method in METHODS:
        if method in {r.method for r in own}:
            continue
        with undone():
            response = getattr(world.client(column), method.lower())(reverse(name, kwargs=kwargs))
        assert response.status_code == 405, f"{method} {name}"


@pytest.mark.django_db
@pytest.mark.parametrize("column", COLUMNS)
def test_the_admin_is_for_system_admins_alone(column: str, world: World):
    client = world.client(column)
    found = {path: client.get(path).status_code for path in admin_paths()}
    if column == "SA":
        assert {path: status for path, status in found.items() if status >= 500} == {}
        assert found["/admin/accounts/user/"] == found["/admin/accounts/assignment/add/"] == 200
    else:
        assert {path: status for path, status in found.items() if status != 403} == {}


@pytest.mark.django_db
def test_the_admin_sends_anonymous_to_the_login_page():
    assert {path: got(Client().get(path)) for path in admin_paths()} == dict.fromkeys(admin_paths(), LOGIN)

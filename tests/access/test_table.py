"""Walks the URL resolver and asks every row of every column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Assignment, User
from tests.access.machinery import (
    COLUMNS,
    LOGIN,
    METHODS,
    Row,
    admin_paths,
    call,
    got,
    missing,
    routes,
    rows,
    signed_in,
)
from tests.factories import PASSWORD, make_user

TABLE = rows()


class _Undo(Exception):
    pass


class World:
    """The cast by fixture name (`world.officer`), for the builders of rows."""

    def __init__(self, get: Callable[[str], Any]) -> None:
        self._get = get

    def __getattr__(self, name: str) -> Any:
        return self._get(name)


@pytest.fixture
def nobody(reference: None) -> User:
    user = User(username="tanpa.peran")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def expired(reference: None) -> User:
    user = make_user("petugas.lama", "PK", "KEC-LBJ")
    Assignment.objects.filter(user=user).update(valid_to=date(2026, 1, 31))
    return user


@pytest.fixture
def world(request: pytest.FixtureRequest, reference: None) -> World:
    for name in COLUMNS.values():
        request.getfixturevalue(name)
    return World(request.getfixturevalue)


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
    for column, fixture in COLUMNS.items():
        client = signed_in(getattr(world, fixture))
        ways = ({}, {"HX-Request": "true"}) if as_fragment[row.status(column)] == column else ({},)
        for fragment in ways:
            with undone():
                response = call(client, row, kwargs, data, **fragment)
                status = got(response)
            if status != row.status(column):
                wrong.append(f"{column}{' fragment' if fragment else ''}: {status}, not {row.status(column)}")
            elif status == 404 and kwargs and not fragment:
                with undone():
                    other = call(client, row, missing(kwargs), data)
                if (other.status_code, other.content) != (404, response.content):
                    wrong.append(f"{column}: a missing object answers differently")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_row_for_anonymous_and_disabled(row: Row, world: World, undone: Any):
    kwargs, data = prepared(row, world)
    disabled = signed_in(world.officer)
    User.objects.filter(pk=world.officer.pk).update(is_active=False)
    for client in (Client(), disabled):
        with undone():
            assert got(call(client, row, kwargs, data)) == row.anonymous
        if row.anonymous == LOGIN and not row.name.startswith(("account_", "mfa_", "logout")):
            with undone():
                assert call(client, row, kwargs, data, **{"HX-Request": "true"}).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({row.name for row in TABLE}))
def test_a_method_without_a_row_is_refused(name: str, world: World, undone: Any):
    own = [row for row in TABLE if row.name == name]
    row, column = min(((row, c) for row in own for c in COLUMNS), key=lambda found: str(found[0].status(found[1])))
    client = signed_in(getattr(world, COLUMNS[column]))
    kwargs, _ = prepared(row, world)
    for method in METHODS:
        if method in {r.method for r in own}:
            continue
        with undone():
            response = getattr(client, method.lower())(reverse(name, kwargs=kwargs))
        assert response.status_code == 405, f"{method} {name}"


@pytest.mark.django_db
@pytest.mark.parametrize("row", [r for r in TABLE if r.method != "GET" and not r.headers], ids=str)
def test_a_post_without_a_token_is_refused(row: Row, world: World):
    kwargs, data = prepared(row, world)
    column = min(COLUMNS, key=lambda c: str(row.status(c)))
    client = signed_in(getattr(world, COLUMNS[column]), enforce_csrf_checks=True)
    assert call(client, row, kwargs, data).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("column", COLUMNS)
def test_the_admin_is_for_system_admins_alone(column: str, world: World):
    client = signed_in(getattr(world, COLUMNS[column]))
    found = {path: client.get(path).status_code for path in admin_paths()}
    if column == "SA":
        assert {path: status for path, status in found.items() if status >= 500} == {}
        assert found["/admin/accounts/user/"] == found["/admin/accounts/assignment/add/"] == 200
    else:
        assert {path: status for path, status in found.items() if status != 403} == {}


@pytest.mark.django_db
def test_the_admin_sends_anonymous_to_the_login_page():
    assert {path: got(Client().get(path)) for path in admin_paths()} == dict.fromkeys(admin_paths(), LOGIN)

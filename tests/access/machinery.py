"""The access table (security.md §5): every URL × method × role, and the walk that finds a URL without a row.

Each app keeps its rows in tests/access/<app>.py as `ROWS`. A row says what every column of `COLUMNS` gets:

    Row("counter", "GET", ok("PK CM PP OD BS BH"))                    # the others: 403; anonymous: to the login page
    Row("application", "GET", ok("PK CM BS BH AU") | {"PP": 404}, args=own_file)
    Row("application", "GET", ok("BS BH AU") | {"PK": 404, …}, args=foreign_file, position="foreign")

`args` builds the object and returns the route's kwargs; a row with `args` is tried with a missing id as well, and
whoever got 404 for a foreign object must get the very same bytes for a missing one.
"""

from __future__ import annotations

import importlib.util
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Assignment, User
from tests.factories import CAST, PASSWORD, make_user

APPS = ("accounts", "enrollment", "permits", "monitoring", "compliance", "api")
LOGIN = "login"  # 302 to the login page; 401 for a fragment
PLAIN = ("text/html", "text/plain", "application/json", "application/vnd.oai", "application/openapi")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
EXPORT = {"purpose": "CHECKING"}  # what every download of rows is asked with
# Files that take no rows away, and why. Every other file that leaves the product stands behind `export_page` (B79).
NOT_ROWS = {
    "application_letter": "one file's paper; each print is noted",
    "certificate-file": "a kecamatan's certificate: sums of its counter",
    "check_slip": "one check's paper",
    "denial_letter": "one business' paper",
    "denial_lifting_letter": "one business' paper",
    "import-template": "headings without a row",
    "import-file": "the file as it came, whole; its own page asks what for, and the trail keeps it",
    "import-reject": "what the same person has just sent in, back to be mended",
    "report-archive": "issued reports: sums, small cells suppressed",
    "report-approval": "who signed an issued report",
    "report-pdf": "an issued report: sums, small cells suppressed",
    "report-pdf-en": "an issued report, translated",
    "report-xlsx": "an issued report: sums, small cells suppressed",
    "report-xlsx-en": "an issued report, translated",
    "mfa_download_recovery_codes": "one's own codes",
}

# column -> member of the cast. `foreign` is of another kecamatan, `none` has no role at all, `expired` had one that
# ended; `disabled` is signed in and then switched off: anonymous again.
COLUMNS = {
    "PK": "officer",
    "foreign": "stranger",
    "CM": "supervisor",
    "PP": "ptsp",
    "CM_PTSP": "ptsp_head",
    "OD": "opd",
    "CM_OPD": "opd_head",
    "BS": "bpjs",
    "BH": "branch_head",
    "IA": "importer",
    "SA": "admin_user",
    "AU": "auditor",
    "LD": "leader",
    "AC": "api_client",
    "none": "nobody",
    "expired": "expired",
}

Build = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One route and method, for one position of its object; `default` is for columns that are not named.

    A column that is not named takes its twin's value first: foreign → PK, CM_PTSP and CM_OPD → CM, expired, AC → none.
    """

    name: str
    method: str
    expected: Mapping[str, int | str]
    default: int = 403
    anonymous: int | str = LOGIN
    args: Build | None = None
    data: Build | dict[str, Any] = field(default_factory=dict)
    position: str = "own"
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.position}"

    def status(self, column: str) -> int | str:
        twins = {"foreign": "PK", "CM_PTSP": "CM", "CM_OPD": "CM", "expired": "none", "AC": "none"}
        return self.expected.get(column, self.expected.get(twins.get(column, column), self.default))


def ok(columns: str, status: int | str = 200) -> dict[str, int | str]:
    """`status` for the named columns."""
    return dict.fromkeys(columns.split(), status)


def everybody(status: int | str = 200) -> dict[str, int | str]:
    """`status` for every signed-in column."""
    return dict.fromkeys(COLUMNS, status)


def rows() -> list[Row]:
    """Every app's rows."""
    found: list[Row] = []
    for app in APPS:
        if importlib.util.find_spec(f"tests.access.{app}"):
            found += import_module(f"tests.access.{app}").ROWS
    return found


def routes() -> dict[str, list[str]]:
    """Every route of the product outside `/admin/`: name (or path, where it has none) -> names of its parameters."""
    return dict(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], namespace: str, prefix: str) -> Iterator[tuple[str, list[str]]]:
    for entry in patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            if entry.namespace != "admin":
                yield from _walk(entry.url_patterns, inner, where)
        elif isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}" if entry.name else where), list(entry.pattern.converters)


def admin_paths() -> list[str]:
    """Every address under `/admin/`, with a made-up id where it wants one."""
    admin = next(e for e in get_resolver().url_patterns if getattr(e, "namespace", "") == "admin")
    paths = []
    for entry in _flat(admin.url_patterns):
        if entry.name:
            arguments = dict.fromkeys(entry.pattern.regex.groupindex, "1")
            arguments |= {"app_label": "accounts"} if "app_label" in arguments else {}
            paths.append(reverse(f"admin:{entry.name}", kwargs=arguments))
    return paths


def _flat(patterns: list[Any]) -> Iterator[URLPattern]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _flat(entry.url_patterns)
        else:
            yield entry


def missing(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The same route with an id that does not exist."""
    return {name: _other_id(value) for name, value in kwargs.items()}


def _other_id(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    return 2_000_000_000 if isinstance(value, int) else "ZZ-0000"


class World:
    """The cast by its names (`world.officer`) and a client for each, for the rows and their builders."""

    def __init__(self) -> None:
        self._cast = {name: make_user(*CAST[name]) for name in CAST}
        self._cast |= {"nobody": _nobody(), "expired": _expired()}
        # Signing in once is enough: what a row does to a session is taken back with the rest.
        self._sessions = {
            column: signed_in(self._cast[name]).cookies[settings.SESSION_COOKIE_NAME].value
            for column, name in COLUMNS.items()
        }

    def __getattr__(self, name: str) -> Any:
        return self._cast[name]

    def client(self, column: str, **options: Any) -> Client:
        """A fresh browser in the column's session."""
        client = nobody_in_particular(**options)
        client.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[column]
        return client


def _nobody() -> User:
    user = User(username="tanpa.peran")
    user.set_password(PASSWORD)
    user.save()
    return user


def _expired() -> User:
    user = make_user("petugas.lama", "PK", "KEC-LBJ")
    Assignment.objects.filter(user=user).update(valid_to=date(2026, 1, 31))
    return user


def nobody_in_particular(**options: Any) -> Client:
    """An anonymous client."""
    client = Client(**options)
    client.handler = _handler(options.get("enforce_csrf_checks", False))
    return client


def signed_in(user: User, **options: Any) -> Client:
    """A client of this user."""
    client = nobody_in_particular(**options)
    client.force_login(user, backend="accounts.backends.SessionBackend")
    return client


@cache
def _handler(enforce_csrf_checks: bool) -> ClientHandler:
    """One loaded chain of middleware for all clients: loading it is most of a test request's time."""
    return ClientHandler(enforce_csrf_checks)


def call(client: Client, row: Row, kwargs: dict[str, Any], data: dict[str, Any], **headers: str) -> Any:
    """The row's request."""
    send = getattr(client, row.method.lower())
    url = reverse(row.name, kwargs=kwargs)
    return send(url, data, headers={**row.headers, **headers}) if row.method in {"GET", "POST"} else send(url)


@cache
def export_routes() -> frozenset[str]:
    """Routes whose view asks for a purpose before it gives a file."""
    return frozenset(e.name for e in _flat(get_resolver().url_patterns) if getattr(e.callback, "is_export", False))


def is_loose_file(row: Row, response: Any) -> bool:
    """Whether a file was given away that nobody was asked for a purpose for."""
    told = response.headers
    is_file = "Content-Disposition" in told or not told.get("Content-Type", "text/html").startswith(PLAIN)
    if response.status_code != 200 or not is_file or row.name in NOT_ROWS:
        return False
    return row.method != "POST" or row.name not in export_routes()


def got(response: Any) -> int | str:
    """The status, or LOGIN where it leads to the login page; a filled-in form is answered with that page itself."""
    if response.status_code == 401 and b'name="password"' in response.content:
        return LOGIN
    if response.status_code == 302 and response.headers["Location"].startswith("/masuk/"):
        return LOGIN
    if response.status_code == 401 and response.headers.get("HX-Redirect", "").startswith("/masuk/"):
        return LOGIN
    return int(response.status_code)

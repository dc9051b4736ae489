"""The cast and the ground every test stands on (architecture §4.7).

Officers of Lubuk Baja and their colleague, a stranger of Sagulung, DPMPTSP, a dinas, BPJS, the importer, admins, the
auditor and the head of office. Each of `tests.factories.CAST` is a fixture that makes its user; `client_of(user)` is
that user signed in.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadScopeScheduling

from accounts import kept
from accounts.models import User
from config.translations import compile_if_stale
from tests import pristine
from tests.factories import CAST, make_user
from tests.migrated import Kept


def pytest_configure(config: pytest.Config) -> None:
    """Quick hashes, plain static files, no lock-out: tests of those switch them on again."""
    # Collecting makes objects that all stay: looking for waste among them takes a third of its time.
    gc.disable()
    # A shell that runs us in the background has SIGINT ignored, and so would every process the tests press Ctrl-C on.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    django_settings.AXES_ENABLED = False
    # Each process a cache of its own: one test may empty it while another counts on it.
    number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15
    address = urlsplit(django_settings.REDIS_URL)
    django_settings.CACHES["default"]["LOCATION"] = urlunsplit(address._replace(path=f"/{number}"))
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none
    # `make test` tries each property on a few dozen cases, `make test-long` on ten times as many.
    examples = 25 if "not long" in config.getoption("markexpr", "") else 400
    hypothesis_settings.register_profile("house", max_examples=examples, deadline=None)
    hypothesis_settings.load_profile("house")
    compile_if_stale()
    pristine.install()


# The longest begin first, so that no process ends alone.
FIRST = ("tests/journeys/", "tests/faults/", "tests/acceptance/", "tests/access/", "tests/api/", "tests/config/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Only the order: nothing is left out."""
    items.sort(key=lambda item: next((at for at, start in enumerate(FIRST) if item.nodeid.startswith(start)), 99))


def pytest_collection_finish(session: pytest.Session) -> None:
    """From here on there is waste again, but none among what was collected."""
    gc.enable()
    gc.freeze()


class Rooms(LoadScopeScheduling):
    """A file stays in one process; the journeys together, because each process that runs one starts the product, and
    the faults together, because they wait: what computes runs beside both."""

    def _split_scope(self, nodeid: str) -> str:
        return next((room for room in FIRST[:2] if nodeid.startswith(room)), nodeid.split("::", 1)[0])


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than cores: the journeys and the faults wait for what they have started."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Rooms:
    """In the order of collection, not by the number of tests: a file of one long test would come last."""
    config.option.loadscopereorder = False
    return Rooms(config, log)


@pytest.fixture(scope="session")
def migrated(pytestconfig: pytest.Config, django_db_blocker: Any) -> Kept:
    """The migrated database of an earlier run."""
    found = Kept(pytestconfig.cache.mkdir("migrated"), django_db_blocker)  # type: ignore[union-attr]
    found.fill_new_databases()
    return found


@pytest.fixture(scope="session")
def django_db_setup(migrated: Kept, django_db_setup: None, django_db_blocker: Any) -> None:
    """The reference data once per database."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
        pristine.keep()


@pytest.fixture
def reference(db: None) -> None:
    """Batam: its areas, offices, services and holidays, as they stand in every test's database."""


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What another test made the process remember is not this one's."""
    kept.clear()


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A signed-in client: `client_of(officer).get(...)`."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="accounts.backends.SessionBackend")
        return client

    return signed_in


def _member(name: str) -> Any:
    @pytest.fixture(name=name)
    def member(reference: None) -> User:
        return make_user(*CAST[name])

    return member


for _name in CAST:
    globals()[_name] = _member(_name)


@pytest.fixture
def terminate_connections() -> Callable[[], None]:
    """Cut every other connection to the test's database, as a restart of the server would."""

    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    return cut

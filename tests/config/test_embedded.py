"""The throw-away servers: they come, they go, and nothing of them stays."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from config.embedded import Postgres, Redis
from config.embedded.account import readable, server_account
from config.embedded.postgres import new_passwords

ROOT = Path(__file__).resolve().parents[2]
SHOW = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'], os.environ['DATA_DIR'], flush=True)"


def start(*command: str, **given: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}} | given
    return subprocess.Popen(
        [sys.executable, "-m", "config.embedded", "exec", "--", *command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def nothing_listens(url: str) -> bool:
    try:
        psycopg2.connect(url, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return True
    return False


def test_two_at_once_end_with_their_command_and_leave_nothing() -> None:
    both = [start(sys.executable, "-c", f"{SHOW}; raise SystemExit({code})") for code in (0, 7)]
    said = [process.communicate(timeout=120)[0].split() for process in both]

    assert [process.returncode for process in both] == [0, 7]
    assert said[0][0] != said[1][0]
    for database_url, _, data in said:
        assert nothing_listens(database_url)
        assert not Path(data).parent.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_reaches_the_command_and_takes_everything_down(number: signal.Signals) -> None:
    process = start(sys.executable, "-c", f"{SHOW}; import time; time.sleep(60)")
    assert process.stdout
    database_url, _, data = process.stdout.readline().split()
    assert not nothing_listens(database_url)

    process.send_signal(number)
    process.communicate(timeout=30)

    assert process.returncode in {128 + number, 1}  # Python answers SIGINT with a traceback and code 1 or 130
    assert nothing_listens(database_url)
    assert not Path(data).parent.exists()


def test_given_servers_are_used_as_they_are() -> None:
    process = start(sys.executable, "-c", SHOW, DATABASE_URL="postgresql://there/x", REDIS_URL="redis://there/0")
    said = process.communicate(timeout=30)[0].split()
    assert said[:2] == ["postgresql://there/x", "redis://there/0"]


def test_a_wrong_call_is_a_usage_error() -> None:
    done = subprocess.run([sys.executable, "-m", "config.embedded", "exec"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 2


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory the servers' account may pass through (pytest's own are closed to all others)."""
    path = tmp_path_factory.mktemp("servers")
    for folder in (path, *path.parents):
        if folder.owner() == Path.home().owner() and folder not in (Path("/"), Path("/tmp")):
            folder.chmod(folder.stat().st_mode | 0o111)
    return path


def test_the_database_survives_a_killed_postmaster(home: Path) -> None:
    """F19's ground: what was committed is there after kill -9 and a start on the same port."""
    server = Postgres(home, new_passwords())
    server.start()
    try:
        connection = psycopg2.connect(server.url)
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        connection.close()
        port = server.port
        assert server.process
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()

        server.start()

        assert server.port == port
        connection = psycopg2.connect(server.url)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM kept")
            assert cursor.fetchone()[0] == 1000
        connection.close()
    finally:
        server.stop()


def test_nobody_gets_in_without_the_password(home: Path) -> None:
    server = Postgres(home, new_passwords(), durable=False)
    server.start()
    try:
        wrong = server.url.replace(server.passwords["owner"], "guessed")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(wrong)
        assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
        assert server.passwords["owner"] not in Path(f"/proc/{server.process.pid}/cmdline").read_text()  # type: ignore[union-attr]
    finally:
        server.stop(how=signal.SIGQUIT)


def test_redis_keeps_what_it_took(home: Path) -> None:
    """M18: append-only and saved, so that a killed Redis loses nothing older than a second."""
    import redis as client

    server = Redis(home, "secret")
    server.start()
    try:
        connection = client.Redis.from_url(server.url)
        assert connection.config_get("save")["save"] == "60 1"
        assert connection.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        connection.set("kept", "yes")
        time.sleep(1.2)
        connection.close()
        assert server.process
        server.process.kill()
        server.process.wait()

        server.start()

        connection = client.Redis.from_url(server.url)
        assert connection.get("kept") == b"yes"
        connection.close()
        assert "secret" not in Path(f"/proc/{server.process.pid}/cmdline").read_text()
    finally:
        server.stop()


@pytest.mark.skipif(not server_account().switch, reason="only root hands the servers to another account")
def test_programs_under_a_closed_home_are_copied(tmp_path: Path) -> None:
    closed, home = tmp_path / "closed", Path("/tmp") / f"cekjamsos-copy-{os.getpid()}"
    program = closed / "tree" / "bin" / "program"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    closed.chmod(0o700)
    home.mkdir(mode=0o755)
    try:
        base = readable(closed, ("tree/bin/program", "tree"), home)
        assert base == home / "bin"
        assert server_account().reaches(base / "tree" / "bin" / "program")
    finally:
        subprocess.run(["rm", "-rf", str(home)], check=True)

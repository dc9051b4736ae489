"""`make run`: everything, from an empty directory to a served page, and back down again.

    python -m config.run

Servers (embedded, unless DATABASE_URL / REDIS_URL are given) → database, translations, static files → demo data on
the first start → web, worker, beat. Ctrl-C or SIGTERM ends them in the order web, beat, worker, redis, postgres with
exit code 0; the data stays. Variables: PORT, BIND, DATA_DIR, DEMO_WORKERS, DEMO, DB_ROLE (docs/operating.md).
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import sys
import time
import urllib.request
from pathlib import Path

from config import datadir, environment, greeting
from config.datadir import Refused
from config.embedded.account import die_with_parent
from config.embedded.postgres import Postgres
from config.embedded.redis import Redis
from config.embedded.server import ServerFailed
from config.supervisor import Child, Failed, Managed, Stop, listen_for_stop, run_step, watch

APP_ROLE = "cekjamsos_app"
DEMO_MARK = "demo.json"
DEMO_WORKERS = 20000
READY_SECONDS = 60


def main() -> int:
    started: list[Managed] = []
    listen_for_stop()
    take_terminal()
    try:
        lock = datadir.claim()
        with lock:
            serve(started)
    except Stop:
        say("Stopping …")
        return 0
    except (Refused, Failed, ServerFailed) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    finally:
        stop(started)
    return 0


def serve(started: list[Managed]) -> None:
    """Start everything and watch it; returns never (raises `Stop`, `Failed`, `Refused`, `ServerFailed`)."""
    begun = time.monotonic()
    port = int(os.environ.get("PORT") or 8000)
    check_port(port)
    environment.ensure_secrets()
    log = environment.data_dir() / "log"
    variables = start_servers(started, log) | common_variables(port)
    run_step("Preparing the database", python("-m", "config.prepare"), variables, log / "prepare.log")
    stack = {"database_url": variables["DATABASE_URL"], "redis_url": variables["REDIS_URL"]}
    demo = variables["DEMO"] == "1"
    datadir.write_json("stack.json", {**stack, "demo": demo, "pid": os.getpid(), "port": port, "uid": os.geteuid()})
    demo_data(variables, log)
    web = processes(variables | {"DB_ROLE": os.environ.get("DB_ROLE", APP_ROLE)}, log)
    for child in reversed(web):  # they stop in the order web, beat, worker: `stop` goes backwards
        child.start()
        started.append(child)
    if not wait_until_ready(port, web):
        say(f"It does not report ready yet; http://localhost:{port}/readyz says what is missing.")
    greeting.show(port, environment.data_dir(), demo, time.monotonic() - begun)
    watch(started, say)


def start_servers(started: list[Managed], log: Path) -> dict[str, str]:
    """The addresses of PostgreSQL and Redis, started here where none is given."""
    addresses = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
    if all(addresses.values()):
        return addresses
    home, passwords = datadir.servers()
    if home != environment.data_dir():
        say(f"The databases lie in {home}: the account they run under cannot reach {environment.data_dir()}.")
    if not addresses["DATABASE_URL"]:
        postgres = Postgres(home, passwords, log / "postgres.log")
        started.append(postgres)
        postgres.start()
        addresses["DATABASE_URL"] = postgres.url
    if not addresses["REDIS_URL"]:
        redis = Redis(home, passwords["redis"], log / "redis.log")
        started.append(redis)
        redis.start()
        addresses["REDIS_URL"] = redis.url
    return addresses


def common_variables(port: int) -> dict[str, str]:
    """What every process of the stack is told; a variable that is already set wins."""
    defaults = {"DEMO": "1", "PUBLIC_URL": f"http://localhost:{port}", "DJANGO_SETTINGS_MODULE": "config.settings"}
    variables = {name: os.environ.get(name) or value for name, value in defaults.items()}
    variables["DEMO"] = "1" if environment.flag("DEMO", default=True) else "0"
    return variables | {
        "DATA_DIR": str(environment.data_dir()),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "DB_ROLE": "",
    }


# Workers need not hear of each other; telling a dead broker that one ends would keep it from ending.
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def processes(variables: dict[str, str], log: Path) -> list[Child]:
    """Web, beat and worker, in the order they are stopped."""
    celery = python("-m", "celery", "-A", "config")
    commands = {
        "web": python("-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"),
        "beat": [*celery, "beat", "--pidfile=", "-s", str(environment.data_dir() / "beat-schedule")],
        "worker": [*celery, "worker", *QUIET, "--loglevel=INFO"],
    }
    commands["worker"].append(f"--concurrency={os.environ.get('WORKER_PROCESSES') or 2}")
    own = {
        # A client that hangs inside a transaction holds what others wait for; a page of 30 s is lost anyway.
        "web": {"DB_STATEMENT_TIMEOUT": "30s", "DB_IDLE_TIMEOUT": "30s"},
        "beat": {"BEAT_ONLY": "1"},
        # Told to end, it gives its tasks three seconds and hands the rest back; the sweeper sends them again.
        "worker": {
            "DB_IDLE_TIMEOUT": "5min",
            "REMAP_SIGTERM": "SIGQUIT",
            "WORKER_SOFT_SHUTDOWN_SECONDS": "3",
            "CELERY_SKIP_CHECKS": "1",
        },
    }
    return [Child(name, commands[name], log / f"{name}.log", variables | own[name]) for name in commands]


def demo_data(variables: dict[str, str], log: Path) -> None:
    """On the first start, where DEMO is on: demo accounts and an invented register (DEMO_WORKERS, 20000; 0: empty).

    Only then: a register that somebody works in never gets invented rows because a variable was forgotten.
    """
    if variables["DEMO"] != "1":
        return
    asked = os.environ.get("DEMO_WORKERS")
    mark = environment.read_json(DEMO_MARK)
    if mark.get("loaded"):
        if asked and int(asked) != mark["workers"]:
            say(f"DEMO_WORKERS={asked} is not used: demo data are made on the first start of a data directory only.")
        return
    workers = int(mark.get("workers", asked or DEMO_WORKERS))
    command = python("manage.py", "load_demo", "--workers", str(workers))
    if mark:  # the first start was interrupted: the same workbooks again bring in what is missing
        command.append("--resume")
    datadir.write_json(DEMO_MARK, {"workers": workers, "loaded": False})
    if workers:
        say(f"First start: making workbooks of {workers} invented workers and bringing them in …")
    run_step("The demo data", command, variables, log / "demo.log")
    datadir.write_json(DEMO_MARK, {"workers": workers, "loaded": True})


def wait_until_ready(port: int, children: list[Child]) -> bool:
    """Until /readyz says so; at once given up where a process of ours has ended (the watch deals with it)."""
    url = f"http://127.0.0.1:{port}/readyz"
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if any(child.process and child.process.poll() is not None for child in children):
            return False
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=3) as answer:  # HTTPError is an OSError
            if answer.status == 200:
                return True
        time.sleep(0.3)
    return False


def check_port(port: int) -> None:
    """Before anything else is started: somebody else's port is the commonest reason to fail."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(
                f"Port {port} is not free ({error.strerror}). Choose another one: make run PORT={port + 1}"
            ) from error


def take_terminal() -> None:
    """Have Ctrl-C reach us alone: `make` would die of it and report an error where everything ended well."""
    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)()
    with contextlib.suppress(OSError):
        before = os.getpgrp()
        if not sys.stdin.isatty() or os.tcgetpgrp(0) != before:
            return
        for number in (signal.SIGTTOU, signal.SIGTSTP):
            signal.signal(number, signal.SIG_IGN)
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        atexit.register(os.tcsetpgrp, 0, before)


def stop(started: list[Managed]) -> None:
    """Stop what was started, last first, and forget the addresses."""
    for process in reversed(started):
        process.stop()
    if started:
        (environment.data_dir() / "stack.json").unlink(missing_ok=True)
        say("Stopped. The data are kept.")


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    os.chdir(environment.BASE_DIR)
    sys.exit(main())

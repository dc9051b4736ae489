"""One run = one fresh process with Django loaded, told what to do on which database; sides take turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psutil

from benchmarks.databases import Databases
from benchmarks.results import Samples

WATCH_SECONDS = 0.03


class RunFailed(Exception):
    """A side ended badly, or left another register than its neighbour."""


@dataclass(frozen=True, slots=True)
class Side:
    """`action` of `benchmarks.actions` with its arguments, `times` runs of it, each on a copy of `template`."""

    action: str
    template: str
    arguments: Mapping[str, Any]
    times: int
    title: str = ""
    # Given the address of the database after a run: raises RunFailed where the register is not as it must be.
    check: Callable[[str], None] | None = None
    # What a run's seconds are multiplied by: above 1 where the side was given a part of the sheet only.
    scale: float = 1


def in_turns(databases: Databases, sides: Mapping[str, Side], say: Callable[[str], None]) -> dict[str, Samples]:
    """Run all sides in turns, so that a slow spell of the machine meets each of them."""
    samples = {name: Samples() for name in sides}
    for turn in range(max(side.times for side in sides.values())):
        for name, side in sides.items():
            if turn >= side.times:
                continue
            with databases.copy_of(side.template) as url:
                outcome = run(side.action, side.arguments, url)
                if side.check is not None:
                    side.check(url)
            samples[name].seconds.append(outcome["seconds"] * side.scale)
            say(f"  {side.title or name}: {outcome['seconds']:.2f} s")
    return samples


def run(action: str, arguments: Mapping[str, Any], url: str, watch: bool = False) -> dict[str, Any]:
    """Do one action in a process of its own and return what it printed: `seconds` and what else it tells.

    `watch` adds `peak_bytes`, the most resident memory of the process and all its children; looking costs time, so
    a watched run is not a timed one.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.actions", action, json.dumps(dict(arguments))],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    peak = _watch(process) if watch else 0
    printed, _ = process.communicate()
    if process.returncode:
        raise RunFailed(f"{action} ended with {process.returncode}")
    outcome: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    return {**outcome, "peak_bytes": peak}


def _watch(process: subprocess.Popen[str]) -> int:
    top, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        total = 0
        try:
            for one in (top, *top.children(recursive=True)):
                total += one.memory_info().rss
        except psutil.Error:
            continue
        peak = max(peak, total)
        time.sleep(WATCH_SECONDS)
    return peak

"""The supervisor's promises: restarts are bounded, steps report their last words, Ctrl-C is heard once."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

from config.supervisor import Child, Failed, Stop, listen_for_stop, run_step, watch


def child(tmp_path: Path, code: str, name: str = "probe") -> Child:
    return Child(name, [sys.executable, "-c", code], tmp_path / f"{name}.log", {})


def test_a_child_that_dies_once_is_started_again(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code = f"import pathlib, time; p = pathlib.Path({str(mark)!r}); n = p.exists(); p.touch(); n and time.sleep(60)"
    probe, said = child(tmp_path, code), []
    pauses = 0

    def pause(seconds: float) -> None:
        nonlocal pauses
        pauses += 1
        time.sleep(0.05)
        if said and pauses > 20:
            raise Stop

    probe.start()
    try:
        with pytest.raises(Stop):
            watch([probe], said.append, pause)
        assert probe.process and probe.process.poll() is None
    finally:
        probe.stop()
    assert len(said) == 1


def test_a_child_that_dies_over_and_over_stops_everything(tmp_path: Path) -> None:
    probe = child(tmp_path, "print('no such table'); raise SystemExit(3)")
    probe.start()
    with pytest.raises(Failed, match=r"(?s)probe ended 6 times within a minute.*no such table"):
        watch([probe], lambda _: None, lambda _: time.sleep(0.02))


def test_a_step_that_fails_tells_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"(?s)The step failed \(exit code 4\).*disk is full"):
        run_step("The step", [sys.executable, "-c", "print('disk is full'); raise SystemExit(4)"], {}, tmp_path / "log")


def test_a_child_that_will_not_end_is_ended(tmp_path: Path) -> None:
    stubborn = child(
        tmp_path, "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )
    stubborn.start()
    deadline = time.monotonic() + 20
    while "up" not in stubborn.log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    process = stubborn.process
    assert process
    stubborn.stop(0.3)
    assert process.returncode == -signal.SIGKILL


def test_a_second_interrupt_does_not_cut_the_stop_short() -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        listen_for_stop()
        with pytest.raises(Stop):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

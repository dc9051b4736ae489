"""`python -m config.embedded exec [--durable] -- COMMAND …`: run COMMAND against throw-away servers.

Ends with COMMAND's exit code; an interrupt reaches COMMAND first, then the servers go.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType

from config.embedded.account import die_with_parent
from config.embedded.server import ServerFailed
from config.embedded.throwaway import throwaway

USAGE = "usage: python -m config.embedded exec [--durable] -- COMMAND [ARGUMENT …]"


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] != "exec" or "--" not in arguments:
        print(USAGE, file=sys.stderr)
        return 2
    split = arguments.index("--")
    options, command = arguments[1:split], arguments[split + 1 :]
    if not command or set(options) - {"--durable"}:
        print(USAGE, file=sys.stderr)
        return 2
    # Until COMMAND runs, an interrupt unwinds the `with` and so takes the servers down again.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with throwaway(durable="--durable" in options) as variables:
            return _run(command, {**os.environ, **variables})
    except ServerFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(command: list[str], variables: dict[str, str]) -> int:
    try:
        child = subprocess.Popen(command, env=variables, preexec_fn=die_with_parent(signal.SIGTERM))
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127

    def pass_on(number: int, _: FrameType | None) -> None:
        # A terminal sends Ctrl-C to the child as well: a second one would cut its own tidying short.
        if number == signal.SIGTERM or not sys.stdin.isatty():
            child.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    code = child.wait()
    return code if code >= 0 else 128 - code


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

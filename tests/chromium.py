"""The browser of the journeys: Debian's own Chromium. `python -m tests.chromium` installs it where there is none.

Its shell without a window is the same engine and takes a third of the processor's time. As an ordinary user nothing
can be installed: then this says what to ask for, and ends non-zero.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Path of a Chromium: CHROMIUM, else the first known name on PATH."""
    return next(
        (path for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name and (path := shutil.which(name))), None
    )


def _apt(*arguments: str) -> bool:
    done = subprocess.run(
        ["apt-get", "-qq", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        print(f"`apt-get {' '.join(arguments)}` failed with code {done.returncode}.", file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    if find():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        _apt("update")
        install = ("install", "-y", "--no-install-recommends")
        if not _apt(*install, SHELL):
            _apt(*install, "chromium")
        if find():
            return 0
    print(
        "The tests need a Chromium and there is none. Install it (Debian: apt-get install chromium; Ubuntu: snap "
        "install chromium), or name one: make test CHROMIUM=/path/to/chromium",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())

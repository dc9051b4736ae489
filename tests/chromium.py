"""The browser of the journeys: Debian's own Chromium. `python -m tests.chromium` installs it where there is none.

As an ordinary user it cannot be installed: then this says what to ask for, and ends non-zero.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Path of a Chromium: CHROMIUM, else the first known name on PATH."""
    return next(
        (path for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name and (path := shutil.which(name))), None
    )


def main() -> int:
    if find():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "-qq", "update"],
            ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"],
        ):
            done = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
            )
            if done.returncode:
                print(f"`{' '.join(command)}` failed with code {done.returncode}.", file=sys.stderr)
                break
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

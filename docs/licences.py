"""Writes docs/licences.md from the metadata of the installed packages: `.venv/bin/python docs/licences.py`."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, files, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Third-party packages and their licences

Made by `docs/licences.py` from the installed packages' own metadata; run it again after `make lock`. Only the first
table ships; the second is needed by checks and tests. Debian's Chromium is used by tests and is not part of the
product. The icons, the mark and the style sheet are this project's own work. htmx (0BSD) comes inside `django-htmx`.
Sources of the reference data: [licences-data.md](licences-data.md).
"""


def names(lock: str) -> list[str]:
    """Package names of one hashed requirements file."""
    return sorted(re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements" / lock).read_text(), re.MULTILINE))


def licence(name: str) -> tuple[str, str]:
    """Version and licence as the package states them: expression, else classifier, else the short free text."""
    try:
        data = metadata(name)
    except PackageNotFoundError:
        return "", "not installed on this platform"
    trove = [entry.rsplit("::", 1)[1].strip() for entry in data.get_all("Classifier") or [] if "License ::" in entry]
    trove = [entry for entry in trove if not entry.startswith("Other")] or trove
    text = (data.get("License") or _file(name)).strip().splitlines()
    found = data.get("License-Expression") or ", ".join(trove) or (text[0][:60] if text else "see the package")
    return data["Version"], found


def _file(name: str) -> str:
    return next((path.read_text() for path in files(name) or [] if path.name.startswith("LICEN")), "")


def table(packages: list[str]) -> str:
    """A Markdown table, one package a row."""
    rows = [f"| {name} | {version} | {found} |" for name in packages for version, found in (licence(name),)]
    return "\n".join(["| package | version | licence |", "|---|---|---|", *rows]) + "\n"


def main() -> None:
    """Write the page."""
    product = sorted(names("base.txt") + names("source.txt"))
    tools = [name for name in names("dev.txt") if name not in product]
    page = f"{HEAD}\n## The product\n\n{table(product)}\n## Checks and tests\n\n{table(tools)}"
    (ROOT / "docs" / "licences.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

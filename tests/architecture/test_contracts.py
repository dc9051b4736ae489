"""The house holds: arrows point down, rules are pure, views name no manager; and the machine that says so is awake."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("districts", "accounts", "enrollment", "permits", "monitoring")


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code alone, to plant wrong imports in."""
    for name in ("config", *APPS):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.json"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_as_it_is(house: Path) -> None:
    done = lint_imports(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("planted_in", "line", "broken"),
    [
        ("districts/planted.py", "import accounts.models", "Arrows point one way"),
        ("enrollment/planted.py", "from permits import models", "Arrows point one way"),
        ("accounts/planted.py", "import config.urls", "Arrows point one way"),
        ("enrollment/rules/planted.py", "from django.db import models", "Rules are pure"),
        ("accounts/forms.py", "import accounts.views", "Rooms inside an app"),
    ],
)
def test_a_planted_wrong_import_fails_the_check(house: Path, planted_in: str, line: str, broken: str) -> None:
    path = house / planted_in
    text = path.read_text() if path.exists() else ""
    path.write_text(f"{text}\n{line}\n")
    after = lint_imports(house)

    assert after.returncode == 1
    assert broken in " ".join(after.stdout.split("Broken contracts")[1].split())


def modules(*names: str) -> list[Path]:
    found: list[Path] = []
    for app in APPS:
        for name in names:
            found += [path for path in (ROOT / app / f"{name}.py",) if path.exists()]
            found += sorted((ROOT / app / name).rglob("*.py"))
    return found


def test_views_name_no_manager() -> None:
    """A view starts from a selector or `visible_to`; a manager in a view is a scope forgotten."""
    looked_at = modules("views")
    assert looked_at
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in looked_at
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    ]
    assert wrong == []


def test_the_admin_mixins_of_import_export_are_used_nowhere() -> None:
    """They let anybody of the staff import, and keep previews in clear text (M1 to M6)."""
    wrong = [
        str(path.relative_to(ROOT))
        for app in ("config", *APPS)
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom | ast.Import) and _names_import_export_admin(node)
    ]
    assert wrong == []


def _names_import_export_admin(node: ast.ImportFrom | ast.Import) -> bool:
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{name}" for name in names] + [node.module or ""]
    return any(name.startswith(("import_export.admin", "import_export.tmp_storages")) for name in names)


def test_the_linter_bans_them_too(tmp_path: Path) -> None:
    planted = tmp_path / "admin.py"
    planted.write_text(
        "from import_export.admin import ImportExportModelAdmin\n\n__all__ = ['ImportExportModelAdmin']\n"
    )
    ruff = Path(sys.executable).with_name("ruff")
    done = subprocess.run(
        [ruff, "check", "--no-cache", "--config", ROOT / "pyproject.toml", planted],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "TID251" in done.stdout

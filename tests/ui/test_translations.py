"""The catalogue tool: what it collects, keeps, drops and refuses; and that Indonesian needs no catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from config import translations as t


@pytest.fixture
def small_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One module, one template, an own .po."""
    (tmp_path / "app").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "app" / "words.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext\n"
        'A = _("Tahan %(name)s")\nB = ngettext("%(n)s baris", "%(n)s baris", 2)\n'
    )
    (tmp_path / "templates" / "a.html").write_text(
        "<c-card title=\"{% translate 'Putusan' %}\">\n    <p>\n"
        "  {% blocktranslate with n=x %}Sisa {{ n }} hari{% endblocktranslate %}</c-card>\n"
    )
    monkeypatch.setattr(t, "BASE_DIR", tmp_path)
    monkeypatch.setattr(t, "APPS", ("app",))
    return tmp_path / "django.po"


def fragment(path: Path, *pairs: tuple[str, str]) -> Path:
    path.write_text("\n".join(f'msgid "{a}"\nmsgstr "{b}"\n' for a, b in pairs))
    return path


def test_update_finds_code_and_templates(small_house: Path) -> None:
    assert t.update(small_house) == (4, 4)
    text = small_house.read_text()
    for msgid in ("Tahan %(name)s", "%(n)s baris", "Putusan", "Sisa %(n)s hari"):
        assert f'"{msgid}"' in text
    assert "POT-Creation-Date" not in text
    assert "#:" not in text


def test_update_twice_changes_nothing_and_drops_what_is_gone(small_house: Path, tmp_path: Path) -> None:
    t.update(small_house)
    t.merge([fragment(tmp_path / "f.po", ("Putusan", "Verdict"))], small_house)
    before = small_house.read_text()
    t.update(small_house)
    assert small_house.read_text() == before
    (tmp_path / "templates" / "a.html").write_text("")
    t.update(small_house)
    assert "Verdict" not in small_house.read_text()


def test_check_names_what_is_missing_and_what_does_not_fit(small_house: Path, tmp_path: Path) -> None:
    t.update(small_house)
    t.merge([fragment(tmp_path / "f.po", ("Putusan", "Verdict"), ("Tahan %(name)s", "Hold %(nama)s"))], small_house)
    found = {(problem.why, problem.msgid) for problem in t.check(small_house)}
    assert found == {("placeholders", "Tahan %(name)s"), ("empty", "%(n)s baris"), ("empty", "Sisa %(n)s hari")}


def test_check_names_a_msgid_the_po_never_heard_of(small_house: Path) -> None:
    assert {problem.why for problem in t.check(small_house)} == {"missing"}


def test_check_refuses_a_guess(small_house: Path, tmp_path: Path) -> None:
    t.update(small_house)
    t.merge([fragment(tmp_path / "f.po", ("Putusan", "Verdict"))], small_house)
    small_house.write_text(small_house.read_text().replace('msgid "Putusan"', '#, fuzzy\nmsgid "Putusan"'))
    assert t.Problem("fuzzy", "Putusan") in t.check(small_house)


def test_merge_reports_words_nobody_uses(small_house: Path, tmp_path: Path) -> None:
    t.update(small_house)
    count, strange = t.merge([fragment(tmp_path / "f.po", ("Putusan", "Verdict"), ("Asing", "Strange"))], small_house)
    assert (count, strange) == (1, ["Asing"])


def test_a_plain_pair_serves_a_plural_msgid(small_house: Path, tmp_path: Path) -> None:
    t.update(small_house)
    t.merge([fragment(tmp_path / "f.po", ("%(n)s baris", "%(n)s rows"))], small_house)
    assert 'msgstr[1] "%(n)s rows"' in small_house.read_text()


def test_compiling_replaces_in_one_step(small_house: Path, tmp_path: Path) -> None:
    t.update(small_house)
    target = t.compile_catalogue(small_house)
    assert target.read_bytes()[:4] in (b"\xde\x12\x04\x95", b"\x95\x04\x12\xde")
    assert not list(tmp_path.glob("*.part"))


def test_indonesian_is_the_msgid_and_never_falls_back_to_english() -> None:
    with translation.override("id"):
        assert gettext("Lewati ke isi utama") == "Lewati ke isi utama"
        assert ngettext("Ada %(n)s isian yang perlu diperbaiki", "Ada %(n)s isian yang perlu diperbaiki", 1).startswith(
            "Ada"
        )
    with translation.override("en"):
        assert gettext("Lewati ke isi utama") == "Skip to main content"
        assert (
            ngettext("Ada %(n)s isian yang perlu diperbaiki", "Ada %(n)s isian yang perlu diperbaiki", 1)
            == "%(n)s answer needs fixing"
        )


def test_django_s_own_sentences_are_indonesian_too() -> None:
    with translation.override("id"):
        assert gettext("This field is required.") != "This field is required."


def test_whatever_translates_is_collected() -> None:
    """A name of gettext that the tool does not know leaves its sentences Indonesian."""
    imported = re.compile(r"^from django\.utils\.translation import \w*gettext\w* as (\w+)", re.MULTILINE)
    names = {name for path in t._python_sources() for name in imported.findall(path.read_text())}
    assert "_" in names
    assert names - t.KEYWORDS.keys() == set()

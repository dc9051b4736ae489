"""Pieces of pages that are kept: by language and keys, with what differs put in each time."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.utils import translation

from accounts import kept


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    kept.clear()
    yield
    kept.clear()


def drawn(source: str, **values: object) -> str:
    return Template("{% load i18n kept %}" + source).render(Context(values))


def test_a_piece_is_drawn_once_for_its_keys_and_language() -> None:
    source = '{% kept "t1" key %}{{ other }}{% endkept %}'
    assert [drawn(source, key=1, other="a"), drawn(source, key=1, other="b"), drawn(source, key=2, other="b")] == [
        "a", "a", "b"]  # fmt: skip
    with translation.override("en"):
        assert drawn(source, key=1, other="c") == "c"


def test_nothing_is_kept_where_a_key_is_missing() -> None:
    source = '{% kept "t2" key %}{{ other }}{% fresh %}!{% endfresh %}{% endkept %}'
    assert [drawn(source, other="a"), drawn(source, other="b")] == ["a!", "b!"]


def test_what_differs_is_drawn_each_time_and_escaped() -> None:
    source = '{% kept "t3" key %}<b>{{ other }}</b>{% fresh %}<i>{{ name }}</i>{% endfresh %}{{ other }}{% endkept %}'
    assert drawn(source, key=1, other="a", name="x") == "<b>a</b><i>x</i>a"
    assert drawn(source, key=1, other="b", name="<&>") == "<b>a</b><i>&lt;&amp;&gt;</i>a"


def test_a_piece_in_a_piece_belongs_to_it_with_its_holes() -> None:
    inner = '{% kept "t5" other %}[{{ other }}{% fresh %}{{ name }}{% endfresh %}]{% endkept %}'
    source = '{% kept "t4" key %}' + inner + "{% endkept %}"
    assert drawn(source, key=1, other="a", name="x") == "[ax]"
    assert drawn(source, key=1, other="b", name="y") == "[ay]"
    hole = '{% kept "t6" key %}{% fresh %}' + inner + "{% endfresh %}{% endkept %}"
    assert [drawn(hole, key=1, other="a", name="x"), drawn(hole, key=1, other="b", name="y")] == ["[ax]", "[by]"]


def test_the_rows_id_and_the_forms_token_are_put_in_afterwards() -> None:
    source = '{% kept "t7" key of pk %}<a href="/cek/{{ pk }}/">{% csrf_token %}{{ pk }}{% endkept %}'
    for _ in range(2):
        pk, token = uuid.uuid4(), uuid.uuid4().hex
        said = drawn(source, key=1, pk=pk, csrf_token=token)
        assert (said.count(str(pk)), said.count(token)) == (2, 1)

"""`{% kept "name" key key … %}…{% endkept %}`: a piece of a page, kept for a minute by its name, language and keys.

Whatever the piece shows must stand among the keys; where one is missing, nothing is kept. What differs each time stands
between `{% fresh %}` and `{% endfresh %}` inside it, and is drawn each time; it sees nothing that the piece itself has
set. `{% kept … of check.pk %}`: addresses in the piece may hold this UUID, which is put in afterwards, as the form's
token is.
"""

from __future__ import annotations

import secrets
from collections.abc import Hashable
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.kept import kept

register = template.Library()

# Places in a kept text; nobody who writes a name can know them.
TOKEN, ID, HOLE = (f"{place}-{secrets.token_hex(8)}" for place in ("token", "row", "hole"))
DRAWING = "kept: holes"


class FreshNode(template.Node):
    """A hole in what is kept around it; outside of it only its own nodes."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        holes = context.get(DRAWING)
        if holes is None:
            return self.nodelist.render(context)
        holes.append(self.nodelist)
        return mark_safe(HOLE)  # noqa: S308  a place


class KeptNode(template.Node):
    """The nodes between the tags, drawn once per key."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, keys: list[FilterExpression], row: FilterExpression | None) -> None:
        self.nodelist = nodelist
        self.keys = keys
        self.row = row

    def render(self, context: template.Context) -> SafeString:
        keys = [_frozen(expression.resolve(context)) for expression in self.keys]
        if "" in keys or context.get(DRAWING) is not None:  # inside another piece it is a part of that one
            return self.nodelist.render(context)
        row = str(self.row.resolve(context)) if self.row else ""
        texts, holes = kept(("piece", get_language(), *keys), lambda: self._draw(context, row))
        fresh = [texts[0]]
        for text, nodes in zip(texts[1:], holes, strict=True):
            fresh += (nodes.render(context), text)
        drawn = "".join(fresh)
        if TOKEN in drawn:
            drawn = drawn.replace(TOKEN, str(context.get("csrf_token", "")))
        return mark_safe(drawn.replace(ID, row) if row else drawn)  # noqa: S308  drawn by our own templates

    def _draw(self, context: template.Context, row: str) -> tuple[list[str], list[NodeList]]:
        """The texts around the holes, and what is to be drawn in these."""
        holes: list[NodeList] = []
        with context.push(**{"csrf_token": TOKEN, DRAWING: holes}):
            drawn = self.nodelist.render(context)
        return (drawn.replace(row, ID) if row else drawn).split(HOLE), holes


def _frozen(value: Any) -> Hashable:
    """Lists and dicts as keys may be."""
    if isinstance(value, dict):
        return tuple((name, _frozen(one)) for name, one in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@register.tag("kept")
def keep(parser: Parser, token: Token) -> KeptNode:
    """Compile the tag."""
    _name, *keys = token.split_contents()
    row = parser.compile_filter(keys.pop()) if "of" in keys else None
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, [parser.compile_filter(key) for key in keys if key != "of"], row)


@register.tag("fresh")
def freshen(parser: Parser, token: Token) -> FreshNode:
    """Compile the tag."""
    nodelist = parser.parse(("endfresh",))
    parser.delete_first_token()
    return FreshNode(nodelist)

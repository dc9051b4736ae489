"""`{% kept "name" key key … %}…{% endkept %}`: a piece of a page, kept for a minute by its name, language and keys.

Whatever the piece shows must stand among the keys; where one is missing, nothing is kept. The form token of the request
is put in afterwards.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.kept import kept

register = template.Library()

TOKEN = "token-of-the-request"  # noqa: S105  a place, no secret


class KeptNode(template.Node):
    """The nodes between the tags, drawn once per key."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, keys: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.keys = keys

    def render(self, context: template.Context) -> SafeString:
        def draw() -> str:
            with context.push(csrf_token=TOKEN):
                return self.nodelist.render(context)

        keys = [_frozen(expression.resolve(context)) for expression in self.keys]
        drawn = draw() if "" in keys else kept(("piece", get_language(), *keys), draw)
        if TOKEN in drawn:
            drawn = drawn.replace(TOKEN, str(context.get("csrf_token", "")))
        return mark_safe(drawn)  # noqa: S308  drawn by our own templates, a token in its place


def _frozen(value: Any) -> Hashable:
    """Lists and dicts as keys may be."""
    if isinstance(value, dict):
        return tuple((name, _frozen(one)) for name, one in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@register.tag("kept")
def keep(parser: Parser, token: Token) -> KeptNode:
    """Compile the tag."""
    _name, *keys = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, [parser.compile_filter(key) for key in keys])

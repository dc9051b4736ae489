"""Component snippets and pages as HTML, without a database."""

from __future__ import annotations

from typing import Any

from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

NAV = [
    {"key": key, "label": label, "url": f"/{key}/", "current": key == "loket"}
    for key, label in (
        ("loket", "Loket"),
        ("permohonan", "Permohonan"),
        ("usaha", "Perusahaan"),
        ("cakupan", "Cakupan"),
        ("laporan", "Laporan"),
        ("impor", "Impor data"),
    )
]


def render(source: str, context: dict[str, Any] | None = None, *, lang: str = "id") -> str:
    """A snippet with `<c-…>` tags; `{% load cj i18n %}` is there already."""
    compiled = CottonCompiler().process("{% load cj i18n %}" + source)
    with translation.override(lang):
        return str(engines["django"].from_string(compiled).render(context or {}))


def page(body: str, *, lang: str = "id", **context: Any) -> str:
    """A whole page of the house around a body of components."""
    source = (
        '{% extends "base.html" %}{% load cj i18n %}{% block title %}Uji{% endblock %}{% block main %}'
        + body
        + "{% endblock %}"
    )
    compiled = CottonCompiler().process(source)
    chrome = {"nav": NAV, "office_line": "Kec. Lubuk Baja", "user_display": "Rina S.", "is_demo": True}
    with translation.override(lang):
        request = RequestFactory().get("/")
        template = engines["django"].from_string(compiled)
        return str(template.template.render(_context(template, {**chrome, **context}, request)))


def _context(template: Any, values: dict[str, Any], request: Any) -> Any:
    from django.template.context import Context

    return Context({"request": request, "csrf_token": "x" * 64, **values}, autoescape=True)


def gallery(lang: str) -> str:
    """The page of every component in every state."""
    with translation.override(lang):
        template = engines["django"].get_template("components/gallery.html")
        return str(
            template.template.render(_context(template, {"nav": NAV, "is_demo": True}, RequestFactory().get("/")))
        )

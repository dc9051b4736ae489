"""The indicators in the reader's language: what pages, exports, reports and the API print of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from monitoring.rules.indicators import INDICATORS, Indicator

__all__ = ["Definition", "definition", "definitions", "heading", "name"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator, spoken when it is asked."""

    indicator: Indicator

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def name(self) -> str:
        return _(self.indicator.name)

    @property
    def heading(self) -> str:
        """The name in a narrow column."""
        return _(self.indicator.heading or self.indicator.name)

    @property
    def numerator(self) -> str:
        return _name(self.indicator.numerator)

    @property
    def denominator(self) -> str:
        return _name(self.indicator.denominator)

    @property
    def formula(self) -> str:
        return _(self.indicator.formula)

    @property
    def unit(self) -> str:
        return _(self.indicator.unit.value)

    @property
    def source(self) -> str:
        return _(self.indicator.source.value)

    @property
    def hidden(self) -> str:
        """When it is not shown."""
        return _(self.indicator.hidden.value)

    @property
    def small(self) -> str:
        """What a role without the list sees of 1 to 4."""
        return _(self.indicator.small.value)


def _name(code: str) -> str:
    return _(INDICATORS[code].name) if code else ""


def definition(code: str) -> Definition:
    """The definition of one indicator."""
    return Definition(INDICATORS[code])


def definitions() -> list[Definition]:
    """All of them, in the order of the help page."""
    return [Definition(each) for each in INDICATORS.values()]


def name(code: str) -> str:
    """The indicator's name, for a label, a title or a cell of an export."""
    return definition(code).name


def heading(code: str) -> str:
    """The indicator's name in a narrow column."""
    return definition(code).heading

"""The lists behind the figures as they are shown and taken away: a total that is the figure, headings, rows of text."""

from __future__ import annotations

from monitoring.listings.offices import checks_listing, employers_listing
from monitoring.listings.people import covers_listing, movement_listing, people_listing
from monitoring.listings.shape import OWN, Cell, Column, Listing, Row

__all__ = [
    "OWN",
    "Cell",
    "Column",
    "Listing",
    "Row",
    "checks_listing",
    "covers_listing",
    "employers_listing",
    "movement_listing",
    "people_listing",
]

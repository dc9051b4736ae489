"""A Check as its card shows it (a1–a5): sentences, facts, chips, steps and actions, in the active language."""

from permits.shown.card import Card, card_of
from permits.shown.tags import tag_of

__all__ = ["Card", "card_of", "tag_of"]

"""What a verb answers instead of doing it; the view turns each into a sentence and a status."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise


class Refused(Exception):
    """The verb says no. `code` for scripts, `sentence` for people, `params` for the sentence (already filled in)."""

    def __init__(self, code: str, sentence: str | Promise) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(code)


class Stale(Exception):
    """Somebody else changed the file since the page was shown: `who` and `when` (409)."""

    def __init__(self, who: str, when: datetime) -> None:
        self.who = who
        self.when = when
        super().__init__(who)

"""Which businesses a name may mean: full text first, likeness of spelling only where that finds nothing.

What somebody types often holds more than the name: "bakso pak min kampung pelita", "berkah jaya hendra". So one text
is read in several ways: as a name, as a name with a kelurahan, as a name with words of the owner's name. Never more
than five, never one picked silently: a person chooses, and is told why each is offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection, transaction

from districts.models import NameAlias
from districts.rules import area_key
from enrollment.rules.names import name_key

__all__ = ["BY_LIKENESS", "BY_WORDS", "MOST", "Match", "similar_businesses"]

MOST = 5
# Below these a trigram match is noise; the index only serves thresholds set for the session.
ALIKE, ALIKE_WITHIN = 0.6, 0.55
# A very common word is cut off before it is ranked.
RANKED = 1_000
OWNER_WORDS = NAME_WORDS = 2
# What context adds to the likeness of the name when candidates are ordered.
CONTEXT = 0.1

# The expression of the index business_name_words.
_TEXT = "to_tsvector('simple'::regconfig, COALESCE(b.name, ''))"
BY_WORDS = _TEXT + " @@ plainto_tsquery('simple', %({n}_name)s)"
BY_MOST_WORDS = _TEXT + " @@ to_tsquery('simple', %({n}_most)s)"
BY_LIKENESS = "b.name_key %% %({n}_name)s"
BY_PART = "%({n}_name)s <%% b.name_key"
_LIKENESS, _LIKENESS_OF_PART = "similarity(b.name_key, %({n}_name)s)", "word_similarity(%({n}_name)s, b.name_key)"
_BRANCH = """(
    SELECT b.id, round({score}::numeric, 2) AS score, {village} AS village, {owner} AS owner
    FROM (SELECT * FROM enrollment_business b WHERE merged_into_id IS NULL AND {condition} LIMIT {most}) b
    WHERE {score} >= {least}{owned})"""
_OWNED = " AND regexp_split_to_array(upper(b.owner_name), '[^[:alnum:]]+') @> %({n}_owner)s::text[]"
_RANKED = """
    WITH found AS ({branches})
    SELECT b.id, max(found.score), bool_or(found.village), bool_or(found.owner)
    FROM found JOIN enrollment_business b USING (id) LEFT JOIN districts_village v ON v.code = b.village_id
    GROUP BY b.id, v.district_id
    ORDER BY max(found.score + {context} * (found.village::int + found.owner::int)) DESC,
             (v.district_id = %(district)s) DESC NULLS LAST, b.name, b.id LIMIT %(most)s
"""


class Match(NamedTuple):
    """A business that may be meant. `score`: likeness of the names, 0 to 1; context that was typed and agrees."""

    id: int
    score: float
    same_village: bool = False
    same_owner: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a text: the name, words of the owner's name, kelurahan by code."""

    name: str
    owner: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()


def similar_businesses(name: str, *, district: str = "", most: int = MOST) -> list[Match]:
    """At most `most` businesses, best first; those of kecamatan `district` before equals."""
    plain, owned = _readings(name_key(name).split())
    several = [reading for reading in plain if " " in reading.name]
    for rule, score, least, tried in (
        (BY_WORDS, _LIKENESS, 0, [*plain, *owned]),
        # A typo spoils one word: the others still find it, at a tenth of what likeness alone costs.
        (BY_MOST_WORDS, _LIKENESS, ALIKE, several),
        (BY_LIKENESS, _LIKENESS, ALIKE, plain),
        (BY_LIKENESS, _LIKENESS, ALIKE, owned),
        (BY_PART, _LIKENESS_OF_PART, ALIKE_WITHIN, plain),
    ):
        if tried and (found := _ranked(tried, rule, score, least, district, most)):
            return found
    return []


def _readings(words: Sequence[str]) -> tuple[list[_Reading], list[_Reading]]:
    """Those without words of the owner's name, and those with them; two words at least stay the business' own."""
    plain, owned = [], []
    for left, villages in ((tuple(words), ()), *_without_village(words)):
        plain.append(_Reading(" ".join(left), villages=villages))
        for taken in range(1, min(OWNER_WORDS, len(left) - NAME_WORDS) + 1):
            owned.append(_Reading(" ".join(left[:-taken]), left[-taken:], villages))
    return plain, owned


def _without_village(words: Sequence[str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The words left when the longest run that names a kelurahan is taken out, with the codes it may mean."""
    runs = {
        (start, end): area_key(" ".join(words[start:end]))
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + 4) + 1)
        if end - start < len(words)
    }
    codes: dict[str, list[str]] = {}
    aliases = NameAlias.objects.filter(kind=NameAlias.Kind.VILLAGE, key__in=set(runs.values()), village__isnull=False)
    for key, code in aliases.values_list("key", "village_id"):
        codes.setdefault(key, []).append(str(code))
    hits = sorted((run for run, key in runs.items() if key in codes), key=lambda run: run[0] - run[1])
    return [((*words[:start], *words[end:]), tuple(codes[runs[start, end]])) for start, end in hits[:1]]


def _most(name: str) -> str:
    """Every word but one, whichever that is: `(A & B) | (A & C) | (B & C)`."""
    words = name.split()
    return " | ".join(f"({' & '.join(words[:at] + words[at + 1 :])})" for at in range(len(words)))


def _ranked(readings: Sequence[_Reading], rule: str, score: str, least: float, district: str, most: int) -> list[Match]:
    params: dict[str, Any] = {"district": district, "most": most}
    branches = []
    for at, reading in enumerate(readings):
        n = f"r{at}"
        params |= {f"{n}_name": reading.name, f"{n}_most": _most(reading.name)}
        params |= {f"{n}_owner": list(reading.owner), f"{n}_village": list(reading.villages)}
        condition = rule.format(n=n)
        if reading.villages:
            condition += f" AND b.village_id = ANY(%({n}_village)s)"
        branches.append(
            _BRANCH.format(
                score=score.format(n=n),
                village=bool(reading.villages),
                owner=bool(reading.owner),
                condition=condition,
                owned=_OWNED.format(n=n) if reading.owner else "",
                most=RANKED,
                least=least,
            )
        )
    statement = _RANKED.format(branches=" UNION ALL ".join(branches), context=CONTEXT)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, true),"
            " set_config('pg_trgm.word_similarity_threshold', %s, true)",
            [str(ALIKE), str(ALIKE_WITHIN)],
        )
        cursor.execute(statement, params)
        return [Match(pk, float(value), village, owner) for pk, value, village, owner in cursor.fetchall()]

"""Which businesses a name may mean: full text first, likeness of spelling only where that finds nothing.

Never more than five, never one picked silently: a person chooses.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection, transaction

from enrollment.models import Business
from enrollment.rules.names import name_key

__all__ = ["MOST", "similar_businesses"]

MOST = 5
# Below this likeness a trigram match is noise; the index only serves thresholds set for the session.
ALIKE = 0.6

_RANKED = """
    SELECT b.id, round(similarity(b.name_key, %(key)s)::numeric, 2) AS score
    FROM enrollment_business b LEFT JOIN districts_village v ON v.code = b.village_id
    WHERE {condition}
    ORDER BY score DESC, (v.district_id = %(district)s) DESC NULLS LAST, b.name, b.id LIMIT %(most)s
"""


def similar_businesses(name: str, *, district: str = "", most: int = MOST) -> list[tuple[int, float]]:
    """`(business id, likeness 0..1)` of at most `most` businesses, best first; those of `district` before equals."""
    key = name_key(name)
    found = _by_words(name, key, district, most) or _by_likeness(key, district, most)
    return [(pk, float(score)) for pk, score in found]


def _by_words(name: str, key: str, district: str, most: int) -> list[tuple[int, float]]:
    """Every word of the name stands in the business' name. A very common word is cut off before it is ranked."""
    words = SearchVector("name", config="simple")
    query = SearchQuery(" ".join(key.split()) or name, config="simple")
    ids = list(Business.objects.annotate(words=words).filter(words=query).order_by().values_list("id", flat=True)[:500])
    return _ranked("b.id = ANY(%(ids)s)", key, district, most, ids=ids) if ids else []


def _by_likeness(key: str, district: str, most: int) -> list[tuple[int, float]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE)])
        return _ranked("b.name_key %% %(key)s", key, district, most)


def _ranked(condition: str, key: str, district: str, most: int, **params: Any) -> list[tuple[int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(_RANKED.format(condition=condition), {"key": key, "district": district, "most": most, **params})
        found: list[tuple[int, float]] = cursor.fetchall()
        return found

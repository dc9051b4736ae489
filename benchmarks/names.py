"""Name search beside a sequential scan that asks the same question, on 300,000 invented businesses."""

from __future__ import annotations

import random
import time

from benchmarks.databases import Databases
from benchmarks.imports import EMPTY
from benchmarks.results import Result, Samples
from benchmarks.runs import run

BUSINESSES = 300_000
SEARCHES = 80
MOST = 1 / 20
SEED = 7

# Words that sound like names: 1,600 of two or three syllables, so that a pair is rare and a single word is common.
_WORDS = """
    CREATE TEMP TABLE word ON COMMIT PRESERVE ROWS AS
    SELECT row_number() OVER () - 1 AS n, initcap(a || b || c) AS text
    FROM unnest(ARRAY['ba','be','ci','da','ha','ja','ka','la','ma','na','pra','ri','sa','su','ti','wi']) a,
         unnest(ARRAY['ga','ha','hari','lan','man','mu','na','ra','ri','ya']) b,
         unnest(ARRAY['','di','jaya','ka','ndra','ni','ri','ta','wan','yu']) c
"""
_FILL = """
    INSERT INTO enrollment_business (created_at, updated_at, nib, name, name_key, owner_name, address, village_id,
                                     kbli_version, kbli_code, scale, source)
    SELECT now(), now(), lpad((9000000000000 + made.n)::text, 13, '0'), form || trade || x.text || ' ' || y.text,
           upper(trade || x.text || ' ' || y.text), z.text || ' ' || x.text, '', v.code, '2020', '', '', 'IMPORT'
    FROM (SELECT n, (ARRAY['PT ','CV ','UD ','','','','',''])[1 + (random() * 7)::int] AS form,
                 (ARRAY['Toko ','Warung ','Bengkel ','Kedai ','Salon ','Depot ','',''])[1 + (random() * 7)::int]
                 AS trade,
                 (random() * 1599)::int AS a, (random() * 1599)::int AS b, (random() * 1599)::int AS c,
                 (random() * (SELECT count(*) - 1 FROM districts_village))::int AS place
          FROM generate_series(1, %(rows)s) n) made
    JOIN word x ON x.n = a JOIN word y ON y.n = b JOIN word z ON z.n = c
    JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS n FROM districts_village) v ON v.n = place
"""
# What the search answers, asked without its indexes: a function of every row's name.
_SCAN = """
    SELECT id, similarity(name_key, %(name)s) AS score FROM enrollment_business
    WHERE similarity(name_key, %(name)s) >= 0.6 ORDER BY score DESC, name, id LIMIT 5
"""


def measure(databases: Databases) -> Result:
    """One line: the 95th percentile of the searches, half of them with a typo, ÷ that of the scans."""
    with databases.copy_of(EMPTY) as url:
        sides = run("names", {"rows": BUSINESSES, "searches": SEARCHES}, url)["sides"]
    ours, floor = (Samples(sides[side], is_requests=True) for side in ("ours", "floor"))
    return Result("name search (floor: sequential scan)", BUSINESSES, ours, floor, most=MOST)


def fill(rows: int) -> None:
    """The businesses, set-based and always the same ones, with the statistics of a settled register."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(_WORDS)
        cursor.execute(_FILL, {"rows": rows})
        cursor.execute("VACUUM (ANALYZE) enrollment_business")


def compare(searches: int) -> dict[str, list[float]]:
    """Seconds of each search and of the scan for the same text, in turns; a business that is not found voids it."""
    from enrollment.selectors.search import similar_businesses

    choose = random.Random(SEED)
    sides: dict[str, list[float]] = {"ours": [], "floor": []}
    for turn, (pk, name, key) in enumerate(_picked(searches + 2)):
        text = _with_typo(name, choose) if turn % 2 else name
        started = time.perf_counter()
        found = similar_businesses(text)
        ours = time.perf_counter() - started
        # An exact name may have more than five twins; a misspelt one may be likelier another's.
        if not found or (not turn % 2 and found[0].score < 1):
            raise RuntimeError(f"“{text}” did not find {pk}: {found}")
        scan = _scan(key)
        if turn >= 2:  # the first two warm the caches
            sides["ours"].append(ours)
            sides["floor"].append(scan)
    return sides


def _picked(count: int) -> list[tuple[int, str, str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, name_key FROM enrollment_business WHERE id %% 3571 = 0 ORDER BY id LIMIT %s", [count]
        )
        rows: list[tuple[int, str, str]] = cursor.fetchall()
        return rows


def _with_typo(name: str, choose: random.Random) -> str:
    """Two neighbouring letters of the last word swapped."""
    at = choose.randrange(len(name) - 4, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _scan(key: str) -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(_SCAN, {"name": key})
        cursor.fetchall()
        return time.perf_counter() - started

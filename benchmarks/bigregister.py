"""A register of any size straight in SQL, for what reads memberships by the million: an import would take hours.

The same size gives the same rows: values are arithmetic on the row's number. Employers of 20 rows, three in five with a
business; one person in thirty with two memberships; every fifth row self-employed; one in twelve ended, one
employer in nine behind with its contributions. Only the indexes that facts can use are kept, and no foreign key is
checked: the people themselves are not needed.
"""

from __future__ import annotations

from django.db import connection

_SETTLE = """
SET LOCAL maintenance_work_mem = '512MB';
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'enrollment_membership'::regclass
                AND contype IN ('p', 'u', 'f', 'c') LOOP
        EXECUTE format('ALTER TABLE enrollment_membership DROP CONSTRAINT %I CASCADE', name);
    END LOOP;
    FOR name IN SELECT indexname FROM pg_indexes WHERE tablename = 'enrollment_membership' LOOP
        EXECUTE format('DROP INDEX %I', name);
    END LOOP;
END $$"""

_EMPLOYERS = """
INSERT INTO enrollment_employer (id, created_at, updated_at, npp, division_code, name, name_key, kind, scale, branch_id,
                                 village_id, paid_through, closed_on)
SELECT n, '2026-10-05', '2026-10-05', lpad(n::text, 8, '0'), '000', 'PT ' || n, 'PT ' || n, 'OTHER',
       (ARRAY['MIKRO', 'KECIL', 'MENENGAH', 'BESAR', ''])[1 + n %% 5], branch.ids[1 + n %% 2],
       place.codes[1 + (hashint4(n) & 65535) %% 64],
       CASE WHEN n %% 9 = 0 THEN DATE '2026-04-01' + (n %% 5) * INTERVAL '1 month' ELSE '2026-09-01' END,
       CASE WHEN n %% 40 = 0 THEN DATE '2026-08-15' + (n %% 90)::int END
FROM generate_series(1, %(employers)s) AS n,
     (SELECT array_agg(id ORDER BY id) AS ids FROM districts_agency WHERE kind = 'BPJS') AS branch,
     (SELECT array_agg(code ORDER BY code) AS codes FROM districts_village) AS place"""

_BUSINESSES = """
WITH made AS (
    INSERT INTO enrollment_business (created_at, updated_at, nib, name, name_key, owner_name, address, village_id,
                                     kbli_version, kbli_code, scale, source, declared_workers)
    SELECT '2026-10-05', '2026-10-05', lpad(id::text, 13, '0'), name, name, '', '', village_id, '2020',
           (ARRAY['47111', '56101', '41011', '62010', '85112', '10710'])[1 + id %% 6], scale, 'IMPORT', id %% 50
    FROM enrollment_employer WHERE id %% 5 < 3 RETURNING id, nib
)
INSERT INTO enrollment_businessemployerlink (business_id, employer_id, how, state)
SELECT id, nib::bigint, 'NIB', 'CONFIRMED' FROM made"""

_MEMBERSHIPS = """
INSERT INTO enrollment_membership (created_at, updated_at, participant_id, employer_id, kpj, segment, jkk, jkm, jht, jp,
                                   jkp, started_on, ended_on, protected_until, wage, village_id, branch_id, occupation,
                                   group_name)
SELECT '2026-10-05', '2026-10-05', n - (n %% 30 = 0)::int, CASE WHEN segment <> 'BPU' THEN 1 + one %% %(employers)s END,
       lpad(n::text, 11, '0'), segment, true, true, two %% 3 > 0, segment = 'PU' AND two %% 4 > 0, false,
       DATE '2016-01-01' + (two %% 3920),
       CASE WHEN segment <> 'BPU' AND two %% 12 = 0 THEN DATE '2026-09-26' + (one %% 60) END,
       CASE WHEN segment = 'BPU' THEN DATE '2026-09-26' + (one %% 365) END, 5000000,
       CASE WHEN two %% 9 > 0 THEN place.codes[1 + two %% 64] END, NULL, '', ''
FROM (SELECT n, hashint4(n) & 2147483647 AS one, hashint4(-n) & 2147483647 AS two,
             CASE WHEN n %% 5 = 0 THEN 'BPU' WHEN n %% 50 = 1 THEN 'JAKON' WHEN n %% 200 = 3 THEN 'PMI'
                  ELSE 'PU' END AS segment
      FROM generate_series(1, %(rows)s) AS n) AS drawn,
     (SELECT array_agg(code ORDER BY code) AS codes FROM districts_village) AS place"""

_KEEP = """
CREATE INDEX ON enrollment_membership (participant_id);
CREATE INDEX ON enrollment_membership (employer_id)"""


def fill(rows: int) -> None:
    """`rows` memberships in an empty register with reference data."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(_SETTLE)
        for statement in (_EMPLOYERS, _BUSINESSES, _MEMBERSHIPS, _KEEP):
            cursor.execute(statement, {"rows": rows, "employers": max(rows // 20, 40)})
        cursor.execute("COMMIT")
        cursor.execute("VACUUM (ANALYZE)")

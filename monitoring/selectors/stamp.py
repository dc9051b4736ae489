"""One short text that changes whenever a number of the coverage pages may have changed; one query, few rows.

A page that stands on facts is the same until its stamp is another, so its body is drawn once per stamp, filters and
audience (who sees small cells, which areas and which links): monitoring.views.body keeps it.
"""

from __future__ import annotations

from django.db import connection

from districts.clock import today

# The newest event of each kind: facts built, sheets committed or undone, what people set beside the figures, checks and
# decisions at the counters. Figures of the workforce tell no time, so what they say counts. Checks are found by office:
# their index leads with it.
_SQL = """
SELECT concat_ws('|',
    (SELECT max(built_at) FROM monitoring_factbuild),
    (SELECT sum(hashtext(figure::text)) FROM districts_workforcefigure figure),
    (SELECT max(GREATEST(committed_at, undone_at)) FROM enrollment_importbatch),
    (SELECT max(GREATEST(set_at, withdrawn_at)) FROM monitoring_target),
    (SELECT max(GREATEST(set_at, withdrawn_at)) FROM monitoring_ratebands),
    (SELECT max(GREATEST(written_at, withdrawn_at)) FROM monitoring_chartnote),
    (SELECT max(GREATEST(found_at, explained_at)) FROM monitoring_figurehold),
    (SELECT max(newest) FROM districts_agency agency CROSS JOIN LATERAL (
        SELECT max(at) AS newest FROM permits_check WHERE permits_check.agency_id = agency.id) checks),
    (SELECT max(id) FROM permits_statuschange))"""


def page_stamp() -> str:
    """The stamp of now; a new day is a new stamp, because months become due."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        (newest,) = cursor.fetchone()
    return f"{today():%Y%m%d}|{newest}"

"""Rows that a repair may touch lie beside staging with their cells, so that a repair need not read the file again."""

from django.db import migrations

CELLS = """
CREATE UNLOGGED TABLE enrollment_staged_cells (batch_id uuid NOT NULL, row_number integer NOT NULL, cells bytea NOT NULL);
CREATE INDEX enrollment_staged_cells_batch ON enrollment_staged_cells (batch_id, row_number);
"""


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0008_workforce_range")]

    operations = [migrations.RunSQL(CELLS, "DROP TABLE enrollment_staged_cells")]

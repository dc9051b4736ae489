"""The range of a workforce figure is staged as the figure is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0007_open_doubts")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE enrollment_staged_workforce ADD COLUMN low integer, ADD COLUMN high integer",
            "ALTER TABLE enrollment_staged_workforce DROP COLUMN low, DROP COLUMN high",
        )
    ]

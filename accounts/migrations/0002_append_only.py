"""What is written once stays: triggers that refuse UPDATE, DELETE and TRUNCATE, for every role."""

from django.db import migrations

from accounts.migration_operations import Immutable

FUNCTION = """
CREATE FUNCTION cj_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION cj_refuse_change()"),
        Immutable("accounts_auditevent"),
    ]

"""Checks and the steps of files are written once and stay."""

from django.db import migrations

from accounts.migration_operations import Immutable


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_append_only"), ("permits", "0001_initial")]

    operations = [
        Immutable("permits_check"),
        Immutable("permits_statuschange"),
    ]

"""A check knows the list it was asked with, and the asking system's own number."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('permits', '0005_papers'),
    ]

    operations = [
        migrations.AddField(
            model_name='check',
            name='bulk',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='permits.bulkcheck'),
        ),
        migrations.AddField(
            model_name='check',
            name='outside_number',
            field=models.CharField(blank=True, default='', max_length=60, verbose_name='nomor permohonan pada sistem penanya'),
            preserve_default=False,
        ),
    ]

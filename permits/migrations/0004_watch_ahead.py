from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("permits", "0003_counter_complete"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="percobaan"),
        ),
        migrations.AddField(
            model_name="watch",
            name="lapses_by",
            field=models.DateField(blank=True, null=True, verbose_name="akan turun sebelum"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("HELD", "Surat pengantar"),
                    ("DAY_3", "Pengingat hari ke-3"),
                    ("DAY_7", "Pengingat hari ke-7"),
                    ("DAY_14", "Pengingat hari ke-14"),
                    ("READY", "Siap diterbitkan"),
                    ("DEADLINE", "Tenggat hampir habis"),
                    ("LAPSED", "Tenggat lewat"),
                    ("REVOKED", "Bukti dibatalkan"),
                ],
                max_length=8,
                verbose_name="jenis",
            ),
        ),
    ]

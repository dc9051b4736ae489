from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("permits", "0007_decided_by_rule")]

    operations = [
        migrations.AddField(
            model_name="matchrejection",
            name="upheld",
            field=models.BooleanField(blank=True, null=True, verbose_name="memang bukan usahanya"),
        ),
        migrations.RemoveConstraint(model_name="matchrejection", name="match_settled_paired"),
        migrations.AddConstraint(
            model_name="matchrejection",
            constraint=models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, upheld__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, upheld__isnull=False),
                name="match_settled_paired",
            ),
        ),
    ]

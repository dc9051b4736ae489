from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_cells")]

    operations = [migrations.AlterField("cellfact", "people", models.IntegerField())]

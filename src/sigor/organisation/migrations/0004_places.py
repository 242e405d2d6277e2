"""The departments, provinces and districts of the delivered list."""

from django.db import migrations

from sigor.organisation import places


def load(apps, schema_editor):
    places.add(apps.get_model("organisation", "Place"))


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_place_coverage")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

"""Answers are kept by the database itself."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "sql" / "keep.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]

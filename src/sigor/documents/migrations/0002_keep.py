"""The database keeps approved versions as they are."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "keep.sql").read_text(encoding="utf-8")
TRIGGER = (
    "CREATE TRIGGER keep_version BEFORE UPDATE OR DELETE ON documents_documentversion"
    " FOR EACH ROW EXECUTE FUNCTION documents_keep_version();"
)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        migrations.RunSQL(SQL, "DROP FUNCTION documents_keep_version();"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER keep_version ON documents_documentversion;"),
    ]

"""What was issued is kept by the database itself."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "sql" / "keep.sql").read_text(encoding="utf-8")
KEEP = """
CREATE TRIGGER copies_keep BEFORE UPDATE OR DELETE ON copies_issuedfile FOR EACH ROW EXECUTE FUNCTION copies_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("copies", "0001_initial")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, "DROP TRIGGER copies_keep ON copies_issuedfile;"),
    ]

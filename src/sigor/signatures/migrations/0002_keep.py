"""Closed requests and used addresses are kept by the database itself."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "sql" / "keep.sql").read_text(encoding="utf-8")
KEPT = {"signatures_signaturerequest": "signatures_keep", "signatures_signerlink": "signatures_keep_link"}


def trigger(table, function):
    return (
        f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER {function} ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("signatures", "0001_initial")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        *[migrations.RunSQL(*trigger(table, function)) for table, function in KEPT.items()],
    ]

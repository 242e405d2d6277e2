"""Approved versions and frozen editions are kept by the database itself."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "sql" / "keep.sql").read_text(encoding="utf-8")
FROZEN = ("plans_submission", "plans_decision", "plans_quarteredition", "plans_figure")
OF_A_VERSION = ("plans_objective", "plans_result", "plans_milestone", "plans_deliverable", "plans_note")


def trigger(table, function, events):
    return (
        f"CREATE TRIGGER {function} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER {function} ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        *[migrations.RunSQL(*trigger(t, "plans_keep", "UPDATE OR DELETE")) for t in FROZEN],
        *[
            migrations.RunSQL(*trigger(t, "plans_keep_approved", "INSERT OR UPDATE OR DELETE"))
            for t in OF_A_VERSION
        ],
    ]

"""Reformulations: what a version is based on, why each change is made, and what the database keeps of it."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent.parent / "sql" / "reformulation.sql").read_text(encoding="utf-8")
# Rows with a `version_id` that an approved or discarded version keeps too.
OF_A_VERSION = ("plans_changereason", "plans_alignmentstep", "plans_budgetline")


def trigger(table, function, events):
    return (
        f"CREATE TRIGGER {function} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER {function} ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_keep"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="planversion",
            name="based_on",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reformulations",
                to="plans.planversion",
                verbose_name="Parte de",
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="reason",
            field=models.TextField(blank=True, verbose_name="Por qué se reformula"),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("based_on__isnull", False), ("state__in", ["draft", "in_review"])),
                fields=("plan",),
                name="plans_planversion_one_open_reformulation",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("based_on__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="plans_planversion_reformulation_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                fields=("version", "lineage"), name="plans_milestone_one_lineage"
            ),
        ),
        migrations.AddConstraint(
            model_name="deliverable",
            constraint=models.UniqueConstraint(
                fields=("milestone", "lineage"), name="plans_deliverable_one_lineage"
            ),
        ),
        migrations.CreateModel(
            name="ChangeReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lineage", models.UUIDField(editable=False)),
                ("text", models.TextField(verbose_name="Motivo")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="change_reasons",
                        to="plans.planversion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="changereason",
            constraint=models.UniqueConstraint(fields=("version", "lineage"), name="plans_changereason_once"),
        ),
        migrations.AddConstraint(
            model_name="changereason",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="plans_changereason_said"
            ),
        ),
        migrations.RunSQL(SQL, "DROP FUNCTION plans_keep_version();"),
        migrations.RunSQL(*trigger("plans_planversion", "plans_keep_version", "UPDATE OR DELETE")),
        *[
            migrations.RunSQL(*trigger(t, "plans_keep_approved", "INSERT OR UPDATE OR DELETE"))
            for t in OF_A_VERSION
        ],
    ]

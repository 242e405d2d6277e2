"""The words of records and files, and the way the database cuts Spanish into words."""

from pathlib import Path

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import sigor.records.models
from django.db import migrations, models


SQL = (Path(__file__).resolve().parent.parent / "sql" / "words.sql").read_text(encoding="utf-8")
UNDO = "DROP FUNCTION public.sigor_words(text, text); DROP TEXT SEARCH CONFIGURATION public.sigor_es;"


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("records", "0003_longer_series"),
    ]

    operations = [
        migrations.RunSQL(SQL, UNDO),
        migrations.CreateModel(
            name="FileWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("read_at", models.DateTimeField()),
                (
                    "vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=sigor.records.models.SearchWords(models.Value(""), models.F("text")),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="records.storedfile",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["vector"], name="records_filewords_vector"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("title", models.TextField()),
                ("text", models.TextField(blank=True)),
                (
                    "vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=sigor.records.models.SearchWords(models.F("title"), models.F("text")),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "record_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["vector"], name="records_recordwords_vector"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record_type", "record_id"), name="records_recordwords_once"
                    )
                ],
            },
        ),
    ]

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("organisation", "0004_places"),
        ("processes", "0001_initial"),
        ("records", "0005_tombstone"),
    ]

    operations = [
        migrations.CreateModel(
            name="Driver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="Vigente desde")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="Vigente hasta")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="Fuente")),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("state", models.CharField(editable=False, max_length=30, verbose_name="Estado")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="Creado")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="Modificado")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("review_due", models.DateField(blank=True, null=True, verbose_name="Próxima revisión")),
                ("reviewed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("title", models.CharField(max_length=120, verbose_name="Conductor")),
                ("meaning", models.TextField(verbose_name="Qué abarca")),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="Orden")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidad",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "conductor de la satisfacción",
                "verbose_name_plural": "conductores de la satisfacción",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["in_force", "withdrawn"])),
                        name="surveys_driver_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="surveys_driver_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="surveys_driver_valid_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("state", models.CharField(editable=False, max_length=30, verbose_name="Estado")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="Creado")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="Modificado")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("approved_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("title", models.CharField(max_length=300, verbose_name="Encuesta")),
                ("purpose", models.TextField(verbose_name="Para qué se pregunta")),
                (
                    "population",
                    models.TextField(
                        help_text="Por ejemplo, titulares de hogares abonados.",
                        verbose_name="A quiénes representa",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("face", "Cara a cara"),
                            ("phone", "Por teléfono"),
                            ("web", "En línea"),
                            ("paper", "En papel"),
                            ("mixed", "Mixta"),
                        ],
                        max_length=5,
                        verbose_name="Cómo se pregunta",
                    ),
                ),
                (
                    "sampling",
                    models.TextField(
                        help_text="Marco, estratos, salto sistemático, reemplazos.",
                        verbose_name="Cómo se elige a quién preguntar",
                    ),
                ),
                (
                    "fewest",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="Respuestas mínimas para mostrar un porcentaje",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="Procedimiento o norma que la pide"
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.process",
                        verbose_name="Proceso o servicio que se valora",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidad",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "encuesta",
                "verbose_name_plural": "encuestas",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "in_review", "in_force", "withdrawn"])),
                        name="surveys_survey_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="surveys_survey_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["face", "phone", "web", "paper", "mixed"])),
                        name="surveys_survey_known_mode",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fewest__range", (10, 1000))), name="surveys_survey_fewest"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("state", models.CharField(editable=False, max_length=30, verbose_name="Estado")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="Creado")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="Modificado")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("review_due", models.DateField(blank=True, null=True, verbose_name="Próxima revisión")),
                ("reviewed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "title",
                    models.CharField(
                        help_text="Como se lee a quien responde.", max_length=300, verbose_name="Pregunta"
                    ),
                ),
                (
                    "symbol",
                    models.CharField(
                        help_text="El encabezado de su columna.",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$",
                                "El código de una pregunta se escribe con mayúsculas, cifras y guion bajo: por ejemplo, TRATO_1.",
                            )
                        ],
                        verbose_name="Código en el archivo",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="Orden")),
                (
                    "lowest",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="La escala va de",
                    ),
                ),
                (
                    "highest",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="La escala llega a",
                    ),
                ),
                (
                    "favourable_from",
                    models.PositiveSmallIntegerField(
                        default=4,
                        help_text="4 si cuentan las dos respuestas más altas de cinco.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="Es favorable desde",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "driver",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vacío si pregunta por el conjunto.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="surveys.driver",
                        verbose_name="Conductor",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidad",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="surveys.survey",
                        verbose_name="Encuesta",
                    ),
                ),
            ],
            options={
                "verbose_name": "pregunta de encuesta",
                "verbose_name_plural": "preguntas de encuesta",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["in_force", "withdrawn"])),
                        name="surveys_question_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="surveys_question_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("highest__lte", 100),
                            ("lowest__gte", 0),
                            ("lowest__lt", models.F("favourable_from")),
                            ("favourable_from__lte", models.F("highest")),
                        ),
                        name="surveys_question_scale",
                        violation_error_message="Lo favorable empieza por encima del inicio de la escala y dentro de ella.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=("survey", "symbol"),
                        name="surveys_question_symbol_once",
                        violation_error_message="La encuesta ya tiene una pregunta con ese código.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("state", models.CharField(editable=False, max_length=30, verbose_name="Estado")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="Creado")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="Modificado")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("title", models.CharField(max_length=300, verbose_name="Medición")),
                ("started_on", models.DateField(verbose_name="Recojo desde")),
                ("ended_on", models.DateField(verbose_name="Recojo hasta")),
                (
                    "population_size",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="El tamaño del marco; vacío si no se conoce.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="Cuántos son en total",
                    ),
                ),
                (
                    "planned",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="Respuestas previstas",
                    ),
                ),
                ("conduct", models.TextField(blank=True, verbose_name="Cómo se hizo y qué la limita")),
                ("correction", models.TextField(blank=True, verbose_name="Qué corrige y por qué")),
                (
                    "file_name",
                    models.CharField(blank=True, editable=False, max_length=255, verbose_name="Archivo"),
                ),
                ("rows", models.PositiveIntegerField(default=0, editable=False, verbose_name="Respuestas")),
                ("sent_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        help_text="Una medición cerrada no se cambia: otra toma su lugar.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="surveys.wave",
                        verbose_name="Corrige la medición",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                        verbose_name="Huella del archivo",
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Cargó las respuestas",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waves",
                        to="surveys.survey",
                        verbose_name="Encuesta",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidad",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "medición",
                "verbose_name_plural": "mediciones",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "sent", "closed", "cancelled"])),
                        name="surveys_wave_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="surveys_wave_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_on__gte", models.F("started_on"))),
                        name="surveys_wave_in_order",
                        violation_error_message="El recojo no puede terminar antes de empezar.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects__isnull", True),
                            models.Q(("correction", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="surveys_wave_correction_says_why",
                        violation_error_message="Diga qué corrige y por qué.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("population_size__isnull", True),
                                ("population_size__gte", 1),
                                _connector="OR",
                            ),
                            models.Q(("planned__isnull", True), ("planned__gte", 1), _connector="OR"),
                        ),
                        name="surveys_wave_of_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True), ("rows__gt", 0), _connector="OR"
                        ),
                        name="surveys_wave_closed_with_answers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_by__isnull", True),
                            models.Q(
                                models.Q(("closed_by", models.F("sent_by")), _negated=True),
                                models.Q(("closed_by", models.F("loaded_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="surveys_wave_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("weight", models.DecimalField(decimal_places=6, default=1, max_digits=14)),
                ("answers", models.JSONField()),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("wave", "line"), name="surveys_response_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gt", 0)), name="surveys_response_weighs"
                    ),
                ],
            },
        ),
    ]

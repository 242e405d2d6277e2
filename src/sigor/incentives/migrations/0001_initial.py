import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import sigor.incentives.models
import sigor.organisation.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("organisation", "0002_programme"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertClock",
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
                ("days", models.PositiveSmallIntegerField(verbose_name="Días")),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="incentives_alertclock_valid_range",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                sigor.organisation.models.DateRange(
                                    "valid_from",
                                    "valid_to",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                ),
                                "&&",
                            )
                        ],
                        name="incentives_alertclock_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("title", models.CharField(max_length=300, verbose_name="Título")),
                ("state", models.CharField(editable=False, max_length=30, verbose_name="Estado")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="Creado")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="Modificado")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("change_reason", models.TextField(verbose_name="Qué cambia y por qué")),
                (
                    "document",
                    models.JSONField(
                        default=sigor.incentives.models.delivered_rules,
                        editable=False,
                        verbose_name="Documento",
                    ),
                ),
                ("sha256", models.CharField(editable=False, max_length=64, verbose_name="Huella")),
                ("cases_sha256", models.CharField(editable=False, max_length=64)),
                (
                    "cases",
                    models.JSONField(
                        default=sigor.incentives.models.delivered_cases,
                        editable=False,
                        verbose_name="Casos resueltos",
                    ),
                ),
                (
                    "failing_cases",
                    models.JSONField(default=list, editable=False, verbose_name="Casos que no salen"),
                ),
                ("simulation", models.JSONField(editable=False, null=True, verbose_name="Efecto simulado")),
                ("endorsed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("approved_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("declared", models.TextField(blank=True, editable=False, verbose_name="Declaración")),
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
                    "endorsed_by",
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
                "verbose_name": "versión de reglas",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "in_review", "endorsed", "approved", "withdrawn"])
                        ),
                        name="incentives_ruleversion_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="incentives_ruleversion_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(
                                ("endorsed_by__isnull", False),
                                models.Q(("approved_by", models.F("endorsed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="incentives_ruleversion_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("title", models.CharField(max_length=300, verbose_name="Título")),
                ("state", models.CharField(editable=False, max_length=30, verbose_name="Estado")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="Creado")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="Modificado")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                (
                    "bimester",
                    models.CharField(
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}-B[1-6]$", "Un bimestre se escribe como 2025-B2."
                            )
                        ],
                        verbose_name="Bimestre",
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1, editable=False, verbose_name="Edición")),
                ("identity", models.JSONField(default=dict, editable=False, verbose_name="Identidad")),
                ("findings", models.JSONField(default=list, editable=False, verbose_name="Hallazgos")),
                ("totals", models.JSONField(default=dict, editable=False, verbose_name="Totales")),
                (
                    "manifest_sha256",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="Huella del manifiesto"
                    ),
                ),
                (
                    "difference",
                    models.JSONField(editable=False, null=True, verbose_name="Frente a la edición anterior"),
                ),
                (
                    "problem",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="Qué pasó"),
                ),
                ("checked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("approved_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("declared", models.TextField(blank=True, editable=False, verbose_name="Declaración")),
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
                    "checked_by",
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
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rules",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="incentives.ruleversion",
                        verbose_name="Reglas",
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
                "verbose_name": "liquidación",
                "verbose_name_plural": "liquidaciones",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "preparing",
                                    "draft",
                                    "observed",
                                    "checked",
                                    "approved",
                                    "closed",
                                    "refused",
                                    "discarded",
                                ],
                            )
                        ),
                        name="incentives_run_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="incentives_run_named"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "closed")),
                        fields=("bimester", "edition"),
                        name="incentives_run_one_closed_edition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checked_by__isnull", True),
                                models.Q(("checked_by", models.F("created_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("approved_by__isnull", True),
                                models.Q(
                                    models.Q(("approved_by", models.F("created_by")), _negated=True),
                                    models.Q(("approved_by", models.F("checked_by")), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("closed_by__isnull", True),
                                models.Q(
                                    models.Q(("closed_by", models.F("created_by")), _negated=True),
                                    models.Q(("closed_by", models.F("checked_by")), _negated=True),
                                    models.Q(("closed_by", models.F("approved_by")), _negated=True),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="incentives_run_four_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("checked_by__isnull", False),
                                ("closed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="incentives_run_closed_by_steps",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("title", models.CharField(max_length=300, verbose_name="Título")),
                ("state", models.CharField(editable=False, max_length=30, verbose_name="Estado")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="Creado")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="Modificado")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("operational_sha256", models.CharField(editable=False, max_length=64)),
                ("bank_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("result", models.JSONField(default=dict, editable=False, verbose_name="Resultado")),
                ("conclusion", models.TextField(blank=True, verbose_name="Conclusión")),
                ("settled_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "settled_by",
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
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliations",
                        to="incentives.run",
                        verbose_name="Liquidación",
                    ),
                ),
            ],
            options={
                "verbose_name": "conciliación",
                "verbose_name_plural": "conciliaciones",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "settled"])),
                        name="incentives_reconciliation_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="incentives_reconciliation_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bimester", models.CharField(max_length=7)),
                ("edition", models.PositiveIntegerField()),
                ("household", models.CharField(max_length=12)),
                ("concept", models.CharField(max_length=8)),
                ("unit", models.CharField(max_length=40)),
                ("cents", models.IntegerField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="incentives.run"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "bimester", "concept", "edition"),
                        name="incentives_line_paid_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("concept__in", ("TB", "TPI", "TPIU", "TBS", "TAS", "VRAEM", "VRAEM_TS"))
                        ),
                        name="incentives_line_known_concept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("edition__gt", 1), ("cents__gt", 0), _connector="OR"),
                        name="incentives_line_first_edition_pays",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HomeVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("title", models.CharField(max_length=300, verbose_name="Título")),
                ("state", models.CharField(editable=False, max_length=30, verbose_name="Estado")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="Creado")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="Modificado")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("due_date", models.DateField(verbose_name="Fecha límite")),
                ("result", models.TextField(blank=True, verbose_name="Resultado")),
                ("reported_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("verified_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "household",
                    models.CharField(
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^H[0-9A-HJKMNP-TV-Z]{11}$",
                                "Un seudónimo de hogar empieza con H y tiene doce signos.",
                            )
                        ],
                        verbose_name="Hogar (seudónimo)",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="Prioridad",
                    ),
                ),
                ("route", models.CharField(blank=True, max_length=80, verbose_name="Ruta")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("attended", "Atendida"),
                            ("absent", "Nadie en casa"),
                            ("moved", "Ya no vive ahí"),
                            ("refused", "No quiso atender"),
                        ],
                        max_length=10,
                        verbose_name="Cómo fue",
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
                    "reported_by",
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
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "visita",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "under_way", "reported", "verified", "cancelled"])
                        ),
                        name="incentives_homevisit_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="incentives_homevisit_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("priority__isnull", True),
                            models.Q(("priority__gte", 1), ("priority__lte", 5)),
                            _connector="OR",
                        ),
                        name="incentives_homevisit_priority",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["attended", "absent", "moved", "refused", ""])),
                        name="incentives_homevisit_known_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseholdAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("title", models.CharField(max_length=300, verbose_name="Título")),
                ("state", models.CharField(editable=False, max_length=30, verbose_name="Estado")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="Creado")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="Modificado")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("due_date", models.DateField(verbose_name="Fecha límite")),
                ("result", models.TextField(blank=True, verbose_name="Resultado")),
                ("reported_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("verified_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "household",
                    models.CharField(
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^H[0-9A-HJKMNP-TV-Z]{11}$",
                                "Un seudónimo de hogar empieza con H y tiene doce signos.",
                            )
                        ],
                        verbose_name="Hogar (seudónimo)",
                    ),
                ),
                ("raised_on", models.DateField(verbose_name="Detectada el")),
                ("description", models.TextField(verbose_name="Qué se vio")),
                ("referred_to", models.CharField(blank=True, max_length=120, verbose_name="Derivada a")),
                ("referred_on", models.DateField(blank=True, null=True, verbose_name="Derivada el")),
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
                    "reported_by",
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
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "alerta",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "under_way", "reported", "verified", "cancelled"])
                        ),
                        name="incentives_householdalert_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="incentives_householdalert_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("referred_on__isnull", True),
                            ("referred_on__gte", models.F("raised_on")),
                            _connector="OR",
                        ),
                        name="incentives_householdalert_referred_after",
                    ),
                ],
            },
        ),
    ]

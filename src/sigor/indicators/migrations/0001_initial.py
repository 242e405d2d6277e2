import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import sigor.organisation.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("leadership", "0001_initial"),
        ("organisation", "0004_places"),
        ("records", "0005_tombstone"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
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
                ("title", models.CharField(max_length=300, verbose_name="Entrega")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("computed", "Lo calcula el sistema"),
                            ("import", "Archivos que se cargan"),
                            ("entry", "Lo registran las unidades"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="Origen",
                    ),
                ),
                ("frequency", models.CharField(editable=False, max_length=10, verbose_name="Frecuencia")),
                ("period_from", models.DateField(verbose_name="Desde el periodo que empieza el")),
                ("period_to", models.DateField(verbose_name="Hasta el periodo que empieza el")),
                ("due_date", models.DateField(blank=True, null=True, verbose_name="Enviar hasta")),
                (
                    "correction",
                    models.TextField(
                        blank=True,
                        help_text="Lo pide toda entrega que cambia cifras que ya tienen conformidad.",
                        verbose_name="Qué corrige y por qué",
                    ),
                ),
                (
                    "file_name",
                    models.CharField(blank=True, editable=False, max_length=255, verbose_name="Archivo"),
                ),
                ("findings", models.JSONField(default=list, editable=False, verbose_name="Hallazgos")),
                ("sources", models.JSONField(default=list, editable=False, verbose_name="De qué sale")),
                ("rows", models.PositiveIntegerField(default=0, editable=False, verbose_name="Datos")),
                (
                    "sha256",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="Huella de los datos"
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("frozen_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "accepted_by",
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
                    "file",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
                (
                    "frozen_by",
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
                "verbose_name": "entrega de datos",
                "verbose_name_plural": "entregas de datos",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "sent", "observed", "accepted", "frozen", "discarded"])
                        ),
                        name="indicators_delivery_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="indicators_delivery_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["computed", "import", "entry"])),
                        name="indicators_delivery_known_origin",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("archived_at__isnull", True),
                            ("correction", ""),
                            ("origin", "entry"),
                            models.Q(("state", "discarded"), _negated=True),
                        ),
                        fields=("unit", "frequency", "period_from"),
                        name="indicators_delivery_one_sheet",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonClass",
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
                ("code", models.CharField(max_length=12, unique=True, verbose_name="Código")),
                ("name", models.CharField(max_length=120, verbose_name="Nombre")),
            ],
            options={
                "verbose_name": "clase de persona",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="indicators_personclass_valid_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
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
                ("title", models.CharField(max_length=300, verbose_name="Publicación")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("month", "Mensual"),
                            ("bimester", "Bimestral"),
                            ("quarter", "Trimestral"),
                            ("half", "Semestral"),
                            ("year", "Anual"),
                        ],
                        max_length=10,
                        verbose_name="Frecuencia",
                    ),
                ),
                ("period_from", models.DateField(verbose_name="Desde el periodo que empieza el")),
                ("period_to", models.DateField(verbose_name="Hasta el periodo que empieza el")),
                ("edition", models.PositiveIntegerField(default=1, editable=False, verbose_name="Edición")),
                (
                    "cell",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="Celda mínima",
                    ),
                ),
                ("licence", models.CharField(default="CC BY 4.0", max_length=200, verbose_name="Licencia")),
                ("content", models.JSONField(default=dict, editable=False, verbose_name="Contenido")),
                (
                    "sha256",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="Huella"),
                ),
                ("checked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("declared", models.TextField(blank=True, editable=False, verbose_name="Declaración")),
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
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
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
                "verbose_name": "publicación de datos",
                "verbose_name_plural": "publicaciones de datos",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "checked", "published", "withdrawn"])),
                        name="indicators_publication_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="indicators_publication_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("frequency__in", ["month", "bimester", "quarter", "half", "year"])
                        ),
                        name="indicators_publication_known_frequency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cell__range", (3, 1000))), name="indicators_publication_cell"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))),
                        name="indicators_publication_in_order",
                        violation_error_message="El último periodo no puede ser anterior al primero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_by__isnull", True),
                            models.Q(("published_by", models.F("checked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="indicators_publication_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignalTerm",
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
                        name="indicators_signalterm_valid_range",
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
                        name="indicators_signalterm_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("month", "Mensual"),
                            ("bimester", "Bimestral"),
                            ("quarter", "Trimestral"),
                            ("half", "Semestral"),
                            ("year", "Anual"),
                        ],
                        default="month",
                        max_length=10,
                    ),
                ),
                ("since", models.DateField()),
                ("last_sent", models.DateField(blank=True, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="board_subscription",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("frequency__in", ["month", "bimester", "quarter", "half", "year"])
                        ),
                        name="indicators_subscription_known_frequency",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ValueChainNode",
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
                ("title", models.CharField(max_length=300, verbose_name="Eslabón")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("input", "Insumos"),
                            ("activity", "Actividades"),
                            ("product", "Productos"),
                            ("initial", "Resultados iniciales"),
                            ("intermediate", "Resultados intermedios"),
                            ("final", "Resultado final"),
                            ("impact", "Impacto"),
                        ],
                        max_length=14,
                        verbose_name="Nivel",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="Orden",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="En qué consiste")),
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
                    "leads_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="Un eslabón de un nivel posterior; otros se enlazan desde su página.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fed_by",
                        to="indicators.valuechainnode",
                        verbose_name="Conduce a",
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
                "verbose_name": "eslabón de la cadena de valor",
                "verbose_name_plural": "eslabones de la cadena de valor",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["in_force", "withdrawn"])),
                        name="indicators_valuechainnode_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="indicators_valuechainnode_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "input",
                                    "activity",
                                    "product",
                                    "initial",
                                    "intermediate",
                                    "final",
                                    "impact",
                                ],
                            )
                        ),
                        name="indicators_valuechainnode_known_stage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1)), name="indicators_valuechainnode_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
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
                ("approved_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("title", models.CharField(max_length=300, verbose_name="Indicador")),
                (
                    "symbol",
                    models.CharField(
                        help_text="La sigla con que viene en los archivos.",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$",
                                "Una sigla se escribe con mayúsculas, cifras y guiones: por ejemplo, PAQ-N.",
                            )
                        ],
                        verbose_name="Sigla",
                    ),
                ),
                ("purpose", models.TextField(verbose_name="Qué mide y para qué")),
                (
                    "kind",
                    models.CharField(
                        choices=[("ratio", "Razón: numerador entre denominador"), ("total", "Total")],
                        default="ratio",
                        max_length=6,
                        verbose_name="Tipo",
                    ),
                ),
                ("numerator", models.CharField(max_length=300, verbose_name="Numerador o total")),
                (
                    "denominator",
                    models.CharField(
                        blank=True,
                        help_text="Vacío si es un total.",
                        max_length=300,
                        verbose_name="Denominador",
                    ),
                ),
                (
                    "factor",
                    models.PositiveIntegerField(
                        default=100,
                        help_text="100 para un porcentaje.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="Se multiplica por",
                    ),
                ),
                (
                    "unit_of_measure",
                    models.CharField(
                        help_text="%, hogares, S/, días…", max_length=40, verbose_name="Unidad de medida"
                    ),
                ),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="Decimales",
                    ),
                ),
                (
                    "counts_people",
                    models.BooleanField(
                        default=False,
                        help_text="Sus celdas pequeñas no salen de la institución.",
                        verbose_name="Cuenta personas u hogares",
                    ),
                ),
                (
                    "sense",
                    models.CharField(
                        choices=[
                            ("up", "Mejor si sube"),
                            ("down", "Mejor si baja"),
                            ("none", "Sin sentido definido"),
                        ],
                        default="up",
                        max_length=4,
                        verbose_name="Sentido",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("month", "Mensual"),
                            ("bimester", "Bimestral"),
                            ("quarter", "Trimestral"),
                            ("half", "Semestral"),
                            ("year", "Anual"),
                        ],
                        max_length=10,
                        verbose_name="Frecuencia",
                    ),
                ),
                (
                    "over_time",
                    models.CharField(
                        choices=[("sum", "Se suma"), ("last", "Vale el último")],
                        default="sum",
                        max_length=4,
                        verbose_name="Al juntar periodos",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("computed", "Lo calcula el sistema"),
                            ("import", "Archivos que se cargan"),
                            ("entry", "Lo registran las unidades"),
                        ],
                        max_length=8,
                        verbose_name="Origen de los datos",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("plan.quarter", "Plan: entregables verificados entre los que vencían"),
                            ("incentives.paid", "Incentivos: hogares que cobran entre los elegibles"),
                            ("incentives.amount", "Incentivos: monto pagado"),
                            (
                                "incentives.children",
                                "Incentivos: niñas y niños que cumplen todos los requisitos",
                            ),
                            ("incentives.pregnant", "Incentivos: gestantes que cumplen todos los requisitos"),
                            ("register.states", "Registro: los que están en ciertos estados entre todos"),
                        ],
                        help_text="Solo si lo calcula el sistema.",
                        max_length=40,
                        verbose_name="Cálculo",
                    ),
                ),
                (
                    "parts",
                    models.CharField(
                        blank=True,
                        help_text="De un paquete, los códigos de sus requisitos separados por comas; de un registro, «registro: estados».",
                        max_length=300,
                        verbose_name="Componentes",
                    ),
                ),
                (
                    "origin_note",
                    models.CharField(
                        help_text="Sistema, registro o archivo.",
                        max_length=300,
                        verbose_name="De dónde sale el dato",
                    ),
                ),
                (
                    "days_after",
                    models.PositiveSmallIntegerField(
                        default=15,
                        help_text="Cuándo debe estar disponible el dato.",
                        verbose_name="Corte: días tras el periodo",
                    ),
                ),
                (
                    "base_value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="Línea de base"
                    ),
                ),
                (
                    "base_period",
                    models.CharField(blank=True, max_length=40, verbose_name="Periodo de la línea de base"),
                ),
                (
                    "method_version",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(999),
                        ],
                        verbose_name="Versión del método",
                    ),
                ),
                (
                    "method_note",
                    models.TextField(blank=True, verbose_name="Qué cambió del método y qué falta confirmar"),
                ),
                ("on_board", models.BooleanField(default=False, verbose_name="En el Tablero de Control")),
                (
                    "board_order",
                    models.PositiveSmallIntegerField(default=1, verbose_name="Orden en el tablero"),
                ),
                ("public", models.BooleanField(default=False, verbose_name="Se publica")),
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
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="leadership.objective",
                        verbose_name="Objetivo del SIG",
                    ),
                ),
                (
                    "target_owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Responde por la meta",
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
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="indicators.valuechainnode",
                        verbose_name="Eslabón de la cadena de valor",
                    ),
                ),
            ],
            options={
                "verbose_name": "ficha de indicador",
                "verbose_name_plural": "fichas de indicador",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "in_review", "in_force", "withdrawn"])),
                        name="indicators_indicator_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="indicators_indicator_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="indicators_indicator_valid_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["ratio", "total"])),
                        name="indicators_indicator_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sense__in", ["up", "down", "none"])),
                        name="indicators_indicator_known_sense",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("frequency__in", ["month", "bimester", "quarter", "half", "year"])
                        ),
                        name="indicators_indicator_known_frequency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("over_time__in", ["sum", "last"])),
                        name="indicators_indicator_known_over_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["computed", "import", "entry"])),
                        name="indicators_indicator_known_origin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "measure__in",
                                [
                                    "plan.quarter",
                                    "incentives.paid",
                                    "incentives.amount",
                                    "incentives.children",
                                    "incentives.pregnant",
                                    "register.states",
                                    "",
                                ],
                            )
                        ),
                        name="indicators_indicator_known_measure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "ratio"), models.Q(("denominator", ""), _negated=True)),
                            models.Q(("denominator", ""), ("kind", "total")),
                            _connector="OR",
                        ),
                        name="indicators_indicator_ratio_divides",
                        violation_error_message="Una razón dice su denominador; un total no lo tiene.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", "computed"), models.Q(("measure", ""), _negated=True)),
                            models.Q(models.Q(("origin", "computed"), _negated=True), ("measure", "")),
                            _connector="OR",
                        ),
                        name="indicators_indicator_computed_says_how",
                        violation_error_message="Solo lo que calcula el sistema dice con qué cálculo.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decimals__lte", 4), ("factor__gte", 1), ("method_version__range", (1, 999))
                        ),
                        name="indicators_indicator_numbers",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("archived_at__isnull", True), models.Q(("state", "withdrawn"), _negated=True)
                        ),
                        fields=("symbol",),
                        name="indicators_indicator_symbol_once",
                        violation_error_message="Otra ficha vigente usa esta sigla.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("numerator", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                ("denominator", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                ("unusual", models.BooleanField(default=False)),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("follow_up", models.BooleanField(default=False)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="indicators.delivery",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="indicators.indicator",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("delivery", "indicator"), name="indicators_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("numerator__isnull", True), ("numerator__gte", 0), _connector="OR"),
                            models.Q(("denominator__isnull", True), ("denominator__gte", 0), _connector="OR"),
                        ),
                        name="indicators_entry_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rebase",
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
                ("title", models.CharField(max_length=300, verbose_name="Cambio")),
                ("since", models.DateField(verbose_name="Desde el periodo que empieza el")),
                ("reason", models.TextField(verbose_name="Por qué cambió el proceso")),
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rebases",
                        to="indicators.indicator",
                        verbose_name="Indicador",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vacío si vale para el total.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidad territorial",
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
                "verbose_name": "cambio de línea de comparación",
                "verbose_name_plural": "cambios de línea de comparación",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "in_review", "in_force", "withdrawn"])),
                        name="indicators_rebase_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="indicators_rebase_named"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("archived_at__isnull", True), models.Q(("state", "withdrawn"), _negated=True)
                        ),
                        fields=("indicator", "since", "territory"),
                        name="indicators_rebase_once",
                        nulls_distinct=False,
                        violation_error_message="Ese cambio ya está registrado.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signal",
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
                ("title", models.CharField(max_length=300, verbose_name="Señal")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("outside", "Un punto fuera de los límites"),
                            ("run", "Varios seguidos a un mismo lado de la línea central"),
                            ("trend", "Varios seguidos en una misma dirección"),
                            ("two_of_three", "Dos de tres cerca de un mismo límite"),
                        ],
                        max_length=14,
                        verbose_name="Regla",
                    ),
                ),
                ("worse", models.BooleanField(default=False, verbose_name="Desfavorable")),
                ("since", models.DateField(verbose_name="Desde el periodo que empieza el")),
                ("until", models.DateField(verbose_name="Hasta el periodo que empieza el")),
                ("detail", models.TextField(verbose_name="Qué se vio")),
                ("due_date", models.DateField(verbose_name="Decidir hasta")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("act", "Actuar: se abre una no conformidad o mejora"),
                            ("watch", "Vigilar el próximo periodo"),
                            ("explained", "Explicada: causa conocida"),
                            ("data", "Error en los datos: se corrigen"),
                        ],
                        max_length=10,
                        verbose_name="Decisión",
                    ),
                ),
                ("decision_note", models.TextField(blank=True, verbose_name="Fundamento de la decisión")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "decided_by",
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="indicators.indicator",
                        verbose_name="Indicador",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidad territorial",
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
                "verbose_name": "señal",
                "verbose_name_plural": "señales",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "decided", "gone"])),
                        name="indicators_signal_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="indicators_signal_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rule__in", ["outside", "run", "trend", "two_of_three"])),
                        name="indicators_signal_known_rule",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["act", "watch", "explained", "data", ""])),
                        name="indicators_signal_known_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="indicators_signal_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "decided"), _negated=True),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                models.Q(("decision_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="indicators_signal_decided_says_what",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=("indicator", "territory", "rule", "since", "worse"),
                        name="indicators_signal_once",
                        nulls_distinct=False,
                        violation_error_message="Esa señal ya está registrada.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.DateField()),
                ("method", models.PositiveSmallIntegerField()),
                ("edition", models.PositiveSmallIntegerField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slices",
                        to="indicators.delivery",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slices",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("delivery", "indicator", "period"), name="indicators_slice_one_of_a_delivery"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at__isnull", False), ("superseded_at__isnull", True)),
                        fields=("indicator", "period", "scope"),
                        name="indicators_slice_one_current",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("edition__isnull", False)),
                        fields=("indicator", "period", "scope", "edition"),
                        name="indicators_slice_edition_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accepted_at__isnull", True),
                                ("edition__isnull", True),
                                ("superseded_at__isnull", True),
                            ),
                            models.Q(("accepted_at__isnull", False), ("edition__isnull", False)),
                            _connector="OR",
                        ),
                        name="indicators_slice_accepted_has_edition",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("numerator", models.DecimalField(decimal_places=4, max_digits=20)),
                ("denominator", models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ("line", models.PositiveIntegerField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.place",
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.personclass",
                    ),
                ),
                (
                    "slice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="indicators.slice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("place__isnull", True), ("unit__isnull", True), _connector="XOR"),
                        name="indicators_fact_somewhere",
                    ),
                    models.UniqueConstraint(
                        fields=("slice", "place", "unit", "person"),
                        name="indicators_fact_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.CharField(max_length=10)),
                ("area", models.CharField(blank=True, max_length=12)),
                ("numerator", models.DecimalField(decimal_places=4, max_digits=24)),
                ("denominator", models.DecimalField(decimal_places=4, max_digits=24, null=True)),
                ("facts", models.PositiveIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.personclass",
                    ),
                ),
                (
                    "slice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sums",
                        to="indicators.slice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("slice", "level", "area", "person"),
                        name="indicators_sum_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
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
                ("title", models.CharField(max_length=300, verbose_name="Meta")),
                ("since", models.DateField(verbose_name="Desde el periodo que empieza el")),
                ("value", models.DecimalField(decimal_places=4, max_digits=20, verbose_name="Valor")),
                ("source", models.CharField(max_length=300, verbose_name="Fuente")),
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="indicators.indicator",
                        verbose_name="Indicador",
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
                "verbose_name": "meta",
                "verbose_name_plural": "metas",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["in_force", "withdrawn"])),
                        name="indicators_target_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="indicators_target_named"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("archived_at__isnull", True), models.Q(("state", "withdrawn"), _negated=True)
                        ),
                        fields=("indicator", "since"),
                        name="indicators_target_once",
                        violation_error_message="Ya hay una meta desde ese periodo.",
                    ),
                ],
            },
        ),
    ]

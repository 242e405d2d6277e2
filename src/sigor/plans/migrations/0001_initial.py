import django.db.models.deletion
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("organisation", "0001_initial"),
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ComplianceRule",
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
                ("number", models.PositiveIntegerField(unique=True, verbose_name="Versión")),
                (
                    "denominator",
                    models.CharField(
                        choices=[
                            ("units", "Unidades de meta"),
                            ("marks", "Marcas del cronograma"),
                            ("milestones", "Hitos"),
                        ],
                        default="units",
                        max_length=20,
                        verbose_name="Denominador",
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        decimal_places=4, default=Decimal("0.8"), max_digits=5, verbose_name="Umbral"
                    ),
                ),
                (
                    "grace_days",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Cuenta lo verificado hasta tantos días calendario después del fin del trimestre.",
                        verbose_name="Días tras el cierre",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="Rige desde")),
                (
                    "agreement_number",
                    models.CharField(blank=True, max_length=120, verbose_name="Acuerdo del Comité"),
                ),
                ("agreement_date", models.DateField(blank=True, null=True, verbose_name="Fecha del acuerdo")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="Fuente")),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "approved", "repealed"])),
                        name="plans_compliancerule_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("threshold__gt", 0), ("threshold__lte", 1)),
                        name="plans_compliancerule_threshold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("agreement_number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plans_compliancerule_approved_by_agreement",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveIntegerField(unique=True, verbose_name="Año")),
                ("title", models.CharField(max_length=300, verbose_name="Título")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanVersion",
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
                ("number", models.PositiveIntegerField(verbose_name="Versión")),
                ("effective_from", models.DateField(blank=True, null=True, verbose_name="Rige desde")),
                (
                    "source_name",
                    models.CharField(blank=True, max_length=255, verbose_name="Archivo de origen"),
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="plans.plan"
                    ),
                ),
                (
                    "source_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "in_review", "approved", "discarded"])),
                        name="plans_planversion_known_state",
                    ),
                    models.UniqueConstraint(fields=("plan", "number"), name="plans_planversion_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "approved")),
                        fields=("plan", "effective_from"),
                        name="plans_planversion_one_effect_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            ("effective_from__isnull", False),
                            _connector="OR",
                        ),
                        name="plans_planversion_approved_has_effect",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objective",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="Nº")),
                ("name", models.CharField(max_length=300, verbose_name="Objetivo de la política")),
                ("axis", models.CharField(max_length=300, verbose_name="Eje")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objectives",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "number"), name="plans_objective_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=500)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "number"), name="plans_note_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("classifier", models.CharField(max_length=30, verbose_name="Específica de gasto")),
                ("detail", models.CharField(max_length=200, verbose_name="Detalle")),
                ("functional_sequence", models.CharField(max_length=20, verbose_name="Secuencia funcional")),
                ("funding", models.CharField(max_length=120, verbose_name="Fuente de financiamiento")),
                ("activity", models.CharField(max_length=300, verbose_name="Actividad operativa")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="Total S/")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="budget",
                        to="plans.planversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AlignmentStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveIntegerField()),
                ("level", models.CharField(max_length=200, verbose_name="Nivel")),
                ("element", models.CharField(max_length=400, verbose_name="Elemento")),
                ("norm", models.CharField(blank=True, max_length=200, verbose_name="Norma")),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alignment",
                        to="plans.objective",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alignment",
                        to="plans.planversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveIntegerField()),
                ("type", models.CharField(max_length=80, verbose_name="Tipo")),
                ("number", models.CharField(blank=True, max_length=120, verbose_name="Número")),
                ("date", models.DateField(blank=True, null=True, verbose_name="Fecha")),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="Emite")),
                ("subject", models.CharField(blank=True, max_length=300, verbose_name="Asunto")),
                ("approves", models.BooleanField(default=False, verbose_name="Aprueba el plan")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acts",
                        to="plans.planversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QuarterEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quarter", models.PositiveIntegerField(verbose_name="Trimestre")),
                ("number", models.PositiveIntegerField(verbose_name="Edición")),
                ("cutoff", models.DateTimeField(verbose_name="Corte")),
                ("figures", models.JSONField()),
                ("reason", models.TextField(blank=True, verbose_name="Motivo")),
                ("changes", models.JSONField(default=list)),
                ("frozen_at", models.DateTimeField()),
                ("audit_position", models.BigIntegerField()),
                ("audit_hash", models.CharField(max_length=64)),
                (
                    "frozen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="plans.plan"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.compliancerule",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.planversion"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "quarter", "number"), name="plans_quarteredition_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quarter__range", (1, 4))), name="plans_quarteredition_quarter"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="plans_quarteredition_restated_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Narrative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("axis", models.PositiveIntegerField(verbose_name="Eje")),
                ("text", models.TextField(blank=True, verbose_name="Texto")),
                ("updated_at", models.DateTimeField()),
                (
                    "updated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narratives",
                        to="plans.quarteredition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "axis"), name="plans_narrative_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("key", models.CharField(max_length=120)),
                ("label", models.CharField(max_length=300)),
                ("text", models.CharField(max_length=60)),
                ("deliverables", models.JSONField(default=list)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printed",
                        to="plans.quarteredition",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("edition", "key"), name="plans_figure_once")],
            },
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="Nº")),
                ("name", models.CharField(max_length=300, verbose_name="Resultado esperado")),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="plans.objective",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "code"), name="plans_result_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="Nº")),
                ("name", models.CharField(max_length=300, verbose_name="Hito")),
                ("deliverable_type", models.CharField(max_length=120, verbose_name="Entregable")),
                (
                    "units_text",
                    models.CharField(blank=True, max_length=200, verbose_name="Responsables según el anexo"),
                ),
                ("meta", models.PositiveIntegerField(verbose_name="Meta")),
                (
                    "phase",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("Planear", "Planear"),
                            ("Hacer", "Hacer"),
                            ("Verificar", "Verificar"),
                            ("Actuar", "Actuar"),
                        ],
                        max_length=20,
                        verbose_name="Fase PHVA",
                    ),
                ),
                ("lineage", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("certain", "Cierto"),
                            ("probable", "Probable"),
                            ("unknown", "Por determinar"),
                        ],
                        default="certain",
                        max_length=20,
                    ),
                ),
                ("alternatives", models.JSONField(blank=True, default=list)),
                ("reason", models.TextField(blank=True)),
                ("source_line", models.PositiveIntegerField(blank=True, null=True)),
                ("source_text", models.TextField(blank=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contributors",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidades que contribuyen",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidad responsable",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="plans.planversion",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="plans.result",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "code"), name="plans_milestone_once"),
                    models.CheckConstraint(
                        condition=models.Q(("meta__gt", 0)), name="plans_milestone_meta_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deliverable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.PositiveIntegerField(verbose_name="Mes")),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="Cantidad")),
                ("label", models.CharField(blank=True, max_length=200, verbose_name="Detalle")),
                ("data_cutoff", models.DateField(blank=True, null=True, verbose_name="Corte de datos")),
                ("condition", models.CharField(blank=True, max_length=500, verbose_name="Condición")),
                ("related_code", models.CharField(blank=True, max_length=20, verbose_name="Ver hito")),
                ("lineage", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliverables",
                        to="plans.milestone",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("milestone", "month"), name="plans_deliverable_once_a_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__range", (1, 12))), name="plans_deliverable_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="plans_deliverable_quantity"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("result", "Resultado esperado"),
                            ("milestone", "Hito"),
                            ("deliverable", "Entregable"),
                        ],
                        max_length=20,
                    ),
                ),
                ("offset", models.PositiveIntegerField()),
                (
                    "milestone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="plans.milestone",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="plans.note"
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="plans.result",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("milestone__isnull", True), ("place", "result"), ("result__isnull", False)
                            ),
                            models.Q(
                                models.Q(("place", "result"), _negated=True),
                                ("milestone__isnull", False),
                                ("result__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="plans_notemark_one_row",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lineage", models.UUIDField(db_index=True, editable=False)),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="Cantidad")),
                ("submitted_at", models.DateTimeField()),
                (
                    "deliverable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="plans.deliverable",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="records.evidence",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="plans_submission_quantity"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("verified", "Verificado"),
                            ("returned", "Devuelto"),
                            ("withdrawn", "Retirado"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="Motivo")),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="plans.submission",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "returned"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plans_decision_return_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["verified", "returned", "withdrawn"])),
                        name="plans_decision_outcome",
                    ),
                ],
            },
        ),
    ]

"""The tables of the app."""

import django.core.validators
import django.db.models.deletion
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
            name="ActType",
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
                ("title", models.CharField(max_length=300, verbose_name="Tipo de acto")),
                (
                    "key",
                    models.CharField(
                        help_text="Por ejemplo, RDE, INF o MEM.", max_length=12, verbose_name="Sigla"
                    ),
                ),
                (
                    "series",
                    models.CharField(
                        choices=[
                            ("unit", "Una por unidad y año"),
                            ("institution", "Una de la entidad por año"),
                            ("none", "Sin número propio: se anota el que trae"),
                        ],
                        max_length=20,
                        verbose_name="Numeración",
                    ),
                ),
                (
                    "pattern",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[^{}]*\\{numero(:0[1-6]d)?\\}([^{}]*\\{(anio|unidad)\\})*[^{}]*$",
                                "Escriba {numero} una vez y, después, {anio} o {unidad} donde vayan: «Informe {numero:03d}-{anio}».",
                            )
                        ],
                        verbose_name="Cómo se escribe el número",
                    ),
                ),
                (
                    "signed_by",
                    models.CharField(
                        choices=[
                            ("coordinator", "Coordinación de modernización"),
                            ("director", "Dirección Ejecutiva"),
                            ("unit_head", "Jefatura de unidad"),
                            ("officer", "Especialista de unidad"),
                            ("auditor", "Auditoría"),
                            ("administrator", "Administración del sistema"),
                        ],
                        max_length=20,
                        verbose_name="Quién lo firma",
                    ),
                ),
                (
                    "approves",
                    models.BooleanField(
                        default=False, verbose_name="Aprueba: pone en vigor lo que se le adjunta"
                    ),
                ),
                (
                    "awaits_reply",
                    models.BooleanField(default=False, verbose_name="Espera respuesta de quien lo recibe"),
                ),
                (
                    "template",
                    models.TextField(
                        blank=True,
                        help_text="Un párrafo por línea; {asunto} y {unidad} se reemplazan.",
                        verbose_name="Texto de partida",
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
                "verbose_name": "tipo de acto",
                "verbose_name_plural": "tipos de acto",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["in_force", "withdrawn"])),
                        name="acts_acttype_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="acts_acttype_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="acts_acttype_valid_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("series__in", ["unit", "institution", "none"])),
                        name="acts_acttype_known_series",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "signed_by__in",
                                [
                                    "coordinator",
                                    "director",
                                    "unit_head",
                                    "officer",
                                    "auditor",
                                    "administrator",
                                ],
                            )
                        ),
                        name="acts_acttype_known_signed_by",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True), ("state", "in_force")),
                        fields=("key",),
                        name="acts_acttype_one_key_in_use",
                        violation_error_message="Ya hay un tipo de acto vigente con esa sigla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("series", "none"), models.Q(("pattern", ""), _negated=True), _connector="OR"
                        ),
                        name="acts_acttype_numbered_has_pattern",
                        violation_error_message="Escriba cómo se escribe el número de esta serie.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
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
                ("title", models.CharField(max_length=300, verbose_name="Asunto del expediente")),
                ("purpose", models.TextField(blank=True, verbose_name="De qué trata")),
                (
                    "external_code",
                    models.CharField(
                        blank=True,
                        help_text="El que dio el SGD, si lo tiene.",
                        max_length=80,
                        verbose_name="Número en el sistema de gestión documental",
                    ),
                ),
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
                "verbose_name": "expediente",
                "verbose_name_plural": "expedientes",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closed"])),
                        name="acts_casefile_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="acts_casefile_named"
                    ),
                ],
            },
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
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("state", models.CharField(editable=False, max_length=30, verbose_name="Estado")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="Creado")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="Modificado")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("title", models.CharField(max_length=300, verbose_name="Asunto")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="Orden")),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        help_text="Vacío si lo numera el sistema al emitirse; si el acto ya trae número, tal como está escrito.",
                        max_length=120,
                        verbose_name="Número",
                    ),
                ),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="Fecha del acto")),
                (
                    "issuer",
                    models.CharField(
                        blank=True,
                        help_text="Si no es la unidad: por ejemplo, la DGCGPS.",
                        max_length=200,
                        verbose_name="Emitido por",
                    ),
                ),
                (
                    "to_outside",
                    models.CharField(blank=True, max_length=200, verbose_name="Dirigido a otra entidad"),
                ),
                ("reply_due", models.DateField(blank=True, null=True, verbose_name="Responder hasta")),
                (
                    "body",
                    models.TextField(blank=True, help_text="Un párrafo por línea.", verbose_name="Texto"),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True,
                        help_text="En una frase: con qué acto o qué se resolvió.",
                        verbose_name="Respuesta",
                    ),
                ),
                (
                    "external_code",
                    models.CharField(blank=True, max_length=80, verbose_name="Código en el SGD"),
                ),
                ("issued_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("answered_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "answered_by",
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
                    "issued_by",
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
                    "to_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Dirigido a la unidad",
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
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="acts.acttype",
                        verbose_name="Tipo de acto",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="acts.casefile",
                        verbose_name="Expediente",
                    ),
                ),
            ],
            options={
                "verbose_name": "acto",
                "verbose_name_plural": "actos",
                "ordering": ["case", "position"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "awaiting", "issued", "annulled"])),
                        name="acts_act_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="acts_act_named"
                    ),
                    models.UniqueConstraint(fields=("case", "position"), name="acts_act_one_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "annulled"]), ("dated_on__isnull", False), _connector="OR"
                        ),
                        name="acts_act_issued_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reply_due__isnull", True),
                            ("dated_on__isnull", True),
                            ("reply_due__gte", models.F("dated_on")),
                            _connector="OR",
                        ),
                        name="acts_act_reply_after_date",
                        violation_error_message="El plazo de respuesta no puede vencer antes de la fecha del acto.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockRule",
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
                ("title", models.CharField(max_length=300, verbose_name="Qué se debe hacer")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(365)], verbose_name="Plazo"
                    ),
                ),
                (
                    "counted",
                    models.CharField(
                        choices=[("calendar", "Días calendario"), ("working", "Días hábiles")],
                        max_length=20,
                        verbose_name="Cómo se cuenta",
                    ),
                ),
                (
                    "only_approving",
                    models.BooleanField(
                        default=False,
                        help_text="Lo que el acto lleva enlazado.",
                        verbose_name="Solo si el acto aprueba o modifica algo",
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
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidad que lo hace",
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
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="acts.acttype",
                        verbose_name="Al emitirse un acto de tipo",
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
                "verbose_name": "plazo que nace de un acto",
                "verbose_name_plural": "plazos que nacen de un acto",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["in_force", "withdrawn"])),
                        name="acts_clockrule_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="acts_clockrule_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="acts_clockrule_valid_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counted__in", ["calendar", "working"])),
                        name="acts_clockrule_known_counted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__lte", 365)), name="acts_clockrule_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActDuty",
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
                    "proof_link",
                    models.URLField(
                        blank=True,
                        help_text="La página en que quedó publicado, si es el caso.",
                        max_length=500,
                        verbose_name="Dónde se ve",
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="acts.act",
                        verbose_name="Acto",
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
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="acts.clockrule",
                        verbose_name="Plazo",
                    ),
                ),
            ],
            options={
                "verbose_name": "pendiente de un acto",
                "verbose_name_plural": "pendientes de los actos",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "under_way", "reported", "verified", "cancelled"])
                        ),
                        name="acts_actduty_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="acts_actduty_named"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=("act", "rule"),
                        name="acts_actduty_once",
                    ),
                ],
            },
        ),
    ]

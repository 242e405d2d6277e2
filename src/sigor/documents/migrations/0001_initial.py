import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("acts", "0001_initial"),
        ("organisation", "0002_programme"),
        ("processes", "0001_initial"),
        ("records", "0004_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionSeries",
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
                ("title", models.CharField(max_length=300, verbose_name="Serie documental")),
                (
                    "office_years",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="Años en el archivo de gestión",
                    ),
                ),
                (
                    "central_years",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="Años en el archivo central",
                    ),
                ),
                (
                    "disposition",
                    models.CharField(
                        choices=[("conserve", "Conservación permanente"), ("eliminate", "Eliminación")],
                        max_length=20,
                        verbose_name="Disposición final",
                    ),
                ),
                (
                    "location",
                    models.CharField(
                        blank=True,
                        help_text="Por ejemplo: digital, en SIGOR.",
                        max_length=300,
                        verbose_name="Dónde está y en qué soporte",
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
                "verbose_name": "serie documental",
                "verbose_name_plural": "series documentales",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["in_force", "withdrawn"])),
                        name="documents_retentionseries_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="documents_retentionseries_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="documents_retentionseries_valid_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("disposition__in", ["conserve", "eliminate"])),
                        name="documents_retentionseries_known_disposition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("central_years__range", (0, 100)), ("office_years__range", (0, 100))
                        ),
                        name="documents_retentionseries_years",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentType",
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
                ("title", models.CharField(max_length=300, verbose_name="Tipo de documento")),
                (
                    "key",
                    models.CharField(
                        max_length=8,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z][A-Z0-9]{0,7}$", "De una a ocho mayúsculas o cifras, como DIR o MAPRO."
                            )
                        ],
                        verbose_name="Sigla",
                    ),
                ),
                (
                    "pattern",
                    models.CharField(
                        default="PNADP-{unidad}-{proceso}-{tipo}-{numero:03d}",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^([^{}]*\\{(unidad|proceso|tipo)\\})*[^{}]*\\{numero(:0[1-6]d)?\\}[^{}]*$",
                                "Escriba {unidad}, {proceso} o {tipo} donde vayan y, al final, {numero:03d}.",
                            )
                        ],
                        verbose_name="Cómo se escribe el código",
                    ),
                ),
                (
                    "layout",
                    models.TextField(
                        blank=True,
                        help_text="Una por línea, en su orden.",
                        verbose_name="Secciones que lleva",
                    ),
                ),
                (
                    "approver",
                    models.CharField(
                        choices=[("director", "Dirección Ejecutiva"), ("unit_head", "Jefatura de unidad")],
                        max_length=20,
                        verbose_name="Quién lo aprueba",
                    ),
                ),
                ("legal_opinion", models.BooleanField(default=True, verbose_name="Lleva opinión legal")),
                (
                    "review_months",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="Se revisa cada (meses)",
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
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="types",
                        to="documents.retentionseries",
                        verbose_name="Serie documental",
                    ),
                ),
            ],
            options={
                "verbose_name": "tipo de documento",
                "verbose_name_plural": "tipos de documento",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["in_force", "withdrawn"])),
                        name="documents_documenttype_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="documents_documenttype_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="documents_documenttype_valid_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approver__in", ["director", "unit_head"])),
                        name="documents_documenttype_known_approver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("review_months__range", (1, 120))),
                        name="documents_documenttype_review",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True), ("state", "in_force")),
                        fields=("key",),
                        name="documents_documenttype_one_key_in_use",
                        violation_error_message="Ya hay un tipo de documento vigente con esa sigla.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
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
                ("title", models.CharField(max_length=300, verbose_name="Documento")),
                ("purpose", models.TextField(verbose_name="Para qué hace falta")),
                (
                    "classification",
                    models.CharField(
                        choices=[
                            ("public", "Público"),
                            ("internal", "Uso interno"),
                            ("restricted", "Restringido"),
                        ],
                        default="internal",
                        max_length=20,
                        verbose_name="Clasificación",
                    ),
                ),
                (
                    "external_code",
                    models.CharField(
                        blank=True,
                        help_text="El que ya tenía o el del SGD.",
                        max_length=80,
                        verbose_name="Código anterior o externo",
                    ),
                ),
                ("review_due", models.DateField(blank=True, null=True, verbose_name="Próxima revisión")),
                ("repealed_on", models.DateField(blank=True, null=True, verbose_name="Derogado desde")),
                ("accepted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("repealed_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="processes.process",
                        verbose_name="Proceso",
                    ),
                ),
                (
                    "repeal_act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeals",
                        to="acts.act",
                        verbose_name="Acto que lo deroga",
                    ),
                ),
                (
                    "repealed_by",
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
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="documents.documenttype",
                        verbose_name="Tipo",
                    ),
                ),
            ],
            options={
                "verbose_name": "documento normativo",
                "verbose_name_plural": "documentos normativos",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "accepted", "rejected", "repealed"])),
                        name="documents_document_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="documents_document_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("classification__in", ["public", "internal", "restricted"])),
                        name="documents_document_known_classification",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "repealed"), _negated=True),
                            models.Q(("repeal_act__isnull", False), ("repealed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="documents_document_repealed_by_an_act",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
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
                ("title", models.CharField(max_length=300, verbose_name="Título de la versión")),
                ("number", models.PositiveIntegerField(editable=False, verbose_name="N.° de revisión")),
                (
                    "summary",
                    models.TextField(
                        help_text="En pocas líneas; se muestra a quien revisa y a quien lee.",
                        verbose_name="Qué cambia",
                    ),
                ),
                (
                    "file_name",
                    models.CharField(
                        blank=True, editable=False, max_length=255, verbose_name="Nombre del archivo"
                    ),
                ),
                ("text", models.TextField(blank=True, editable=False, verbose_name="Texto")),
                ("out_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "legal_opinion",
                    models.TextField(
                        blank=True,
                        help_text="Con qué informe y, en una frase, por qué procede.",
                        verbose_name="Opinión legal",
                    ),
                ),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="Rige desde")),
                (
                    "waits_until",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="Espera hasta"),
                ),
                (
                    "in_force_until",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="Rige hasta"),
                ),
                ("sent_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("opined_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("approved_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "approval_act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approves_versions",
                        to="acts.act",
                        verbose_name="Acto que la aprueba",
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="documents.document",
                        verbose_name="Documento",
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
                        verbose_name="Archivo",
                    ),
                ),
                (
                    "legal_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidad que da la opinión legal",
                    ),
                ),
                (
                    "opined_by",
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
                    "out_to",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Lo tiene para editar",
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
                "verbose_name": "versión de un documento",
                "verbose_name_plural": "versiones de documentos",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "in_review",
                                    "legal",
                                    "to_approve",
                                    "approved",
                                    "repealing",
                                    "discarded",
                                ],
                            )
                        ),
                        name="documents_documentversion_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="documents_documentversion_named",
                    ),
                    models.UniqueConstraint(
                        fields=("document", "number"), name="documents_documentversion_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("archived_at__isnull", True),
                            ("state__in", ["draft", "in_review", "legal", "to_approve"]),
                        ),
                        fields=("document",),
                        name="documents_documentversion_one_under_way",
                        violation_error_message="Ya hay una versión de este documento en elaboración.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "approved")),
                        fields=("document", "effective_on"),
                        name="documents_documentversion_one_effect_a_day",
                        violation_error_message="Otra versión de este documento rige desde ese día.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("approved", "repealing")), _negated=True),
                            models.Q(
                                ("approval_act__isnull", False),
                                ("approved_by__isnull", False),
                                ("effective_on__isnull", False),
                                ("file__isnull", False),
                                ("waits_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="documents_documentversion_published_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_until__isnull", True),
                            ("in_force_until__gte", models.F("waits_until")),
                            _connector="OR",
                        ),
                        name="documents_documentversion_in_force_after_effect",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LastRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.documentversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "document"), name="documents_lastread_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
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
                ("title", models.CharField(max_length=300, verbose_name="Observación")),
                (
                    "paragraph",
                    models.PositiveIntegerField(
                        help_text="El número que lleva al margen en la página de la versión.",
                        verbose_name="Párrafo",
                    ),
                ),
                ("quote", models.TextField(blank=True, editable=False, verbose_name="Texto observado")),
                ("answer", models.TextField(blank=True, verbose_name="Cómo se resolvió")),
                ("resolved_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "answering_unit",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="Unidad que responde",
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
                    "resolved_by",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="documents.documentversion",
                        verbose_name="Versión",
                    ),
                ),
            ],
            options={
                "verbose_name": "observación al texto",
                "verbose_name_plural": "observaciones al texto",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "resolved"])),
                        name="documents_remark_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="documents_remark_named"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewRequest",
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
                ("due_date", models.DateField(verbose_name="Responder hasta")),
                ("answer", models.TextField(blank=True, verbose_name="Respuesta")),
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="documents.documentversion",
                        verbose_name="Versión",
                    ),
                ),
            ],
            options={
                "verbose_name": "revisión de una unidad",
                "verbose_name_plural": "revisiones de las unidades",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "agreed", "observed", "cancelled"])),
                        name="documents_reviewrequest_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="documents_reviewrequest_named"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True), ("state", "asked")),
                        fields=("version", "unit"),
                        name="documents_reviewrequest_one_open",
                        violation_error_message="A esa unidad ya se le pidió revisar esta versión.",
                    ),
                ],
            },
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("organisation", "0002_programme"),
        ("records", "0003_longer_series"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignatureRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="Código")),
                ("file_name", models.CharField(max_length=255, verbose_name="Nombre del archivo")),
                (
                    "kind",
                    models.CharField(
                        choices=[("digital", "Firma digital"), ("internal", "Conformidad interna")],
                        default="digital",
                        max_length=10,
                        verbose_name="Clase",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("author", "Soy el autor del documento"),
                            ("approval", "Doy V° B°"),
                            ("approver", "Apruebo"),
                        ],
                        max_length=10,
                        verbose_name="Sentido",
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=120, verbose_name="En calidad de")),
                ("order", models.PositiveSmallIntegerField(verbose_name="Turno")),
                ("signer_name", models.CharField(max_length=150, verbose_name="Nombre de quien firma")),
                (
                    "signer_document",
                    models.CharField(blank=True, max_length=12, verbose_name="Documento de identidad"),
                ),
                (
                    "verification",
                    models.CharField(blank=True, max_length=200, verbose_name="Código de verificación"),
                ),
                ("page", models.SmallIntegerField(blank=True, null=True, verbose_name="Página del sello")),
                ("x", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("y", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(verbose_name="Vence")),
                (
                    "state",
                    models.CharField(
                        default="requested", editable=False, max_length=10, verbose_name="Estado"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("certificate", "Certificado institucional"),
                            ("firma_peru", "Firma Perú"),
                            ("internal", "Conformidad interna"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="Medio",
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("problem_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("reason", models.TextField(blank=True, verbose_name="Motivo")),
                ("meaning", models.TextField(blank=True, verbose_name="Lo que dijo al firmar")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("internal", "Conformidad interna (no es firma digital)"),
                            ("B-B", "PAdES B-B, sin sello de tiempo"),
                            ("B-T", "PAdES B-T, con sello de tiempo"),
                            ("B-LT", "PAdES B-LT, con datos de validación"),
                            ("B-LTA", "PAdES B-LTA, de archivo"),
                        ],
                        max_length=10,
                        verbose_name="Nivel",
                    ),
                ),
                (
                    "signing_time",
                    models.DateTimeField(blank=True, null=True, verbose_name="Hora que declara la firma"),
                ),
                (
                    "timestamp_time",
                    models.DateTimeField(blank=True, null=True, verbose_name="Hora del sello de tiempo"),
                ),
                (
                    "certificate_subject",
                    models.CharField(blank=True, max_length=500, verbose_name="Titular del certificado"),
                ),
                (
                    "certificate_issuer",
                    models.CharField(blank=True, max_length=500, verbose_name="Emisor del certificado"),
                ),
                (
                    "certificate_serial",
                    models.CharField(blank=True, max_length=64, verbose_name="Serie del certificado"),
                ),
                (
                    "certificate_fingerprint",
                    models.CharField(blank=True, max_length=64, verbose_name="Huella del certificado"),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                        verbose_name="Archivo",
                    ),
                ),
                (
                    "record_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "sent_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
                (
                    "signed_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
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
            ],
            options={
                "verbose_name": "firma",
                "verbose_name_plural": "firmas",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["record_type", "record_id"], name="signatures__record__5bcab6_idx"),
                    models.Index(fields=["signer", "state"], name="signatures__signer__c4fe2a_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["requested", "started", "signed", "refused", "cancelled", "expired"],
                            )
                        ),
                        name="signatures_signaturerequest_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["digital", "internal"])),
                        name="signatures_signaturerequest_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["author", "approval", "approver"])),
                        name="signatures_signaturerequest_known_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["certificate", "firma_peru", "internal", ""])),
                        name="signatures_signaturerequest_known_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["internal", "B-B", "B-T", "B-LT", "B-LTA", ""])),
                        name="signatures_signaturerequest_known_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1)), name="signatures_request_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signer_document", ""),
                            ("signer_document__regex", "^[0-9A-Z]{8,12}$"),
                            _connector="OR",
                        ),
                        name="signatures_request_identity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("page__isnull", True), ("x__isnull", True), ("y__isnull", True)),
                            models.Q(
                                ("page__isnull", False),
                                ("x__isnull", False),
                                ("y__isnull", False),
                                models.Q(("page", 0), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signatures_request_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="signatures_request_expires",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["requested", "started", "signed"])),
                        fields=("record_type", "record_id", "file", "order"),
                        name="signatures_request_one_turn",
                        violation_error_message="Ya hay quien firma en ese turno.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state__in", ("requested", "started"))),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state__in", ("signed", "refused", "cancelled", "expired")),
                            ),
                            _connector="OR",
                        ),
                        name="signatures_request_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("refused", "cancelled")), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="signatures_request_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "started"), _negated=True),
                            models.Q(
                                ("sent_file__isnull", False),
                                ("started_at__isnull", False),
                                ("way", "firma_peru"),
                            ),
                            _connector="OR",
                        ),
                        name="signatures_request_started",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_by", models.F("signer")),
                                ("sent_file__isnull", False),
                                ("state", "signed"),
                                models.Q(("meaning", ""), _negated=True),
                                models.Q(("level", ""), _negated=True),
                                models.Q(("way", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "signed"), _negated=True),
                                ("level", ""),
                                ("meaning", ""),
                                ("signed_file__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="signatures_request_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "signed"), _negated=True),
                            models.Q(
                                ("kind", "internal"),
                                ("level", "internal"),
                                ("signed_file__isnull", True),
                                ("way", "internal"),
                            ),
                            models.Q(
                                ("certificate_fingerprint__regex", "^[0-9a-f]{64}$"),
                                ("kind", "digital"),
                                ("signed_file__isnull", False),
                                ("way__in", ("certificate", "firma_peru")),
                                models.Q(("level", "internal"), _negated=True),
                                models.Q(("signed_file", models.F("sent_file")), _negated=True),
                                models.Q(("certificate_serial", ""), _negated=True),
                                models.Q(("certificate_subject", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signatures_request_digital",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("level__in", ("B-T", "B-LT", "B-LTA")), ("timestamp_time__isnull", False)
                            ),
                            models.Q(
                                models.Q(("level__in", ("B-T", "B-LT", "B-LTA")), _negated=True),
                                ("timestamp_time__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="signatures_request_level",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignerLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("parameters_hash", models.CharField(max_length=64, unique=True)),
                ("token_hash", models.CharField(max_length=64)),
                ("parameters_at", models.DateTimeField(null=True)),
                ("document_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("document_at", models.DateTimeField(null=True)),
                ("return_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("returned_sha256", models.CharField(blank=True, max_length=64)),
                ("returned_size", models.BigIntegerField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=500)),
                (
                    "issued_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="signatures.signaturerequest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parameters_hash__regex", "^[0-9a-f]{64}$"),
                            ("token_hash__regex", "^[0-9a-f]{64}$"),
                        ),
                        name="signatures_link_hashes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("document_hash__isnull", True),
                                ("parameters_at__isnull", True),
                                ("return_hash__isnull", True),
                            ),
                            models.Q(
                                ("document_hash__regex", "^[0-9a-f]{64}$"),
                                ("parameters_at__isnull", False),
                                ("return_hash__regex", "^[0-9a-f]{64}$"),
                            ),
                            _connector="OR",
                        ),
                        name="signatures_link_steps",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parameters_at__isnull", False),
                            models.Q(("document_at__isnull", True), ("returned_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="signatures_link_uses",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ValidationWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("caller", models.CharField(max_length=64)),
                ("began_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("caller", "began_at"), name="signatures_validationwindow_once"
                    )
                ],
            },
        ),
    ]

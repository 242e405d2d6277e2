"""Requests for a signature on a file, what became of each, and the addresses given to a signer outside.

Nothing here is written except by `signatures.services`; no request is ever deleted, and a closed one stays
as it is: the database refuses.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.records.models import StoredFile, Tie, known_choice, record_constraints
from sigor.records.workflow import State
from sigor.signatures.workflow import AGREED, CLOSED, EXPIRED, OPEN, WORKFLOW

SHA256 = r"^[0-9a-f]{64}$"
IDENTITY_DOCUMENT = r"^[0-9A-Z]{8,12}$"  # DNI has eight digits, a foreigner's card up to twelve signs


class Purpose(models.TextChoices):
    """What the person says by signing."""

    AUTHOR = "author", _("Soy el autor del documento")
    APPROVAL = "approval", _("Doy V° B°")
    APPROVER = "approver", _("Apruebo")


class Kind(models.TextChoices):
    """What is asked for: a digital signature in the file, or the person's word kept here."""

    DIGITAL = "digital", _("Firma digital")
    INTERNAL = "internal", _("Conformidad interna")


class Way(models.TextChoices):
    """By which adapter a request was signed."""

    CERTIFICATE = "certificate", _("Certificado institucional")
    FIRMA_PERU = "firma_peru", _("Firma Perú")
    INTERNAL = "internal", _("Conformidad interna")


class Level(models.TextChoices):
    """What the signature proves by itself, by the names of PAdES; «internal» is no digital signature."""

    INTERNAL = "internal", _("Conformidad interna (no es firma digital)")
    B_B = "B-B", _("PAdES B-B, sin sello de tiempo")
    B_T = "B-T", _("PAdES B-T, con sello de tiempo")
    B_LT = "B-LT", _("PAdES B-LT, con datos de validación")
    B_LTA = "B-LTA", _("PAdES B-LTA, de archivo")


STAMPED = (Level.B_T, Level.B_LT, Level.B_LTA)


def _person() -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class SignatureRequest(Tie):
    """One person asked to sign one file of a record; several sign one after another, by `order`.

    `created_by` asked. `file` is what was there before anybody signed; each signature is a file of its own
    (`signed_file`) that begins with the bytes it signed (`sent_file`).
    """

    code = models.CharField(_("Código"), max_length=40, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Unidad"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("Archivo"))
    file_name = models.CharField(_("Nombre del archivo"), max_length=255)
    kind = models.CharField(_("Clase"), max_length=10, choices=Kind, default=Kind.DIGITAL)
    purpose = models.CharField(_("Sentido"), max_length=10, choices=Purpose)
    role = models.CharField(_("En calidad de"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("Turno"))
    signer = _person()
    signer_name = models.CharField(_("Nombre de quien firma"), max_length=150)
    signer_document = models.CharField(_("Documento de identidad"), max_length=12, blank=True)
    verification = models.CharField(_("Código de verificación"), max_length=200, blank=True)
    page = models.SmallIntegerField(_("Página del sello"), null=True, blank=True)  # from the end if negative
    x = models.PositiveSmallIntegerField(null=True, blank=True)  # mm from the left edge
    y = models.PositiveSmallIntegerField(null=True, blank=True)  # mm from the top edge
    expires_at = models.DateTimeField(_("Vence"))

    state = models.CharField(_("Estado"), max_length=10, default=WORKFLOW.initial, editable=False)
    way = models.CharField(_("Medio"), max_length=20, choices=Way, blank=True, editable=False)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.CharField(max_length=500, blank=True)  # why what came back last was not accepted
    problem_at = models.DateTimeField(null=True, blank=True)

    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("Motivo"), blank=True)  # of whoever refused or cancelled
    meaning = models.TextField(_("Lo que dijo al firmar"), blank=True)
    signed_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(_("Nivel"), max_length=10, choices=Level, blank=True)
    signing_time = models.DateTimeField(_("Hora que declara la firma"), null=True, blank=True)
    timestamp_time = models.DateTimeField(_("Hora del sello de tiempo"), null=True, blank=True)
    certificate_subject = models.CharField(_("Titular del certificado"), max_length=500, blank=True)
    certificate_issuer = models.CharField(_("Emisor del certificado"), max_length=500, blank=True)
    certificate_serial = models.CharField(_("Serie del certificado"), max_length=64, blank=True)
    certificate_fingerprint = models.CharField(_("Huella del certificado"), max_length=64, blank=True)

    workflow = WORKFLOW

    class Meta(Tie.Meta):
        verbose_name = _("firma")
        verbose_name_plural = _("firmas")
        indexes = [*Tie.Meta.indexes, models.Index(fields=["signer", "state"])]
        constraints = [
            *record_constraints(WORKFLOW),
            known_choice("kind", Kind),
            known_choice("purpose", Purpose),
            known_choice("way", Way, blank=True),
            known_choice("level", Level, blank=True),
            models.CheckConstraint(name="signatures_request_order", condition=Q(order__gte=1)),
            models.CheckConstraint(
                name="signatures_request_identity",
                condition=Q(signer_document="") | Q(signer_document__regex=IDENTITY_DOCUMENT),
            ),
            models.CheckConstraint(
                name="signatures_request_place",
                condition=Q(page__isnull=True, x__isnull=True, y__isnull=True)
                | Q(page__isnull=False, x__isnull=False, y__isnull=False) & ~Q(page=0),
            ),
            models.CheckConstraint(
                name="signatures_request_expires", condition=Q(expires_at__gt=F("created_at"))
            ),
            # Who is asked to sign next finds one turn to take, not two of the same number.
            models.UniqueConstraint(
                name="signatures_request_one_turn",
                fields=["record_type", "record_id", "file", "order"],
                condition=Q(state__in=[*OPEN, "signed"]),
                violation_error_message=_("Ya hay quien firma en ese turno."),
            ),
            models.CheckConstraint(
                name="signatures_request_closed",
                condition=Q(state__in=OPEN, closed_at__isnull=True)
                | Q(state__in=CLOSED, closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="signatures_request_reason",
                condition=~Q(state__in=("refused", "cancelled")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="signatures_request_started",
                condition=~Q(state="started")
                | Q(way=Way.FIRMA_PERU, sent_file__isnull=False, started_at__isnull=False),
            ),
            # What is signed says by whom, with what meaning, on which bytes and how; nothing else says so.
            models.CheckConstraint(
                name="signatures_request_signed",
                condition=Q(
                    state="signed",
                    closed_by=F("signer"),
                    sent_file__isnull=False,
                )
                & ~Q(meaning="")
                & ~Q(level="")
                & ~Q(way="")
                | ~Q(state="signed") & Q(meaning="", level="", signed_file__isnull=True),
            ),
            models.CheckConstraint(
                name="signatures_request_digital",
                condition=~Q(state="signed")
                | Q(kind=Kind.INTERNAL, way=Way.INTERNAL, level=Level.INTERNAL, signed_file__isnull=True)
                | Q(
                    kind=Kind.DIGITAL,
                    way__in=(Way.CERTIFICATE, Way.FIRMA_PERU),
                    signed_file__isnull=False,
                    certificate_fingerprint__regex=SHA256,
                )
                & ~Q(level=Level.INTERNAL)
                & ~Q(signed_file=F("sent_file"))
                & ~Q(certificate_serial="")
                & ~Q(certificate_subject=""),
            ),
            models.CheckConstraint(
                name="signatures_request_level",
                condition=Q(level__in=STAMPED, timestamp_time__isnull=False)
                | ~Q(level__in=STAMPED) & Q(timestamp_time__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.file_name}"

    def get_state(self) -> State:
        """The state as it stands now: what nobody signed in time is over, whether or not that was written."""
        if self.state in OPEN and self.expires_at <= clock.now():
            return EXPIRED
        return AGREED if self.state == "signed" and not self.digital else WORKFLOW.state(self.state)

    @property
    def digital(self) -> bool:
        return self.kind == Kind.DIGITAL


class SignerLink(models.Model):
    """The addresses given once to the signer of Firma Perú; only hashes of their secrets are kept.

    Each of the three is used up by its first use, and all of them end together.
    """

    request = models.ForeignKey(SignatureRequest, models.PROTECT, related_name="links")
    issued_at = models.DateTimeField()
    issued_to = _person()
    expires_at = models.DateTimeField()
    parameters_hash = models.CharField(max_length=64, unique=True)
    token_hash = models.CharField(max_length=64)
    parameters_at = models.DateTimeField(null=True)
    document_hash = models.CharField(max_length=64, unique=True, null=True)
    document_at = models.DateTimeField(null=True)
    return_hash = models.CharField(max_length=64, unique=True, null=True)
    returned_at = models.DateTimeField(null=True)
    returned_sha256 = models.CharField(max_length=64, blank=True)  # of bytes that were not kept, too
    returned_size = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=500, blank=True)  # «accepted», or why not

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signatures_link_hashes",
                condition=Q(parameters_hash__regex=SHA256, token_hash__regex=SHA256),
            ),
            models.CheckConstraint(
                name="signatures_link_steps",
                condition=Q(parameters_at__isnull=True, document_hash__isnull=True, return_hash__isnull=True)
                | Q(
                    parameters_at__isnull=False,
                    document_hash__regex=SHA256,
                    return_hash__regex=SHA256,
                ),
            ),
            models.CheckConstraint(
                name="signatures_link_uses",
                condition=Q(parameters_at__isnull=False)
                | Q(document_at__isnull=True, returned_at__isnull=True),
            ),
        ]

"""Files that were issued, each under the code printed on it, and what became of each.

Nothing here is written except by `copies.services`. What was issued never changes and is never deleted: the
database refuses.
"""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.copies.codes import GROUPED
from sigor.organisation.models import DatedQuerySet
from sigor.records.models import StoredFile, known_choice
from sigor.records.workflow import State

SHA256 = r"^[0-9a-f]{64}$"

RESERVED = State("reserved", _("Reservado"))
IN_FORCE = State("in_force", _("Vigente"), "✓", "success")
SUPERSEDED = State("superseded", _("Reemplazado"), "↻", "warning", final=True)
REPEALED = State("repealed", _("Derogado"), "–", "danger", final=True)
ANNULLED = State("annulled", _("Anulado"), "✕", "danger", final=True)
STATES = {s.code: s for s in (RESERVED, IN_FORCE, SUPERSEDED, REPEALED, ANNULLED)}
ENDED = [s.code for s in STATES.values() if s.final]

# step -> (state it is taken in, state it leads to)
STEPS = {
    "bind": (RESERVED, IN_FORCE),
    "supersede": (IN_FORCE, SUPERSEDED),
    "repeal": (IN_FORCE, REPEALED),
    "annul": (IN_FORCE, ANNULLED),
}


class Kind(models.TextChoices):
    """What was issued, in words that may be told to anybody."""

    REPORT = "report", _("Informe")
    DOCUMENT = "document", _("Documento normativo")
    ACT = "act", _("Acto resolutivo")
    MINUTES = "minutes", _("Acta")
    CERTIFICATE = "certificate", _("Constancia")
    OTHER = "other", _("Documento")
    LIST = "list", _("Impresión de una lista de registros")
    RECORD = "record", _("Impresión de un registro")
    SET = "set", _("Impresión del conjunto de registros")
    COPY = "copy", _("Copia no controlada")


# What shows the data of the moment in which it was printed: it is authentic, but it does not rule.
WORKING = frozenset({Kind.LIST, Kind.RECORD, Kind.SET})


class IssuedFile(models.Model):
    """A file that left the system under a code; its bytes are kept, or only their sha256 and size."""

    code = models.CharField(_("Código"), max_length=14, unique=True)
    kind = models.CharField(_("Clase"), max_length=20, choices=Kind)
    title = models.CharField(_("Título"), max_length=300)
    about_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    about_id = models.BigIntegerField(null=True)
    about = GenericForeignKey("about_type", "about_id")
    classification = models.CharField(_("Clasificación"), max_length=60, blank=True)
    public = models.BooleanField(default=False)  # whether anybody may read the title
    edition = models.CharField(_("Versión o edición"), max_length=200, blank=True)
    # What it is an issue of, and a digest of what it says: asked again with the same, it is the same issue.
    series = models.CharField(max_length=200, blank=True)
    content = models.CharField(max_length=64, blank=True)

    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="issued")
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.BigIntegerField(null=True)  # bytes
    media_type = models.CharField(max_length=100)

    reserved_at = models.DateTimeField()
    issued_at = models.DateTimeField(_("Emitido"), null=True)
    # Nobody where the command line issued it.
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("Vigente desde"), null=True)
    valid_to = models.DateField(_("Vigente hasta"), null=True)
    external_code = models.CharField(_("Código del SGD"), max_length=80, blank=True)

    state = models.CharField(_("Estado"), max_length=20, default=RESERVED.code)
    superseded_by: Any = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")
    reason = models.TextField(_("Motivo"), blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    # Of a derived copy: what it was made from, and whether that carried signatures, which a copy cannot keep.
    original = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="copies")
    copy_of: Any = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    signatures_lost = models.BooleanField(default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["about_type", "about_id"]),
            models.Index(fields=["series", "id"]),
        ]
        constraints = [
            known_choice("kind", Kind),
            models.CheckConstraint(
                name="copies_issuedfile_known_state",
                condition=Q(state__in=list(STATES)),
            ),
            models.CheckConstraint(name="copies_issuedfile_code", condition=Q(code__regex=GROUPED)),
            models.CheckConstraint(name="copies_issuedfile_named", condition=~Q(title="")),
            models.CheckConstraint(
                name="copies_issuedfile_bound",
                condition=Q(
                    state=RESERVED.code,
                    sha256="",
                    size__isnull=True,
                    file__isnull=True,
                    issued_at__isnull=True,
                )
                | Q(
                    ~Q(state=RESERVED.code),
                    sha256__regex=SHA256,
                    size__gt=0,
                    issued_at__isnull=False,
                    valid_from__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="copies_issuedfile_superseded_by_another",
                condition=(Q(state=SUPERSEDED.code, superseded_by__isnull=False) & ~Q(superseded_by=F("id")))
                | (~Q(state=SUPERSEDED.code) & Q(superseded_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="copies_issuedfile_ended",
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="copies_issuedfile_ended_with_reason",
                condition=~Q(state__in=[REPEALED.code, ANNULLED.code]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="copies_issuedfile_valid_range",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="copies_issuedfile_about_whole",
                condition=Q(about_type__isnull=True, about_id__isnull=True)
                | Q(about_type__isnull=False, about_id__isnull=False),
            ),
            models.CheckConstraint(
                name="copies_issuedfile_copy_has_original",
                condition=Q(kind=Kind.COPY, original__isnull=False)
                | (
                    ~Q(kind=Kind.COPY) & Q(original__isnull=True, copy_of__isnull=True, signatures_lost=False)
                ),
            ),
            models.UniqueConstraint(
                name="copies_issuedfile_one_in_force",
                fields=["series"],
                condition=Q(state=IN_FORCE.code) & ~Q(series=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def working(self) -> bool:
        """Whether it only shows the data of the moment in which it was made."""
        return self.kind in WORKING


class LookupWindow(models.Model):
    """How often one address came for one purpose in a stretch of time; the address itself is not kept."""

    caller = models.CharField(max_length=64)
    began_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="copies_lookupwindow_once", fields=["caller", "began_at"])
        ]

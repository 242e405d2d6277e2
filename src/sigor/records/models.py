"""What a record is, and what can hang on any record: evidence, comments and links.

Nothing here is written except by `records.services`, and no record is ever deleted.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.records import rules_at_once
from sigor.records.workflow import State, Workflow


@dataclass(frozen=True)
class Numbering:
    """A series of codes without gaps; `pattern` says how a number of it is written."""

    series: str
    year: int  # 0 for a series that never starts anew
    pattern: str


class Record(models.Model):
    """Something the system keeps: it has a code, a unit that answers for it and a state."""

    code_prefix: ClassVar[str] = ""
    workflow: ClassVar[Workflow]
    shared: ClassVar[bool] = False  # read by everybody who may see records of some unit, whatever its own
    proven_until: ClassVar[str] = ""  # the date field that follows the validity of the evidence put forward
    _checked = False  # the check constraints were asked at once and hold

    code = models.CharField(_("Código"), max_length=40, unique=True, editable=False)
    title = models.CharField(_("Título"), max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Unidad"))
    state = models.CharField(_("Estado"), max_length=30, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("Creado"), editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    updated_at = models.DateTimeField(_("Modificado"), editable=False)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def numbering(self, year: int) -> Numbering:
        """The series that a new record takes its code from: by default one for each kind and year."""
        return Numbering(self.code_prefix, year, f"{self.code_prefix}-{year}-{{number:04d}}")

    def get_state(self) -> State:
        """The state as it stands today: what was concluded for a time decays when that is over."""
        today = clock.today()
        for decay in reversed(self.workflow.decays):
            if self.state in decay.sources:
                until = getattr(self, decay.field)
                if until is not None and until < today:
                    return decay.state
        return self.workflow.state(self.state)

    def validate_constraints(self, exclude: Any = None) -> None:
        self._checked = rules_at_once.all_hold(self, exclude)
        try:
            super().validate_constraints(exclude=exclude)
        finally:
            self._checked = False

    def get_constraints(self) -> Any:
        """Those still to be asked one by one."""
        known = super().get_constraints()
        if not self._checked:
            return known
        return [(m, [r for r in rules if not isinstance(r, models.CheckConstraint)]) for m, rules in known]


def record_constraints(workflow: Workflow) -> list[models.CheckConstraint]:
    """The rules of a record that the database itself keeps; goes into the Meta of each model."""
    return [
        models.CheckConstraint(
            name="%(app_label)s_%(class)s_known_state",
            condition=Q(state__in=[s.code for s in workflow.states]),
        )
    ]


def known_choice(field: str, choices: type[models.Choices], *, blank: bool = False) -> models.CheckConstraint:
    """The database keeps only the choices that the field knows."""
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_known_{field}",
        condition=Q(**{f"{field}__in": [*choices.values, *([""] if blank else [])]}),
    )


class CodeCounter(models.Model):
    """The last number given per series and year; locked while a code is issued."""

    prefix = models.CharField(max_length=100)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="records_codecounter_once", fields=["prefix", "year"])]


class Tie(models.Model):
    """Something that hangs on one record of any kind."""

    record_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    record_id = models.BigIntegerField()
    record = GenericForeignKey("record_type", "record_id")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["record_type", "record_id"])]


class StoredFile(models.Model):
    """The bytes of a file, kept once under their sha256 and never altered; of disposed ones only this row is left."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()  # bytes
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    disposed_at = models.DateTimeField(null=True)
    disposed_by = models.CharField(max_length=40, blank=True)  # the code of the order to dispose of it

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="records_storedfile_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="records_storedfile_disposed_by_an_order",
                condition=Q(disposed_at__isnull=True, disposed_by="")
                | Q(disposed_at__isnull=False) & ~Q(disposed_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"sha256 {self.sha256[:12]}…"


class SearchWords(Func):
    """SQL sigor_words(title, text): the words of both without accents or endings (`sql/words.sql`)."""

    function = "public.sigor_words"
    output_field = SearchVectorField()


def _words_of(title: Any, text: str) -> Any:
    return models.GeneratedField(
        expression=SearchWords(title, F(text)), output_field=SearchVectorField(), db_persist=True
    )


class RecordWords(models.Model):
    """The words by which a record is found; derived from it, never a source."""

    record_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    record_id = models.BigIntegerField()
    title = models.TextField()
    text = models.TextField(blank=True)
    vector = _words_of(F("title"), "text")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_recordwords_once", fields=["record_type", "record_id"])
        ]
        indexes = [GinIndex(fields=["vector"], name="records_recordwords_vector")]


class FileWords(models.Model):
    """What a kept file says, read in the background; empty with a problem when it cannot be read."""

    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="words")
    text = models.TextField(blank=True)
    problem = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField()
    vector = _words_of(Value(""), "text")

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="records_filewords_vector")]


class Evidence(models.Model):
    """A document that proves something: its type, number and date, and the file itself."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    type = models.CharField(_("Tipo"), max_length=80)
    number = models.CharField(_("Número"), max_length=120, blank=True)
    date = models.DateField(_("Fecha del documento"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="evidence")
    file_name = models.CharField(max_length=255)
    note = models.CharField(_("Nota"), max_length=500, blank=True)
    valid_until = models.DateField(_("Prueba hasta"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return " ".join(filter(None, [self.type, self.number])) or self.file_name


class EvidenceUse(Tie):
    """One evidence put forward for one record; the same evidence can serve several."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses")

    class Meta(Tie.Meta):
        constraints = [
            models.UniqueConstraint(
                name="records_evidenceuse_once", fields=["record_type", "record_id", "evidence"]
            )
        ]


class Comment(Tie):
    """A remark on a record; it is answered by resolving it, not by erasing it."""

    text = models.TextField(_("Comentario"))
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class Link(Tie):
    """A typed tie from one record to another; references that would point up go through here."""

    class Kind(models.TextChoices):
        RELATES = "relates", _("Se relaciona con")
        CAUSES = "causes", _("Origina")
        PROVES = "proves", _("Sustenta")
        IMPLEMENTS = "implements", _("Implementa")
        APPROVES = "approves", _("Aprueba")

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.RELATES)
    target_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    removed_at = models.DateTimeField(null=True)

    class Meta(Tie.Meta):
        indexes = [*Tie.Meta.indexes, models.Index(fields=["target_type", "target_id"])]
        constraints = [
            models.UniqueConstraint(
                name="records_link_once",
                fields=["record_type", "record_id", "target_type", "target_id", "kind"],
                condition=Q(removed_at__isnull=True),
            )
        ]


class SavedView(models.Model):
    """A named set of filters of one register, kept by one person, shared by its address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_views")
    register = models.CharField(max_length=40)
    name = models.CharField(_("Nombre"), max_length=80)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_savedview_once", fields=["user", "register", "name"])
        ]


class ImportBatch(models.Model):
    """One accepted workbook: what it created and changed, so that it can be undone as a whole."""

    register = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changes = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class AuditEntry(models.Model):
    """One change of one row, written by the database itself; the application can only read it."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=150)
    source = models.CharField(max_length=40)
    reason = models.TextField()
    table_name = models.CharField(max_length=63)
    row_id = models.CharField(max_length=64)
    operation = models.CharField(max_length=6)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    position = models.BigIntegerField(null=True, unique=True)
    previous_hash = models.CharField(max_length=64, null=True)
    hash = models.CharField(max_length=64, null=True)

    class Meta:
        db_table = "audit_entry"
        indexes = [models.Index(fields=["table_name", "row_id"])]

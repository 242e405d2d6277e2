"""Retention of versions: what is due on a day, listing it in a batch, and what became of a version."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.documents.models import DisposalBatch, DisposalItem, DocumentVersion
from sigor.documents.models.retention import BatchKind
from sigor.documents.models.types import Disposition
from sigor.documents.models.versions import PUBLISHED
from sigor.documents.retention_gates import due_day
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access, services
from sigor.records.actor import acting
from sigor.records.locking import held
from sigor.records.services import TransitionRefused

SERIES = "document__type__series"


def over(on: date, *, kind: str) -> QuerySet[DocumentVersion]:
    """The versions that ruled once and whose years for this kind of batch are over on a day."""
    years = ExtractYear("in_force_until") + F(f"{SERIES}__office_years")
    if kind == BatchKind.ELIMINATION:
        years = years + F(f"{SERIES}__central_years")
    rows = DocumentVersion.objects.filter(
        state__in=PUBLISHED, in_force_until__isnull=False, archived_at__isnull=True
    )
    return rows.annotate(kept_through=years).filter(kept_through__lt=on.year)


def _in_a_batch(**of: object) -> Exists:
    return Exists(DisposalItem.objects.filter(version=OuterRef("pk"), archived_at__isnull=True, **of))


def due(batch: DisposalBatch) -> QuerySet[DocumentVersion]:
    """What the batch would list: due on its cut date, in no open batch and not already where it leads."""
    done = ("eliminated",) if batch.kind == BatchKind.ELIMINATION else ("eliminated", "transferred")
    rows = over(batch.cut_date, kind=batch.kind).filter(document__type__series=batch.series_id)
    return rows.exclude(_in_a_batch(state="listed")).exclude(_in_a_batch(state__in=done))


def unlisted(on: date) -> QuerySet[DocumentVersion]:
    """Versions whose whole retention is over and that no batch took to where their series leads."""
    rows = over(on, kind=BatchKind.ELIMINATION)
    leaves = Q(**{f"{SERIES}__disposition": Disposition.ELIMINATE}) & ~_in_a_batch(
        batch__kind=BatchKind.ELIMINATION, state__in=("listed", "eliminated", "stays")
    )
    is_kept = Q(**{f"{SERIES}__disposition": Disposition.CONSERVE}) & ~_in_a_batch(
        batch__kind=BatchKind.TRANSFER, state__in=("listed", "transferred")
    )
    return rows.filter(leaves | is_kept)


def list_due(*, batch: DisposalBatch, by: User) -> list[DisposalItem]:
    """Add to a batch in preparation what is due on its cut date; what was taken out of it stays out.

    Raises AccessDenied, TransitionRefused, ValidationError.
    """
    with acting(by):
        fresh = held(DisposalBatch, batch.pk)
        access.require(by, Permission.EDIT, [fresh.unit_id])
        if fresh.state != "draft":
            raise TransitionRefused(
                _("Solo se lista mientras se prepara; ahora está en «%(state)s».")
                % {"state": fresh.get_state().label}
            )
        rows = due(fresh).exclude(_in_a_batch(batch=fresh)).select_related("document").order_by("pk")
        items = [
            services.bring_about(
                DisposalItem(
                    title=version.title,
                    batch=fresh,
                    version=version,
                    unit=fresh.unit,
                    due_on=due_day(fresh.kind, fresh.series, version.in_force_until),
                ),
                by=by,
            )
            for version in rows.defer("text")
        ]
        services.adjust(fresh, by=by, listed_at=clock.now())
    return items


@dataclass(frozen=True)
class Fate:
    """What became of a version besides its validity."""

    eliminated: DisposalItem | None = None
    transferred: DisposalItem | None = None
    stays: DisposalItem | None = None

    @property
    def epitaph(self) -> str:
        """«Eliminado el … por …», or nothing."""
        if self.eliminated is None:
            return ""
        batch = self.eliminated.batch
        day: datetime | None = batch.carried_out_at
        return _("Eliminado el %(day)s por %(who)s (lote %(batch)s).") % {
            "day": f"{timezone.localtime(day):%d/%m/%Y}" if day else "—",
            "who": batch.carried_out_by,
            "batch": batch.code,
        }


def fate_of(version: DocumentVersion) -> Fate:
    """The last of each kind counts; one question to the database."""
    rows = version.disposals.filter(
        state__in=("eliminated", "transferred", "stays"), archived_at__isnull=True
    )
    return Fate(**{item.state: item for item in rows.select_related("batch__carried_out_by").order_by("pk")})

"""Why a batch of transfer or elimination does not go on yet, and what carrying it out does to each version."""

from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from sigor.organisation import clock
from sigor.records import files, leftovers, services
from sigor.records.locking import held
from sigor.records.models import StoredFile
from sigor.records.workflow import Gate

OWN = "documents_documentversion.file"
COPY_OF = "copies_issuedfile.original"  # a copy that was handed out does not keep what it was taken from
EVIDENCE = "records_evidence.file"


def due_day(kind: str, series: Any, in_force_until: date | None) -> date | None:
    """The first day on which a version may be transferred or eliminated: years count from the end of its last year."""
    if in_force_until is None:
        return None
    years = series.office_years + (series.central_years if kind == "elimination" else 0)
    return date(in_force_until.year + years + 1, 1, 1)


def _listed(batch: Any) -> Any:
    rows = batch.items.filter(state="listed", archived_at__isnull=True).order_by("pk")
    return rows.select_related("version__document__type").defer("version__text")


# Before each step of a batch


def something_is_listed(batch: Any, by: Any) -> str:
    if batch.items.filter(state="listed", archived_at__isnull=True).exists():
        return ""
    return _("No hay ninguna versión listada: liste lo que vence.")


def series_may_be_eliminated(batch: Any, by: Any) -> str:
    if batch.kind == "transfer" or batch.series.disposition == "eliminate":
        return ""
    return _("La serie %(series)s es de conservación permanente: no se elimina.") % {
        "series": batch.series.code
    }


def place_is_known(batch: Any, by: Any) -> str:
    if batch.kind == "elimination" or batch.location.strip():
        return ""
    return _("Diga a dónde pasa lo que se transfiere.")


def nothing_is_held(batch: Any, by: Any) -> str:
    """An order in force keeps what it names, whatever the calendar says."""
    holds = apps.get_model("documents", "RetentionHold")._default_manager
    documents = _listed(batch).values("version__document")
    hold = (
        holds.filter(state="in_force", archived_at__isnull=True, since__lte=clock.today())
        .filter(Q(document__isnull=True, series=batch.series_id) | Q(document__in=documents))
        .select_related("document")
        .order_by("code")
        .first()
    )
    if hold is None:
        return ""
    if hold.document is None:
        return _("La retención %(hold)s está vigente sobre toda la serie.") % {"hold": hold.code}
    return _("La retención %(hold)s está vigente sobre %(document)s: retírelo del lote.") % {
        "hold": hold.code,
        "document": hold.document.code,
    }


def everything_is_due(batch: Any, by: Any) -> str:
    """As the series and the version stand today, not as they stood when it was listed."""
    limit = min(batch.cut_date, clock.today())
    for item in _listed(batch):
        version = item.version
        if version.document.type.series_id != batch.series_id:
            return _("%(version)s ya no es de esta serie: retírela del lote.") % {"version": version}
        due = due_day(batch.kind, batch.series, version.in_force_until)
        if version.state not in ("approved", "repealing") or due is None:
            return _("%(version)s todavía rige o no se aprobó: retírela del lote.") % {"version": version}
        if due > limit:
            return _("%(version)s todavía no vence: vence el %(day)s.") % {
                "version": version,
                "day": f"{due:%d/%m/%Y}",
            }
    return ""


BEFORE_EACH_STEP: tuple[Gate, ...] = (
    series_may_be_eliminated,
    something_is_listed,
    place_is_known,
    nothing_is_held,
    everything_is_due,
)


# Of an item


def batch_is_prepared(item: Any, by: Any) -> str:
    if item.batch.state == "draft":
        return ""
    return _("El lote %(batch)s está en «%(state)s»: ya no se retira nada.") % {
        "batch": item.batch.code,
        "state": item.batch.get_state().label,
    }


def note_in_the_batch(item: Any, by: Any) -> None:
    """Whoever takes something out is an author of the batch too. A batch sent meanwhile stays as it was sent."""
    batch = held(type(item.batch), item.batch_id)
    if batch.state != "draft":
        item.batch = batch
        raise ValidationError(batch_is_prepared(item, by))
    services.adjust(batch, by=by, listed_at=clock.now())


# What steps of a batch bring about


def let_go(batch: Any, by: Any) -> None:
    """What was listed can be listed again in another batch."""
    for item in _listed(batch):
        services.adjust(item, by=by, state="taken_out", outcome=_("El lote se anuló."))


def carry_out(batch: Any, by: Any) -> None:
    """Everything is asked again with the series locked, so that no order to keep it slips in between."""
    batch.series = held(type(batch.series), batch.series_id)
    for gate in BEFORE_EACH_STEP:
        if refusal := gate(batch, by):
            raise ValidationError(refusal)
    items = list(_listed(batch))
    if batch.kind == "transfer":
        for item in items:
            services.adjust(item, by=by, state="transferred", location=batch.location, moved_on=clock.today())
    else:
        _eliminate(batch, items, by)


def _eliminate(batch: Any, items: list[Any], by: Any) -> None:
    leaving = {item.version_id for item in items}
    # Files are locked in one order: nobody begins to use one while it is decided whether its bytes go.
    kept = {pk: held(StoredFile, pk) for pk in sorted({item.version.file_id for item in items})}
    reasons = {pk: why_bytes_stay(file, leaving) for pk, file in kept.items()}
    for item in items:
        why = reasons[item.version.file_id]
        if why:
            services.adjust(item, by=by, state="stays", outcome=why)
        else:
            services.adjust(
                item, by=by, state="eliminated", outcome=_("Se eliminaron los bytes; quedan su huella y su historia.")
            )  # fmt: skip
    for pk, file in kept.items():
        if not reasons[pk] and file.disposed_at is None:
            files.dispose(file, at=clock.now(), order=batch.code)


def why_bytes_stay(file: StoredFile, leaving: set[int]) -> str:
    """Who else stands on these bytes besides the versions that leave and those that left already, or nothing."""
    uses = leftovers.used_by(file)
    if uses.get(EVIDENCE):
        return _("Los bytes se conservan: también son evidencia.")
    if set(uses) - {OWN, COPY_OF}:
        return _("Los bytes se conservan: otro registro del sistema los usa.")
    others = apps.get_model("documents", "DocumentVersion")._default_manager.filter(file=file)
    other = (
        others.exclude(pk__in=leaving)
        .exclude(disposals__state="eliminated")
        .select_related("document")
        .order_by("pk")
        .first()
    )
    if other is None:
        return ""
    return _("Los bytes se conservan: también son de %(version)s.") % {"version": other}

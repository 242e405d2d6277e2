"""What people do with documents besides the steps of their lives: files in and out, reviews asked, readings noted."""

from collections.abc import Iterable
from datetime import date
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.analysis.wording.reading import Unreadable, paragraphs
from sigor.documents.models import Document, DocumentVersion, LastRead, ReviewRequest
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.people.models import RequiredReading
from sigor.records import access, files, services
from sigor.records.actor import acting
from sigor.records.models import Link
from sigor.records.services import EditedMeanwhile, TransitionRefused

TEXTS = ("docx", "pdf", "txt")


def _draft(version: DocumentVersion, by: User) -> DocumentVersion:
    """The version, locked, if it is being drafted and this person may write it."""
    fresh = DocumentVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    access.require(by, Permission.EDIT, [fresh.unit_id])
    if fresh.state != "draft":
        raise TransitionRefused(
            _("El archivo cambia solo mientras se elabora; ahora está en «%(state)s».")
            % {"state": fresh.get_state().label}
        )
    return fresh


def check_out(*, version: DocumentVersion, by: User) -> DocumentVersion:
    """Take the file to edit it elsewhere; until it comes back nobody else puts another in its place.

    Raises AccessDenied, TransitionRefused, EditedMeanwhile when somebody else has it.
    """
    with acting(by):
        fresh = _draft(version, by)
        _require_not_out(fresh, by)
        return services.adjust(fresh, by=by, out_to=by, out_at=clock.now())


def give_back(*, version: DocumentVersion, by: User, reason: str = "") -> DocumentVersion:
    """Return it as it was. Somebody else's may be called back by whoever verifies, with the reason.

    Raises AccessDenied, TransitionRefused.
    """
    with acting(by, reason=reason):
        fresh = _draft(version, by)
        if fresh.out_to_id not in (None, by.pk):
            access.require(by, Permission.VERIFY, [fresh.unit_id])
            if not reason.strip():
                raise TransitionRefused(_("Escriba el motivo."))
        return services.adjust(fresh, by=by, out_to=None, out_at=None)


def put_file(
    *, version: DocumentVersion, by: User, stream: IO[bytes], file_name: str, revision: int | None = None
) -> DocumentVersion:
    """Put a file in the place of the one that the draft had, and read its text; the former one is kept.

    Raises AccessDenied, FileRefused, TransitionRefused, ValidationError, EditedMeanwhile.
    """
    with acting(by):
        fresh = _draft(version, by)
        _require_not_out(fresh, by)
        if revision is not None and fresh.revision != revision:
            raise EditedMeanwhile(
                _("%(who)s cargó otro archivo mientras usted editaba. Compárelos y vuelva a cargar el suyo.")
                % {"who": fresh.updated_by}
            )
        if file_name.rsplit(".", 1)[-1].lower() not in TEXTS:
            raise ValidationError({"file": _("Cargue el texto en Word (.docx), PDF o texto (.txt).")})
        stored = files.store(stream, file_name, at=clock.now())
        try:
            text = paragraphs(files.location(stored.sha256), stored.media_type)
        except Unreadable as damaged:
            raise ValidationError(
                {"file": _("No se puede leer el archivo: está dañado o tiene clave.")}
            ) from damaged
        return services.adjust(
            fresh,
            by=by,
            file=stored,
            file_name=file_name[-255:],
            text="\n".join(text),
            out_to=None,
            out_at=None,
        )


def _require_not_out(version: DocumentVersion, by: User) -> None:
    if version.out_to_id not in (None, by.pk):
        raise EditedMeanwhile(
            _("%(who)s tiene el archivo para editarlo desde el %(day)s.")
            % {"who": version.out_to, "day": version.out_at.strftime("%d/%m/%Y") if version.out_at else "—"}
        )


def ask_reviews(
    *, version: DocumentVersion, units: Iterable[Unit], due: date, by: User
) -> list[ReviewRequest]:
    """Ask units what they think; one that was asked and has not answered is not asked again.

    Raises AccessDenied, ValidationError.
    """
    with acting(by):
        fresh = DocumentVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        access.require(by, Permission.EDIT, [fresh.unit_id])
        if fresh.state not in ("draft", "in_review"):
            raise ValidationError(_("La versión %(version)s ya no se revisa.") % {"version": fresh})
        if due < clock.today():
            raise ValidationError({"due_date": _("El plazo para responder ya pasó.")})
        asked = set(
            fresh.reviews.filter(state="asked", archived_at__isnull=True).values_list("unit", flat=True)
        )
        return [
            services.bring_about(
                ReviewRequest(
                    title=_("Revisión de %(version)s") % {"version": fresh},
                    version=fresh,
                    unit=unit,
                    due_date=due,
                ),
                by=by,
            )
            for unit in units
            if unit.pk not in asked
        ]


def note_read(*, version: DocumentVersion, by: User) -> None:
    """Remember which version of the document this person saw last."""
    with acting(by):
        LastRead.objects.update_or_create(
            user=by, document=version.document, defaults={"version": version, "at": clock.now()}
        )


def require_reading(*, version: DocumentVersion, by: User, text: str, due_days: int) -> RequiredReading:
    """Make a version something that people must read and understand; who has not is seen on its page.

    Raises AccessDenied, ValidationError.
    """
    document: Document = version.document
    if version.effective_on is None:
        raise ValidationError(_("Todavía no se aprueba: no hay desde cuándo leerla."))
    with acting(by):
        reading = services.create(
            RequiredReading(
                title=document.title,
                kind="other",
                version=str(version),
                text=text,
                audience="everybody",
                from_date=version.effective_on,
                due_days=due_days,
                unit=version.unit,
            ),
            by=by,
        )
        services.link(version, reading, by=by, kind=Link.Kind.CAUSES)
    return reading

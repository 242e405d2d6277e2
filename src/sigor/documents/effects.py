"""What approving a version or repealing a document does to the version that ruled until then."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sigor.organisation.periods import add_months
from sigor.records import services


def require_an_approving_act(act: Any, field: str) -> None:
    """The act was issued and is of a type that puts things in force. Raises ValidationError for the field."""
    if not act.type.approves:
        raise ValidationError(
            {field: _("Un acto de tipo %(type)s no aprueba ni deroga.") % {"type": act.type.title}}
        )
    if act.state != "issued":
        raise ValidationError({field: _("El acto %(act)s todavía no se emite.") % {"act": act}})


def take_the_place_of_the_former(version: Any, by: Any) -> None:
    """From its first day this version rules and the former does not; the document is reviewed again in time."""
    versions = apps.get_model("documents", "DocumentVersion")
    former = (
        versions._default_manager.select_for_update(of=("self",))
        .filter(document=version.document_id, state="approved")
        .exclude(pk=version.pk)
        .order_by("-effective_on")
        .first()
    )
    if former is not None:
        if version.effective_on <= former.effective_on:
            raise ValidationError(
                {
                    "effective_on": _("Debe regir después del %(day)s, desde cuando rige %(version)s.")
                    % {"day": f"{former.effective_on:%d/%m/%Y}", "version": former}
                }
            )
        services.adjust(former, by=by, in_force_until=version.effective_on - timedelta(days=1))
    document = version.document
    months = document.type.review_months
    services.adjust(document, by=by, review_due=add_months(version.effective_on, months))


def end_the_version_in_force(document: Any, by: Any) -> None:
    """What rules on the eve of the repeal rules no longer; a version that waited for a later day never rules."""
    last = document.repealed_on - timedelta(days=1)
    approved = document.versions.select_for_update(of=("self",)).filter(state="approved")
    current = approved.filter(in_force_until__isnull=True).order_by("-effective_on").first()
    if current is None:
        raise ValidationError(_("No hay ninguna versión aprobada que derogar."))
    if current.waits_until > last:
        raise ValidationError(
            {
                "repealed_on": _(
                    "La versión %(version)s rige desde el %(day)s: derogue desde un día posterior."
                )
                % {"version": current, "day": current.effective_on.strftime("%d/%m/%Y")}
            }
        )
    services.adjust(current, by=by, in_force_until=last, state="repealing")

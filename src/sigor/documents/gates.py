"""Why a document or a version does not take a step yet, in one sentence that names the obstacle."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sigor.organisation import clock
from sigor.organisation.grants import roles_held
from sigor.organisation.models import Role

UNDER_WAY = ("draft", "in_review", "legal", "to_approve")


# Of the document


def has_a_version_in_force(document: Any, by: Any) -> str:
    """Only what rules can be found to rule still."""
    if any(version.get_state().code == "in_force" for version in document.versions.filter(state="approved")):
        return ""
    return _("No hay ninguna versión vigente que revisar.")


def no_version_under_way(document: Any, by: Any) -> str:
    """What is being drafted is finished or discarded before the document is repealed."""
    version = document.versions.filter(state__in=UNDER_WAY, archived_at__isnull=True).first()
    if version is None:
        return ""
    return _("No se puede derogar: la versión %(version)s está en «%(state)s»; descártela antes.") % {
        "version": version,
        "state": version.get_state().label,
    }


# Before the version is sent to be reviewed


def document_is_accepted(version: Any, by: Any) -> str:
    if version.document.state == "accepted":
        return ""
    return _("No se puede enviar: la propuesta del documento %(code)s está en «%(state)s».") % {
        "code": version.document.code,
        "state": version.document.get_state().label,
    }


def has_a_file(version: Any, by: Any) -> str:
    if version.file_id is not None:
        return ""
    return _("No se puede enviar: cargue el archivo de la versión.")


def nobody_has_it_out(version: Any, by: Any) -> str:
    if version.out_to_id is None:
        return ""
    return _("No se puede enviar: %(who)s tiene el archivo para editarlo.") % {"who": version.out_to}


def reviews_were_asked(version: Any, by: Any) -> str:
    if version.reviews.filter(archived_at__isnull=True).exclude(state="cancelled").exists():
        return ""
    return _("No se puede enviar: pida la revisión de al menos una unidad a la que el texto afecte.")


# Before the legal opinion and the approval


def reviews_are_answered(version: Any, by: Any) -> str:
    """Each unit that was asked has agreed, or observed and then agreed."""
    reviews = version.reviews.filter(archived_at__isnull=True).exclude(state="cancelled")
    agreed = {r.unit_id for r in reviews if r.state == "agreed"}
    left = sorted({r.unit.acronym for r in reviews.select_related("unit") if r.unit_id not in agreed})
    if not left:
        return ""
    return _("Falta la conformidad de: %(units)s.") % {"units": ", ".join(left)}


def remarks_are_resolved(version: Any, by: Any) -> str:
    left = version.remarks.filter(state="open", archived_at__isnull=True).order_by("paragraph").first()
    if left is None:
        return ""
    return _("Falta resolver la observación %(code)s al párrafo %(paragraph)d.") % {
        "code": left.code,
        "paragraph": left.paragraph,
    }


def legal_opinion_is_due(version: Any, by: Any) -> str:
    if version.document.type.legal_opinion:
        return ""
    return _("Este tipo de documento no lleva opinión legal: pase a aprobación.")


def no_legal_opinion_is_due(version: Any, by: Any) -> str:
    if not version.document.type.legal_opinion:
        return ""
    return _("Este tipo de documento lleva opinión legal: pásela antes.")


# Before it is approved


def approver_is_the_direction(version: Any, by: Any) -> str:
    if version.document.type.approver == Role.DIRECTOR:
        return ""
    return _("Este tipo de documento lo aprueba la jefatura de la unidad.")


def approver_is_the_head(version: Any, by: Any) -> str:
    if version.document.type.approver != Role.UNIT_HEAD:
        return _("Este tipo de documento lo aprueba la Dirección Ejecutiva.")
    held = roles_held(by, clock.today())
    if any(role.role == Role.UNIT_HEAD and role.unit_id == version.unit_id for role in held):
        return ""
    return _("Lo aprueba quien ejerce la jefatura de %(unit)s.") % {"unit": version.unit}


def approver_did_not_review(version: Any, by: Any) -> str:
    """Author, reviewer and approver are three people."""
    if version.reviews.filter(answered_by=by, archived_at__isnull=True).exists():
        return _("Debe hacerlo otra persona: usted revisó esta versión por una unidad.")
    return ""


# Of reviews and remarks


def version_is_in_review(review: Any, by: Any) -> str:
    if review.version.state == "in_review":
        return ""
    return _("La versión %(version)s está en «%(state)s».") % {
        "version": review.version,
        "state": review.version.get_state().label,
    }


def reviewer_is_not_the_author(review: Any, by: Any) -> str:
    if by.pk in (review.version.created_by_id, review.version.sent_by_id):
        return _("Debe hacerlo otra persona: usted elaboró esta versión.")
    return ""


def require_open_to_remarks(version: Any) -> None:
    """A remark is made while the version is drafted or reviewed."""
    if version.state not in UNDER_WAY:
        raise ValidationError({"version": _("La versión ya se aprobó o se descartó: observe la siguiente.")})


def paragraph_of(version: Any, number: int | None) -> str:
    """The text of a paragraph by its number from 1; nothing while no file was read. Raises ValidationError."""
    if not version.text:
        return ""
    paragraphs = version.text.split("\n")
    if number is None or not 1 <= number <= len(paragraphs):
        raise ValidationError(
            {"paragraph": _("El texto tiene %(count)d párrafos.") % {"count": len(paragraphs)}}
        )
    return str(paragraphs[number - 1])

"""Errors of the API as problem+json (RFC 9457): what happened, in the reader's words, and where."""

from typing import Any

from django.core.exceptions import ValidationError as ModelInvalid
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from sigor.records.access import AccessDenied
from sigor.records.files import FileRefused
from sigor.records.services import EditedMeanwhile, TransitionRefused

MEDIA_TYPE = "application/problem+json"


class RevisionRequired(APIException):
    """A change that does not say which revision it was made from."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "revision-required"

    def __init__(self) -> None:
        super().__init__(_("Envíe If-Match con el ETag que leyó; así nadie pisa el trabajo de otro."))


# exception -> status and the last part of the problem's type
KNOWN: dict[type[Exception], tuple[int, str]] = {
    AccessDenied: (status.HTTP_403_FORBIDDEN, "access-denied"),
    TransitionRefused: (status.HTTP_409_CONFLICT, "transition-refused"),
    EditedMeanwhile: (status.HTTP_412_PRECONDITION_FAILED, "edited-meanwhile"),
    FileRefused: (status.HTTP_422_UNPROCESSABLE_ENTITY, "file-refused"),
}


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The exception handler of the API; None lets an unforeseen error be an error."""
    for kind, (code, name) in KNOWN.items():
        if isinstance(exc, kind):
            return _problem(code, name, str(exc))
    if isinstance(exc, ModelInvalid):
        return _problem(422, "invalid", _("Hay datos por corregir."), errors=_field_errors(exc))
    if isinstance(exc, ValidationError):
        return _problem(422, "invalid", _("Hay datos por corregir."), errors=exc.detail)
    usual = exception_handler(exc, context)
    if usual is None:
        return None
    name = (
        "not-found"
        if isinstance(exc, Http404)
        else str(getattr(exc, "default_code", "error")).replace("_", "-")
    )
    detail = usual.data.get("detail", "") if isinstance(usual.data, dict) else ""
    answer = _problem(usual.status_code, name, str(detail))
    for header in ("WWW-Authenticate", "Retry-After"):
        if header in usual.headers:
            answer[header] = usual.headers[header]
    return answer


def _field_errors(exc: ModelInvalid) -> dict[str, list[str]]:
    return dict(exc.message_dict) if hasattr(exc, "error_dict") else {"__all__": list(exc.messages)}


def _problem(code: int, name: str, detail: str, **more: Any) -> Response:
    set_rollback()
    title = {
        403: _("Sin permiso"),
        404: _("No existe o no está a su alcance"),
        409: _("Paso rechazado"),
        412: _("Otra persona lo modificó"),
        422: _("No es válido"),
        428: _("Falta la revisión"),
    }
    body = {
        "type": f"urn:sigor:problem:{name}",
        "title": title.get(code, name),
        "status": code,
        "detail": detail,
    }
    return Response(body | more, status=code, content_type=MEDIA_TYPE)

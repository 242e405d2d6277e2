"""How pages hand over what they issue: the audit trail learns by which door, and stamped copies are answered or refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.copies import stamps
from sigor.copies.services import Particulars
from sigor.records.actor import session_of
from sigor.records.models import StoredFile

PDF = "application/pdf"


@contextmanager
def issuing(request: Any) -> Iterator[None]:
    """For pages that issue a file when it is asked for: such a request counts as one that only reads."""
    with session_of(request.user, "api" if request.path.startswith("/api/") else "web"):
        yield


def stamped_download(
    request: HttpRequest,
    *,
    original: StoredFile,
    what: Particulars,
    file_name: str,
    issued: Any = None,
) -> HttpResponseBase:
    """A stamped copy of a stored PDF for whoever asks, or the page that says why there is none.

    Whether the person may read the original is asked before, by the page that knows the record.
    """
    try:
        with issuing(request):
            copy = stamps.stamped_copy(original, what, by=cast(User, request.user), issued=issued)
    except stamps.CannotStamp as refused:
        return render(request, "copies/refused.html", {"refusal": refused, "name": file_name}, status=422)
    stem = slugify(file_name.rpartition(".")[0] or file_name) or copy.file.code.lower()
    return attachment(copy.data, f"{stem}-{_('copia-no-controlada')}-{copy.file.code}.pdf", PDF)


def attachment(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes to be saved, never shown inside a page of ours, and kept by nobody on the way."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer

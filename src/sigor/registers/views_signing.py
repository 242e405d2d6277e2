"""Asking people to sign the PDF that was put forward for a record."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sigor.accounts.models import User
from sigor.organisation.grants import Permission
from sigor.records import access, selectors
from sigor.records.models import EvidenceUse, Record
from sigor.records.ties import tie
from sigor.registers.declaration import Register
from sigor.registers.doors import person, record_of, register_page
from sigor.signatures import services
from sigor.signatures.models import Kind, Purpose
from sigor.signatures.selectors import requests

PDF = "application/pdf"


class SigningForm(forms.Form):
    """Who is asked to sign, what they say by it, and in which capacity."""

    signer = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("full_name", "username"),
        label=gettext_lazy("Quién firma"),
    )
    purpose = forms.ChoiceField(choices=Purpose.choices, label=gettext_lazy("Qué dice al firmar"))
    kind = forms.ChoiceField(choices=Kind.choices, label=gettext_lazy("Cómo"))
    role = forms.CharField(label=gettext_lazy("En calidad de"), max_length=120, required=False)


@require_http_methods(["GET", "POST"])
@register_page
def register_signing(request: HttpRequest, register: Register, pk: int, use: int) -> HttpResponseBase:
    """Ask for a signature on one evidence, and see those that were asked for."""
    record, user = record_of(request, register, pk), person(request)
    tied = get_object_or_404(selectors.evidence_of(record), pk=use)
    if tied.evidence.file.media_type != PDF:
        raise Http404(_("Solo se firman archivos PDF."))
    access.require(user, Permission.EDIT, [record.unit_id])
    form = SigningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = _ask(record, tied, form.cleaned_data, by=user)
        except ValidationError as invalid:
            form.add_error(None, ValidationError(invalid.messages))
        else:
            messages.success(request, _("Se pidió la firma a %(who)s.") % {"who": asked.signer_name})
            return redirect("register_signing", register.slug, record.pk, tied.pk)
    told = {"register": register, "record": record, "use": tied, "form": form, "asked": _of(record)}
    return render(request, "registers/signing.html", told, status=422 if form.errors else 200)


def _ask(record: Record, tied: EvidenceUse, told: dict[str, Any], *, by: User) -> Any:
    return services.request_signature(
        record,
        by=by,
        file=tied.evidence.file,
        file_name=tied.evidence.file_name,
        signer=told["signer"],
        purpose=told["purpose"],
        kind=told["kind"],
        role=told["role"],
    )


def _of(record: Record) -> Any:
    return requests().filter(**tie(record)).order_by("file", "order")

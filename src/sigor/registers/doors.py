"""How every page of a register begins: which register, which record, and may this person see it."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from sigor.accounts.again import doubt
from sigor.accounts.models import User
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.records.models import Record
from sigor.records.workflow import Transition
from sigor.registers import declaration
from sigor.registers.declaration import Register

Page = Callable[..., HttpResponseBase]  # a view that takes the request and its register


def person(request: HttpRequest | Request) -> User:
    """Who is asking; the middleware has seen to it that somebody is signed in."""
    return cast(User, request.user)


def confirm(request: Request, told: Mapping[str, Any]) -> bool:
    """See by the password in the body of an API call that it is the person; otherwise nothing goes on.

    Outside any transaction: a wrong password is to be counted. Raises ValidationError.
    """
    password = told.get("password")
    if not isinstance(password, str) or not password:
        raise ValidationError({"password": [_("Este paso se declara en persona: envíe su contraseña.")]})
    if why := doubt(request._request, password):
        raise ValidationError({"password": [why]})
    return True


def register_page(view: Page) -> Page:
    """Give the view its register; refuse people who may see no records at all with 403."""

    @wraps(view)
    def opened(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        register = declaration.get(slug)
        if register is None:
            raise Http404
        try:
            if not access.grants(person(request)).anywhere(Permission.VIEW):
                raise access.AccessDenied(_("No tiene permiso para consultar registros."))
            return view(request, register, **kwargs)
        except access.AccessDenied as denied:
            raise PermissionDenied(str(denied)) from denied

    return opened


def writing_page(view: Page) -> Page:
    """A page that only makes sense for who may edit somewhere in a register that is kept by hand."""

    @register_page
    @wraps(view)
    def opened(request: HttpRequest, register: Register, **kwargs: Any) -> HttpResponseBase:
        if not may_write(register, person(request)):
            raise access.AccessDenied(_("No tiene permiso para modificar este registro."))
        return view(request, register, **kwargs)

    return opened


def may_write(register: Register, user: User) -> bool:
    return not register.readonly and access.grants(user).anywhere(Permission.EDIT)


def record_of(request: HttpRequest, register: Register, pk: int) -> Any:
    """The record, if this person may see it; otherwise it does not exist for them."""
    records = register.records(person(request)).select_related("created_by", "updated_by")
    return get_object_or_404(records, pk=pk)


def may_edit(register: Register, record: Record, user: User) -> bool:
    return not register.readonly and access.may(user, Permission.EDIT, [record.unit_id])


def step_named(register: Register, name: str) -> Transition:
    for step in register.model.workflow.transitions:
        if step.name == name:
            return step
    raise Http404

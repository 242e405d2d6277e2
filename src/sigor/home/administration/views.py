"""People: the list, one person with roles and delegations, and each step an administrator takes."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sigor.accounts.mail import send_invitation
from sigor.accounts.models import Invitation, User
from sigor.accounts.requests import SignedInRequest
from sigor.home.administration import forms, selectors, services
from sigor.home.administration.pages import ask, for_administrators
from sigor.organisation import clock
from sigor.organisation.models import Delegation, Membership


def _address(user: User) -> str:
    return reverse("administration_person", args=[user.pk])


@for_administrators
def people(request: SignedInRequest) -> HttpResponse:
    text, active = request.GET.get("q", "").strip(), request.GET.get("estado") != "inactivas"
    found = selectors.people(text=text, active=active, on=clock.today())
    page = Paginator(found, 50).get_page(request.GET.get("pagina"))
    context = {"page": page, "text": text, "active": active}
    return render(request, "home/administration/people.html", context)


@for_administrators
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    today, now = clock.today(), timezone.now()
    context = {
        "person": user,
        "memberships": user.memberships.select_related("unit").order_by("-valid_from", "unit__acronym"),
        "given": Delegation.objects.filter(membership__user=user).select_related("to", "membership__unit"),
        "received": user.delegations.select_related("membership__unit", "membership__user"),
        "has_second_factor": Authenticator.objects.filter(user=user).exists(),
        "pending": user.invitations.filter(used_at=None, expires_at__gt=now).last(),
        "never_entered": not user.has_usable_password() and user.last_login is None,
        "today": today,
    }
    return render(request, "home/administration/person.html", context)


@for_administrators
def invite(request: SignedInRequest) -> HttpResponse:
    def act(values: dict[str, Any]) -> HttpResponse:
        found, token = services.invite(by=request.user, now=timezone.now(), **values)
        return _invited(request, found, token)

    form = forms.Invite(request.POST or None, today=clock.today())
    return ask(
        request,
        form,
        act,
        title=_("Invitar a una persona"),
        button=_("Invitar"),
        back=reverse("administration"),
        intro=_("Recibirá un enlace de un solo uso para elegir su contraseña."),
    )


@for_administrators
def renew_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)

    def act(values: dict[str, Any]) -> HttpResponse:
        found, token = services.renew_invitation(by=request.user, user=user, now=timezone.now())
        return _invited(request, found, token)

    return ask(
        request,
        forms.Nothing(request.POST if request.method == "POST" else None),
        act,
        title=_("Nueva invitación para %(person)s") % {"person": user},
        button=_("Enviar la invitación"),
        back=_address(user),
        intro=_("Sirve también para quien olvidó su contraseña. Los enlaces anteriores dejan de funcionar."),
    )


def _invited(request: SignedInRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Shows the link once: it is kept nowhere, so there is no redirect to a page that could show it again."""
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    try:
        send_invitation(invitation=invitation, link=link)
        sent = True
    except OSError:
        sent = False  # the link on the page serves in its place
    context = {"invitation": invitation, "person": invitation.user, "link": link, "sent": sent}
    return render(request, "home/administration/invited.html", context)


@for_administrators
def deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)

    def act(values: dict[str, Any]) -> None:
        services.deactivate(by=request.user, user=user, **values)
        messages.success(request, _("La cuenta quedó desactivada."))

    return ask(
        request,
        forms.Reason(request.POST or None),
        act,
        title=_("Desactivar la cuenta de %(person)s") % {"person": user},
        button=_("Desactivar"),
        back=_address(user),
        intro=_("Sus sesiones y tokens dejan de funcionar de inmediato. Lo que registró se conserva."),
        danger=True,
    )


@for_administrators
def reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)

    def act(values: dict[str, Any]) -> None:
        services.reactivate(by=request.user, user=user, **values)
        messages.success(request, _("La cuenta quedó activa."))

    return ask(
        request,
        forms.Reason(request.POST or None),
        act,
        title=_("Reactivar la cuenta de %(person)s") % {"person": user},
        button=_("Reactivar"),
        back=_address(user),
    )


@for_administrators
def remove_second_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)

    def act(values: dict[str, Any]) -> None:
        services.remove_second_factor(by=request.user, user=user, **values)
        messages.success(request, _("El segundo factor quedó retirado."))

    return ask(
        request,
        forms.Reason(request.POST or None),
        act,
        title=_("Quitar el segundo factor de %(person)s") % {"person": user},
        button=_("Quitar el segundo factor"),
        back=_address(user),
        intro=_("Compruebe antes, en persona o por una vía conocida, que quien lo pide es esa persona."),
        danger=True,
    )


@for_administrators
def grant_role(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)

    def act(values: dict[str, Any]) -> None:
        services.grant_role(by=request.user, user=user, **values)
        messages.success(request, _("El rol quedó registrado."))

    return ask(
        request,
        forms.GrantRole(request.POST or None, today=clock.today()),
        act,
        title=_("Otorgar un rol a %(person)s") % {"person": user},
        button=_("Otorgar"),
        back=_address(user),
    )


@for_administrators
def end_role(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("user", "unit"), pk=pk)

    def act(values: dict[str, Any]) -> None:
        services.end_role(by=request.user, membership=membership, **values)
        messages.success(request, _("El fin del rol quedó registrado."))

    return ask(
        request,
        forms.ChangeEnd(request.POST or None, initial={"valid_to": membership.valid_to or clock.today()}),
        act,
        title=_("Fin del rol: %(role)s") % {"role": membership},
        button=_("Guardar"),
        back=_address(membership.user),
        intro=str(membership.user),
    )


@for_administrators
def delegate(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)

    def act(values: dict[str, Any]) -> None:
        services.delegate(by=request.user, **values)
        messages.success(request, _("El encargo quedó registrado."))

    return ask(
        request,
        forms.Delegate(request.POST or None, person=user, today=clock.today()),
        act,
        title=_("Encargar un rol de %(person)s") % {"person": user},
        button=_("Encargar"),
        back=_address(user),
        intro=_("Durante el encargo la otra persona ejerce el rol; cada acto queda con su propio nombre."),
    )


@for_administrators
def end_delegation(request: SignedInRequest, pk: int) -> HttpResponse:
    delegation = get_object_or_404(
        Delegation.objects.select_related("membership__user", "membership__unit"), pk=pk
    )

    def act(values: dict[str, Any]) -> None:
        services.end_delegation(by=request.user, delegation=delegation, **values)
        messages.success(request, _("El fin del encargo quedó registrado."))

    return ask(
        request,
        forms.End(request.POST or None, initial={"valid_to": clock.today()}),
        act,
        title=_("Fin del encargo: %(role)s") % {"role": delegation.membership},
        button=_("Guardar"),
        back=_address(delegation.membership.user),
        intro=_("Encargado a %(person)s") % {"person": delegation.to},
    )

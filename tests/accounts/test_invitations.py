"""Invitations: single-use, expiring, and not spent by those who only look."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sigor.accounts import services
from sigor.accounts.models import Invitation

pytestmark = pytest.mark.django_db
NEW = {"password1": "clave-recién-elegida", "password2": "clave-recién-elegida"}


@pytest.fixture
def newcomer(db):
    return services.create_account(
        username="newcomer", email="Newcomer@Ejemplo.pe", full_name="Especialista nueva"
    )


@pytest.fixture
def token(newcomer, administrator):
    return services.issue_invitation(user=newcomer, by=administrator, now=timezone.now())[1]


def test_looking_at_the_invitation_spends_nothing(client, token):
    for _scanner in range(3):
        page = client.get(f"/invitacion/{token}/")
        assert "su usuario es <strong>newcomer</strong>" in page.content.decode()
    assert client.post(f"/invitacion/{token}/", NEW).url == "/cuenta/entrar/"


def test_an_invitation_opens_the_account_once(client, token, newcomer):
    client.post(f"/invitacion/{token}/", NEW)
    fields = {"login": "newcomer@ejemplo.pe", "password": NEW["password1"]}
    assert client.post("/cuenta/entrar/", fields).url == "/"
    client.post("/cuenta/salir/")
    again = client.post(
        f"/invitacion/{token}/", {"password1": "clave-de-un-intruso", "password2": "clave-de-un-intruso"}
    )
    assert again.status_code == 404 and "no es válida" in again.content.decode()
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW["password1"])


def test_before_accepting_nobody_enters(client, token):
    page = client.post("/cuenta/entrar/", {"login": "newcomer", "password": ""})
    assert page.status_code == 200
    page = client.post("/cuenta/entrar/", {"login": "newcomer", "password": "!"})
    assert "no son correctos" in page.content.decode()


def test_used_expired_replaced_and_invented_invitations_read_the_same(client, newcomer, administrator):
    now = timezone.now()
    _old, expired = services.issue_invitation(user=newcomer, by=administrator, now=now - timedelta(days=8))
    _first, replaced = services.issue_invitation(user=newcomer, by=administrator, now=now)
    _second, used = services.issue_invitation(user=newcomer, by=administrator, now=now)
    client.post(f"/invitacion/{used}/", NEW, follow=True)
    pages = {client.get(f"/invitacion/{text}/").content for text in (expired, replaced, used, "inventada")}
    assert len(pages) == 1


def test_only_the_hash_of_the_token_is_kept(token):
    invitation = Invitation.objects.get()
    assert len(token) >= 43 and invitation.token_hash == services.hash_token(token)


def test_a_weak_or_mistyped_password_leaves_the_invitation_unspent(client, token):
    short = client.post(f"/invitacion/{token}/", {"password1": "corta", "password2": "corta"})
    assert "12 caracteres" in short.content.decode()
    other = client.post(f"/invitacion/{token}/", {**NEW, "password2": "otra-cosa-distinta"})
    assert "no son iguales" in other.content.decode()
    assert Invitation.objects.get().used_at is None


def test_an_invitation_of_a_deactivated_account_does_not_work(client, token, newcomer):
    newcomer.is_active = False
    newcomer.save()
    assert client.get(f"/invitacion/{token}/").status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"username": "NEWCOMER", "email": "otra@ejemplo.pe"},
        {"username": "otra", "email": "NEWCOMER@ejemplo.pe"},
        {"username": "newcomer@ejemplo.pe", "email": "otra@ejemplo.pe"},
    ],
)
def test_two_accounts_never_answer_to_the_same_name(newcomer, values):
    with pytest.raises(ValidationError):
        services.create_account(full_name="Otra", **values)

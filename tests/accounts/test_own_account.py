"""One's own account: sessions, password, language and tokens."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from sigor.accounts.models import AccessToken
from sigor.accounts.services import issue_token
from sigor.organisation.models import Delegation

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/cuenta/")
    return client


def test_the_page_says_who_one_is_and_which_roles_are_in_force(client, unit_head, other_head):
    membership = other_head.memberships.get()
    today = timezone.localdate()
    Delegation.objects.create(
        membership=membership,
        to=unit_head,
        valid_from=today,
        valid_to=today,
        resolution_number="R.D. N.º 010",
    )
    client.force_login(unit_head)
    page = client.get("/cuenta/").content.decode()
    for text in (
        "unit_head@ejemplo.pe",
        "Jefatura de unidad",
        "UCC",
        "encargo de Other head",
        "R.D. N.º 010",
    ):
        assert text in page
    assert "Sin segundo factor" in page and "Solo esta." in page


def test_a_person_closes_the_other_sessions_and_keeps_this_one(unit_head, other_head):
    here, there, colleague = signed_in(unit_head), signed_in(unit_head), signed_in(other_head)
    assert "tiene 1 sesión abierta" in here.get("/cuenta/").content.decode()
    here.post("/cuenta/sesiones/cerrar/")
    assert here.get("/cuenta/").status_code == 200
    assert there.get("/cuenta/").status_code == 302
    assert colleague.get("/cuenta/").status_code == 200


def test_changing_the_password_ends_the_other_sessions(unit_head):
    here, there = signed_in(unit_head), signed_in(unit_head)
    fields = {
        "oldpassword": "una-clave-larga-1",
        "password1": "otra-clave-larga-2",
        "password2": "otra-clave-larga-2",
    }
    assert here.post("/cuenta/contrasena/", fields).url == "/cuenta/"
    assert "Su contraseña quedó cambiada" in here.get("/cuenta/").content.decode()
    assert there.get("/cuenta/").status_code == 302


def test_a_short_password_is_refused(client, unit_head):
    client.force_login(unit_head)
    fields = {"oldpassword": "una-clave-larga-1", "password1": "corta-1", "password2": "corta-1"}
    assert "12 caracteres" in client.post("/cuenta/contrasena/", fields).content.decode()


def test_an_idle_session_ends_after_an_hour(unit_head):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(unit_head)
        clock.shift(timedelta(minutes=59))
        assert client.get("/cuenta/").status_code == 200
        clock.shift(timedelta(minutes=61))
        ended = client.get("/cuenta/", follow=True)
        assert "Su sesión terminó por seguridad" in ended.content.decode()


def test_a_busy_session_ends_after_eight_hours(unit_head):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(unit_head)
        for _half_hour in range(15):
            clock.shift(timedelta(minutes=30))
            assert client.get("/cuenta/").status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get("/cuenta/").status_code == 302


def test_the_session_cookie_ends_with_the_browser(client, unit_head):
    client.post("/cuenta/entrar/", {"login": "unit_head", "password": "una-clave-larga-1"})
    assert not client.cookies["sessionid"]["max-age"] and client.cookies["sessionid"]["httponly"]


def test_the_language_chosen_is_kept_and_comes_back_at_the_next_sign_in(client, unit_head):
    client.force_login(unit_head)
    client.post("/cuenta/idioma/", {"language": "en"})
    unit_head.refresh_from_db()
    assert unit_head.language == "en"
    fresh = Client()
    fresh.post("/cuenta/entrar/", {"login": "unit_head", "password": "una-clave-larga-1"})
    assert fresh.cookies["django_language"].value == "en"


def test_a_token_is_shown_once(client, unit_head):
    client.force_login(unit_head)
    expires = timezone.localdate() + timedelta(days=30)
    page = client.post("/cuenta/tokens/", {"name": "Tablero", "expires_on": expires.isoformat()})
    text = page.content.decode()
    shown = re.search(r'value="(sigor_[\w-]{43})"', text)[1]
    assert "no-store" in page["Cache-Control"]
    assert shown not in client.get("/cuenta/").content.decode()
    assert not AccessToken.objects.filter(token_hash=shown).exists()


@pytest.mark.parametrize("days", [0, -1, 366, 4000])
def test_a_token_lasts_a_year_at_most(client, unit_head, days):
    client.force_login(unit_head)
    expires = timezone.localdate() + timedelta(days=days)
    page = client.post("/cuenta/tokens/", {"name": "Tablero", "expires_on": expires.isoformat()})
    assert page.status_code == 422 and "a lo más dentro de un año" in page.content.decode()
    assert not AccessToken.objects.exists()


def test_nobody_revokes_the_token_of_another(client, unit_head, other_head):
    now = timezone.now()
    token, _text = issue_token(user=unit_head, name="Tablero", expires_at=now + timedelta(days=1), now=now)
    client.force_login(other_head)
    assert client.post(f"/cuenta/tokens/{token.pk}/revocar/").status_code == 404
    client.force_login(unit_head)
    client.post(f"/cuenta/tokens/{token.pk}/revocar/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_the_first_day_of_a_role_does_not_matter_to_sign_in(client, unit_head):
    unit_head.memberships.update(valid_from=date(2999, 1, 1))
    client.force_login(unit_head)
    assert "No tiene roles vigentes" in client.get("/cuenta/").content.decode()

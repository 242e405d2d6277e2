"""Signing in, being locked out and being let in again."""

import re
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import timezone

pytestmark = pytest.mark.django_db
MISMATCH = "El usuario o la contraseña no son correctos."


def test_a_page_sends_a_stranger_to_sign_in_and_back(client, unit_head, sign_in):
    answer = client.get("/cuenta/?desde=correo")
    assert answer.status_code == 302
    assert answer.url == "/cuenta/entrar/?next=/cuenta/%3Fdesde%3Dcorreo"
    signed_in = client.post(
        "/cuenta/entrar/",
        {"login": "unit_head", "password": "una-clave-larga-1", "next": "/cuenta/?desde=correo"},
    )
    assert signed_in.url == "/cuenta/?desde=correo"


def test_the_way_back_never_leads_to_another_site(client, unit_head):
    fields = {"login": "unit_head", "password": "una-clave-larga-1", "next": "https://malo.example/"}
    assert client.post("/cuenta/entrar/", fields).url == "/"


def test_an_address_that_does_not_exist_looks_like_any_other_to_a_stranger(client):
    assert client.get("/no-existe/").url.startswith("/cuenta/entrar/")


def test_a_fragment_asked_for_without_a_session_takes_the_whole_page_to_sign_in(client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/cuenta/?a=1"}
    answer = client.get("/administracion/", headers=headers)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/cuenta/entrar/?next=/cuenta/%3Fa%3D1"


def test_a_form_sent_without_a_session_leads_back_to_its_page(client):
    referer = {"Referer": "http://testserver/cuenta/"}
    assert client.post("/cuenta/idioma/", headers=referer).url == "/cuenta/entrar/?next=/cuenta/"
    elsewhere = {"Referer": "http://malo.example/cuenta/"}
    assert client.post("/cuenta/idioma/", headers=elsewhere).url == "/cuenta/entrar/"


def test_people_sign_in_by_name_or_by_mail_in_any_case(client, unit_head, sign_in):
    for login in ("unit_head", "UNIT_HEAD", "unit_head@ejemplo.pe", "Unit_Head@Ejemplo.PE"):
        assert sign_in(login).status_code == 302, login
        client.post("/cuenta/salir/")


def test_a_wrong_password_and_an_unknown_person_read_the_same(unit_head, sign_in):
    secrets = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    for known, unknown in [("unit_head", "nadie"), ("unit_head@ejemplo.pe", "nadie@ejemplo.pe")]:
        pages = [secrets.sub("", sign_in(login, "no-es-esta").content.decode()) for login in (known, unknown)]
        assert MISMATCH in pages[0]
        assert pages[0].replace(known, unknown) == pages[1]


def test_a_deactivated_person_reads_the_same_with_the_right_password(unit_head, sign_in):
    unit_head.is_active = False
    unit_head.save()
    assert MISMATCH in sign_in("unit_head").content.decode()


@pytest.mark.parametrize("login", ["unit_head", "nadie", "unit_head@ejemplo.pe", "nadie@ejemplo.pe"])
def test_every_failure_costs_one_password_check(unit_head, sign_in, login, monkeypatch):
    checks = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: checks.append(1) or encode(*args))
    sign_in(login, "no-es-esta")
    assert len(checks) == 1


def test_the_fifth_failure_locks_and_the_page_says_until_when(unit_head, sign_in):
    with time_machine.travel(timezone.now(), tick=False):
        for _attempt in range(4):
            assert sign_in("unit_head", "no-es-esta").status_code == 200
        locked = sign_in("unit_head", "no-es-esta")
        until = timezone.localtime() + timedelta(minutes=16)
    assert locked.status_code == 429
    assert f"{until:%H:%M}" in locked.content.decode()
    assert "dentro de 15 minutos" in locked.content.decode()
    assert int(locked["Retry-After"]) == 900
    assert sign_in("unit_head").status_code == 429, "the right password does not open it either"


def test_somebody_who_does_not_exist_is_locked_out_the_same_way(sign_in):
    answers = [sign_in("nadie", "no-es-esta").status_code for _attempt in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]


def test_other_spellings_of_the_same_account_give_no_more_attempts(unit_head, sign_in):
    spellings = ["unit_head", "UNIT_HEAD", "unit_head@ejemplo.pe", " Unit_Head ", "UNIT_HEAD@EJEMPLO.PE"]
    assert [sign_in(login, "no-es-esta").status_code for login in spellings][-1] == 429


def test_a_colleague_and_another_computer_are_not_locked_out(unit_head, other_head, sign_in, client):
    for _attempt in range(5):
        sign_in("unit_head", "no-es-esta")
    assert sign_in("other_head").status_code == 302
    client.post("/cuenta/salir/")
    assert sign_in("unit_head", REMOTE_ADDR="10.0.0.9").status_code == 302


def test_the_lock_opens_when_the_page_said_and_trying_meanwhile_does_not_lengthen_it(unit_head, sign_in):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _attempt in range(5):
            sign_in("unit_head", "no-es-esta")
        clock.shift(timedelta(minutes=14))
        assert sign_in("unit_head").status_code == 429
        clock.shift(timedelta(minutes=1, seconds=1))
        assert sign_in("unit_head").status_code == 302


def test_a_success_forgets_earlier_failures(unit_head, sign_in, client):
    for _round in range(2):
        for _attempt in range(4):
            assert sign_in("unit_head", "no-es-esta").status_code == 200
        assert sign_in("unit_head").status_code == 302
        client.post("/cuenta/salir/")


def test_what_is_kept_of_a_failure_holds_no_password(unit_head, sign_in):
    sign_in("unit_head", "casi-mi-clave")
    assert "casi-mi-clave" not in AccessAttempt.objects.get().post_data


def test_behind_a_proxy_the_address_of_the_person_counts(unit_head, sign_in, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _attempt in range(5):
        locked = sign_in("unit_head", "no-es-esta", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.1"})
    assert locked.status_code == 429
    assert sign_in("unit_head", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.2"}).status_code == 302


def test_nobody_signs_up_or_manages_addresses(client, unit_head):
    client.force_login(unit_head)
    for path in ("/cuenta/signup/", "/accounts/signup/", "/cuenta/email/", "/cuenta/password/reset/"):
        assert client.get(path).status_code == 404


def test_the_pages_of_signing_in_keep_to_the_strict_content_policy(client):
    page = client.get("/cuenta/entrar/")
    directives = [d.strip() for d in page["Content-Security-Policy"].split(";")]  # in any order
    assert "script-src 'self'" in directives
    assert "default-src 'self'" in directives
    assert "<script>" not in page.content.decode() and "style=" not in page.content.decode()

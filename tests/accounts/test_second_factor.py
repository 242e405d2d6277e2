"""The second factor: activating it, using it, and its own attempts counted."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

pytestmark = pytest.mark.django_db


def test_the_password_alone_does_not_open_a_protected_account(client, sign_in, app_secret, code_of):
    assert sign_in("unit_head").url == "/cuenta/segundo-factor/comprobar/"
    assert client.get("/cuenta/").url.startswith("/cuenta/entrar/")
    assert "Segundo factor" in client.get("/cuenta/segundo-factor/comprobar/").content.decode()
    answer = client.post("/cuenta/segundo-factor/comprobar/", {"code": code_of(app_secret)})
    assert answer.url == "/"
    assert client.get("/cuenta/").status_code == 200


def test_wrong_codes_lock_out_like_wrong_passwords(client, sign_in, app_secret, code_of):
    sign_in("unit_head")
    wrong = "000000" if code_of(app_secret) != "000000" else "111111"
    answers = [
        client.post("/cuenta/segundo-factor/comprobar/", {"code": wrong}).status_code for _attempt in range(5)
    ]
    assert answers == [200, 200, 200, 200, 429]
    right = client.post("/cuenta/segundo-factor/comprobar/", {"code": code_of(app_secret)})
    assert right.status_code == 429
    assert client.get("/cuenta/").status_code == 302
    client.post("/cuenta/salir/")
    assert sign_in("unit_head").status_code == 429, "starting again gives no new attempts"


def test_a_recovery_code_works_once(client, sign_in, app_secret, unit_head):
    code = RecoveryCodes.activate(unit_head).generate_codes()[0]
    sign_in("unit_head")
    assert client.post("/cuenta/segundo-factor/comprobar/", {"code": code}).url == "/"
    client.post("/cuenta/salir/")
    sign_in("unit_head")
    again = client.post("/cuenta/segundo-factor/comprobar/", {"code": code})
    assert "El código no es correcto." in again.content.decode()


def test_activating_the_app_asks_for_the_password_again_and_gives_recovery_codes(
    client, sign_in, unit_head, code_of, settings
):
    client.force_login(unit_head)
    asked = client.get("/cuenta/segundo-factor/aplicacion/activar/")
    assert asked.url.startswith("/cuenta/confirmar/")
    client.post(asked.url, {"password": "una-clave-larga-1"})
    page = client.get("/cuenta/segundo-factor/aplicacion/activar/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    answer = client.post("/cuenta/segundo-factor/aplicacion/activar/", {"code": code_of(secret)})
    assert answer.url == "/cuenta/segundo-factor/codigos/"
    assert "Quedan 10 de 10" in client.get(answer.url).content.decode()
    stored = json.dumps(Authenticator.objects.get(user=unit_head, type="totp").data)
    assert secret not in stored, "the secret is encrypted at rest"
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "otra-clave-del-servidor"
    assert Authenticator.objects.get(user=unit_head, type="totp").wrap().validate_code(code_of(secret))


def test_a_wrong_password_when_confirming_counts_as_a_failure(client, unit_head):
    client.force_login(unit_head)
    answers = [
        client.post("/cuenta/confirmar/", {"password": "no-es-esta"}).status_code for _attempt in range(5)
    ]
    assert answers == [200, 200, 200, 200, 429]


@pytest.mark.parametrize(
    "path",
    ["", "llaves/", "llaves/agregar/", "codigos/generar/", "codigos/", "aplicacion/quitar/", "confirmar/"],
)
def test_the_pages_speak_spanish_and_run_no_inline_script(client, unit_head, app_secret, path):
    RecoveryCodes.activate(unit_head)
    client.force_login(unit_head)
    client.post("/cuenta/confirmar/", {"password": "una-clave-larga-1"})
    page = client.get(f"/cuenta/segundo-factor/{path}")
    assert page.status_code == 200
    text = page.content.decode()
    assert not re.search(r"\b(the|your|Sign|Code|Security)\b", re.sub(r"<[^>]+>", " ", text))
    inline = [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag]
    assert all('type="application/json"' in tag for tag in inline)
    assert "style=" not in text

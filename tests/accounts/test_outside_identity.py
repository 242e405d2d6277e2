"""OpenID Connect: known people only, found by their verified e-mail."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from sigor.accounts.models import User

pytestmark = pytest.mark.django_db
SERVER = "https://identidad.ejemplo.pe"


class Answer:
    status_code = 200
    headers = {"content-type": "application/json"}

    def __init__(self, data):
        self.data = data

    def json(self):
        return self.data

    def raise_for_status(self):
        return None


@pytest.fixture
def provider(settings, monkeypatch):
    """An identity provider whose answers a test chooses: `provider["userinfo"]`."""
    app = {
        "provider_id": "institucion",
        "name": "Institución",
        "client_id": "sigor",
        "secret": "x",
        "settings": {"server_url": SERVER},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    answers = {"userinfo": {}}
    config = {
        "authorization_endpoint": f"{SERVER}/auth",
        "token_endpoint": f"{SERVER}/token",
        "userinfo_endpoint": f"{SERVER}/userinfo",
        "jwks_uri": f"{SERVER}/keys",
        "issuer": SERVER,
    }

    def request(self, method, url, **kwargs):
        if "well-known" in url:
            return Answer(config)
        if url.endswith("/token"):
            return Answer({"access_token": "a", "token_type": "Bearer"})
        return Answer(answers["userinfo"])

    monkeypatch.setattr("requests.Session.request", request)
    return answers


def enter(client, provider, query="", **userinfo):
    """Go through the provider and come back as the person it describes."""
    provider["userinfo"] = {"sub": "p-1"} | userinfo
    away = client.post(f"/cuenta/institucional/oidc/institucion/login/{query}")
    assert away.url.startswith(f"{SERVER}/auth"), away.url
    state = parse_qs(urlsplit(away.url).query)["state"][0]
    return client.get("/cuenta/institucional/oidc/institucion/login/callback/", {"code": "c", "state": state})


def test_a_known_person_enters_with_a_verified_mail_and_later_by_identity(client, provider, unit_head):
    assert enter(client, provider, email="Unit_Head@ejemplo.pe", email_verified=True).url == "/"
    assert client.get("/cuenta/").status_code == 200
    client.post("/cuenta/salir/")
    assert enter(client, provider).url == "/"
    assert SocialAccount.objects.get().user == unit_head
    unit_head.refresh_from_db()
    assert unit_head.check_password("una-clave-larga-1"), "the password stays"


@pytest.mark.parametrize("verified", [False, None, "false", "true"])
def test_an_unverified_mail_opens_nothing(client, provider, unit_head, verified):
    answer = enter(client, provider, email="unit_head@ejemplo.pe", email_verified=verified)
    assert answer.status_code == 403
    assert client.get("/cuenta/").status_code == 302


def test_a_stranger_gets_no_account(client, provider, unit_head):
    answer = enter(client, provider, email="nadie@ejemplo.pe", email_verified=True)
    assert answer.status_code == 403 and "no corresponde a una cuenta activa" in answer.content.decode()
    assert User.objects.count() == 1 and not SocialAccount.objects.exists()


def test_a_deactivated_person_stays_out_even_when_linked(client, provider, unit_head):
    enter(client, provider, email="unit_head@ejemplo.pe", email_verified=True)
    client.post("/cuenta/salir/")
    unit_head.is_active = False
    unit_head.save()
    assert enter(client, provider).status_code == 403


def test_the_second_factor_is_asked_after_the_provider_too(client, provider, unit_head, app_secret):
    answer = enter(client, provider, email="unit_head@ejemplo.pe", email_verified=True)
    assert answer.url == "/cuenta/segundo-factor/comprobar/"


def test_a_signed_in_person_cannot_tie_another_identity(client, provider, unit_head):
    client.force_login(unit_head)
    answer = enter(client, provider, "?process=connect", email="unit_head@ejemplo.pe", email_verified=True)
    assert answer.status_code == 403 and not SocialAccount.objects.exists()


def test_the_sign_in_page_offers_the_provider(client, provider):
    assert "Entrar con Institución" in client.get("/cuenta/entrar/").content.decode()

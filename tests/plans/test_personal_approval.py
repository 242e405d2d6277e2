"""Approving a version of the plan is a personal declaration: password again, sentence kept."""

from datetime import date

import pytest

from sigor.plans import services
from sigor.records.services import TransitionRefused
from tests.conftest import PASSWORD

from .conftest import on

pytestmark = pytest.mark.django_db
WRONG = "otra-clave-larga"
SAID = "Apruebo esta versión del plan y dispongo su vigencia desde la fecha indicada"
EFFECT = {"effective_from": "2025-06-21"}


@pytest.fixture
def sent(moved, coordinator):
    """A reformulation that waits for approval."""
    with on("2025-06-20", hour=14):
        version = services.send_for_approval(version=moved, by=coordinator)
    with on("2025-06-20", hour=15):
        yield version


def state(version):
    version.refresh_from_db()
    return version.state, version.revision, version.declared


def test_the_page_of_a_version_says_what_approving_means(sent, director, client):
    client.force_login(director)
    page = client.get(f"/plan/version/{sent.pk}/").content.decode()
    assert f"{SAID} ({sent.code}, cambio n.° {sent.revision})" in page and 'name="password"' in page


def test_a_wrong_password_approves_nothing_and_keeps_the_date_that_was_typed(sent, director, client):
    before = state(sent)
    client.force_login(director)
    answer = client.post(f"/plan/version/{sent.pk}/paso/approve/", EFFECT | {"password": WRONG})
    page = answer.content.decode()
    assert answer.status_code == 422 and "La contraseña no es correcta; no se hizo nada." in page
    assert 'value="2025-06-21"' in page and WRONG not in page
    assert client.post(f"/plan/version/{sent.pk}/paso/approve/", EFFECT).status_code == 422
    assert state(sent) == before


def test_the_right_password_approves_and_the_history_of_the_version_says_what_was_declared(
    sent, director, client
):
    client.force_login(director)
    answer = client.post(f"/plan/version/{sent.pk}/paso/approve/", EFFECT | {"password": PASSWORD})
    assert answer.status_code == 302
    assert state(sent)[0] == "approved" and state(sent)[2].startswith(SAID)
    assert f"Declaró: «{SAID}" in client.get(f"/plan/version/{sent.pk}/").content.decode()


def test_the_api_approves_only_with_the_password_and_counts_wrong_ones(sent, director, client):
    client.force_login(director)
    address, before = f"/api/v1/versiones/{sent.pk}/pasos/approve/", state(sent)

    def post(**told):
        return client.post(address, EFFECT | told, content_type="application/json")

    assert "password" in post().json()["errors"]
    assert post(password=WRONG).status_code == 422 and state(sent) == before
    assert post(password=PASSWORD).json()["state"] == "approved"


def test_wrong_passwords_end_in_the_lock_out_of_the_sign_in(sent, director, client):
    client.force_login(director)
    before = state(sent)
    answers = [
        client.post(f"/plan/version/{sent.pk}/paso/approve/", EFFECT | {"password": WRONG}).status_code
        for _n in range(6)
    ]
    right = client.post(f"/plan/version/{sent.pk}/paso/approve/", EFFECT | {"password": PASSWORD})
    assert (answers[0], answers[-1], right.status_code) == (422, 429, 429)
    assert state(sent) == before


def test_who_has_no_password_here_reads_what_to_do(sent, director, client):
    director.set_unusable_password()
    director.save()
    client.force_login(director)
    page = client.get(f"/plan/version/{sent.pk}/").content.decode()
    assert "Su cuenta no tiene contraseña en este sistema" in page and 'name="password"' not in page


def test_the_service_refuses_whoever_did_not_ask_for_the_password(sent, director):
    with pytest.raises(TransitionRefused, match="se declara en persona"):
        services.approve_version(version=sent, by=director, effective_from=date(2025, 6, 21))

"""A step that its taker declares: the sentence is read before, the password is asked again, and both doors agree."""

import json
from datetime import date

import pytest
from django.urls import reverse

from sigor.organisation.models import Role
from sigor.records import services
from sigor.records.services import TransitionRefused
from sigor.registers.history import history
from tests.acts.conftest import DAY, act, act_type, case, issued  # noqa: F401
from tests.conftest import PASSWORD
from tests.documents.conftest import (  # noqa: F401
    approved,
    document,
    document_type,
    draft,
    kind,
    lawyer,
    resolution,
    reviewed,
    story,
)

pytestmark = pytest.mark.django_db
WRONG = "otra-clave-larga"
SAID = "Emito este acto con la fecha indicada y respondo por lo que dice"


@pytest.fixture
def drafted(act, act_type, director):  # noqa: F811
    return act(act_type(), unit="DE", by=director)


@pytest.fixture
def issue(drafted, client):
    """A function that issues the act as a browser does."""

    def send(by, password=PASSWORD, **told):
        client.force_login(by)
        asked = {"dated_on": DAY.isoformat(), "password": password, "revision": drafted.revision}
        return client.post(reverse("register_transition", args=["acts", drafted.pk, "issue"]), asked | told)

    return send


@pytest.fixture
def issue_by_api(drafted, client):
    """A function that issues the act as a program does."""

    def send(by, **told):
        client.force_login(by)
        return client.post(
            f"/api/v1/acts/{drafted.pk}/transitions/issue/",
            json.dumps({"dated_on": DAY.isoformat()} | told),
            content_type="application/json",
        )

    return send


def untouched(record):
    before = (record.state, record.revision, record.declared)
    record.refresh_from_db()
    return (record.state, record.revision, record.declared) == before


def test_the_page_says_what_the_step_means_beside_its_button(drafted, director, client):
    client.force_login(director)
    page = client.get(reverse("register_detail", args=["acts", drafted.pk])).content.decode()
    assert f"{SAID} ({drafted.code}, cambio n.° 1)" in page and 'autocomplete="current-password"' in page


def test_a_wrong_password_changes_nothing_and_loses_nothing_typed(drafted, director, issue):
    answer = issue(director, WRONG)
    page = answer.content.decode()
    assert answer.status_code == 422 and "La contraseña no es correcta; no se hizo nada." in page
    assert 'value="2025-06-16"' in page and WRONG not in page
    assert untouched(drafted)


def test_the_right_password_takes_the_step_and_history_keeps_what_was_declared(drafted, director, issue):
    assert issue(director).status_code == 302
    drafted.refresh_from_db()
    said = f"{SAID} ({drafted.code}, cambio n.° 1)"
    assert drafted.state == "issued" and drafted.declared == said
    (newest, *before) = history(drafted)
    assert newest.declared == said and not any(event.declared for event in before)
    assert "Declaración" not in [line.label for line in newest.lines]


def test_history_shows_the_declaration_on_the_page_in_the_api_and_in_print(drafted, director, issue, client):
    issue(director)
    assert SAID in client.get(reverse("register_history", args=["acts", drafted.pk])).content.decode()
    assert client.get(f"/api/v1/acts/{drafted.pk}/history/").json()[0]["declared"].startswith(SAID)
    assert client.get(reverse("record_print", args=["acts", drafted.pk])).status_code == 200


def test_the_api_takes_the_password_in_the_body_and_nothing_without_it(drafted, director, issue_by_api):
    for told, says in (
        ({}, "envíe su contraseña"),
        ({"password": WRONG}, "no es correcta"),
        ({"password": ["x"]}, "envíe"),
    ):
        answer = issue_by_api(director, **told)
        assert answer.status_code == 422 and says in answer.json()["errors"]["password"][0], told
        assert untouched(drafted)
    answer = issue_by_api(director, password=PASSWORD)
    assert answer.status_code == 200 and answer.json()["state"] == "issued"


def test_wrong_passwords_at_either_door_end_in_the_lock_out_of_the_sign_in(
    drafted, director, issue, issue_by_api
):
    pages = [issue(director, WRONG).status_code for _n in range(3)]
    programs = [issue_by_api(director, password=WRONG).status_code for _n in range(3)]
    assert pages == [422, 422, 422] and programs[0] == 422 and programs[-1] == 429
    told = issue_by_api(director, password=PASSWORD)
    assert told.status_code == 429 and told["Content-Type"] == "application/problem+json"
    assert "contraseñas equivocadas" in told.json()["detail"] and int(told["Retry-After"]) > 0
    assert issue(director).status_code == 429
    assert untouched(drafted)


def test_a_step_for_several_at_once_is_never_a_declaration(drafted, director, client):
    client.force_login(director)
    told = {"step": "issue", "pick": [drafted.pk], "confirmed": "1", "reason": "x", "password": PASSWORD}
    page = client.post(reverse("register_bulk", args=["acts"]), told, follow=True).content.decode()
    assert "Este paso se declara en persona" in page
    assert untouched(drafted)


def test_the_door_to_write_refuses_whoever_did_not_ask_for_the_password(drafted, director):
    with pytest.raises(TransitionRefused, match="se declara en persona"):
        services.transition(drafted, "issue", by=director, values={"dated_on": DAY})
    assert untouched(drafted)


def test_who_has_no_password_here_reads_what_to_do(drafted, director, client, issue, issue_by_api):
    director.set_unusable_password()
    director.save()
    client.force_login(director)
    page = client.get(reverse("register_detail", args=["acts", drafted.pk])).content.decode()
    assert "Su cuenta no tiene contraseña en este sistema" in page
    assert issue(director).status_code == 422
    answer = issue_by_api(director, password=PASSWORD)
    assert answer.status_code == 422 and "no tiene contraseña" in answer.json()["errors"]["password"][0]
    assert untouched(drafted)


@pytest.mark.usefixtures("story")
def test_a_version_of_a_document_keeps_the_opinion_and_the_approval_each_with_its_sentence(approved):  # noqa: F811
    said = [event.declared for event in history(approved("2025-06-10")) if event.declared]
    assert [words.partition(" (")[0] for words in said] == [
        "Apruebo esta versión y dispongo su vigencia desde la fecha indicada",
        "Doy opinión legal favorable a esta versión, por las razones que escribo",
    ]


@pytest.mark.usefixtures("story")
def test_a_head_approves_as_head_and_declares_it(
    document_type, document, draft, reviewed, resolution, person, client  # noqa: F811
):  # fmt: skip
    head = person("second_head", Role.UNIT_HEAD, "UCC")
    type(document.type).objects.filter(pk=document.type_id).update(approver=Role.UNIT_HEAD)
    version = reviewed(draft())
    client.force_login(head)
    told = {"effective_on": "2025-06-10", "approval_act": resolution().pk}
    where = reverse("register_transition", args=["document-versions", version.pk, "approve_as_head"])
    assert client.post(where, told | {"password": WRONG}).status_code == 422
    assert untouched(version)
    assert client.post(where, told | {"password": PASSWORD}).status_code == 302
    version.refresh_from_db()
    assert version.effective_on == date(2025, 6, 10) and "como jefatura" in version.declared

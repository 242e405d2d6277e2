"""Each person gives the own word that a reading was read and understood; nobody for somebody else."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from sigor.people.models import Acknowledgement, Holder, RequiredReading
from sigor.people.selectors import readers_of, readings_of
from sigor.people.services import CannotAcknowledge, acknowledge
from sigor.records import services
from tests.people.conftest import NAME

TODAY = date(2025, 6, 30)


@pytest.fixture
def page(client):
    """A function that opens «Mis lecturas» as somebody."""

    def opened(user):
        client.force_login(user)
        return client.get(reverse("people_readings")).content.decode()

    return opened


def sign(client, user, reading):
    client.force_login(user)
    return client.post(reverse("people_acknowledge", args=[reading.pk]), follow=True)


@pytest.mark.parametrize("role", ["officer", "unit_head", "coordinator", "director", "keeper"])
def test_whoever_serves_in_a_unit_reads_and_signs(reading, role, request, client, page):
    user = request.getfixturevalue(role)
    sentence = "He leído y comprendido «Política integrada», versión 01"
    assert sentence in page(user)
    assert "Quedó su acuse" in sign(client, user, reading).content.decode()
    kept = Acknowledgement.objects.get(user=user)
    assert kept.created_by == user and kept.statement.startswith(sentence) and kept.version == "01"
    assert kept.code in page(user)


def test_signing_twice_changes_nothing(reading, officer, client):
    sign(client, officer, reading)
    sign(client, officer, reading)
    assert Acknowledgement.objects.count() == 1


def test_who_only_consults_is_told_plainly_that_it_cannot_be_signed_here(reading, auditor, client, page):
    html = page(auditor)
    assert "Su rol solo consulta" in html
    assert reverse("people_acknowledge", args=[reading.pk]) not in html
    assert "Su rol solo consulta" in sign(client, auditor, reading).content.decode()
    assert not Acknowledgement.objects.exists()


def test_who_sees_no_records_has_no_readings_here(reading, administrator, client):
    client.force_login(administrator)
    assert client.get(reverse("people_readings")).status_code == 403
    assert client.post(reverse("people_acknowledge", args=[reading.pk])).status_code == 403


def test_a_draft_is_not_signed(make, officer):
    with pytest.raises(CannotAcknowledge, match="no está vigente"):
        acknowledge(reading=make(RequiredReading), by=officer)


def test_a_reading_of_one_unit_obliges_only_its_people(
    make, in_force, units, unit_head, director, officer, other_head
):
    own = services.transition(
        make(RequiredReading, by=unit_head, unit="UCC", audience="unit"), "send", by=unit_head
    )
    own = services.transition(own, "approve", by=director)
    assert [r.reading for r in readings_of(officer, TODAY)] == [own]
    assert readings_of(other_head, TODAY) == []
    with pytest.raises(CannotAcknowledge):
        acknowledge(reading=own, by=other_head)


def test_a_new_version_is_read_again(reading, officer, keeper, in_force):
    acknowledge(reading=reading, by=officer)
    assert readings_of(officer, TODAY)[0].acknowledged
    draft = services.transition(reading, "revise", by=keeper, reason="Cambia la política")
    services.change(draft, by=keeper, values={"version": "02"}, revision=draft.revision)
    in_force(draft)
    assert readings_of(officer, TODAY)[0].acknowledged is None
    acknowledge(reading=reading, by=officer)
    assert set(Acknowledgement.objects.values_list("version", flat=True)) == {"01", "02"}


def test_nobody_signs_for_somebody_else(reading, units, officer, keeper):
    told = {"title": "Política", "reading": reading, "version": "01", "statement": "He leído."}
    given = Acknowledgement(user=officer, unit=units["URH"], acknowledged_on=TODAY, **told)
    kept = services.create(given, by=keeper)
    assert kept.user == keeper, "the reader is whoever writes"
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.filter(pk=kept.pk).update(user=officer)
    with pytest.raises(ValidationError, match="ya acusó"):
        services.create(Acknowledgement(unit=units["URH"], acknowledged_on=TODAY, **told), by=keeper)


def test_an_acknowledgement_is_never_changed(reading, officer, keeper, client, api):
    kept = acknowledge(reading=reading, by=officer)
    client.force_login(officer)
    assert client.get(reverse("register_edit", args=["acknowledgements", kept.pk])).status_code == 403
    assert client.post(reverse("register_new", args=["acknowledgements"]), {}).status_code == 403
    assert api(officer).post("/api/v1/acknowledgements/", {}, format="json").status_code == 405
    with pytest.raises(services.TransitionRefused):
        services.change(kept, by=officer, values={"statement": "No leí."}, revision=1)


def test_the_reading_tells_how_many_read_it(reading, holder, make, post, units, officer, client, colleague):
    make(Holder, post=post, of_unit=units["UOP"], title="Persona sin cuenta")
    assert readers_of(reading, TODAY) == {"obliged": 2, "read": 0}
    acknowledge(reading=reading, by=officer)
    assert readers_of(reading, TODAY) == {"obliged": 2, "read": 1}
    client.force_login(colleague)
    html = client.get(reverse("register_detail", args=["required-readings", reading.pk])).content.decode()
    assert "La leyeron 1 de 2" in html and NAME not in html

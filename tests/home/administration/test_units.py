"""Units as a tree on a date, and days off."""

from datetime import date

import pytest
from django.test import Client

from sigor.organisation.models import Holiday, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(administrator) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(administrator)
    return client


def test_the_tree_is_that_of_the_day_asked_for(desk, units):
    units["UCI"].valid_to = date(2024, 12, 31)
    units["UCI"].save()
    assert "UCI" in desk.get("/administracion/unidades/?fecha=2024-12-31").content.decode()
    assert "UCI" not in desk.get("/administracion/unidades/?fecha=2025-01-01").content.decode()
    assert (
        "no hay unidades vigentes" in desk.get("/administracion/unidades/?fecha=1999-01-01").content.decode()
    )
    for nonsense in ("ayer", "2025-02-31", ""):
        assert desk.get("/administracion/unidades/", {"fecha": nonsense}).status_code == 200


def test_a_unit_whose_parent_has_ended_is_still_shown(desk, units):
    Unit.objects.filter(acronym="CT").update(valid_to=date(2024, 12, 31))
    assert "UT-PIURA" in desk.get("/administracion/unidades/?fecha=2025-06-01").content.decode()


def test_a_reorganisation_closes_one_unit_and_opens_another(desk, units):
    ended = desk.post(
        f"/administracion/unidades/{units['UCI'].pk}/cerrar/",
        {"valid_to": "2025-06-30", "reason": "D.S. N.º 1"},
    )
    assert ended.status_code == 302
    fields = {
        "acronym": "UCI",
        "name": "Unidad de Comunicaciones",
        "kind": "unit",
        "parent": units["DE"].pk,
        "valid_from": "2025-07-01",
        "source": "D.S. N.º 1",
    }
    assert desk.post("/administracion/unidades/agregar/", fields).status_code == 302
    before = desk.get("/administracion/unidades/?fecha=2025-06-30").content.decode()
    after = desk.get("/administracion/unidades/?fecha=2025-07-01").content.decode()
    assert "Comunicación e Imagen" in before and "Unidad de Comunicaciones" not in before
    assert "Comunicación e Imagen" not in after and "Unidad de Comunicaciones" in after


def test_two_units_never_share_an_acronym_on_one_day(desk, units):
    fields = {"acronym": "UCC", "name": "Otra", "kind": "unit", "valid_from": "2025-01-01"}
    assert desk.post("/administracion/unidades/agregar/", fields).status_code == 422
    assert Unit.objects.filter(acronym="UCC").count() == 1


def test_a_unit_with_units_or_roles_below_it_does_not_close(desk, units, unit_head):
    fields = {"valid_to": "2025-06-30", "reason": "x"}
    parent = desk.post(f"/administracion/unidades/{units['CT'].pk}/cerrar/", fields)
    assert "UT-PIURA" in parent.content.decode() and parent.status_code == 422
    manned = desk.post(f"/administracion/unidades/{units['UCC'].pk}/cerrar/", fields)
    assert "Termine antes los roles" in manned.content.decode()
    assert not Unit.objects.exclude(valid_to=None).exists()


def test_a_holiday_is_registered_once_with_its_source(desk):
    fields = {"day": "2025-07-28", "name": "Fiestas Patrias", "source": "D.Leg. 713"}
    desk.post("/administracion/feriados/agregar/", fields)
    again = desk.post("/administracion/feriados/agregar/", fields)
    assert again.status_code == 422
    assert Holiday.objects.get().source == "D.Leg. 713"
    page = desk.get("/administracion/feriados/?ano=2025").content.decode()
    assert "Fiestas Patrias" in page and "28/07/2025" in page
    assert desk.get("/administracion/feriados/?ano=abc").status_code == 200

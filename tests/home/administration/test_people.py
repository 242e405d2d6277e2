"""What an administrator does with people: invite, give and end roles, delegate, close accounts."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from sigor.accounts.models import Invitation, User
from sigor.home.administration import services
from sigor.organisation.grants import Permission, grants_of
from sigor.organisation.models import Delegation, Membership, Role
from sigor.records.access import AccessDenied
from sigor.records.models import AuditEntry

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def desk(administrator) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(administrator)
    return client


def newcomer_fields(units, **changes) -> dict[str, str]:
    return {
        "full_name": "Especialista de la UCC",
        "email": "especialista@ejemplo.pe",
        "username": "especialista",
        "unit": str(units["UCC"].pk),
        "role": Role.OFFICER.value,
        "valid_from": TODAY().isoformat(),
        "source": "Memorando N.º 12",
    } | changes


PAGES = ["", "personas/invitar/", "unidades/", "unidades/agregar/", "feriados/", "feriados/agregar/"]


@pytest.mark.parametrize("path", PAGES)
def test_only_administrators_open_the_pages(path, coordinator, director, unit_head, auditor, desk):
    for person in (coordinator, director, unit_head, auditor):
        client = Client()
        client.force_login(person)
        assert client.get(f"/administracion/{path}").status_code == 403
    assert desk.get(f"/administracion/{path}").status_code == 200


def test_every_service_asks_for_the_permission(unit_head, other_head, units):
    membership = other_head.memberships.get()
    day = TODAY()
    calls = [
        lambda: services.deactivate(by=unit_head, user=other_head, reason="x"),
        lambda: services.reactivate(by=unit_head, user=other_head, reason="x"),
        lambda: services.remove_second_factor(by=unit_head, user=other_head, reason="x"),
        lambda: services.renew_invitation(by=unit_head, user=other_head, now=timezone.now()),
        lambda: services.grant_role(
            by=unit_head, user=unit_head, unit=units["DE"], role=Role.DIRECTOR, valid_from=day
        ),
        lambda: services.end_role(by=unit_head, membership=membership, valid_to=day, reason="x"),
        lambda: services.delegate(
            by=unit_head, membership=membership, to=unit_head, valid_from=day, valid_to=day
        ),
        lambda: services.add_unit(
            by=unit_head, acronym="X", name="X", kind="unit", parent=None, valid_from=day
        ),
        lambda: services.close_unit(by=unit_head, unit=units["UCC"], valid_to=day, reason="x"),
        lambda: services.add_holiday(by=unit_head, day=day, name="x"),
    ]
    for call in calls:
        with pytest.raises(AccessDenied):
            call()


def test_an_invited_person_enters_through_the_link_and_has_the_role(desk, units):
    page = desk.post("/administracion/personas/invitar/", newcomer_fields(units)).content.decode()
    link = re.search(r'value="http://testserver(/invitacion/[^"]+)"', page)[1]
    assert link in mail.outbox[0].body and mail.outbox[0].to == ["especialista@ejemplo.pe"]
    password = {"password1": "clave-recién-elegida", "password2": "clave-recién-elegida"}
    newcomer = Client()
    newcomer.post(link, password)
    newcomer.post("/cuenta/entrar/", {"login": "especialista", "password": "clave-recién-elegida"})
    own = newcomer.get("/cuenta/").content.decode()
    assert "Especialista de unidad" in own and "UCC" in own and "Memorando N.º 12" in own


def test_the_link_is_shown_once_even_when_the_mail_fails(desk, units, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = desk.post("/administracion/personas/invitar/", newcomer_fields(units)).content.decode()
    assert "entregue el enlace por otra vía" in page and "/invitacion/" in page
    person = User.objects.get(username="especialista")
    later = desk.get(f"/administracion/personas/{person.pk}/").content.decode()
    assert "Invitación pendiente" in later and "/invitacion/" not in later.replace(
        f"/{person.pk}/invitacion/", ""
    )


def test_an_invitation_that_cannot_be_leaves_nothing_behind(desk, units, unit_head):
    people = User.objects.count()
    taken = desk.post("/administracion/personas/invitar/", newcomer_fields(units, username="UNIT_HEAD"))
    assert taken.status_code == 422 and "Ya hay una cuenta con este usuario." in taken.content.decode()
    backwards = newcomer_fields(units, valid_to=(TODAY() - timedelta(days=1)).isoformat())
    wrong = desk.post("/administracion/personas/invitar/", backwards).content.decode()
    assert "El último día es anterior al primero." in wrong
    early = newcomer_fields(units, valid_from="2001-01-01")
    assert (
        "La unidad no está vigente" in desk.post("/administracion/personas/invitar/", early).content.decode()
    )
    assert User.objects.count() == people and not Invitation.objects.exists()


def test_each_step_is_in_the_audit_trail_with_who_and_why(desk, administrator, unit_head):
    desk.post(f"/administracion/personas/{unit_head.pk}/desactivar/", {"reason": "Cese, R.D. N.º 20"})
    entry = AuditEntry.objects.filter(table_name="accounts_user", row_id=str(unit_head.pk)).latest("id")
    assert entry.actor == "administrator" and entry.reason == "Cese, R.D. N.º 20"
    assert entry.after == {"is_active": False}


def test_a_deactivated_person_is_out_at_once_and_can_come_back(desk, unit_head):
    client = Client()
    client.force_login(unit_head)
    assert client.get("/cuenta/").status_code == 200
    desk.post(f"/administracion/personas/{unit_head.pk}/desactivar/", {"reason": "Licencia"})
    assert client.get("/cuenta/").status_code == 302
    assert "Cuenta desactivada" in desk.get(f"/administracion/personas/{unit_head.pk}/").content.decode()
    desk.post(f"/administracion/personas/{unit_head.pk}/reactivar/", {"reason": "Fin de la licencia"})
    assert client.get("/cuenta/").status_code == 200


def test_administrators_do_not_shut_themselves_out(desk, administrator):
    page = desk.post(f"/administracion/personas/{administrator.pk}/desactivar/", {"reason": "x"})
    assert "No puede desactivar su propia cuenta." in page.content.decode()
    membership = administrator.memberships.get()
    page = desk.post(f"/administracion/roles/{membership.pk}/fin/", {"valid_to": "2024-01-01", "reason": "x"})
    assert "lo registra otra persona" in page.content.decode()


def test_a_role_is_granted_once_at_a_time_and_ends_on_its_day(desk, unit_head, units):
    day = TODAY()
    fields = {"unit": units["UOP"].pk, "role": "officer", "valid_from": day.isoformat()}
    desk.post(f"/administracion/personas/{unit_head.pk}/rol/", fields)
    twice = desk.post(f"/administracion/personas/{unit_head.pk}/rol/", fields)
    assert twice.status_code == 422
    membership = Membership.objects.get(user=unit_head, unit=units["UOP"])
    last = (day + timedelta(days=3)).isoformat()
    desk.post(f"/administracion/roles/{membership.pk}/fin/", {"valid_to": last, "reason": "Rotación"})
    person = User.objects.get(pk=unit_head.pk)
    assert units["UOP"].pk in grants_of(person, day + timedelta(days=3)).units(Permission.SUBMIT)
    assert units["UOP"].pk not in grants_of(person, day + timedelta(days=4)).units(Permission.SUBMIT)
    desk.post(f"/administracion/roles/{membership.pk}/fin/", {"valid_to": "", "reason": "Sigue"})
    membership.refresh_from_db()
    assert membership.valid_to is None


def test_an_encargo_gives_the_role_between_its_dates_only(desk, unit_head, other_head, units):
    day = TODAY()
    fields = {
        "membership": unit_head.memberships.get().pk,
        "to": other_head.pk,
        "valid_from": day.isoformat(),
        "valid_to": (day + timedelta(days=5)).isoformat(),
        "resolution_number": "",
        "source": "Correo de la jefatura",
    }
    desk.post(f"/administracion/personas/{unit_head.pk}/encargar/", fields)
    stand_in = User.objects.get(pk=other_head.pk)
    assert units["UCC"].pk in grants_of(stand_in, day).units(Permission.SUBMIT)
    assert units["UCC"].pk not in grants_of(stand_in, day + timedelta(days=6)).units(Permission.SUBMIT)
    delegation = Delegation.objects.get()
    for person in (unit_head, other_head):
        assert "Correo de la jefatura" in desk.get(f"/administracion/personas/{person.pk}/").content.decode()
    early_end = {"valid_to": day.isoformat(), "reason": "Volvió antes"}
    desk.post(f"/administracion/encargos/{delegation.pk}/fin/", early_end)
    delegation.refresh_from_db()
    assert delegation.valid_to == day


def test_an_encargo_stays_inside_the_role_and_holds_it_open(desk, unit_head, other_head):
    membership = unit_head.memberships.get()
    membership.valid_to = date(2030, 6, 30)
    membership.save()
    fields = {
        "membership": membership.pk,
        "to": other_head.pk,
        "valid_from": "2030-06-01",
        "valid_to": "2030-07-01",
    }
    address = f"/administracion/personas/{unit_head.pk}/encargar/"
    assert "El rol no está vigente" in desk.post(address, fields).content.decode()
    desk.post(address, fields | {"valid_to": "2030-06-30"})
    assert Delegation.objects.count() == 1
    shorter = desk.post(
        f"/administracion/roles/{membership.pk}/fin/", {"valid_to": "2030-06-15", "reason": "x"}
    )
    assert "dura hasta el 30/06/2030" in shorter.content.decode()


def test_nobody_is_put_in_charge_of_their_own_role(administrator, unit_head):
    membership = unit_head.memberships.get()
    with pytest.raises(Exception, match="otra persona"):
        services.delegate(
            by=administrator, membership=membership, to=unit_head, valid_from=TODAY(), valid_to=TODAY()
        )


def test_a_new_invitation_serves_who_forgot_the_password(desk, unit_head):
    page = desk.post(f"/administracion/personas/{unit_head.pk}/invitacion/").content.decode()
    link = re.search(r'value="http://testserver(/invitacion/[^"]+)"', page)[1]
    Client().post(link, {"password1": "clave-recién-elegida", "password2": "clave-recién-elegida"})
    unit_head.refresh_from_db()
    assert unit_head.check_password("clave-recién-elegida")


def test_people_are_found_by_name_mail_and_unit(desk, unit_head, other_head, territorial_officer):
    for text, found in [
        ("UNIT_h", "unit_head"),
        ("other_head@", "other_head"),
        ("piura", "territorial_officer"),
    ]:
        page = desk.get("/administracion/", {"q": text}).content.decode()
        assert f"{found}@ejemplo.pe" in page and page.count("@ejemplo.pe") == 1, text
    assert "Nadie coincide" in desk.get("/administracion/", {"q": "zzz"}).content.decode()


def test_the_list_of_people_takes_the_same_queries_however_long_it_is(
    desk, person, django_assert_max_num_queries
):
    for number in range(8):
        person(f"officer_{number}", Role.OFFICER, "UCC")
    with django_assert_max_num_queries(20):
        desk.get("/administracion/")

"""A commitment is signed by its holder and by nobody else, and read by few."""

import re
from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from sigor.integrity import services
from sigor.organisation import clock
from sigor.records import services as records
from sigor.records.services import TransitionRefused
from sigor.registers.declaration import get
from tests.conftest import PASSWORD

SLUG = "ethics-commitments"
ONLY_HOLDER = "Solo la persona titular firma, en la página de firma."
ON_ITS_PAGE = "Se firma en la página de firma, con su contraseña."


@pytest.fixture
def kept(sensitive):
    return sensitive()


@pytest.fixture
def pending(kept, hold, commit):
    return commit(kept, hold(kept))


@pytest.fixture
def signature(client):
    """A function that signs as a browser does."""

    def send(commitment, by, password=PASSWORD, revision=1):
        client.force_login(by)
        told = {"password": password, "revision": revision}
        return client.post(reverse("sign_commitment", args=[commitment.pk]), told)

    return send


def test_the_holder_reads_what_signing_means_and_signs(pending, specialist, client, signature):
    client.force_login(specialist)
    html = client.get(reverse("sign_commitment", args=[pending.pk])).content.decode()
    assert "No recibiré dádivas." in html and "Firmo como titular del puesto: me comprometo a" in html
    assert signature(pending, specialist).status_code == 302
    pending.refresh_from_db()
    assert (pending.state, pending.signed_by) == ("signed", specialist)
    assert (pending.signed_on, pending.expires_on) == (date(2025, 6, 30), date(2026, 6, 30))
    assert pending.meaning.startswith("Firmo como titular del puesto") and pending.code in pending.meaning


def test_a_wrong_password_signs_nothing_and_loses_nothing(pending, specialist, signature):
    answer = signature(pending, specialist, password="otra-clave-larga")
    html = answer.content.decode()
    assert answer.status_code == 422 and "La contraseña no es correcta; no se firmó nada." in html
    assert "otra-clave-larga" not in html
    pending.refresh_from_db()
    assert (pending.state, pending.revision) == ("pending", 1)


def test_wrong_passwords_end_in_the_same_lock_out_as_at_the_sign_in(pending, specialist, signature):
    answers = [signature(pending, specialist, password="otra-clave-larga").status_code for _n in range(6)]
    assert answers[0] == 422 and answers[-1] == 429
    assert signature(pending, specialist).status_code == 429
    pending.refresh_from_db()
    assert pending.state == "pending"


def test_a_text_changed_since_it_was_read_is_not_signed(pending, specialist, unit_head, signature):
    records.change(pending, by=unit_head, values={"due_date": date(2025, 8, 1)}, revision=1)
    answer = signature(pending, specialist, revision=1)
    assert answer.status_code == 409 and "cambió desde que lo abrió" in answer.content.decode()
    assert signature(pending, specialist, revision=2).status_code == 302


@pytest.mark.parametrize("who", ["unit_head", "integrity_head"])
def test_whoever_keeps_the_commitment_does_not_sign_it_through_any_door(
    pending, who, request, client, api, signature
):
    other = request.getfixturevalue(who)
    assert ONLY_HOLDER in signature(pending, other).content.decode()
    client.force_login(other)
    asked = {"meaning": "Firmo", "signed_on": "2025-06-30", "expires_on": "2026-06-30"}
    client.post(reverse("register_transition", args=[SLUG, pending.pk, "sign"]), asked)
    answer = api(other).post(f"/api/v1/{SLUG}/{pending.pk}/transitions/sign/", asked, format="json")
    assert answer.status_code == 409
    with pytest.raises(TransitionRefused):
        services.sign(pending, by=other, password=PASSWORD, revision=1)
    pending.refresh_from_db()
    assert pending.state == "pending"


def test_not_even_the_holder_signs_through_the_general_doors(pending, specialist, client, api):
    asked = {"meaning": services.meaning_of(pending), "signed_on": "2025-06-30", "expires_on": "2035-06-30"}
    with pytest.raises(TransitionRefused, match="en la página de firma, con su contraseña"):
        records.transition(pending, "sign", by=specialist, values=asked)
    client.force_login(specialist)
    page = client.post(reverse("register_transition", args=[SLUG, pending.pk, "sign"]), asked)
    assert page.status_code == 409 and ON_ITS_PAGE in page.content.decode()
    answer = api(specialist).post(f"/api/v1/{SLUG}/{pending.pk}/transitions/sign/", asked, format="json")
    assert answer.status_code == 409 and answer.json()["detail"] == ON_ITS_PAGE


def test_the_api_neither_signs_nor_dates_a_commitment_by_writing_it(pending, specialist, api):
    told = {"state": "signed", "meaning": "x", "signed_on": "2025-06-30", "text": "Nada", "title": "Otro"}
    answer = api(specialist).patch(
        f"/api/v1/{SLUG}/{pending.pk}/", told, format="json", headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 200
    pending.refresh_from_db()
    assert (pending.state, pending.meaning, pending.signed_on) == ("pending", "", None)
    assert pending.text == "No recibiré dádivas." and pending.title == "Otro"


def test_the_service_asks_the_password_itself(pending, specialist):
    with pytest.raises(services.WrongPassword):
        services.sign(pending, by=specialist, password="otra-clave-larga", revision=1)


def test_a_post_that_is_not_confirmed_is_not_signed_for(sensitive, hold, commit, specialist, signature):
    draft = sensitive(confirmed=False)
    pending = commit(draft, hold(draft))
    answer = signature(pending, specialist)
    assert (
        answer.status_code == 409 and f"el puesto {draft.code} no está confirmado" in answer.content.decode()
    )


def test_a_signed_commitment_does_not_change_and_expires(pending, specialist, unit_head, signature):
    signature(pending, specialist)
    for day, label in [(date(2025, 6, 30), "Firmado"), (date(2026, 7, 1), "Vencido")]:
        with clock.at(timezone.make_aware(datetime.combine(day, datetime.min.time()))):
            fresh = type(pending).objects.get(pk=pending.pk)
            assert str(fresh.get_state().label) == label
            with pytest.raises(TransitionRefused, match=label):
                records.change(fresh, by=unit_head, values={"title": "x"}, revision=fresh.revision)


def test_signing_the_renewal_replaces_what_it_renews(pending, kept, commit, specialist, unit_head, signature):
    signature(pending, specialist)
    pending.refresh_from_db()
    with pytest.raises(TransitionRefused, match="falta firmar el compromiso que lo renueva"):
        records.transition(pending, "replace", by=unit_head)
    renewal = commit(kept, pending.holder, renews=pending)
    assert signature(renewal, specialist).status_code == 302
    pending.refresh_from_db()
    assert pending.state == "replaced"


def test_a_commitment_is_of_somebody_in_that_post_and_unit(sensitive, hold, commit):
    first, other = sensitive("Uno"), sensitive("Otro")
    holder = hold(first)
    with pytest.raises(ValidationError, match="no ocupa ese puesto"):
        commit(other, holder)
    with pytest.raises(ValidationError, match="trabaja en UCC"):
        commit(first, holder, unit="UOP")


READERS = [("specialist", True), ("unit_head", True), ("integrity_head", True), ("other_head", False)]
READERS += [("colleague", False), ("coordinator", False), ("director", False), ("auditor", False)]


@pytest.mark.parametrize(("who", "reads"), READERS)
def test_a_commitment_is_read_by_its_holder_the_head_and_the_keeper(
    pending, who, reads, request, client, api
):
    user = request.getfixturevalue(who)
    client.force_login(user)
    expected = 200 if reads else 404
    for name in ("register_detail", "register_history"):
        assert client.get(reverse(name, args=[SLUG, pending.pk])).status_code == expected
    assert client.get(reverse("sign_commitment", args=[pending.pk])).status_code == expected
    assert (pending.code in client.get(reverse("register_list", args=[SLUG])).content.decode()) == reads
    assert api(user).get(f"/api/v1/{SLUG}/{pending.pk}/").status_code == expected
    assert api(user).get(f"/api/v1/{SLUG}/").json()["count"] == int(reads)


@pytest.mark.parametrize("who", ["other_head", "colleague", "coordinator", "director", "auditor"])
def test_no_door_open_to_others_names_who_holds_the_post_or_signed(
    pending, kept, specialist, who, request, client
):
    services.sign(pending, by=specialist, password=PASSWORD, revision=1)
    user, secret = request.getfixturevalue(who), re.compile("rosa|huam", re.IGNORECASE)
    client.force_login(user)
    pages = [
        reverse("sensitive_posts"),
        reverse("register_list", args=["sensitive-posts"]),
        reverse("register_list", args=[SLUG]),
        reverse("register_detail", args=["sensitive-posts", kept.pk]),
        f"{reverse('search')}?q=compromiso",
        f"{reverse('search')}?q={pending.code}",
        f"{reverse('search')}?q=rosa&palette=1",
        "/api/v1/sensitive-posts/",
        f"/api/v1/{SLUG}/",
    ]
    for page in pages:
        html = re.sub(r"value=\"[^\"]*\"", "", client.get(page).content.decode())  # what was asked comes back
        assert not secret.search(html), page
        assert pending.code not in html, page
    for slug in ("sensitive-posts", SLUG):
        file = b"".join(client.get(reverse("register_export", args=[slug])).streaming_content)
        cells = [
            str(c.value) for sheet in load_workbook(BytesIO(file)) for row in sheet for c in row if c.value
        ]
        assert not any(secret.search(cell) for cell in cells)
        assert pending.code not in cells


def test_whoever_could_not_read_a_commitment_does_not_write_one(kept, units, coordinator, client, api):
    told = {"title": "x", "sensitive_post": kept.pk, "unit": units["UCC"].pk, "kept_by": units["UFII"].pk}
    client.force_login(coordinator)
    answer = client.post(reverse("register_new", args=[SLUG]), told | {"due_date": "2025-07-15"})
    assert answer.status_code == 422
    body = {
        "title": "x",
        "sensitive_post": kept.code,
        "unit": "UCC",
        "kept_by": "UFII",
        "due_date": "2025-07-15",
    }
    assert api(coordinator).post(f"/api/v1/{SLUG}/", body, format="json").status_code == 422
    assert not get(SLUG).model.objects.exists()


def test_the_tray_of_the_holder_asks_for_the_signature(pending, specialist, colleague, client):
    for user, asked in [(specialist, True), (colleague, False)]:
        client.force_login(user)
        assert (pending.code in client.get(reverse("home")).content.decode()) == asked

"""Anybody verifies a code without signing in: one word, one sentence, and no more than is needed."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from sigor.committee.models import Agreement
from sigor.copies import codes, limits, services
from sigor.copies.limits import LOOKUPS
from sigor.copies.models import Kind, LookupWindow
from sigor.organisation import clock
from sigor.records import services as records
from tests.copies.conftest import a_pdf
from tests.plans.conftest import on

SECRET = "Investigación sobre el proveedor Equis"


@pytest.fixture
def look(client):
    """A function that looks a code up and gives the answer with its words."""

    def at(code, **headers):
        answer = client.get(reverse("verify_code", args=[code]), headers=headers)
        answer.words = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))
        return answer

    return at


def state_of(answer):
    return (
        re.search(r'id="respuesta"[^>]*>(.*?)</h2>', answer.content.decode(), re.S)[1]
        .split("</span>")[-1]
        .strip()
    )


def test_a_file_in_force_says_so_with_the_least_that_is_needed(issued, look, coordinator):
    with on("2025-06-30"):
        row = issued(edition="Versión 3", external_code="2025-0012345")
        answer = look(row.code)
    assert answer.status_code == 200 and state_of(answer) == "Vigente"
    for said in (
        row.code,
        "Documento normativo",
        row.title,
        "Versión 3",
        "30/06/2025",
        "2025-0012345",
        row.sha256,
    ):
        assert said in answer.words
    assert str(coordinator) not in answer.words and "Abrir el registro" not in answer.words


def test_the_institution_is_named_as_it_was_called_that_day(issued, look, db):
    from sigor.organisation.models import Programme

    Programme.objects.create(
        name="Programa Antiguo", acronym="PA", valid_from=date(2020, 1, 1), valid_to=date(2025, 6, 30)
    )
    Programme.objects.create(name="Programa Nuevo", acronym="PN", valid_from=date(2025, 7, 1))
    with on("2025-06-30"):
        row = issued()
    assert "Programa Antiguo" in look(row.code).words


def test_what_was_superseded_leads_to_what_stands_at_the_end_of_the_chain(issued, look, coordinator):
    first, second, third = issued(), issued(), issued()
    services.supersede(first, replacement=second, by=coordinator)
    services.supersede(second, replacement=third, by=coordinator)
    answer = look(first.code)
    assert state_of(answer) == "Reemplazado"
    assert f'href="{reverse("verify_code", args=[third.code])}"' in answer.content.decode()


def test_what_was_repealed_or_annulled_says_so_and_not_why(issued, look, coordinator):
    with on("2025-06-30"):
        repealed = services.repeal(issued(), by=coordinator, reason=SECRET)
        annulled = services.annul(issued(), by=coordinator, reason=SECRET)
    answer = look(repealed.code)
    assert state_of(answer) == "Derogado" and "dejó de regir el 30/06/2025" in answer.words
    assert SECRET not in answer.words
    answer = look(annulled.code)
    assert state_of(answer) == "Anulado" and "no debe usarse" in answer.words and SECRET not in answer.words


def test_what_no_longer_or_not_yet_holds_says_so(issued, look):
    with on("2025-01-31"):
        row = issued(valid_from=date(2025, 3, 1), valid_to=date(2025, 12, 31))
        assert state_of(look(row.code)) == "Aún no rige"
    with on("2026-01-01"):
        answer = look(row.code)
        assert state_of(answer) == "Vigencia terminada" and "31/12/2025" in answer.words


def test_a_working_print_is_authentic_but_does_not_rule(issued, look):
    answer = look(issued(kind=Kind.LIST, keep=False).code)
    assert state_of(answer) == "Auténtica" and "Muestra lo que había ese día" in answer.words


def test_an_unknown_code_gets_the_same_page_and_as_many_questions(issued, look, django_assert_num_queries):
    row, unknown = issued(), codes.new()
    with django_assert_num_queries(3):
        known = look(row.code)
    with django_assert_num_queries(3):
        answer = look(unknown)
    assert answer.status_code == 404 and state_of(answer) == "No consta"
    assert "Verificar otro código" in answer.words and "Verificar otro código" in known.words


def test_a_code_that_was_only_reserved_is_unknown(coordinator, look):
    what = services.Particulars(kind=Kind.ACT, title="Resolución", classification="")
    assert state_of(look(services.reserve(what, by=coordinator).code)) == "No consta"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("K7MWL3QXR9T2", "Revise el quinto carácter: los códigos no llevan «L»"),
        ("K7MW-3QXR", "Los códigos tienen 12 caracteres y aquí hay 8"),
        ("K7MW-3QXR-9T22", "Un carácter no es el impreso"),
        ("   ", "Escriba el código impreso"),
        ("AV57-KMY-5W2", "Prueba de una cifra"),
    ],
)
def test_a_slip_of_the_hand_is_answered_with_where_to_look(client, db, typed, said):
    answer = client.get(reverse("verify"), {"codigo": typed})
    assert answer.status_code == 404 and said in unescape(answer.content.decode())


def test_a_code_is_found_however_it_is_typed(issued, client, look):
    row = issued()
    typed = row.code.lower().replace("-", " ")
    assert client.get(reverse("verify"), {"codigo": typed}).headers["Location"] == reverse(
        "verify_code", args=[row.code]
    )
    assert look(typed).status_code == 200
    assert client.get(f"/v/{row.code}").headers["Location"] == f"/v/{row.code}/"


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd", "%00", "\0", "{{ 7*7 }}", "K" * 5000, "´ñ漢\ud83d"],
)  # fmt: skip
def test_nothing_that_is_typed_is_more_than_words(client, db, typed):
    answer = client.get(reverse("verify"), {"codigo": typed.encode("utf-8", "replace")})
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "<script>alert" not in page and "49" not in re.sub(r"[0-9a-f]{8,}", "", page.split("<main", 1)[1])
    assert len(page) < 10_000


def test_the_field_asks_for_a_code(client, db):
    answer = client.get(reverse("verify"))
    assert answer.status_code == 200 and 'name="codigo"' in answer.content.decode()


def test_a_classification_that_is_not_public_hides_the_title(issued, look):
    answer = look(issued(title=SECRET, classification="USO INTERNO").code)
    assert state_of(answer) == "Vigente" and SECRET not in answer.content.decode()
    assert "USO INTERNO" in answer.words and "Documento normativo" in answer.words


def test_what_is_about_a_record_is_linked_for_those_who_may_see_it(
    issued, look, units, client, unit_head, other_head
):
    record = Agreement(title="Acuerdo", text="x", unit=units["UCC"], due_date="2025-07-01")
    agreement = records.create(record, by=unit_head)
    row = issued(kind=Kind.RECORD, title=SECRET, classification="USO INTERNO", about=agreement)
    place = reverse("register_detail", args=["agreements", agreement.pk])
    client.force_login(unit_head)
    assert place in look(row.code).content.decode() and SECRET in look(row.code).content.decode()
    client.force_login(other_head)
    assert place not in look(row.code).content.decode() and SECRET not in look(row.code).content.decode()
    client.logout()
    assert place not in look(row.code).content.decode()


def test_answers_are_kept_by_nobody_and_listed_nowhere(issued, look, client):
    for answer in (look(issued().code), look(codes.new()), client.get(reverse("verify"))):
        kept = answer["Cache-Control"]
        assert "no-store" in kept and "private" in kept
        assert answer["X-Robots-Tag"] == "noindex, nofollow" and 'name="robots"' in answer.content.decode()
        assert not answer.cookies
        assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_only_reading_is_answered(issued, client):
    code = issued().code
    assert client.post(reverse("verify_code", args=[code])).status_code == 405
    assert client.head(reverse("verify_code", args=[code])).status_code == 200


def test_an_address_has_its_share_of_look_ups_and_no_more(issued, look):
    code = issued().code
    with on("2025-06-30"):
        statuses = [look(code).status_code for _ in range(LOOKUPS.most)]
        stopped = look(code)
    assert set(statuses) == {200} and stopped.status_code == 429
    assert 0 < int(stopped["Retry-After"]) <= LOOKUPS.window
    assert "no-store" in stopped["Cache-Control"] and code not in stopped.content.decode()
    with on("2025-06-30", hour=11):
        assert look(code).status_code == 200


def test_unknown_codes_count_as_well_and_other_addresses_do_not(issued, look, client):
    code = issued().code
    with on("2025-06-30"):
        for _ in range(LOOKUPS.most):
            look(codes.new())
        assert look(code).status_code == 429
        elsewhere = client.get(reverse("verify_code", args=[code]), REMOTE_ADDR="198.51.100.7")
        assert elsewhere.status_code == 200


def test_whoever_signed_in_is_not_stopped(issued, look, client, coordinator):
    client.force_login(coordinator)
    code = issued().code
    with on("2025-06-30"):
        assert {look(code).status_code for _ in range(LOOKUPS.most + 2)} == {200}


def test_a_subscriber_of_ipv6_is_one_caller_however_many_addresses_it_takes(db):
    now = clock.now()
    for last in range(LOOKUPS.most):
        assert LOOKUPS.admit(f"2001:db8:1:2::{last:x}", now)
    assert not LOOKUPS.admit("2001:db8:1:2:ffff::1", now)
    assert LOOKUPS.admit("2001:db8:1:3::1", now)
    assert LOOKUPS.admit("::ffff:198.51.100.7", now) and LOOKUPS.admit(None, now)


def test_what_was_counted_names_nobody_and_is_forgotten(db):
    now = clock.now()
    LOOKUPS.admit("198.51.100.7", now)
    assert "198.51.100.7" not in LookupWindow.objects.get().caller
    limits.forget(now)
    assert LookupWindow.objects.exists()
    limits.forget(now + timedelta(hours=1))
    assert not LookupWindow.objects.exists()


def test_the_hash_that_is_shown_is_that_of_the_bytes(issued, look):
    import hashlib

    data = a_pdf()
    shown = re.search(r'id="huella">([0-9a-f]{64})<', look(issued(data=data).code).content.decode())[1]
    assert shown == hashlib.sha256(data).hexdigest()


def test_the_page_speaks_english(issued, look):
    with translation.override("es"):  # and so it stays for whoever comes next
        answer = look(issued().code, accept_language="en")
    assert answer.status_code == 200 and '<html lang="en"' in answer.content.decode()

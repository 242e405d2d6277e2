"""The tray and the page of a request, as those who sign, those who ask and those who may not see them find them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigor.records.models import AuditEntry
from sigor.signatures import services
from tests.conftest import PASSWORD
from tests.signatures import pki


def page_of(client, request):
    return client.get(f"/firmas/{request.pk}/")


def post(client, request, step, **data):
    return client.post(f"/firmas/{request.pk}/{step}/", data)


def test_the_tray_tells_what_waits_and_what_comes_after_another(client, ask, unit_head, legal_head, director):
    first = ask()
    second = ask(signer=legal_head, by=director.__class__.objects.get(pk=first.created_by_id))
    client.force_login(legal_head)
    page = client.get("/firmas/").content.decode()
    assert "Nada espera su firma ahora." in page
    assert second.code in page
    assert f"antes firma Unit head ({first.code})" in page
    client.force_login(unit_head)
    page = client.get("/firmas/")
    assert [one.pk for one in page.context["ready"]] == [first.pk]


def test_the_tray_tells_what_one_asked_others_for_and_how_it_stands(client, ask, coordinator, unit_head):
    request = services.refuse(ask(), by=unit_head, reason="Falta un anexo")
    client.force_login(coordinator)
    page = client.get("/firmas/").content.decode()
    assert request.code in page
    assert "Rechazada" in page
    assert "Falta un anexo" in page


def test_a_longer_tray_asks_the_database_no_more(client, ask, unit_head, django_assert_num_queries):
    client.force_login(unit_head)
    ask(kind="internal")
    client.get("/firmas/")
    with CaptureQueriesContext(connection) as short:
        client.get("/firmas/")
    for number in range(2, 9):
        ask(order=number, kind="internal")
    with django_assert_num_queries(len(short)):
        client.get("/firmas/")


def test_the_page_says_what_is_signed_and_what_it_means(client, ask, unit_head, document, record):
    request = ask(role="Jefatura de UCC", verification="Código ABCD")
    client.force_login(unit_head)
    page = page_of(client, request).content.decode()
    for told in (
        document.sha256,
        "informe.pdf",
        str(record),
        "Jefatura de UCC",
        "Código ABCD",
        "Doy V° B°",
        "Declaro que revisé este documento",
        "El certificado institucional no está configurado en este sistema.",
        "Firma Perú no está activada en este sistema.",
    ):
        assert told in page, told


def test_signing_takes_the_password_again(client, ask, institution, unit_head, seen):
    request = ask()
    client.force_login(unit_head)
    wrong = post(client, request, "firmar", way="certificate", password="otra", seen=seen)
    assert wrong.status_code == 422
    assert "no se firmó nada" in wrong.content.decode()
    none = post(client, request, "firmar", way="certificate", password="", seen=seen)
    assert none.status_code == 422
    done = post(client, request, "firmar", way="certificate", password=PASSWORD, seen=seen)
    assert (done.status_code, done["Location"]) == (302, f"/firmas/{request.pk}/")
    page = page_of(client, request).content.decode()
    assert "Firmó «informe.pdf»." in page
    assert "PAdES B-T, con sello de tiempo" in page
    assert "Agente automatizado" in page


def test_wrong_passwords_lock_out_as_at_the_sign_in(client, ask, institution, unit_head, seen, settings):
    request = ask()
    client.force_login(unit_head)
    for _time in range(settings.AXES_FAILURE_LIMIT):
        answer = post(client, request, "firmar", way="certificate", password="otra", seen=seen)
    assert answer.status_code == 429
    answer = post(client, request, "firmar", way="certificate", password=PASSWORD, seen=seen)
    assert answer.status_code == 429
    request.refresh_from_db()
    assert request.state == "requested"


def test_a_document_that_changed_since_it_was_read_is_not_signed(client, ask, institution, unit_head):
    request = ask()
    client.force_login(unit_head)
    answer = post(client, request, "firmar", way="certificate", password=PASSWORD, seen="0" * 64)
    assert answer.status_code == 409
    assert "léalo de nuevo" in answer.content.decode()


def test_internal_approval_on_its_page(client, ask, unit_head, seen):
    request = ask(kind="internal")
    client.force_login(unit_head)
    page = page_of(client, request).content.decode()
    assert "Dar mi conformidad interna" in page
    assert "no es una firma digital" in page
    assert "Firmar con" not in page
    assert post(client, request, "firmar", way="certificate", password=PASSWORD, seen=seen).status_code == 404
    assert post(client, request, "firmar", way="internal", password=PASSWORD, seen=seen).status_code == 302
    done = page_of(client, request).content.decode()
    assert "Conformidad interna (no es firma digital)" in done
    assert "Conforme" in done and "Firmada" not in done


def test_refusing_and_taking_back_ask_for_a_reason(client, ask, unit_head, coordinator):
    request = ask()
    client.force_login(unit_head)
    assert post(client, request, "rechazar", reason=" ").status_code == 422
    assert post(client, request, "rechazar", reason="Falta un anexo").status_code == 302
    assert "Falta un anexo" in page_of(client, request).content.decode()
    other = ask(order=2)
    client.force_login(coordinator)
    assert post(client, other, "anular", reason="").status_code == 422
    assert post(client, other, "anular", reason="Sobra").status_code == 302
    assert AuditEntry.objects.filter(reason="Sobra", actor=coordinator.username).exists()
    assert post(client, other, "anular", reason="Otra vez").status_code == 409


def test_what_came_back_wrong_is_told_on_the_page(client, ask, sign, settings, authority, unit_head, seen):
    settings.SIGNING_P12.write_bytes(authority.expired.pkcs12())
    request = ask()
    client.force_login(unit_head)
    answer = post(client, request, "firmar", way="certificate", password=PASSWORD, seen=seen)
    assert answer.status_code == 409
    page = page_of(client, request).content.decode()
    assert "estaba vencido" in page
    assert "No se guardó nada de ese archivo; puede volver a firmar." in page


def test_both_documents_are_there_for_who_may_see_them_and_for_nobody_else(
    client, ask, sign, bytes_of, document, other_head, unit_head
):
    request = sign(ask())
    client.force_login(unit_head)
    for page, file in (("documento", document), ("firmado", request.signed_file)):
        answer = client.get(f"/firmas/{request.pk}/{page}/")
        assert b"".join(answer.streaming_content) == bytes_of(file)
        assert "attachment" in answer["Content-Disposition"]
    client.force_login(other_head)
    for page in ("", "documento/", "firmado/"):
        assert client.get(f"/firmas/{request.pk}/{page}").status_code == 404
    for step in ("firmar", "rechazar", "anular"):
        assert post(client, request, step, reason="x", way="certificate").status_code == 404


@pytest.mark.parametrize("page", ["", "1/", "1/documento/", "1/firmado/"])
def test_without_an_account_only_the_checking_of_files_is_open(client, db, page):
    answer = client.get(f"/firmas/{page}")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/cuenta/entrar/")


def test_who_sees_a_request_of_another_is_not_offered_to_sign(client, ask, auditor, institution, seen):
    request = ask()
    client.force_login(auditor)
    page = page_of(client, request).content.decode()
    assert "a nadie más se le pidió" in page
    assert 'name="password"' not in page
    answer = post(client, request, "firmar", way="certificate", password=PASSWORD, seen=seen)
    assert answer.status_code == 409


def test_an_identity_document_is_whole_only_for_who_has_it_and_who_wrote_it(
    client, ask, auditor, unit_head, coordinator
):
    request = ask(signer_document="12345678")
    for reader, whole in ((unit_head, True), (coordinator, True), (auditor, False)):
        client.force_login(reader)
        page = page_of(client, request).content.decode()
        assert ("12345678" in page) is whole
        assert ("•••678" in page) is not whole


def test_an_account_without_password_is_told_what_to_do(client, ask, unit_head):
    request = ask()
    unit_head.set_unusable_password()
    unit_head.save()
    client.force_login(unit_head)
    assert "defina una en «Mi cuenta»" in page_of(client, request).content.decode()


def test_pages_load_nothing_from_elsewhere(client, ask, unit_head, settings):
    request = ask(signer_document=pki.DNI)
    client.force_login(unit_head)
    for address in ("/firmas/", f"/firmas/{request.pk}/", "/firmas/validar/"):
        page = client.get(address)
        assert "http" not in page["Content-Security-Policy"]
        assert "https://" not in page.content.decode().replace("https://www.w3.org", "")

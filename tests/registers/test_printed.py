"""Lists, records and the whole set of registers on paper and in a workbook, as far as the reader may see."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from sigor.committee.models import Agreement
from sigor.records import services


@pytest.fixture
def agreement(units, unit_head):
    record = Agreement(
        title="Presentar el informe", text="Ante el Comité", unit=units["UCC"], due_date="2025-07-01"
    )
    return services.create(record, by=unit_head)


def words_of(answer) -> str:
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.getvalue())).pages)


def test_a_list_is_printed_as_it_is_filtered(agreement, units, unit_head, client):
    other = Agreement(title="Otro acuerdo", text="x", unit=units["UCC"], due_date="2025-08-01")
    services.create(other, by=unit_head)
    client.force_login(unit_head)
    text = words_of(client.get(reverse("register_print", args=["agreements"]), {"q": "informe"}))
    assert agreement.code in text and "Presentar el informe" in text and "Buscar: informe" in text
    assert other.code not in text


def test_a_record_is_printed_with_its_facts_and_history(agreement, unit_head, client):
    client.force_login(unit_head)
    text = words_of(client.get(reverse("record_print", args=["agreements", agreement.pk])))
    assert agreement.code in text and "Ante el Comité" in text and "Historia" in text


def test_a_record_of_another_unit_is_not_printed(agreement, other_head, client):
    client.force_login(other_head)
    for name in ("record_print", "record_workbook"):
        assert client.get(reverse(name, args=["agreements", agreement.pk])).status_code == 404
    assert agreement.code not in words_of(client.get(reverse("register_print", args=["agreements"])))
    assert agreement.code not in words_of(client.get(reverse("registers_print")))


def test_the_set_of_registers_lists_each_with_its_purpose(agreement, unit_head, client):
    client.force_login(unit_head)
    text = words_of(client.get(reverse("registers_print")))
    assert "Acuerdos" in text and agreement.code in text and "Partes interesadas" in text


def test_whoever_may_see_no_records_prints_none(administrator, client):
    client.force_login(administrator)
    assert client.get(reverse("registers_print")).status_code == 403
    assert client.get(reverse("register_print", args=["agreements"])).status_code == 403


def test_a_record_is_handed_over_as_a_workbook(agreement, unit_head, client):
    client.force_login(unit_head)
    answer = client.get(reverse("record_workbook", args=["agreements", agreement.pk]))
    sheet = load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    told = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert told["Código"] == agreement.code and told["Estado"] == "Abierto"

"""The guide to adding a register says what works: its code is run as it stands."""

import re
import sys
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook
from rest_framework.test import APIRequestFactory, force_authenticate

from sigor.records import services
from sigor.registers import declaration
from sigor.registers.api import urls_of, viewset_of
from sigor.registers.xlsx import names_of

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-register.md"
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def legal_norms(units):
    """The register of the guide, declared; its table is temporary: the service's role makes no others."""
    module = ModuleType("guide")
    sys.modules["guide"] = module
    try:
        exec("\n".join(BLOCKS), module.__dict__)
        with connection.schema_editor() as editor:
            editor.execute("SET LOCAL search_path = pg_temp, public")
            editor.create_model(module.LegalNorm)
            editor.deferred_sql.clear()  # a temporary table cannot refer to lasting ones
            editor.execute("SET LOCAL search_path = public")
        yield declaration.get("legal-norms")
    finally:
        declaration.forget("legal-norms")
        ContentType.objects.clear_cache()
        del sys.modules["guide"], apps.all_models["context"]["legalnorm"]
        apps.clear_cache()


def test_the_declaration_takes_about_twenty_lines():
    lines = BLOCKS[1].strip().splitlines()
    assert len([line for line in lines if line.strip()]) <= 22


@pytest.fixture
def norm(legal_norms, unit_head, units):
    told = {"title": "Ley de prueba", "issuer": "Congreso", "unit": units["UCC"]}
    return services.create(legal_norms.model(**told), by=unit_head)


def test_the_register_has_a_list_and_a_page_for_each_record(legal_norms, norm, unit_head, client):
    client.force_login(unit_head)
    listed = client.get(reverse("register_list", args=["legal-norms"])).content.decode()
    assert "Normas legales" in listed and norm.code in listed
    assert "Congreso" in client.get(legal_norms.url_of(norm)).content.decode()


def test_the_register_has_a_form(legal_norms, unit_head, units, client):
    client.force_login(unit_head)
    told = {"title": "Otra norma", "issuer": "Ejecutivo", "unit": units["UCC"].pk}
    client.post(reverse("register_new", args=["legal-norms"]), told)
    assert legal_norms.records(unit_head).get().issuer == "Ejecutivo"


def test_the_register_has_a_workbook(legal_norms, norm, unit_head, client):
    client.force_login(unit_head)
    answer = client.get(reverse("register_export", args=["legal-norms"]))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert sheet.max_row == 2 and sheet.max_column == len(names_of(legal_norms))
    assert sheet.cell(2, 1).value == norm.code


def test_the_register_has_a_resource_in_the_api(legal_norms, norm, unit_head):
    assert str(urls_of(legal_norms)[0].pattern) == "legal-norms/"
    request = APIRequestFactory().get("/api/v1/legal-norms/")
    force_authenticate(request, unit_head)
    answer = viewset_of(legal_norms).as_view({"get": "list"})(request)
    assert [row["issuer"] for row in answer.data["results"]] == ["Congreso"]

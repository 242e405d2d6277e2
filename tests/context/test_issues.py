"""Issues of the context: where they come from, and the matrix that shows them all."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from sigor.context.models import Issue
from sigor.records import services


@pytest.mark.parametrize(
    ("swot", "origin"),
    [("strength", "internal"), ("weakness", "internal"), ("opportunity", "external"), ("threat", "external")],
)
def test_where_an_issue_comes_from_follows_from_what_it_is(issue, swot, origin):
    assert issue(swot=swot).origin == origin


def test_the_origin_follows_when_the_issue_is_seen_otherwise(issue, unit_head):
    found = issue(swot="threat")
    assert services.change(found, by=unit_head, values={"swot": "weakness"}, revision=1).origin == "internal"
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.update(origin="external")


@pytest.fixture
def page(coordinator):
    def get(user=None, **parameters):
        client = Client()
        client.force_login(user or coordinator)
        answer = client.get(reverse("swot"), parameters)
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def cell(html: str, factor: str, kind: str) -> str:
    row = re.search(rf'<th scope="row">{factor}</th>(.*?)</tr>', html, re.S).group(1)
    return re.search(rf'<td data-label="{kind}">(.*?)</td>', row, re.S).group(1)


def test_each_issue_stands_in_its_cell_the_weightiest_first(issue, page):
    issue(title="Ley nueva", relevance=2)
    issue(title="Fallo judicial", relevance=5)
    issue(title="Equipo con experiencia", swot="strength", pestel="organizational")
    html = page()
    threats = cell(html, "Legal", "Amenaza")
    assert threats.index("Fallo judicial") < threats.index("Ley nueva")
    assert "Equipo con experiencia" in cell(html, "De la organización", "Fortaleza")
    assert "Ley nueva" not in cell(html, "Legal", "Debilidad")


def test_a_withdrawn_issue_leaves_the_matrix(issue, page, unit_head):
    found = issue(title="Ya resuelta")
    services.transition(found, "withdraw", by=unit_head, reason="Se resolvió")
    assert "Ya resuelta" not in page()


def test_the_matrix_shows_one_system_or_one_unit(issue, page, units, coordinator):
    issue(title="De seguridad", for_security=True)
    other = issue(title="De la UOP")
    services.change(other, by=coordinator, values={"unit": units["UOP"]}, revision=1)
    assert "De la UOP" not in page(system="SGSI") and "De seguridad" in page(system="SGSI")
    assert "De seguridad" not in page(unit="UOP") and "De la UOP" in page(unit="UOP")


def test_the_matrix_shows_people_what_they_may_see(issue, page, other_head, administrator):
    issue(title="Asunto de la UCC")
    assert "Asunto de la UCC" not in page(other_head)
    client = Client()
    client.force_login(administrator)
    assert client.get(reverse("swot")).status_code == 403

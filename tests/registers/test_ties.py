"""Comments and links on the page of a record."""

import pytest
from django.urls import reverse

from sigor.records import services


@pytest.fixture
def agreement(agree, coordinator):
    return agree(coordinator)


def go(name, record, *more):
    slug = "agreements" if record._meta.model_name == "agreement" else "interested-parties"
    return reverse(name, args=[slug, record.pk, *more])


def test_a_comment_is_written_and_resolved(agreement, auditor, unit_head, client):
    client.force_login(auditor)
    client.post(go("register_comment", agreement), {"text": "¿Dónde consta?"})
    client.force_login(unit_head)
    page = client.get(go("register_detail", agreement)).content.decode()
    assert "¿Dónde consta?" in page and "Marcar como resuelto" in page
    remark = services.comment(agreement, by=auditor, text="Otra duda")
    client.post(go("register_comment_resolve", agreement, remark.pk))
    assert "Resuelto por Unit head" in client.get(go("register_detail", agreement)).content.decode()


def test_an_empty_comment_is_refused_where_it_was_typed(agreement, unit_head, client):
    client.force_login(unit_head)
    answer = client.post(go("register_comment", agreement), {"text": "  "})
    assert answer.status_code == 422 and "comentario_text_error" in answer.content.decode()


def test_a_link_is_made_by_code_and_shows_on_both_sides(agreement, party, unit_head, client):
    other = party(unit_head)
    client.force_login(unit_head)
    client.post(go("register_link", agreement), {"code": other.code.lower(), "kind": "implements"})
    assert other.code in client.get(go("register_detail", agreement)).content.decode()
    there = client.get(go("register_detail", other)).content.decode()
    assert agreement.code in there and "Implementa (desde el otro)" in there


def test_a_link_shows_only_to_who_may_see_the_other_end(agreement, party, coordinator, unit_head, client):
    other = party(coordinator, unit="UOP", title="Reservada a UOP")
    services.link(agreement, other, by=coordinator)
    client.force_login(unit_head)
    assert other.code not in client.get(go("register_detail", agreement)).content.decode()
    client.force_login(coordinator)
    assert other.code in client.get(go("register_detail", agreement)).content.decode()


def test_a_code_out_of_reach_cannot_be_linked(agreement, party, coordinator, unit_head, client):
    other = party(coordinator, unit="UOP")
    client.force_login(unit_head)
    answer = client.post(go("register_link", agreement), {"code": other.code, "kind": "relates"})
    assert answer.status_code == 422 and other.code in answer.content.decode()


def test_a_link_is_taken_away_from_the_side_that_made_it(agreement, party, unit_head, client):
    tied = services.link(agreement, other := party(unit_head), by=unit_head)
    client.force_login(unit_head)
    assert client.post(go("register_unlink", other, tied.pk)).status_code == 404
    client.post(go("register_unlink", agreement, tied.pk))
    assert other.code not in client.get(go("register_detail", agreement)).content.decode()

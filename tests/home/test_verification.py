"""The system's own check: each finding with its link, only to whom may see it; and what is coming due in a unit."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.urls import reverse

from sigor.committee.models import Agreement
from sigor.config.checks import check
from sigor.records import services
from sigor.registers import consistency


@pytest.fixture
def rule():
    """A rule for these tests: no agreement is called «vacío»."""

    @consistency.rule("test-empty", "Acuerdos vacíos", remedy="Escríbalos.", register="agreements")
    def empty(on: date):
        return Agreement.objects.filter(title="vacío")

    yield consistency.get("test-empty")
    consistency.forget("test-empty")


@pytest.fixture
def broken(units, unit_head, other_head):
    """Two agreements that break the rule, one in each of two units."""
    return [
        services.create(
            Agreement(title="vacío", text="x", unit=units[unit], due_date=date(2026, 1, 2)), by=by
        )
        for unit, by in (("UCC", unit_head), ("UOP", other_head))
    ]


def test_a_finding_links_to_its_record_and_offers_what_to_open(rule, broken, coordinator, client):
    client.force_login(coordinator)
    html = client.get(reverse("verification")).content.decode()
    assert "Acuerdos vacíos" in html and "(2)" in html
    for record in broken:
        assert reverse("register_detail", args=["agreements", record.pk]) in html
    assert "Abrir no conformidad" in html and "Abrir tarea" in html


def test_people_see_the_findings_of_their_units_only(rule, broken, unit_head, client):
    client.force_login(unit_head)
    for address in (reverse("verification"), reverse("verification_rule", args=["test-empty"])):
        html = client.get(address).content.decode()
        assert broken[0].code in html and broken[1].code not in html and "(1)" in html


def test_an_auditor_reads_but_is_offered_nothing_to_open(rule, broken, auditor, client):
    client.force_login(auditor)
    html = client.get(reverse("verification")).content.decode()
    assert broken[0].code in html and "Abrir no conformidad" not in html


def test_who_may_see_no_records_is_refused(rule, administrator, client):
    client.force_login(administrator)
    assert client.get(reverse("verification")).status_code == 403
    assert client.get(reverse("verification_rule", args=["test-empty"])).status_code == 403


def test_a_finding_is_gone_when_its_cause_is(rule, broken, unit_head, client):
    services.change(broken[0], by=unit_head, values={"title": "Con contenido"}, revision=1)
    client.force_login(unit_head)
    assert broken[0].code not in client.get(reverse("verification")).content.decode()


def test_every_rule_has_a_page_of_its_own(coordinator, client):
    client.force_login(coordinator)
    for found in consistency.all_rules():
        address = reverse("verification_rule", args=[found.code])
        assert client.get(address).status_code == 200, address


def test_a_rule_of_many_findings_is_read_page_by_page(rule, units, unit_head, client):
    for _number in range(60):
        services.create(
            Agreement(title="vacío", text="x", unit=units["UCC"], due_date=date(2026, 1, 2)), by=unit_head
        )
    client.force_login(unit_head)
    address = reverse("verification_rule", args=["test-empty"])
    first, second = (client.get(address, {"pagina": n}).content.decode() for n in ("1", "2"))
    assert first.count('name="pk"') == 50 and second.count('name="pk"') == 10
    assert client.get(address, {"pagina": "nada"}).status_code == 200


def test_the_command_lists_findings_and_ends_with_one(rule, broken):
    answer = CliRunner().invoke(check, ["--json"])
    told = json.loads(answer.stdout)
    assert answer.exit_code == 1 and not told["ok"]
    mine = [f for f in told["findings"] if f["rule"] == "test-empty"]
    assert {f["code"] for f in mine} == {record.code for record in broken}
    assert all(f["url"].startswith("/registros/agreements/") and f["unit"] for f in mine)
    assert next(r["count"] for r in told["rules"] if r["rule"] == "test-empty") == 2


def test_the_command_lists_no_more_than_asked_and_counts_all(rule, broken):
    told = json.loads(CliRunner().invoke(check, ["--json", "--limit", "1"]).stdout)
    assert len([f for f in told["findings"] if f["rule"] == "test-empty"]) == 1
    assert next(r["count"] for r in told["rules"] if r["rule"] == "test-empty") == 2


def test_the_agenda_of_a_unit_tells_what_falls_due_month_by_month(units, unit_head, coordinator, client):
    with_due = [
        services.create(Agreement(title=title, text="x", unit=units["UCC"], due_date=due), by=unit_head)
        for title, due in [("Vencido ya", date(2020, 1, 2)), ("Muy lejano", date(2999, 1, 1))]
    ]
    client.force_login(coordinator)
    html = client.get(reverse("unit_agenda", args=["UCC"])).content.decode()
    assert with_due[0].code in html and "Vencido (1)" in html
    assert with_due[1].code not in html


def test_the_agenda_of_a_unit_includes_those_below_it_and_no_others(units, coordinator, other_head, client):
    ours, theirs = (
        services.create(
            Agreement(title="x", text="x", unit=units[unit], due_date=date(2020, 1, 2)), by=coordinator
        )
        for unit in ("UT-PIURA", "UOP")
    )
    client.force_login(coordinator)
    html = client.get(reverse("unit_agenda", args=["CT"])).content.decode()
    assert ours.code in html and theirs.code not in html
    client.force_login(other_head)
    assert client.get(reverse("unit_agenda", args=["UCC"])).status_code == 404
    assert theirs.code in client.get(reverse("agenda")).content.decode()


def test_the_index_of_registers_counts_what_the_reader_may_see(broken, unit_head, client):
    client.force_login(unit_head)
    answer = client.get(reverse("register_index"))
    counts = {r.slug: n for _title, found in answer.context["chapters"] for r, n in found}
    assert counts["agreements"] == 1

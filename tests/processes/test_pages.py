"""Coverage by clause, and the page that gathers everything about one clause."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sigor.organisation import clock
from sigor.processes import selectors
from sigor.processes.clause_page import clause_of, clause_page
from sigor.processes.models import RequirementControl
from sigor.records import services
from sigor.standards.models import Requirement, RequirementTie
from tests.standards.conftest import approve, prove

pytestmark = pytest.mark.django_db
BUDGET = 25


def counts(cell):
    return {count.state.code: count.number for count in cell.counts}


def cell_of(number, acronym):
    found = selectors.coverage(clock.today())
    place = [system.acronym for system in found.systems].index(acronym)
    row = next(row for row in found.rows if row.clause.number == number)
    return row.cells[place]


def test_a_requirement_counts_once_by_its_least_advanced_control(
    control, process, structure, coordinator, evaluator
):
    record = control()
    until = clock.today() + timedelta(days=30)
    prove(record, coordinator, valid_until=until)
    told = {"evidence_note": "Informe", "valid_until": until}
    services.transition(record, "met", by=evaluator, values=told)
    assert counts(cell_of("8.1", "SGC")) == {"met": 1, "no_control": 1}
    other = control(process=process("M02"))
    assert counts(cell_of("8.1", "SGC")) == {"pending": 1, "no_control": 1}
    services.transition(other, "not_met", by=evaluator, reason="Falta")
    assert counts(cell_of("8", "SGC")) == {"not_met": 1, "no_control": 1}
    services.transition(other, "withdraw", by=coordinator, reason="Prueba")
    assert counts(cell_of("8", "SGC")) == {"met": 1, "no_control": 1}
    assert counts(cell_of("8", "SGAS")) == {"no_control": 2}


def test_every_requirement_in_force_is_in_the_sums(control, structure):
    control()
    found = selectors.coverage(clock.today())
    assert [cell.total for cell in found.sums] == [3, 3]
    assert sum(n for cell in found.sums for n in counts(cell).values()) == len(structure)


def test_a_tie_makes_nothing_met(control, structure, keep, coordinator, evaluator):
    record = control("9001:2015/10.2")
    services.transition(record, "not_applicable", by=evaluator, reason="Prueba")
    before = counts(cell_of("10.2", "SGAS"))
    pair = {"a": structure["9001:2015/10.2"], "b": structure["37001:2016/10.2"]}
    tie = keep(RequirementTie, kind="equal", reason="Piden lo mismo.", **pair)
    services.transition(tie, "review", by=evaluator)
    assert counts(cell_of("10.2", "SGAS")) == before == {"no_control": 1}


def test_an_edition_counts_while_it_holds_and_a_system_answers_to_it(structure, coordinator):
    norm = structure["9001:2015/8.1"].norm
    services.change(norm, by=coordinator, values={"valid_to": date(2023, 1, 1)}, revision=norm.revision)
    assert cell_of("8.1", "SGC").total == 0 and cell_of("8.1", "SGAS").total == 2


def test_the_coverage_page_shows_the_table(control, auditor, client):
    control()
    client.force_login(auditor)
    page = client.get(reverse("coverage")).content.decode()
    assert "SGC" in page and "9001:2015" in page and "Sin control declarado" in page


def test_without_systems_the_pages_say_so(clause, auditor, client):
    clause("8.1")
    client.force_login(auditor)
    assert "No hay sistemas de gestión en uso" in client.get(reverse("coverage")).content.decode()
    page = client.get(reverse("clause_page", args=["8.1"])).content.decode()
    assert "No hay sistemas de gestión en uso" in page and "Sin control declarado" in page


def test_who_may_read_nothing_sees_no_page(structure, administrator, client):
    client.force_login(administrator)
    assert client.get(reverse("coverage")).status_code == 403
    assert client.get(reverse("clause_page", args=["8.1"])).status_code == 403


def test_a_clause_that_is_not_there_is_not_found(structure, auditor, client):
    client.force_login(auditor)
    assert client.get(reverse("clause_page", args=["99.9"])).status_code == 404


def test_the_clause_page_says_what_is_asked_who_answers_and_with_what_proof(control, auditor, client):
    record = control()
    client.force_login(auditor)
    page = client.get(reverse("clause_page", args=["8.1"])).content.decode()
    assert "edición 2015" in page and "edición 2016" in page
    assert record.title in page and "UCC" in page and "M01" in page
    assert "Ninguno se ha evaluado todavía" in page
    assert "Ningún hallazgo ni otro registro cita estos requisitos" in page
    bare = client.get(reverse("clause_page", args=["10.2"])).content.decode()
    assert "Nadie: ningún proceso ha declarado un control" in bare


def test_the_page_of_a_chapter_gathers_what_is_below_it(control, structure, coordinator):
    record = control()
    chapter = record.requirement.clause.__class__.objects.get(number="8")
    page = clause_page(chapter, coordinator, clock.today())
    assert [part.number for part in page.parts] == ["8.1"] and page.rows == [record]


def test_records_linked_to_a_requirement_are_shown_to_whoever_may_see_them(
    control, structure, coordinator, process
):
    target = structure["9001:2015/8.1"]
    linked = process("A05", title="Proceso enlazado")
    services.link(linked, target, by=coordinator)
    page = clause_page(target.clause, coordinator, clock.today())
    assert [mention.records[0].code for mention in page.linked] == ["A05"]


def test_registers_that_declare_the_clause_are_counted_by_state(control, structure, coordinator, unit_head):
    control()
    clause = structure["9001:2015/8.1"].clause
    page = clause_page(clause, coordinator, clock.today())
    matrix = next(d for d in page.declared if d.register.model is RequirementControl)
    assert matrix.total == 1 and [(state.code, n) for state, n, _url in matrix.counts] == [("pending", 1)]
    assert matrix.counts[0][2].endswith("?state=pending")


def test_a_declared_numeral_finds_its_harmonised_clause(norm, clause, requirement):
    shared, risk = clause("8.1"), clause("6.1")
    quality, bribery = norm("9001", "2015"), norm("37001", "2016")
    known = [
        requirement(quality, "8.5.1", shared),
        requirement(bribery, "4.5", risk),
        requirement(quality, "6.1.1", risk),
    ]
    assert clause_of("9001:8.5.1", known) == "8.1"
    assert clause_of("9001:8.5", known) == "8.1"
    assert clause_of("37001:4.5", known) == "6.1"
    assert clause_of("9001:6.1", known) == "6.1"
    assert clause_of("27001:7.2", known) == "7.2"


def test_the_statement_in_force_stands_where_the_annex_is_asked_for(
    draft, coordinator, director, clause, requirement, system, client
):
    system("SGSI", draft.norm)
    risk = clause("6.1")
    requirement(draft.norm, "6.1.3", risk)
    client.force_login(coordinator)
    address = reverse("clause_page", args=["6.1"])
    assert "No hay una declaración de aplicabilidad aprobada" in client.get(address).content.decode()
    approve(draft, coordinator, director)
    page = client.get(address).content.decode()
    assert draft.code in page and "Programado: 3" in page


@pytest.mark.parametrize("name", ["coverage", "clause_page"])
def test_pages_ask_as_much_for_many_controls_as_for_few(
    name, control, process, structure, coordinator, evaluator, client
):
    client.force_login(coordinator)
    address = reverse(name, args=["8.1"] if name == "clause_page" else [])

    def asked():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def add(count):
        for number in range(count):
            key = f"S{RequirementControl.objects.count():02d}{number:02d}"
            record = control(process=process(key))
            services.link(record, structure["9001:2015/8.1"], by=coordinator)

    add(2)
    few = asked()
    add(12)
    assert asked() == few <= BUDGET
    assert Requirement.objects.count() == len(structure)

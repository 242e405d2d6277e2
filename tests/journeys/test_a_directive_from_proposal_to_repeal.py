"""A directive: proposed, drafted, reviewed, opined on, approved by an act, in force in the library, repealed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sigor.demo.loading import PASSWORD
from tests.journeys.people import Person
from tests.journeys.sites import Site

pytestmark = pytest.mark.journey
TITLE = "Directiva de prueba del recorrido"


def fill(person: Person, **fields: str) -> None:
    """Fill in the form of the page by the names of its fields; a choice by part of its label."""
    for name, value in fields.items():
        place = person.page.locator(f"main [name={name}]").first
        if place.evaluate("e => e.tagName") == "SELECT":
            label = place.locator("option").filter(has_text=re.compile(value)).first.get_attribute("value")
            place.select_option(label)
        else:
            place.fill(value)


def save(person: Person) -> str:
    """Keep the form; the address of the record it made, or of the one that it is a part of."""
    person.page.get_by_role("button", name=re.compile("^(Guardar|Crear)")).first.click()
    expect(person.page).to_have_url(re.compile(r"/registros/[a-z-]+/\d+/(#|$)"))
    return person.page.url.partition("#")[0]


def step(person: Person, address: str, label: str, **fields: str) -> None:
    """Take the step of a record by its label, opening what it asks for and declaring it where it is personal."""
    person.open(address)
    steps = person.page.locator("ul.steps")
    opener = steps.locator("summary", has_text=re.compile(f"^{label}"))
    if opener.count():
        opener.click()
        form = steps.locator("details", has=person.page.locator("summary", has_text=re.compile(f"^{label}")))
        for name, value in fields.items():
            place = form.locator(f"[name={name}]")
            if place.evaluate("e => e.tagName") == "SELECT":
                place.select_option(
                    place.locator("option").filter(has_text=re.compile(value)).first.get_attribute("value")
                )
            else:
                place.fill(value)
        again = form.get_by_label("Su contraseña")
        if again.count():
            again.fill(PASSWORD)
        form.get_by_role("button", name=re.compile(f"^{label}")).click()
    else:
        steps.get_by_role("button", name=re.compile(f"^{label}$")).click()
    person.page.wait_for_load_state()


def issue_act(director: Person, case: str, subject: str) -> None:
    director.open(f"/registros/acts/nuevo/?de={case}")
    fill(director, type="Resolución", title=subject, unit="^DE$|DE ")
    save(director)
    director.page.locator("#acts tr", has_text=subject).get_by_role("link").click()
    step(director, director.page.url, "Emitir", dated_on="2025-06-30")
    expect(director.page.locator(".big-state")).to_contain_text("Emitido")


def test_a_directive_lives_from_its_proposal_to_its_repeal(
    own_system: Site, enter: Callable[..., Person], document: Callable[..., Path]
) -> None:
    author, coordinator = enter(own_system, "ucc"), enter(own_system, "coordinacion")
    reviewer, lawyer, director = (
        enter(own_system, "uop"),
        enter(own_system, "uaj"),
        enter(own_system, "direccion"),
    )

    author.open("/registros/documents/nuevo/")
    fill(author, type="Directiva", title=TITLE, process="M02", unit="UCC", purpose="Hace falta.")
    directive = save(author)
    expect(author.page.locator(".head .code")).to_have_text("PNADP-UCC-M02-DIR-001")
    step(coordinator, directive, "Aceptar la propuesta")

    author.open(directive)
    author.page.get_by_role("link", name="Empezar una versión").click()
    fill(author, title=TITLE, summary="Primera versión")
    save(author)
    author.page.get_by_role("link", name=re.compile("^Rev.0")).last.click()
    version = author.page.url
    text = document(
        "directiva.txt", "1. Objetivo\nOrdenar la verificación.\n2. Alcance\nTodas las unidades.\n"
    )
    author.page.locator("[name=file]").first.set_input_files(text)
    author.page.get_by_role("button", name="Cargar").click()
    expect(author.page.locator("ol.text-lines")).to_contain_text("Ordenar la verificación.")
    author.page.get_by_text("Pedir la revisión a otras unidades").click()
    author.page.locator("[name=units]").select_option(label="UOP")
    author.page.get_by_role("button", name="Pedir revisión").click()
    step(author, version, "Enviar a revisión")

    reviewer.open("/")
    reviewer.page.get_by_role("link", name="Revisión de PNADP-UCC-M02-DIR-001/Rev.0").first.click()
    step(reviewer, reviewer.page.url, "Dar conformidad", answer="Conforme.")
    step(author, version, "Pasar a opinión legal", legal_unit="UAJ")
    step(lawyer, version, "Opinar favorablemente", legal_opinion="Procede.")

    director.open("/registros/case-files/nuevo/")
    fill(director, title="Directiva del recorrido", unit="^DE$|DE ")
    case = save(director).rstrip("/").rsplit("/", 1)[-1]
    issue_act(director, case, "Aprueba la directiva del recorrido")
    step(
        director,
        version,
        "Aprobar",
        effective_on="2025-06-30",
        approval_act="Aprueba la directiva del recorrido|RDE",
    )
    expect(director.page.locator(".big-state")).to_contain_text("Vigente")

    reviewer.open("/documentos/?q=recorrido")
    row = reviewer.page.locator("tbody tr", has_text=TITLE)
    expect(row).to_contain_text("Sin leer")
    with reviewer.page.expect_download():
        row.get_by_role("link", name="Rev.0").click()
    reviewer.open("/documentos/?q=recorrido")
    expect(row).to_contain_text("Leído")

    issue_act(director, case, "Deroga la directiva del recorrido")
    step(
        director, directive, "Derogar", reason="Ya no se aplica.", repealed_on="2025-07-01",
        repeal_act="Deroga la directiva del recorrido|RDE",
    )  # fmt: skip
    expect(director.page.locator(".big-state")).to_contain_text("Derogado")
    director.open(version)
    expect(director.page.locator(".big-state")).to_contain_text("Vigente hasta su derogación")

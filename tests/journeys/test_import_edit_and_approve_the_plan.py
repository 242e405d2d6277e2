"""The annex is read from the plan's own text, settled in a draft, approved, and exported without a difference."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect

from sigor.analysis import annex
from sigor.demo.loading import PASSWORD
from sigor.demo.organisation import JUNTOS
from tests.journeys.people import Person
from tests.journeys.sites import Database, Site, copy_of, served

pytestmark = pytest.mark.journey

TEXT = JUNTOS / "plan-sig-2025.txt"
# Gives the focused cell what Excel puts on the clipboard for a range.
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def site(people_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with an organisation, its people and a rule, but no plan."""
    with served(copy_of(people_database, tmp_path_factory.mktemp("files")), "2025-02-03") as site:
        yield site


def read_file(person: Person, file: Path) -> None:
    """Give the import page a file to read."""
    person.open("/plan/importar/")
    person.page.locator("input[type=file]").set_input_files(file)
    person.page.get_by_role("button", name="Leer").click()


def cell(page: Page, code: str, month: str) -> Locator:
    return page.get_by_label(f"{code}, {month}", exact=True)


def total(page: Page, name: str) -> Locator:
    return page.locator(f"[data-total={name}]")


def row_of(page: Page, code: str) -> Locator:
    return page.locator("tbody tr").filter(has=page.locator(f"td.code:text-is('{code}')"))


def saved(page: Page) -> None:
    expect(page.locator(".grid-bar [data-status]")).to_have_text("Guardado.")


def test_the_plan_is_imported_from_its_text_settled_by_hand_and_approved(
    site: Site, enter: Callable[..., Person], tmp_path: Path
) -> None:
    coordinator, director = enter(site, "coordinacion"), enter(site, "direccion")
    page = coordinator.page

    # What was read stands beside its source, and nothing is kept yet.
    read_file(coordinator, TEXT)
    expect(page.locator(".sentence")).to_have_text("Plan 2025: 19 hitos, 40 unidades de meta, 35 marcas.")
    expect(page.get_by_role("region", name="Hitos leídos").locator("tbody tr")).to_have_count(19)
    flagged = row_of(page, "1.1.1")
    expect(flagged).to_contain_text("Por confirmar")
    expect(flagged).to_contain_text("También cabe")
    source = page.get_by_role("region", name="La fuente")
    expect(source.locator("li.hit")).to_have_count(19)
    expect(page.get_by_text("línea 860", exact=True)).to_be_visible()
    expect(source.locator("li.hit .n").first).to_have_text("860")
    accept = page.get_by_role("button", name="Crear el borrador")
    accept.click()  # the warnings are not accepted yet: the browser itself refuses
    expect(page).to_have_url(re.compile("/plan/importar/[0-9a-f]{64}/"))
    director.open("/plan/versiones/")
    expect(director.page.locator("main table")).to_have_count(0)
    page.get_by_label(re.compile("He revisado")).check()
    accept.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("PLAN-2025-V01")

    # The draft is not sent while a row waits for a person.
    gaps = page.locator("[data-gaps]")
    expect(gaps).to_have_text("Hito 1.1.1: meses por confirmar.")
    page.get_by_role("button", name=re.compile("Enviar")).click()
    expect(page.locator("main .note.t-danger[role=status], main .note.t-danger[role=alert]")).to_contain_text(
        "Hito 1.1.1: meses por confirmar."
    )
    assert [label.strip() for label in page.locator("label:has(input[type=radio])").all_inner_texts()] == [
        "May",
        "Mar",
        "Abr",
    ]
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_text("Hito 1.1.1 confirmado.")).to_be_visible()
    expect(gaps).to_be_hidden()

    # The grid is worked with the keyboard; totals follow each change.
    expect(total(page, "year")).to_have_text("40")
    expect(total(page, "quarter-2")).to_have_text("16")
    cell(page, "1.1.1", "May").focus()
    page.keyboard.press("ArrowDown")
    expect(cell(page, "1.1.2", "May")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "1.1.2", "Jun")).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    saved(page)
    expect(total(page, "month-6")).to_have_text("4")
    expect(total(page, "quarter-2")).to_have_text("19")
    expect(total(page, "year")).to_have_text("43")
    expect(gaps).to_contain_text("Hito 1.1.2")
    cell(page, "1.1.2", "Jun").focus()
    page.keyboard.press("Control+z")
    expect(total(page, "year")).to_have_text("40")
    expect(cell(page, "1.1.2", "Jun")).to_have_value("")
    expect(gaps).to_be_hidden()

    # A range copied from Excel is pasted, and taken back as one.
    before = [
        cell(page, code, month).input_value() for code in ("3.1.1", "3.1.2") for month in ("Feb", "Mar")
    ]
    cell(page, "3.1.1", "Feb").focus()
    page.evaluate(PASTE, "x\t2\n4\t✓\n")
    expect(total(page, "month-2")).to_have_text("6")
    pasted = [
        cell(page, code, month).input_value() for code in ("3.1.1", "3.1.2") for month in ("Feb", "Mar")
    ]
    assert pasted == ["1", "2", "4", "1"]
    expect(total(page, "year")).to_have_text(str(40 + 8 - sum(int(v or 0) for v in before)))
    page.keyboard.press("Control+z")
    expect(total(page, "year")).to_have_text("40")

    # A value that is no quantity is marked, and nothing of that paste is saved.
    cell(page, "3.1.1", "Feb").focus()
    page.evaluate(PASTE, "1\tdos\n")
    expect(cell(page, "3.1.1", "Mar")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".grid-bar [data-status]")).to_contain_text("3.1.1, Mar: «dos»")
    page.reload()
    after = [cell(page, code, month).input_value() for code in ("3.1.1", "3.1.2") for month in ("Feb", "Mar")]
    assert after == before
    expect(total(page, "year")).to_have_text("40")
    expect(cell(page, "1.1.2", "Jun")).to_have_value("")

    # Sent by the office, approved by the executive director from the tray.
    page.get_by_role("button", name=re.compile("Enviar")).click()
    expect(page.get_by_text("En revisión").first).to_be_visible()
    expect(page.locator("input.cell")).to_have_count(0)
    director.open("/")
    director.page.get_by_role("link", name=re.compile("^Revisar PLAN-2025-V01")).click()
    director.page.get_by_label("Rige desde").fill("2025-01-01")
    director.page.get_by_label("Su contraseña").fill(PASSWORD)
    director.page.get_by_role("button", name="Aprobar").click()
    expect(director.page.get_by_text("rige desde 01/01/2025")).to_be_visible()

    # The matrix is the annex: its months as Peru writes them, its footnotes where they stood.
    director.open("/plan/")
    expect(director.page).to_have_url(re.compile("/plan/2025/$"))
    expect(director.page.get_by_role("columnheader", name="Set-25")).to_be_visible()
    notes = director.page.locator("ol.footnotes li")
    assert notes.count() == len(annex.read(TEXT.name, TEXT.read_bytes()).notes) > 0
    mark = director.page.locator("table.matrix sup a").first
    number = mark.inner_text()
    mark.click()
    expect(director.page.locator(f"#nota-{number}")).to_be_in_viewport()

    # Its workbook, read on the same page, makes the same plan again.
    first = export_of_version(coordinator, 1, tmp_path)
    read_file(coordinator, first)
    expect(page.locator(".sentence")).to_have_text("Plan 2025: 19 hitos, 40 unidades de meta, 35 marcas.")
    if page.get_by_label(re.compile("He revisado")).count():
        page.get_by_label(re.compile("He revisado")).check()
    page.get_by_role("button", name="Crear el borrador").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("PLAN-2025-V02")
    expect(page.locator("[data-gaps]")).to_be_hidden()
    second = export_of_version(coordinator, 2, tmp_path)
    kept, again = annex.read(first.name, first.read_bytes()), annex.read(second.name, second.read_bytes())
    assert annex.differences(kept, again) == ()
    # Against the text it came from, all that changed is what the person settled.
    settled = annex.differences(annex.read(TEXT.name, TEXT.read_bytes()), kept)
    assert {d.code for d in settled if d.code} == {"1.1.1"}
    assert {d.field for d in settled} <= {"title", "confidence", "alternatives"}


def export_of_version(person: Person, number: int, folder: Path) -> Path:
    person.open("/plan/versiones/")
    person.page.get_by_role("link", name=f"PLAN-2025-V{number:02d}").click()
    path = person.download(person.page.get_by_role("link", name="XLSX").click, folder)
    return path.rename(folder / f"version-{number}.xlsx")


# -- files with mistakes ---------------------------------------------------------------------------------


def workbook() -> Workbook:
    """The plan as a workbook, to spoil."""
    read = annex.read(TEXT.name, TEXT.read_bytes())
    return openpyxl.load_workbook(BytesIO(annex.write_xlsx(read)))


def place(book: Workbook, text: str) -> str:
    """Where a text stands in the sheet: «H12»."""
    return next(c.coordinate for row in book.worksheets[0] for c in row if c.value == text)


def without_the_goal_column(book: Workbook) -> tuple[str, str]:
    at = book.worksheets[0][place(book, "Meta")]
    at.value = None
    return f"fila {at.row}", "Falta la columna «Meta»."


def with_a_month_of_another_year(book: Workbook) -> tuple[str, str]:
    at = book.worksheets[0][place(book, "Set-25")]
    at.value = "Set-26"
    return f"fila {at.row}, columna Set-26", "no es del año del plan, 2025"


def with_a_mark_too_many(book: Workbook) -> tuple[str, str]:
    sheet = book.worksheets[0]
    row = sheet[place(book, "1.2.1")].row
    sheet.cell(row, sheet[place(book, "Ago-25")].column).value = 1
    return f"fila {row}, columna Meta", "El hito 1.2.1 tiene meta 1, pero sus meses suman 2"


@pytest.mark.parametrize(
    "spoil", [without_the_goal_column, with_a_month_of_another_year, with_a_mark_too_many]
)
def test_a_workbook_with_a_mistake_says_where_and_creates_nothing(
    site: Site, enter: Callable[..., Person], tmp_path: Path, spoil: Callable[[Workbook], tuple[str, str]]
) -> None:
    book = workbook()
    where, what = spoil(book)
    path = tmp_path / "anexo.xlsx"
    book.save(path)
    coordinator = enter(site, "coordinacion")
    page = coordinator.page
    coordinator.open("/plan/versiones/")
    before = page.locator("main").inner_text()
    read_file(coordinator, path)
    errors = page.locator("details tbody tr").filter(has_text="Error")
    expect(errors.filter(has_text=where).filter(has_text=what)).not_to_have_count(0)
    expect(page.get_by_role("alert")).to_contain_text("No se importó nada.")
    expect(page.get_by_role("button", name="Crear el borrador")).to_have_count(0)
    sha256 = re.search("[0-9a-f]{64}", page.url)
    assert sha256
    # Asking for it by hand is refused as well.
    assert coordinator.post(f"/plan/importar/{sha256[0]}/aceptar/", nombre="anexo.xlsx", accept="on") == 302
    coordinator.open("/plan/versiones/")
    expect(page.locator("main")).to_contain_text("no se importó nada")
    coordinator.open("/plan/versiones/")
    assert page.locator("main").inner_text() == before

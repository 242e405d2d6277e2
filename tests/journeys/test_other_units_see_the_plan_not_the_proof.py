"""A person of another unit sees how the year stands, and nothing of what UCC sent, said or was told."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Person
from tests.journeys.sites import Site

pytestmark = pytest.mark.journey

RETURNED_BECAUSE = "Falta el detalle por unidad territorial"
REMARK = "Comentario interno de la unidad sobre el detalle."
OUTSIDERS = ["ut-cajamarca", "uop"]


@pytest.fixture(scope="module")
def returned_cell(demonstration: Site) -> dict[str, str]:
    """The cell of 1.2.2 that UCC sent and that was returned, remarked upon: its keys, and those around it."""
    found = demonstration.database.ask(
        f"""
from sigor.accounts.models import User
from sigor.plans.models import Plan, Submission
from sigor.plans import importing, quarters, selectors
from sigor.records import services
from sigor.analysis import annex
sent = Submission.objects.get(deliverable__milestone__code="1.2.2")
coordinator = User.objects.get(username="coordinacion")
units = selectors.units_of(sent.deliverable.milestone)
services.comment(sent.deliverable, by=User.objects.get(username="ucc"), text={REMARK!r}, unit_ids=units)
data = (loading.JUNTOS / "plan-sig-2025.txt").read_bytes()
with loading.on("2025-06-10"):
    draft = importing.import_annex(by=coordinator, read=annex.read("plan.txt", data), data=data,
        file_name="plan.txt", accept_warnings=True)
edition = selectors.editions(Plan.objects.get(), 1).get()
answer = dict(deliverable=sent.deliverable_id, submission=sent.pk, draft=draft.pk, code=draft.code,
    edition=edition.pk, file=sent.evidence.file_name, sha=sent.evidence.file.sha256[:12])
""",
        demonstration.day,
    )
    return {name: str(value) for name, value in found.items()}


@pytest.mark.parametrize("username", OUTSIDERS)
def test_the_cell_of_another_unit_shows_its_state_and_nothing_else(
    demonstration: Site, enter: Callable[..., Person], returned_cell: dict[str, str], username: str
) -> None:
    outsider = enter(demonstration, username)
    outsider.open("/plan/2025/")
    expect(outsider.page.locator("table.matrix tbody tr")).to_have_count(19)
    outsider.cell("1.2.2", "May").click()
    expect(outsider.drawer.get_by_role("heading", level=1)).to_contain_text("1.2.2")
    expect(outsider.drawer.get_by_text("Devuelto").first).to_be_visible()
    expect(outsider.drawer).to_contain_text(
        "La evidencia y sus comentarios los ven las unidades que participan"
    )
    expect(outsider.drawer.locator("form, input, textarea, article")).to_have_count(0)
    for address in (
        f"/plan/entregable/{returned_cell['deliverable']}/",
        "/plan/2025/lista/?estado=returned",
        "/",
    ):
        outsider.open(address)
        shown = outsider.page.content()
        for secret in (RETURNED_BECAUSE, REMARK, returned_cell["file"], returned_cell["sha"], "/plan/envio/"):
            assert secret not in shown, (address, secret)


def test_whoever_takes_part_does_see_it(
    demonstration: Site, enter: Callable[..., Person], returned_cell: dict[str, str]
) -> None:
    """Without this the journey above would pass on an empty page."""
    unit_head = enter(demonstration, "ucc")
    unit_head.open(f"/plan/entregable/{returned_cell['deliverable']}/")
    shown = unit_head.page.content()
    for known in (RETURNED_BECAUSE, REMARK, returned_cell["file"], returned_cell["sha"]):
        assert known in shown
    assert unit_head.get(f"/plan/envio/{returned_cell['submission']}/archivo/") == 200


@pytest.mark.parametrize("username", OUTSIDERS)
def test_addresses_typed_by_hand_are_refused(
    demonstration: Site, enter: Callable[..., Person], returned_cell: dict[str, str], username: str
) -> None:
    outsider = enter(demonstration, username)
    keys = returned_cell
    looked_at = {
        path: outsider.get(path)
        for path in (
            f"/plan/envio/{keys['submission']}/archivo/",
            f"/plan/version/{keys['draft']}/",
            f"/plan/version/{keys['draft']}/exportar.xlsx",
            f"/informes/{keys['edition']}/informe.docx",
            f"/informes/{keys['edition']}/informe.pdf",
            "/bitacora/",
            "/plan/importar/",
            "/plan/reglas/nueva/",
            "/administracion/",
        )
    }
    assert {path: status for path, status in looked_at.items() if status not in (403, 404)} == {}
    acted_on = {
        path: outsider.post(path, **form)
        for path, form in {
            f"/plan/envio/{keys['submission']}/verificar/": {},
            f"/plan/envio/{keys['submission']}/devolver/": {"reason": "no"},
            f"/plan/envio/{keys['submission']}/retirar/": {},
            f"/plan/entregable/{keys['deliverable']}/comentar/": {"text": "hola"},
            f"/plan/version/{keys['draft']}/celdas/": {},
            f"/plan/version/{keys['draft']}/paso/send/": {},
            f"/plan/version/{keys['draft']}/actos/": {"type": "RDE"},
            "/plan/2025/trimestre/2/congelar/": {},
            f"/plan/edicion/{keys['edition']}/eje/1/": {"text": "hola"},
        }.items()
    }
    assert {path: status for path, status in acted_on.items() if status not in (403, 404)} == {}
    assert outsider.send_file(
        f"/plan/entregable/{keys['deliverable']}/enviar/", type="Informe", quantity="1"
    ) in (403, 404)


@pytest.mark.parametrize("username", OUTSIDERS)
def test_search_and_counts_give_nothing_away(
    demonstration: Site, enter: Callable[..., Person], returned_cell: dict[str, str], username: str
) -> None:
    outsider = enter(demonstration, username)
    hits = outsider.page.locator("main ul.hits li")
    for words in (RETURNED_BECAUSE, returned_cell["file"], returned_cell["code"], "VCC"):
        outsider.open(f"/buscar/?q={words}")
        expect(outsider.page.get_by_role("heading", level=1)).to_have_text("Buscar")
        expect(hits).to_have_count(0)
    outsider.open("/plan/versiones/")
    expect(outsider.page.get_by_role("link", name=re.compile("PLAN-2025-V"))).to_have_count(1)
    outsider.open("/registros/agreements/")
    expect(outsider.page.locator("main")).not_to_contain_text("AC-2025-0001")
    expect(outsider.page.get_by_role("heading", name="Todavía no hay registros a su alcance")).to_be_visible()

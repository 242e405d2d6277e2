"""The pages of results: the board, an indicator, what a figure is made of, the chain and the scorecard."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.core import mail
from django.urls import reverse

from sigor.demo.cast import on
from sigor.indicators import mailing, selectors, services, watching
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery
from sigor.indicators.models import Indicator, Subscription, Target, ValueChainNode
from sigor.indicators.services import Cell
from sigor.indicators.sources import Row
from sigor.organisation.models import Membership, Role
from sigor.records import services as records
from sigor.records.access import AccessDenied
from sigor.registers.declaration import get
from tests.contracts.samples import Samples
from tests.indicators.conftest import rows

pytestmark = pytest.mark.django_db
DATA = (("200101", 60, 100), ("200102", 10, 40), ("200201", 5, 10), ("240101", 8, 10), ("240102", 0, 30))
CORRECTED = (*DATA[:-1], ("240102", 10, 30))
READERS = ("coordinator", "director", "unit_head", "other_head", "territorial_officer", "auditor")


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def paq(card) -> Indicator:
    """An indicator on the board."""
    return card("PAQ-N", on_board=True, title="Niñas y niños con el paquete")


@pytest.fixture
def delivered(bring, accept) -> Callable[..., Delivery]:
    """A function that has data of a bimester accepted on a day."""

    def act(indicator: Indicator, period: str, data: Any, day: str, correction: str = "") -> Delivery:
        with on(day):
            return accept(bring(indicator, period, rows(*data), correction=correction))

    return act


@pytest.fixture
def corrected(paq, delivered) -> Indicator:
    """43.7 % in May and June as known in July, 48.9 % since August."""
    delivered(paq, "2025-B3", DATA, "2025-07-10")
    delivered(paq, "2025-B3", CORRECTED, "2025-08-10", "Faltaba un establecimiento")
    return paq


@pytest.fixture
def get_page(client, auditor) -> Callable[..., Any]:
    """A function that opens a page as somebody who looks after all."""
    client.force_login(auditor)

    def act(name: str, *args: Any, **query: str) -> Any:
        return client.get(reverse(name, args=args), query)

    return act


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


# -- the board -----------------------------------------------------------------------------------------------


def test_the_board_is_for_everybody_who_sees_records_and_for_nobody_else(
    paq, delivered, request, client, administrator
):
    delivered(paq, "2025-B3", DATA, "2025-07-10")
    named = [reverse(name, args=["PAQ-N"]) for name in ("indicator", "figure", "indicator_districts")]
    bare = [reverse(name) for name in ("board", "value_chain", "scorecard", "trend_report", "sheets")]
    for page in (*named, *bare, *map(reverse, ("board_pdf", "data_upload", "data_compute"))):
        client.logout()
        assert client.get(page).status_code == 302, f"a visitor signs in: {page}"
        client.force_login(administrator)
        assert client.get(page).status_code == 403, page
    assert client.post(reverse("board_subscribe"), {"frequency": "month"}).status_code == 403
    for role in READERS:
        client.force_login(request.getfixturevalue(role))
        assert "43.7 %" in text(client.get(reverse("board"))), role
    for page in (*named, *bare):
        assert client.get(page).status_code == 200, page


def test_an_empty_board_says_what_it_would_show(get_page, card):
    card("FUERA")
    html = text(get_page("board"))
    assert "Aún no hay ninguno" in html and "Aún sin datos con conformidad" in html


def test_the_board_tells_each_indicator_with_value_period_target_and_sentence(
    paq, delivered, card, measurer, units, get_page
):
    card("FUERA", title="Fuera del tablero")
    delivered(paq, "2025-B2", DATA, "2025-05-10")
    delivery = delivered(paq, "2025-B3", CORRECTED, "2025-07-10")
    said = Target(
        title="Meta",
        indicator=paq,
        since=date(2025, 1, 1),
        value=Decimal(50),
        source="Plan",
        unit=units["UPPM"],
    )
    records.create(said, by=measurer)
    html = text(get_page("board"))
    for words in (
        "48.9 %", "May–Jun 2025", "preliminar", "50.0 %", "Bajo la meta", "Aún sin límites", "+5.3 puntos frente a Mar–Abr 2025",
        "1 indicador: 1 aún no tiene límites.",
    ):  # fmt: skip
        assert words in html, words
    assert "Fuera del tablero" not in html
    records.transition(delivery, "freeze", by=delivery.accepted_by)
    assert "preliminar" not in text(get_page("board"))


def test_the_board_as_known_at_a_past_day_has_the_edition_of_then(corrected, get_page):
    now = text(get_page("board"))
    assert "48.9 %" in now and "ed. 2" in now
    then = text(get_page("board", al="2025-07-31"))
    assert "43.7 %" in then and "48.9 %" not in then and "Está viendo lo que se sabía al" in then
    assert "43.7 %" in text(get_page("board", al="2025-07-10")), "the end of that day counts"
    assert "48.9 %" in text(get_page("board", al="2025-08-10"))
    before = text(get_page("board", al="2025-07-09"))
    assert "43.7 %" not in before and "Aún no hay datos" in before
    assert get_page("board", al="ayer").status_code == 404


def test_a_figure_of_the_past_leads_to_what_it_was_made_of_then(corrected, get_page, client):
    page = get_page("board", al="2025-07-31")
    (tile,) = page.context["tiles"]
    assert "43.7 %" in text(client.get(tile.figure_url))


def test_what_was_raised_later_is_not_on_the_board_of_a_past_day(paq, bring, accept, measurer, get_page):
    with on("2025-06-01"):
        period = Period.read("2022-B1")
        data = {}
        for at in range(22):
            level = 400 + (at * 7) % 19 + (80 if at >= 14 else 0)
            data[paq, period] = rows(("200101", level, 1000))
            period = period.next()
        accept(services.bring(by=measurer, unit_id=paq.unit_id, origin="import", title="Serie", data=data))
    with on("2025-06-15"):
        (signal,) = watching.look(by=measurer)
    assert signal.code in text(get_page("board"))
    assert signal.code not in text(get_page("board", al="2025-06-10"))


@pytest.mark.parametrize("count", [8, 12])
def test_the_board_on_paper_is_one_page(card, places, measurer, accept, get_page, count):
    cards = [
        card(f"IND-{n}", on_board=True, title=f"Indicador número {n} con un nombre corriente", board_order=n)
        for n in range(1, count + 1)
    ]
    data = {}
    for at, indicator in enumerate(cards):
        period = Period.read("2023-B1")
        for step in range(15):
            shift = 200 if at < 4 and step > 7 else 0
            data[indicator, period] = rows(("200101", 400 + (step * 7) % 19 + shift, 1000))
            period = period.next()
    accept(services.bring(by=measurer, unit_id=cards[0].unit_id, origin="import", title="Serie", data=data))
    assert len(watching.look(by=measurer)) == 4
    answer = get_page("board_pdf")
    assert answer["Content-Type"] == "application/pdf"
    read = pypdf.PdfReader(BytesIO(answer.content))
    words = " ".join(read.pages[0].extract_text().split())
    assert "Tablero de Control" in words and f"Indicador número {count}" in words
    width, height = read.pages[0].mediabox[2:]
    assert width > height, "a sheet lying on its side"
    assert len(read.pages) == 1, f"{count} indicators and 4 signals"


# -- by mail ---------------------------------------------------------------------------------------------------


def test_the_board_goes_by_mail_once_a_period_to_who_asked_for_it(paq, delivered, unit_head, client):
    delivered(paq, "2025-B3", DATA, "2025-07-10")
    client.force_login(unit_head)
    with on("2025-07-15"):
        answer = client.post(reverse("board_subscribe"), {"frequency": "month"}, follow=True)
        assert "Recibirá el tablero por correo" in text(answer)
        assert mailing.send_due() == 1 and mailing.send_due() == 0
    with on("2025-07-31"):
        assert mailing.send_due() == 0
    with on("2025-08-01"):
        assert mailing.send_due() == 1
    assert [letter.to for letter in mail.outbox] == [[unit_head.email]] * 2
    ((name, content, kind),) = mail.outbox[0].attachments
    assert (name, kind) == ("tablero-de-control.pdf", "application/pdf")
    assert "43.7 %" in pypdf.PdfReader(BytesIO(content)).pages[0].extract_text()
    client.post(reverse("board_subscribe"), {"frequency": "quarter"})
    assert Subscription.objects.get().frequency == "quarter", "one for each person"
    client.post(reverse("board_subscribe"), {"frequency": ""})
    assert not Subscription.objects.exists()


def test_nothing_is_sent_to_who_lost_every_right_or_never_had_one(paq, unit_head, administrator):
    services.subscribe(by=unit_head, frequency="month")
    with pytest.raises(AccessDenied):
        services.subscribe(by=administrator, frequency="month")
    Membership.objects.filter(user=unit_head).update(valid_to=date(2025, 6, 30))
    with on("2025-07-15"):
        unit_head.__dict__.pop("_grants", None)
        assert mailing.send_due() == 0 and mail.outbox == []


def test_a_mail_server_that_fails_for_one_is_tried_again_and_keeps_nobody_else_waiting(
    paq, unit_head, auditor, monkeypatch
):
    for person in (unit_head, auditor):
        services.subscribe(by=person, frequency="month")
    send = mail.EmailMessage.send

    def fails_for_one(letter: Any, *args: Any, **more: Any) -> int:
        if letter.to == [unit_head.email]:
            raise OSError("no answer")
        return send(letter, *args, **more)

    monkeypatch.setattr(mail.EmailMessage, "send", fails_for_one)
    assert mailing.send_due() == 1
    monkeypatch.undo()
    assert mailing.send_due() == 1
    assert {letter.to[0] for letter in mail.outbox} == {unit_head.email, auditor.email}


# -- an indicator ------------------------------------------------------------------------------------------------


def test_the_page_of_an_indicator_tells_its_series_its_units_and_two_periods(paq, delivered, get_page):
    delivered(paq, "2025-B1", DATA, "2025-03-10")
    delivered(paq, "2025-B3", CORRECTED, "2025-07-10")
    page = get_page("indicator", "PAQ-N")
    html = text(page)
    assert "48.9 %" in html and "Ene–Feb 2025" in html and "Mar–Abr 2025" in html, "the gap stands there too"
    assert [one["row"].value for one in page.context["rows"]] == ["48.9 %", "—", "43.7 %"]
    assert {one["name"] for one in page.context["unit_rows"]} == {"UT-PIURA", "UT-PUNO"}
    assert "El último valor es preliminar" in html and "<svg" in html
    compared = get_page("indicator", "PAQ-N", con="2025-B1").context["comparison_rows"]
    assert {one["change"] for one in compared} == {"+0.0 puntos", "+25.0 puntos"}


def test_an_indicator_without_data_says_so_and_has_no_figure(paq, get_page):
    assert "aún está sin datos con conformidad" in text(get_page("indicator", "PAQ-N"))
    assert get_page("figure", "PAQ-N").status_code == 404


def test_an_indicator_asked_for_what_is_no_period_or_day_is_not_found(corrected, get_page):
    for query in ({"periodo": "junio"}, {"periodo": "2025-06"}, {"con": "2025-B9"}, {"al": "2025-13-01"}):
        assert get_page("indicator", "PAQ-N", **query).status_code == 404, query


def test_only_a_card_that_was_approved_has_a_page(paq, measurer, units, get_page):
    values = {
        "title": "Borrador", "symbol": "NUEVO", "purpose": "x", "numerator": "x", "denominator": "x", "unit_of_measure": "%",
        "frequency": "bimester", "origin": "import", "origin_note": "x", "valid_from": date(2025, 1, 1),
    }  # fmt: skip
    records.create(Indicator(**values, unit=units["UPPM"], target_owner=units["UPPM"]), by=measurer)
    assert get_page("indicator", "NADA").status_code == 404
    assert get_page("indicator", "NUEVO").status_code == 404
    revised = records.transition(paq, "revise", by=measurer, reason="Otra fuente")
    assert get_page("indicator", "PAQ-N").status_code == 200, (
        "while it is being modified it can still be read"
    )
    records.transition(revised, "withdraw", by=measurer, reason="Ya no se mide")
    assert get_page("indicator", "PAQ-N").status_code == 404


# -- a figure --------------------------------------------------------------------------------------------------


NOWHERE = [
    {"nivel": "galaxia"},
    {"area": "20"},
    {"nivel": "department"},
    {"nivel": "department", "area": "99"},
    {"nivel": "province", "area": "20"},
    {"nivel": "unit", "area": "UT-PIURA"},
    {"nivel": "unit", "area": "0"},
    {"nivel": "district", "area": "x' OR 1=1"},
    {"periodo": "2024-B1"},
    {"periodo": "2025-06"},
    {"periodo": "nunca"},
    {"al": "2025-07-01"},
    {"al": "hoy"},
]


def test_a_figure_that_nobody_delivered_is_not_found(corrected, get_page):
    for query in NOWHERE:
        assert get_page("figure", "PAQ-N", **query).status_code == 404, query


def test_a_figure_tells_its_arithmetic_its_parts_and_its_editions(corrected, get_page):
    html = text(get_page("figure", "PAQ-N"))
    assert "100 × 93 ÷ 190 = 48.9 %" in html and "Las partes suman exactamente la cifra" in html
    assert html.index("Edición 2") < html.index("Edición 1") and "reemplazada el" in html
    assert "Faltaba un establecimiento" in html and "conformidad de Coordinator" in html
    shares = {row.name: row.share for row in get_page("figure", "PAQ-N").context["parts"]}
    assert sum(Decimal(share.removesuffix(" %")) for share in shares.values()) == pytest.approx(100, abs=0.2)


def test_a_figure_as_known_at_a_past_day_adds_up_by_department_and_by_unit(corrected, get_page, client):
    page = get_page("figure", "PAQ-N", al="2025-07-31")
    html = text(page)
    assert "100 × 83 ÷ 190 = 43.7 %" in html and "Las partes suman exactamente la cifra" in html
    assert sum(int(row.numerator) for row in page.context["parts"]) == 83
    assert sum(int(row.numerator) for row in page.context["other_split"]) == 83


def test_the_parts_of_a_figure_of_a_past_day_are_those_of_that_day(corrected, get_page, client):
    page = get_page("figure", "PAQ-N", al="2025-07-31")
    for row in (*page.context["parts"], *page.context["other_split"]):
        part = client.get(row.url)
        assert part.context["value"].numerator == row.numerator, row.url


def test_the_districts_of_a_period_lead_to_their_figures(corrected, get_page, client):
    page = get_page("indicator_districts", "PAQ-N", periodo="2025-B3")
    assert len(page.context["rows"]) == len(DATA)
    assert sum(int(row.numerator) for row in page.context["rows"]) == 93
    for row in page.context["rows"]:
        assert client.get(row.url).context["value"].numerator == row.numerator
    assert get_page("indicator_districts", "PAQ-N", periodo="2024-B1").status_code == 404


# -- what is whose ----------------------------------------------------------------------------------------------


def test_sums_are_everybodys_and_the_delivery_of_another_unit_is_not(
    card, units, puno, person, territorial_officer, coordinator, client
):
    visits = card("VIS", origin="entry", frequency="month")
    units["UT-PUNO"] = puno
    puno_officer = person("puno_officer", Role.OFFICER, "UT-PUNO")
    (sheet,) = (
        one
        for one in services.open_sheets(by=coordinator, period=Period.read("2025-06"))
        if one.unit.acronym == "UT-PIURA"
    )
    told = [Cell(visits, Decimal(45), Decimal(50), comment="Palabra reservada")]
    services.fill(sheet, by=territorial_officer, cells=told)
    sent = records.transition(sheet, "send", by=territorial_officer)
    accepted = records.transition(sent, "accept", by=coordinator)
    again = services.correct_sheet(accepted, by=territorial_officer, reason="Motivo reservado")
    sent = records.transition(again, "send", by=territorial_officer)
    accepted = records.transition(sent, "accept", by=coordinator)
    address = reverse("register_detail", args=["data-deliveries", accepted.pk])
    figure = reverse("figure", args=["VIS"])
    query = {"nivel": "unit", "area": str(sheet.unit_id)}
    client.force_login(puno_officer)
    for page in (figure, reverse("indicator", args=["VIS"])):
        for more in ({}, query if page == figure else {}):
            html = text(client.get(page, more))
            assert "90.0 %" in html and address not in html
            assert "reservada" not in html and "reservado" not in html
    assert client.get(address).status_code == 404
    client.force_login(territorial_officer)
    html = text(client.get(figure, query))
    assert address in html and "Motivo reservado" in html


def test_the_file_of_a_delivery_is_named_to_its_unit_only(
    paq, delivered, places, territorial_officer, measurer, client
):
    delivery = delivered(paq, "2025-B3", DATA, "2025-07-10")
    address = reverse("register_detail", args=["data-deliveries", delivery.pk])
    figure, query = reverse("figure", args=["PAQ-N"]), {"nivel": "district", "area": "200101"}
    client.force_login(territorial_officer)
    html = text(client.get(figure, query))
    assert "60.0 %" in html and delivery.code in html and address not in html
    client.force_login(measurer)
    assert address in text(client.get(figure, query))


# -- the chain and the scorecard ----------------------------------------------------------------------------------


def test_the_value_chain_tells_what_leads_to_what_and_what_each_indicator_says(
    card, delivered, coordinator, units, get_page
):
    impact = records.create(
        ValueChainNode(title="Menos pobreza", stage="impact", unit=units["DE"]), by=coordinator
    )
    result = records.create(
        ValueChainNode(title="Paquete completo", stage="intermediate", leads_to=impact, unit=units["UPPM"]),
        by=coordinator,
    )
    gone = records.create(
        ValueChainNode(title="Ya no", stage="product", leads_to=impact, unit=units["UPPM"]), by=coordinator
    )
    records.transition(gone, "withdraw", by=coordinator, reason="Se fusionó")
    delivered(card("PAQ-N", node=result, title="Con el paquete"), "2025-B3", DATA, "2025-07-10")
    html = text(get_page("value_chain"))
    assert "Con el paquete" in html and "43.7 %" in html and "→" in html and "Ya no" not in html
    stages = [str(stage) for stage, _links in get_page("value_chain").context["stages"]]
    assert stages[0] == "Insumos" and stages[-1] == "Impacto" and len(stages) == 7
    assert "Nuevo eslabón" not in html, "an auditor writes none"


def test_the_scorecard_tells_each_objective_with_its_indicator_or_that_it_has_none(
    card, delivered, coordinator, units, get_page
):
    samples = Samples(units)
    measured, bare = (
        samples.keep(get("sig-objectives"), coordinator, title=title, indicator="")
        for title in ("Cumplir lo programado", "Sin medir")
    )
    delivered(card("PAQ-N", objective=measured, title="Con el paquete"), "2025-B3", DATA, "2025-07-10")
    page = get_page("scorecard")
    html = text(page)
    assert "Con el paquete" in html and "43.7 %" in html and "Sin indicador" in html
    tiles = {row["objective"].title: len(row["tiles"]) for row in page.context["rows"]}
    assert tiles == {measured.title: 1, bare.title: 0}


def test_pages_read_a_constant_number_of_rows_for_any_number_of_cards(
    card, delivered, get_page, django_assert_max_num_queries
):
    first = card("UNO", on_board=True)
    delivered(first, "2025-B3", DATA, "2025-07-10")
    get_page("board")
    with django_assert_max_num_queries(60) as alone:
        get_page("board")
    for symbol in ("DOS", "TRES"):
        delivered(card(symbol, on_board=True), "2025-B3", DATA, "2025-07-10")
    with django_assert_max_num_queries(len(alone)):
        get_page("board")


def test_the_period_of_a_total_is_what_the_card_says_when_periods_are_put_together(card, bring, accept):
    stock = card("AFI", kind="total", over_time="last", unit_of_measure="hogares")
    flow = card("ABO", kind="total", over_time="sum", unit_of_measure="hogares")
    share = card("COB", over_time="sum")
    for at, n in ((1, 10), (2, 30)):
        for indicator in (stock, flow, share):
            accept(bring(indicator, f"2025-B{at}", [Row(Decimal(n), Decimal(40), place="200101")]))
    year = {i.symbol: selectors.gathered(i, selectors.series(i)) for i in (stock, flow, share)}
    assert year["AFI"] == (30, None, 30) and year["ABO"] == (40, None, 40)
    assert year["COB"] == (40, 80, 50), "Σ ÷ Σ, no mean of shares"


def test_links_of_the_board_lead_somewhere(corrected, get_page, client):
    html = get_page("board").content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    links = {unescape(found) for found in re.findall(r'href="(/[^"#]*)"', main)}
    assert links and all(client.get(link).status_code == 200 for link in links)

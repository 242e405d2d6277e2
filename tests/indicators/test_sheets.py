"""Sheets of the units: opened, filled, sent, observed, accepted by another, corrected; and nobody else's business."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from sigor.accounts.models import User
from sigor.demo.cast import on
from sigor.indicators import expected, selectors, services
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery, Entry, Fact, Slice
from sigor.indicators.services import Cell
from sigor.organisation import clock
from sigor.organisation.models import Membership, Role, Unit
from sigor.records import services as records
from sigor.records.access import AccessDenied
from sigor.records.services import TransitionRefused
from tests.indicators.conftest import SINCE, rows

pytestmark = pytest.mark.django_db
JUNE = Period.read("2025-06")


@pytest.fixture
def visits(card):
    """A share, in per cent."""
    return card(
        "VIS",
        origin="entry",
        frequency="month",
        days_after=10,
        numerator="Visitas realizadas",
        denominator="Visitas programadas",
        title="Visitas realizadas entre las programadas",
    )


@pytest.fixture
def alerts(card):
    """A total."""
    return card(
        "ALE",
        kind="total",
        origin="entry",
        frequency="month",
        days_after=5,
        unit_of_measure="alertas",
        decimals=0,
        title="Alertas detectadas",
    )


@pytest.fixture
def opened(visits, alerts, coordinator, puno) -> Callable[..., dict[str, Delivery]]:
    """A function that opens the sheets of a month on its following day; by acronym of the unit."""

    def open_for(period: Period = JUNE) -> dict[str, Delivery]:
        with on(period.next().first):
            return {s.unit.acronym: s for s in services.open_sheets(by=coordinator, period=period)}

    return open_for


@pytest.fixture
def piura_officer(territorial_officer):
    return territorial_officer


@pytest.fixture
def puno_officer(person, units, puno):
    units["UT-PUNO"] = puno
    return person("puno_officer", Role.OFFICER, "UT-PUNO")


@pytest.fixture
def report(piura_officer, coordinator) -> Callable[..., Delivery]:
    """A function that fills a sheet of Piura, sends it and has it accepted."""

    def act(sheet: Delivery, *cells: Cell, day: str | date | None = None) -> Delivery:
        day = day or Period.of("month", sheet.period_from).next().first
        with on(day, hour=11):
            services.fill(sheet, by=piura_officer, cells=cells)
            sent = records.transition(sheet, "send", by=piura_officer)
        with on(day, hour=15):
            return records.transition(sent, "accept", by=coordinator)

    return act


def cell(card: Any, numerator: Any, denominator: Any = None, **more: Any) -> Cell:
    def number(value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    return Cell(card, number(numerator), number(denominator), **more)


def typed(
    visits: Any, alerts: Any, *, n: str = "", d: str = "", total: str = "", **more: str
) -> dict[str, str]:
    """The grid as a browser sends it."""
    return {f"n-{visits.pk}": n, f"d-{visits.pk}": d, f"n-{alerts.pk}": total} | more


def value_of(card: Any, unit: Unit, **options: Any) -> Decimal | None:
    values = selectors.series(card, level="unit", area=str(unit.pk), **options)
    return values[-1].value if values else None


# -- opening -------------------------------------------------------------------------------------------


def test_every_territorial_unit_gets_one_sheet_and_opening_again_opens_none(
    opened, units, visits, alerts, coordinator
):
    sheets = opened()
    assert set(sheets) == {"UT-PIURA", "UT-PUNO"}, "every territorial unit of the organisation, and no other"
    sheet = sheets["UT-PIURA"]
    assert (sheet.state, sheet.unit, sheet.frequency) == ("draft", units["UT-PIURA"], "month")
    assert sheet.period_from == date(2025, 6, 1)
    assert sheet.due_date == date(2025, 7, 10), "the later of the days of its cards"
    assert opened() == {}
    assert Delivery.objects.count() == 2
    records.transition(sheet, "discard", by=_officer_of(units["UT-PIURA"]), reason="Se abrió por error")
    assert set(opened()) == {"UT-PIURA"}, "what was discarded is opened anew, and the other stays"


def _officer_of(unit: Unit) -> Any:
    user = User.objects.create_user("officer_of_the_unit", "officer@ejemplo.pe", "una-clave-larga-1")
    Membership.objects.create(user=user, unit=unit, role=Role.OFFICER, valid_from=SINCE)
    return user


def test_a_unit_that_was_closed_before_the_period_ended_owes_no_sheet(opened, puno):
    Unit.objects.filter(pk=puno.pk).update(valid_to=date(2025, 5, 31))
    assert set(opened(Period.read("2025-05"))) == {"UT-PIURA", "UT-PUNO"}
    assert set(opened()) == {"UT-PIURA"}


def test_no_sheet_is_opened_where_no_card_asks_for_any_or_by_who_may_not(
    opened, visits, coordinator, unit_head, client
):
    with pytest.raises(TransitionRefused, match="Ninguna ficha vigente pide datos"):
        services.open_sheets(by=coordinator, period=Period.read("2025-T2"))
    with pytest.raises(AccessDenied):
        services.open_sheets(by=unit_head, period=JUNE)
    client.force_login(unit_head)
    assert client.post(reverse("sheets_open"), {"period": "2025-06"}).status_code == 403
    assert not Delivery.objects.exists()


def test_sheets_are_opened_on_their_page_and_it_says_how_many(visits, puno, coordinator, client):
    client.force_login(coordinator)
    address = reverse("sheets_open")
    told = [
        client.post(address, {"period": text}, follow=True).content.decode()
        for text in ("2025-06", "2025-06", "junio", "2025-T2")
    ]
    assert "Se abrieron 2 hojas." in told[0]
    assert "Se abrieron 0 hojas." in told[1]
    assert "«junio» no es un período" in told[2]
    assert "Ninguna ficha vigente pide datos" in told[3]
    assert Delivery.objects.count() == 2


# -- filling -------------------------------------------------------------------------------------------


WRONG = [
    ("-1", "10", "No puede ser negativo."),
    ("1", "-10", "No puede ser negativo."),
    ("11", "10", "El numerador no puede ser mayor que el denominador."),
    ("5", None, "Falta el denominador."),
    (None, "10", "Falta el numerador."),
]


def test_a_wrong_cell_is_told_by_its_indicator_and_nothing_is_kept(
    opened, visits, alerts, piura_officer, client
):
    sheet = opened()["UT-PIURA"]
    client.force_login(piura_officer)
    for numerator, denominator, why in WRONG:
        cells = [cell(alerts, 3), cell(visits, numerator, denominator)]
        with pytest.raises(ValidationError) as refused:
            services.fill(sheet, by=piura_officer, cells=cells)
        assert refused.value.message_dict == {"VIS": [why]}
        assert not Entry.objects.exists(), "not even the cell that is right"
        told = typed(visits, alerts, n=numerator or "", d=denominator or "", total="3")
        answer = client.post(reverse("sheet", args=[sheet.pk]), told)
        html = answer.content.decode()
        assert answer.status_code == 422 and why in html
        assert f'value="{numerator or denominator}"' in html, "what was typed is still there"
        assert not Entry.objects.exists()


WRITTEN = {
    "1234": "1234",
    "1,234": "1234",
    "1 234": "1234",
    "12.5": "12.5",
    "12,5": "12.5",
    "1.234": "1.234",
    "0": "0",
    "": None,
}


def test_numbers_are_read_as_people_write_them(opened, visits, alerts, piura_officer, client):
    sheet = opened()["UT-PIURA"]
    client.force_login(piura_officer)
    for text, kept in WRITTEN.items():
        answer = client.post(reverse("sheet", args=[sheet.pk]), typed(visits, alerts, total=text))
        assert answer.status_code == 302, text
        entry = Entry.objects.get(indicator=alerts)
        assert entry.numerator == (None if kept is None else Decimal(kept)), text


@pytest.mark.parametrize("text", ["muchas", "1e5", "S/ 1.234", "−1.234", "9" * 30, "1.23456"])
def test_what_is_no_number_that_can_be_kept_is_told_at_its_cell(
    opened, visits, alerts, piura_officer, client, text
):
    sheet = opened()["UT-PIURA"]
    client.force_login(piura_officer)
    answer = client.post(reverse("sheet", args=[sheet.pk]), typed(visits, alerts, n="1", d="2", total=text))
    if text == "S/ 1.234" and answer.status_code == 302:  # it may as well be read
        assert Entry.objects.get(indicator=alerts).numerator == Decimal("1.234")
        return
    assert answer.status_code == 422 and not Entry.objects.exists()
    (line,) = [one for one in answer.context["lines"] if one.card == alerts]
    assert line.error and line.error in answer.content.decode(), "it says which cell it is"


def test_a_share_of_nothing_is_kept_and_has_no_value(opened, visits, piura_officer):
    sheet = opened()["UT-PIURA"]
    services.fill(sheet, by=piura_officer, cells=[cell(visits, 0, 0)])
    entry = Entry.objects.get()
    assert not entry.unusual and visits.value(entry.numerator, entry.denominator) is None


def test_the_page_shows_what_was_kept_with_its_value_remark_and_mark(
    opened, visits, alerts, piura_officer, client
):
    sheet = opened()["UT-PIURA"]
    services.fill(sheet, by=piura_officer, cells=[cell(visits, 45, 50, comment=" Lluvias ", follow_up=True)])
    client.force_login(piura_officer)
    html = client.get(reverse("sheet", args=[sheet.pk])).content.decode()
    assert "90.0 %" in html and "Lluvias" in html and 'value="45"' in html and " checked" in html
    sheet.refresh_from_db()
    assert sheet.rows == 1


# -- what the last values let expect ----------------------------------------------------------------------


def test_the_expected_range_is_robust_and_rests_on_the_last_twelve():
    assert expected.of([Decimal(90)] * 3) == expected.Range(), "from three values nothing is expected"
    assert expected.of([Decimal(90)] * 4) == expected.Range(Decimal(81), Decimal(99))
    assert expected.of([Decimal(1000)] * 8 + [Decimal(90)] * 12) == expected.Range(Decimal(81), Decimal(99))
    wild = expected.of([Decimal(v) for v in (88, 90, 92, 90, 500)])
    assert wild.holds(Decimal(97)) and not wild.holds(Decimal(120)), "one wild value does not widen it much"
    assert expected.Range().holds(Decimal(5)) and wild.holds(None)


def test_an_unusual_value_must_be_explained_before_it_is_sent(
    opened, visits, report, piura_officer, puno_officer, client
):
    for month in range(1, 6):
        report(opened(Period("month", 2025, month))["UT-PIURA"], cell(visits, 180, 200))
    sheets = opened()
    client.force_login(piura_officer)
    address = reverse("sheet", args=[sheets["UT-PIURA"].pk])
    html = client.get(address).content.decode()
    assert "81.0 % – 99.0 %" in html, "the median, and a tenth of it to both sides"
    assert "Ene-25: 90.0 %" in html and "May-25: 90.0 %" in html
    told = {f"n-{visits.pk}": "100", f"d-{visits.pk}": "200"}
    html = client.post(address, told | {"send": ""}, follow=True).content.decode()
    assert "Explique los valores inusuales: VIS." in html
    html = client.get(address).content.decode()
    assert "inusual" in html and 'value="100"' in html, "it was kept, not sent"
    with pytest.raises(TransitionRefused, match="Explique los valores inusuales: VIS"):
        records.transition(sheets["UT-PIURA"], "send", by=piura_officer)
    answer = client.post(address, told | {f"c-{visits.pk}": "Inundaciones en dos distritos", "send": ""})
    assert answer.status_code == 302
    sheets["UT-PIURA"].refresh_from_db()
    assert sheets["UT-PIURA"].state == "sent"
    services.fill(sheets["UT-PUNO"], by=puno_officer, cells=[cell(visits, 100, 200)])
    assert not Entry.objects.get(delivery=sheets["UT-PUNO"]).unusual, "each unit has its own last values"


def test_a_value_that_was_mended_is_no_longer_unusual(opened, visits, report, piura_officer):
    for month in range(1, 5):
        report(opened(Period("month", 2025, month))["UT-PIURA"], cell(visits, 90, 100))
    sheet = opened(Period("month", 2025, 5))["UT-PIURA"]
    services.fill(sheet, by=piura_officer, cells=[cell(visits, 9, 100)])
    assert Entry.objects.get(delivery=sheet).unusual
    services.fill(sheet, by=piura_officer, cells=[cell(visits, 91, 100)])
    assert not Entry.objects.get(delivery=sheet).unusual
    assert records.transition(sheet, "send", by=piura_officer).state == "sent"


# -- who may, and the life of a sheet ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 403), ("auditor", 403), ("unit_head", 404), ("administrator", 403)]
)
def test_only_the_unit_fills_its_sheet(opened, visits, alerts, request, client, who, status):
    sheet = opened()["UT-PIURA"]
    user = request.getfixturevalue(who)
    with pytest.raises(AccessDenied):
        services.fill(sheet, by=user, cells=[cell(visits, 1, 2)])
    client.force_login(user)
    address = reverse("sheet", args=[sheet.pk])
    assert client.get(address).status_code == status
    assert client.post(address, typed(visits, alerts, n="1", d="2")).status_code == status
    assert not Entry.objects.exists()


def test_a_sheet_is_sent_observed_sent_again_and_accepted_by_another(
    opened, visits, alerts, piura_officer, coordinator, units, piura
):
    sheet = opened()["UT-PIURA"]
    with pytest.raises(TransitionRefused, match="ningún dato"):
        records.transition(sheet, "send", by=piura_officer)
    services.fill(sheet, by=piura_officer, cells=[cell(visits, 40, 50), cell(alerts, None)])
    records.transition(sheet, "send", by=piura_officer)
    with pytest.raises(TransitionRefused, match="ya fue enviada"):
        services.fill(sheet, by=piura_officer, cells=[cell(visits, 41, 50)])
    with pytest.raises(TransitionRefused, match="motivo"):
        records.transition(sheet, "observe", by=coordinator)
    records.transition(sheet, "observe", by=coordinator, reason="Falta un distrito")
    services.fill(sheet, by=piura_officer, cells=[cell(visits, 45, 50)])
    records.transition(sheet, "send", by=piura_officer)
    assert not Slice.objects.exists(), "nothing counts yet"
    accepted = records.transition(sheet, "accept", by=coordinator)
    (slice_,) = accepted.slices.all()
    assert (slice_.scope, slice_.indicator, slice_.edition, slice_.period) == (
        piura, visits, 1, date(2025, 6, 1),
    )  # fmt: skip
    (fact,) = Fact.objects.all()
    assert (fact.unit, fact.place, fact.numerator, fact.denominator) == (piura, None, 45, 50)
    assert value_of(visits, piura) == 90 and value_of(alerts, piura) is None
    with pytest.raises(TransitionRefused):
        services.fill(accepted, by=piura_officer, cells=[cell(visits, 1, 50)])


def test_who_sent_a_sheet_does_not_accept_it_whatever_else_they_may(opened, visits, piura_officer, units):
    Membership.objects.create(
        user=piura_officer, unit=units["UPPM-CMG"], role=Role.COORDINATOR, valid_from=SINCE
    )
    sheet = opened()["UT-PIURA"]
    services.fill(sheet, by=piura_officer, cells=[cell(visits, 40, 50)])
    records.transition(sheet, "send", by=piura_officer)
    with pytest.raises(TransitionRefused, match="otra persona"):
        records.transition(sheet, "accept", by=piura_officer)


def test_the_nation_is_the_sum_of_the_sheets(opened, visits, report, puno_officer, coordinator, piura, puno):
    sheets = opened()
    report(sheets["UT-PIURA"], cell(visits, 45, 50))
    services.fill(sheets["UT-PUNO"], by=puno_officer, cells=[cell(visits, 10, 150)])
    sent = records.transition(sheets["UT-PUNO"], "send", by=puno_officer)
    records.transition(sent, "accept", by=coordinator)
    (nation,) = selectors.series(visits)
    assert (nation.numerator, nation.denominator, nation.value) == (55, 200, Decimal("27.5"))
    parts = selectors.parts(visits, JUNE, "nation", "")
    assert {(p.name, p.value.numerator) for p in parts} == {("UT-PIURA", 45), ("UT-PUNO", 10)}


# -- corrections ----------------------------------------------------------------------------------------


def test_a_correction_is_edition_two_with_its_reason_and_the_former_value_stays_readable(
    opened, visits, alerts, report, piura_officer, coordinator, piura, client
):
    first = report(opened()["UT-PIURA"], cell(visits, 40, 50), cell(alerts, 7), day="2025-07-02")
    client.force_login(piura_officer)
    with on("2025-08-04"):
        answer = client.post(reverse("sheet_correct", args=[first.pk]), {"reason": "Faltaba un caserío"})
        fresh = Delivery.objects.exclude(correction="").get()
        assert answer.url == reverse("sheet", args=[fresh.pk])
        assert 'value="40"' in client.get(answer.url).content.decode(), "it begins with what was there"
        services.fill(fresh, by=piura_officer, cells=[cell(visits, 44, 50)])
        records.transition(fresh, "send", by=piura_officer)
    with on("2025-08-05"):
        records.transition(fresh, "accept", by=coordinator)
    assert (value_of(visits, piura), value_of(alerts, piura)) == (88, 7)
    with on("2025-07-31", hour=23):
        before = clock.now()
    assert value_of(visits, piura, known_at=before) == 80
    slices = {s.edition: s for s in Slice.objects.filter(indicator=visits)}
    assert set(slices) == {1, 2} and slices[1].superseded_at is not None and slices[2].superseded_at is None
    assert first.entries.get(indicator=visits).numerator == 40
    page = client.get(reverse("figure", args=["VIS"]), {"periodo": "2025-06"}).content.decode()
    assert "Edición 2" in page and "Edición 1" in page and "Faltaba un caserío" in page


def test_a_correction_says_why_waits_for_none_other_and_is_of_an_accepted_sheet(
    opened, visits, report, piura_officer, puno_officer, coordinator
):
    sheet = opened()["UT-PIURA"]
    with pytest.raises(TransitionRefused, match="ya tiene conformidad"):
        services.correct_sheet(sheet, by=piura_officer, reason="Antes de tiempo")
    accepted = report(sheet, cell(visits, 40, 50))
    with pytest.raises(ValidationError, match="qué corrige"):
        services.correct_sheet(accepted, by=piura_officer, reason="  ")
    for stranger in (puno_officer, coordinator):
        with pytest.raises(AccessDenied):
            services.correct_sheet(accepted, by=stranger, reason="No es mía")
    fresh = services.correct_sheet(accepted, by=piura_officer, reason="Faltaba un caserío")
    with pytest.raises(TransitionRefused, match=fresh.code):
        services.correct_sheet(accepted, by=piura_officer, reason="Otra vez")
    assert Delivery.objects.count() == 3


def test_a_cell_that_a_correction_empties_no_longer_counts(
    opened, visits, alerts, report, piura_officer, coordinator, piura
):
    accepted = report(opened()["UT-PIURA"], cell(visits, 40, 50), cell(alerts, 7))
    fresh = services.correct_sheet(accepted, by=piura_officer, reason="Las alertas eran de otra unidad")
    services.fill(fresh, by=piura_officer, cells=[cell(visits, 40, 50), cell(alerts, None)])
    records.transition(fresh, "send", by=piura_officer)
    records.transition(fresh, "accept", by=coordinator)
    assert value_of(visits, piura) == 80
    assert value_of(alerts, piura) is None, "what the unit took back is no longer told of it"


# -- reporting ------------------------------------------------------------------------------------------


def test_reporting_and_on_time_rates_by_period(
    opened, visits, report, piura_officer, puno_officer, coordinator, client
):
    june, may = opened(), opened(Period.read("2025-05"))
    accepted = report(june["UT-PIURA"], cell(visits, 40, 50), day="2025-07-10")
    with on("2025-07-11"):
        services.fill(june["UT-PUNO"], by=puno_officer, cells=[cell(visits, 1, 2)])
        records.transition(june["UT-PUNO"], "send", by=puno_officer)
    corrected = services.correct_sheet(accepted, by=piura_officer, reason="Faltaba un caserío")
    records.transition(may["UT-PUNO"], "discard", by=puno_officer, reason="No atendió en mayo")
    rates = {str(r.period): (r.expected, r.sent, r.on_time) for r in selectors.reporting("month")}
    assert rates == {"2025-05": (1, 0, 0), "2025-06": (2, 2, 1)}, "a correction is no sheet that is owed"
    assert corrected.due_date == june["UT-PIURA"].due_date
    client.force_login(coordinator)
    html = client.get(reverse("sheets")).content.decode()
    assert "2 (100 %)" in html and "1 (50 %)" in html and "0 (0 %)" in html
    assert "A tiempo" in html and "Tarde" in html


def test_a_sheet_sent_in_the_evening_of_its_last_day_is_on_time(
    opened, visits, piura_officer, coordinator, client
):
    sheet = opened()["UT-PIURA"]
    with on(sheet.due_date, hour=21):  # in Lima; elsewhere it is the next day
        services.fill(sheet, by=piura_officer, cells=[cell(visits, 40, 50)])
        records.transition(sheet, "send", by=piura_officer)
    assert [(r.sent, r.on_time) for r in selectors.reporting("month")] == [(1, 1)]
    client.force_login(coordinator)
    (shown,) = [
        one for one in client.get(reverse("sheets")).context["sheets"] if one["delivery"].pk == sheet.pk
    ]
    assert str(shown["on_time"].label) == "A tiempo"


# -- other units ----------------------------------------------------------------------------------------


def test_a_unit_sees_nothing_of_the_sheet_of_another(
    opened, visits, alerts, report, piura_officer, puno_officer, auditor, client
):
    sheets = opened()
    piura_sheet = sheets["UT-PIURA"]
    services.fill(piura_sheet, by=piura_officer, cells=[cell(visits, 40, 50, comment="Palabra reservada")])
    client.force_login(puno_officer)
    for page in (reverse("sheets"), reverse("register_list", args=["data-deliveries"])):
        html = client.get(page).content.decode()
        assert sheets["UT-PUNO"].code in html and piura_sheet.code not in html
    hidden = [
        ("get", reverse("sheet", args=[piura_sheet.pk])),
        ("post", reverse("sheet", args=[piura_sheet.pk])),
        ("post", reverse("sheet_correct", args=[piura_sheet.pk])),
        ("post", reverse("delivery_correction", args=[piura_sheet.pk])),
        ("get", reverse("register_detail", args=["data-deliveries", piura_sheet.pk])),
        ("get", reverse("register_history", args=["data-deliveries", piura_sheet.pk])),
        ("post", reverse("register_transition", args=["data-deliveries", piura_sheet.pk, "send"])),
        ("get", f"/api/v1/data-deliveries/{piura_sheet.pk}/"),
    ]
    for method, address in hidden:
        assert getattr(client, method)(address).status_code == 404, address
    found = client.get("/api/v1/data-deliveries/").content.decode()
    assert sheets["UT-PUNO"].code in found and piura_sheet.code not in found
    assert "Palabra reservada" not in client.get("/buscar/?q=reservada").content.decode()
    client.force_login(auditor)
    page = client.get(reverse("register_detail", args=["data-deliveries", piura_sheet.pk])).content.decode()
    assert "Palabra reservada" in page and "Llenar la hoja" not in page, "who looks after all sees it"


def test_only_a_sheet_has_a_grid(card, bring, accept, measurer, client, places):
    delivery = accept(bring(card(), "2025-B3", rows(("200101", 1, 2))))
    client.force_login(measurer)
    assert client.get(reverse("sheet", args=[delivery.pk])).status_code == 404
    with pytest.raises(TransitionRefused):
        services.correct_sheet(delivery, by=measurer, reason="No es una hoja")

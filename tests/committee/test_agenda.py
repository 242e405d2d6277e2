"""The agenda of the next session: what nobody decided in time, and how the agreements stand."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from sigor.committee.agenda import agenda
from sigor.committee.models import Agreement
from sigor.demo.cast import on
from sigor.indicators.models import Indicator, Signal
from sigor.records import services
from sigor.records.models import Record

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 1)


@pytest.fixture
def indicator(units, coordinator) -> Indicator:
    card = Indicator(
        title="Paquete completo", symbol="PAQ-N", purpose="Saber", numerator="Completos", denominator="Todos",
        unit_of_measure="%", frequency="bimester", origin="import", origin_note="Prueba", unit=units["UPPM"],
        target_owner=units["UCC"], valid_from=date(2022, 1, 1), base_value=Decimal(30), base_period="2022",
    )  # fmt: skip
    return services.create(card, by=coordinator)


@pytest.fixture
def signal(indicator, units, coordinator):
    """A function that raises a signal due on a day."""

    def make(due: date, rule: str = "run", **more) -> Signal:
        raised = Signal(
            title=f"PAQ-N: {rule}", indicator=indicator, unit=units["UCC"], rule=rule, since=date(2025, 1, 1),
            until=date(2025, 5, 1), detail=f"Cambio por {rule}", due_date=due, **more,
        )  # fmt: skip
        return services.bring_about(raised, by=coordinator)

    return make


@pytest.fixture
def agreement(units, coordinator):
    """A function that records an agreement of a unit, due on a day."""

    def make(due: date, unit: str = "UCC", title: str = "Rediseñar") -> Agreement:
        said = Agreement(title=title, text="Se acuerda.", due_date=due, unit=units[unit])
        return services.create(said, by=coordinator)

    return make


def codes(rows: list[Record]) -> list[str]:
    return [row.code for row in rows]


def test_signals_past_their_term_stand_there_the_oldest_first_and_those_in_time_are_counted(
    signal, coordinator
):
    later, older = signal(date(2025, 6, 30)), signal(date(2025, 6, 1), "trend")
    signal(TODAY, "outside")
    decided = signal(date(2025, 6, 1), "two_of_three")
    services.transition(
        decided, "decide", by=coordinator, values={"decision": "watch", "decision_note": "Se vigila"}
    )
    found = agenda(coordinator, TODAY)
    assert codes(found["signals"]) == [older.code, later.code]
    assert found["signals_in_time"] == 1, "its last day is still its own"


def test_agreements_are_parted_by_what_the_committee_has_to_do(agreement, unit_head, coordinator, director):
    overdue, coming = agreement(date(2025, 6, 30)), agreement(TODAY)
    done, closed, annulled = (agreement(date(2025, 6, 1)) for _n in range(3))
    for one in (done, closed):
        services.transition(one, "fulfil", by=unit_head)
    services.transition(closed, "close", by=coordinator)
    services.transition(annulled, "annul", by=director, reason="No procede")
    found = agenda(coordinator, TODAY)
    assert codes(found["overdue"]) == [overdue.code]
    assert codes(found["to_close"]) == [done.code]
    assert codes(found["coming"]) == [coming.code]


def test_the_page_tells_each_matter_with_who_owed_it_and_until_when(signal, agreement, coordinator, client):
    raised, late = signal(date(2025, 6, 1)), agreement(date(2025, 6, 15), title="Rediseñar el aviso")
    client.force_login(coordinator)
    with on(TODAY):
        html = client.get(reverse("committee_agenda")).content.decode()
    assert raised.code in html and "Cambio por run" in html and "Para el Comité" in html
    assert "UCC debía decidir hasta el" in html
    assert late.code in html and "Rediseñar el aviso" in html
    with on("2025-05-31"):
        html = client.get(reverse("committee_agenda")).content.decode()
    assert raised.code not in html and "dentro de su plazo" in html


def test_an_empty_agenda_says_so(coordinator, client):
    client.force_login(coordinator)
    html = client.get(reverse("committee_agenda")).content.decode()
    assert html.count("Ninguno.") == 3 and html.count("Ninguna.") == 1


def test_a_unit_reads_the_signals_of_all_and_the_agreements_of_its_own(
    signal, agreement, unit_head, other_head, auditor, client
):
    raised = signal(date(2025, 6, 1))
    own, foreign = agreement(date(2025, 6, 15), "UCC"), agreement(date(2025, 6, 15), "UOP")
    for user, seen in (
        (unit_head, {own.code}),
        (other_head, {foreign.code}),
        (auditor, {own.code, foreign.code}),
    ):
        client.force_login(user)
        with on(TODAY):
            html = client.get(reverse("committee_agenda")).content.decode()
        assert raised.code in html
        assert {code for code in (own.code, foreign.code) if code in html} == seen


def test_who_reads_no_records_opens_no_agenda_and_a_visitor_signs_in(administrator, client):
    address = reverse("committee_agenda")
    assert client.get(address).status_code == 302
    client.force_login(administrator)
    assert client.get(address).status_code == 403
    assert client.post(address).status_code in (403, 405)

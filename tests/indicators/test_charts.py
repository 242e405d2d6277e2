"""What the charts say, who must decide on it, and which units differ at all."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from sigor.demo.cast import on
from sigor.indicators import effects, readings, selectors, services, tasks, watching
from sigor.indicators.engine.periods import Period
from sigor.indicators.models import Indicator, Rebase, Signal, Target
from sigor.indicators.sources import Row
from sigor.organisation import clock
from sigor.records import services as records
from sigor.records.services import TransitionRefused

pytestmark = pytest.mark.django_db
FIRST = Period.read("2022-B1")
# Small movements to both sides, none of them a signal.
WOBBLE = (0, 12, -9, 4, -14, 8, -3, 11, -7, 2, -12, 9, -5, 6, -10, 13, -4, 7, -8, 3)
SIZE = 1000  # in each of the two districts
PIURA_DISTRICT, PUNO_DISTRICT = "200101", "240101"


def after(steps: int) -> Period:
    period = FIRST
    for _step in range(steps):
        period = period.next()
    return period


def wobbling(level: int, count: int, start: int = 0) -> list[int]:
    return [level + WOBBLE[(start + at) % len(WOBBLE)] for at in range(count)]


@pytest.fixture
def told(measurer, units, places, accept) -> Callable[..., None]:
    """A function that has numerators of Piura and Puno accepted, one bimester after the other; None is a gap."""

    def tell(
        indicator: Indicator, piura: Sequence[int | None], puno: Sequence[int | None] | None = None
    ) -> None:
        data = {}
        for at, pair in enumerate(zip(piura, puno or piura, strict=True)):
            rows = [
                Row(Decimal(n), Decimal(SIZE), place=code)
                for code, n in zip((PIURA_DISTRICT, PUNO_DISTRICT), pair, strict=True)
                if n is not None
            ]
            if rows:
                data[indicator, after(at)] = rows
        accept(
            services.bring(by=measurer, unit_id=units["UPPM"].pk, origin="import", title="Serie", data=data)
        )

    return tell


@pytest.fixture
def target(measurer, units) -> Callable[..., Target]:
    def make(indicator: Indicator, value: int, since: date = date(2022, 1, 1)) -> Target:
        said = Target(
            title="Meta",
            indicator=indicator,
            since=since,
            value=Decimal(value),
            source="Plan",
            unit=units["UPPM"],
        )
        return records.create(said, by=measurer)

    return make


@pytest.fixture
def rebase(measurer, units) -> Callable[..., Rebase]:
    """A function that proposes a change of the process from the 15th bimester on."""

    def make(indicator: Indicator, **more: Any) -> Rebase:
        said = Rebase(
            title="Nuevo modelo", indicator=indicator, since=after(14).first, reason="Cambió el servicio",
            unit=units["UPPM"], **more,
        )  # fmt: skip
        return records.transition(records.create(said, by=measurer), "send", by=measurer)

    return make


# -- as known on a past day ------------------------------------------------------------------------------


def test_neither_a_target_nor_a_change_of_process_is_known_before_it_was_set(
    card, told, target, rebase, director, measurer
):
    paq = card()
    told(paq, wobbling(400, 20))
    before = clock.now()
    with clock.at(before + timedelta(days=2)):
        wanted = target(paq, 50)
        changed = records.transition(rebase(paq), "approve", by=director)
    between = before + timedelta(days=3)
    with clock.at(before + timedelta(days=4)):
        records.transition(wanted, "withdraw", by=measurer, reason="Otra meta")
        records.transition(changed, "withdraw", by=measurer, reason="No fue así")

    def seen(moment: datetime | None) -> tuple[int, int]:
        (found,) = readings.readings([paq], known_at=moment)
        return len(found.targets), len(found.rebases)

    assert (seen(before), seen(between), seen(None)) == ((0, 0), (1, 1), (0, 0))
    assert readings.reading(paq, known_at=between).target == wanted


# -- sentences -------------------------------------------------------------------------------------------


def test_under_thirteen_periods_there_are_no_limits_and_no_signal(card, told):
    paq = card()
    told(paq, [*wobbling(400, 11), 900])
    reading = readings.reading(paq)
    assert "Aún sin límites: hay 12 periodos y hacen falta 13" in reading.sentence
    assert str(reading.variation.label) == "Aún sin límites"
    assert all(point.lower is None for point in reading.chart.points) and not reading.chart.signals
    assert watching.look(by=paq.created_by) == []


def test_the_usual_variation_is_told_with_its_limits_and_nothing_to_explain(card, told):
    paq = card()
    told(paq, wobbling(400, 16))
    reading = readings.reading(paq)
    assert reading.chart.variation == "common"
    assert "Variación normal, entre 3" in reading.sentence and "nada aislado que explicar" in reading.sentence


@pytest.mark.parametrize(("sense", "words"), [("up", "mejora"), ("down", "empeora"), ("none", "sube")])
def test_a_shift_is_told_by_the_sense_of_the_indicator_with_its_beginning(
    card, told, auditor, client, sense, words
):
    paq = card(sense=sense)
    told(paq, wobbling(400, 14) + wobbling(470, 8))
    reading = readings.reading(paq)
    assert reading.sentence.startswith(f"Cambio real: {words} desde May–Jun 2024 (")
    client.force_login(auditor)
    html = client.get(reverse("indicator", args=["PAQ-N"])).content.decode()
    assert f"Cambio real: {words} desde May–Jun 2024" in html


def test_what_is_read_as_of_an_earlier_period_knows_nothing_of_the_later_ones(card, told, auditor, client):
    paq = card()
    told(paq, wobbling(400, 14) + wobbling(470, 8))
    assert readings.reading(paq, until=after(13)).chart.variation == "common"
    client.force_login(auditor)
    page = client.get(reverse("indicator", args=["PAQ-N"]), {"periodo": str(after(13))}).content.decode()
    assert "Variación normal" in page and "Cambio real" not in page


def test_a_period_without_data_is_a_gap_in_the_chart(card, told):
    paq = card()
    values: list[int | None] = [*wobbling(400, 13)]
    values[5] = None
    told(paq, values)
    reading = readings.reading(paq)
    assert len(reading.chart.points) == 13 and reading.chart.points[5].value is None
    assert "hay 12 periodos y hacen falta 13" in reading.sentence, "a gap is no value"


@pytest.mark.parametrize(
    ("goal", "assurance", "words"),
    [
        (30, "hits", "alcanza la meta de 30.0 % en todo periodo"),
        (60, "misses", "no alcanzará la meta de 60.0 %: hay que cambiar el proceso"),
        (40, "unsure", "unas veces alcanza la meta de 40.0 % y otras no"),
    ],
)
def test_the_target_is_compared_with_the_limits(card, told, target, goal, assurance, words):
    paq = card()
    told(paq, wobbling(400, 16))
    target(paq, goal)
    reading = readings.reading(paq)
    assert reading.chart.assurance == assurance and words in reading.sentence


def test_a_target_holds_until_a_later_one(card, told, target):
    paq = card()
    told(paq, wobbling(400, 16))
    target(paq, 30)
    target(paq, 50, since=after(15).first)
    assert readings.reading(paq).target.value == 50 and readings.reading(paq).meets is False
    assert readings.reading(paq, until=after(14)).target.value == 30
    assert readings.reading(paq, until=after(14)).meets is True


# -- rebases ---------------------------------------------------------------------------------------------


def test_a_rebase_counts_once_another_person_approved_it_and_says_who(
    card, told, rebase, measurer, director, auditor, client
):
    paq = card()
    told(paq, wobbling(400, 14) + wobbling(470, 14))
    proposed = rebase(paq)
    assert readings.reading(paq).rebases == () and readings.reading(paq).chart.variation == "improving"
    with pytest.raises(TransitionRefused):
        records.transition(proposed, "approve", by=measurer)
    records.transition(proposed, "approve", by=director)
    reading = readings.reading(paq)
    assert [segment.start for segment in reading.chart.segments] == [0, 14]
    assert reading.chart.variation == "common", "since the change it varies as it does"
    client.force_login(auditor)
    html = client.get(reverse("indicator", args=["PAQ-N"])).content.decode()
    assert "Cambió el servicio" in html and f"aprobó {director}" in html
    assert html.count(f"Nuevo modelo ({director})") >= 1, "the chart itself says so"


def test_a_rebase_of_a_unit_leaves_the_chart_of_the_whole_alone(
    card, told, rebase, director, puno, auditor, client
):
    paq = card()
    told(paq, wobbling(400, 14) + wobbling(470, 14))
    records.transition(rebase(paq, territory=puno), "approve", by=director)
    assert readings.reading(paq).chart.variation == "improving"
    by_unit = {reading.name: reading.chart.variation for reading in readings.unit_readings(paq)}
    assert by_unit == {"UT-PIURA": "improving", "UT-PUNO": "common"}


# -- units beside each other ------------------------------------------------------------------------------


def test_equal_units_are_not_ranked(card, told, auditor, client):
    paq = card()
    told(paq, [400], [405])
    units = readings.units(paq, FIRST)
    assert not units.separate and units.tiers == ()
    assert {str(row.standing.label) for row in units.rows} == {"Sin diferencia demostrable"}
    client.force_login(auditor)
    html = client.get(reverse("indicator", args=["PAQ-N"])).content.decode()
    assert "Sin diferencia demostrable" in html and "no se ordenan" in html


@pytest.mark.parametrize(("sense", "best"), [("up", "UT-PUNO"), ("down", "UT-PIURA")])
def test_a_unit_that_is_far_stands_in_a_tier_of_its_own_the_best_first(card, told, sense, best):
    paq = card(sense=sense)
    told(paq, [400], [600])
    units = readings.units(paq, FIRST)
    assert [len(tier) for tier in units.tiers] == [1, 1] and units.tiers[0] == (best,)
    by_name = {row.value.name: row for row in units.rows}
    assert 40 <= by_name["UT-PIURA"].shrunk < by_name["UT-PUNO"].shrunk <= 60, (
        "drawn to the whole, if anything"
    )


def test_a_total_has_no_ranking(card, bring, accept, places):
    total = card("AFI", kind="total", unit_of_measure="hogares")
    accept(bring(total, "2022-B1", [Row(Decimal(5), None, place=PIURA_DISTRICT)]))
    assert readings.units(total, FIRST) is None


# -- signals ---------------------------------------------------------------------------------------------


def test_a_change_of_the_whole_is_one_signal_and_looking_again_raises_none(card, told, measurer):
    paq = card()
    told(paq, wobbling(400, 14) + wobbling(470, 8))
    (signal,) = watching.look(by=measurer)
    assert (signal.indicator, signal.territory, signal.worse, signal.state) == (paq, None, False, "open")
    assert signal.since == after(14).first and "mejora desde May–Jun 2024" in signal.detail
    assert signal.unit == paq.target_owner, "who answers for the target decides"
    assert watching.look(by=measurer) == [] and Signal.objects.count() == 1
    records.transition(
        signal, "decide", by=measurer, values={"decision": "watch", "decision_note": "Se vigila"}
    )
    assert watching.look(by=measurer) == [], "what was decided is not raised again"


def test_a_unit_that_goes_its_own_way_has_a_signal_of_its_own(card, told, measurer, puno):
    told(card(), wobbling(400, 14) + wobbling(560, 8), wobbling(400, 14) + wobbling(340, 8))
    found = {(str(signal.territory or ""), signal.worse) for signal in watching.look(by=measurer)}
    assert found == {("", False), ("UT-PUNO", True)}, "Piura does as the whole does"
    assert watching.look(by=measurer) == []


def test_nobody_has_to_decide_on_what_is_neither_good_nor_bad(card, told, measurer):
    told(card(sense="none"), wobbling(400, 14) + wobbling(470, 8))
    assert watching.look(by=measurer) == [] and not Signal.objects.exists()


def test_a_change_back_is_another_signal(card, told, measurer, bring, accept):
    paq = card()
    told(paq, wobbling(400, 14) + wobbling(470, 8))
    watching.look(by=measurer)
    for at, value in enumerate(wobbling(300, 8), start=22):
        rows = [Row(Decimal(value), Decimal(SIZE), place=code) for code in (PIURA_DISTRICT, PUNO_DISTRICT)]
        accept(bring(paq, str(after(at)), rows))
    (signal,) = watching.look(by=measurer)
    assert signal.worse and Signal.objects.count() == 2


def test_accepting_data_has_the_charts_looked_at_in_the_background(
    card, bring, accept, coordinator, told, monkeypatch, django_capture_on_commit_callbacks
):
    deferred: list[dict[str, Any]] = []

    class Task:
        def defer(self, **arguments: Any) -> None:
            deferred.append(arguments)

    monkeypatch.setattr(
        effects.app, "configure_task", lambda name: Task() if name == effects.LOOKING else None
    )
    paq = card()
    with django_capture_on_commit_callbacks(execute=True):
        told(paq, wobbling(400, 14) + wobbling(470, 8))
    assert deferred == [{"indicators": [paq.pk], "by": coordinator.pk}]
    tasks.look(**deferred[0])
    assert Signal.objects.get().created_by == coordinator


def test_an_undecided_signal_goes_to_the_committee_after_its_term(
    card, told, measurer, coordinator, unit_head, client
):
    told(card(), wobbling(400, 14) + wobbling(470, 8))
    services.set_signal_term(by=coordinator, days=10, since=date(2025, 6, 1), source="Acuerdo")
    services.set_signal_term(by=coordinator, days=5, since=date(2025, 8, 1), source="Otro acuerdo")
    with on("2025-06-02"):
        (signal,) = watching.look(by=measurer)
    assert signal.due_date == date(2025, 6, 12)
    client.force_login(unit_head)
    with on("2025-06-12"):
        assert str(signal.get_state().label) == "Por decidir"
        html = client.get(reverse("committee_agenda")).content.decode()
        assert signal.code not in html and "1 señal más está dentro de su plazo" in html
    with on("2025-06-13"):
        assert str(signal.get_state().label) == "Para el Comité"
        for page in (reverse("committee_agenda"), reverse("board")):
            html = client.get(page).content.decode()
            assert signal.code in html and "Para el Comité" in html, page
    with on("2025-08-01"):
        assert watching.term() == 5


def test_deciding_takes_a_decision_and_its_grounds_and_leaves_the_agenda(
    card, told, measurer, other_head, client
):
    told(card(), wobbling(400, 14) + wobbling(470, 8))
    with on("2025-06-02"):
        (signal,) = watching.look(by=measurer)
    for missing in ({}, {"decision": "act"}, {"decision_note": "Porque sí"}):
        with pytest.raises(ValidationError):
            records.transition(signal, "decide", by=measurer, values=missing)
    client.force_login(other_head)
    address = reverse("register_transition", args=["signals", signal.pk, "decide"])
    says = {"decision": "explained", "decision_note": "Campaña de mayo"}
    assert client.post(address, says).status_code == 409, "another unit reads it and decides nothing"
    client.force_login(measurer)
    assert client.post(address, says | {"decision_note": ""}).status_code == 422
    assert client.post(address, says).status_code == 302
    signal.refresh_from_db()
    assert (signal.state, signal.decision, signal.decision_note, signal.decided_by) == (
        "decided", "explained", "Campaña de mayo", measurer,
    )  # fmt: skip
    with on("2025-12-01"):
        assert signal.code not in client.get(reverse("committee_agenda")).content.decode()
        assert "Ninguna señal espera una decisión" in client.get(reverse("board")).content.decode()


def test_the_page_of_a_signal_shows_the_chart_it_was_seen_on(card, told, measurer, puno, auditor, client):
    told(card(), wobbling(400, 14) + wobbling(560, 8), wobbling(400, 14) + wobbling(340, 8))
    watching.look(by=measurer)
    client.force_login(auditor)
    for signal in Signal.objects.all():
        html = client.get(reverse("register_detail", args=["signals", signal.pk])).content.decode()
        assert "<svg" in html and ("Cambio real: empeora" if signal.worse else "Cambio real: mejora") in html


def test_who_decides_on_a_signal_can_open_a_nonconformity_from_its_page(
    card, told, measurer, auditor, client
):
    told(card(), wobbling(400, 14) + wobbling(470, 8))
    (signal,) = watching.look(by=measurer)
    address = reverse("register_detail", args=["signals", signal.pk])
    client.force_login(auditor)
    assert "Abrir una no conformidad" not in client.get(address).content.decode(), "an auditor looks on"
    client.force_login(measurer)
    assert "Abrir una no conformidad" in client.get(address).content.decode()


def test_what_a_correction_took_back_can_be_let_lapse_with_a_reason(card, told, measurer, coordinator):
    told(card(), wobbling(400, 14) + wobbling(470, 8))
    (signal,) = watching.look(by=measurer)
    with pytest.raises(TransitionRefused, match="motivo"):
        records.transition(signal, "lapse", by=coordinator)
    assert records.transition(signal, "lapse", by=coordinator, reason="Datos corregidos").state == "gone"
    assert list(selectors.in_force()) and watching.look(by=measurer) == []

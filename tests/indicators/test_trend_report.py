"""The trend report from a plan's cut-off to its evidence, and figures that the system takes from the plan."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
import pypdf
import pytest
from django.urls import reverse

from sigor.committee.models import Agreement
from sigor.indicators import selectors as results
from sigor.indicators import services as data_services
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery
from sigor.indicators.models import Indicator, ValueChainNode
from sigor.indicators.sources import Row
from sigor.organisation.models import Role, Unit
from sigor.plans import quarters
from sigor.plans import services as plan_services
from sigor.plans.models import Submission
from sigor.records import files
from sigor.records import services as records
from tests.plans.conftest import *  # noqa: F403 - the same plan, people and clock
from tests.plans.conftest import on

pytestmark = pytest.mark.django_db
DAY = "2025-06-20"


@pytest.fixture
def piura(units: dict[str, Unit]) -> Unit:
    return units["UT-PIURA"]


@pytest.fixture
def puno(units: dict[str, Unit]) -> Unit:
    """In the organisation of the plan it is there already."""
    return units["UT-PUNO"]


@pytest.fixture
def result(card, coordinator, units, places) -> Indicator:
    """An indicator of a result, on the board."""
    node = records.create(
        ValueChainNode(title="Paquete completo", stage="intermediate", unit=units["UPPM"]), by=coordinator
    )
    return card("PAQ-N", node=node, on_board=True, title="Niñas y niños con el paquete")


@pytest.fixture
def series(result, measurer, accept, units) -> Delivery:
    """Fifteen bimesters, January 2023 to June 2025."""
    data, period = {}, Period.read("2023-B1")
    for at in range(15):
        n = 400 + (at * 7) % 19 + 15 * at
        data[result, period] = [
            Row(Decimal(n + more), Decimal(1000), place=code, line=at + 2)
            for code, more in (("200101", 0), ("240101", 30))
        ]
        period = period.next()
    with on("2025-06-15"):
        return accept(
            data_services.bring(
                by=measurer, unit_id=units["UPPM"].pk, origin="import", title="Serie", data=data
            )
        )


@pytest.fixture
def page(client) -> Callable[..., Any]:
    def get(user: Any, **query: Any) -> Any:
        client.force_login(user)
        with on(DAY):
            return client.get(reverse("trend_report"), query)

    return get


def words_of(data: bytes) -> str:
    """Everything that a Word file says, tables included."""
    read = docx.Document(BytesIO(data))
    told = [paragraph.text for paragraph in read.paragraphs]
    told += [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join(told)


# -- the report ------------------------------------------------------------------------------------------------


def test_the_report_begins_with_the_cut_off_of_the_plan_and_data_of_whole_periods(
    plan_version, series, auditor, page
):
    answer = page(auditor)
    cutoffs = [row.data_cutoff for row in answer.context["cutoffs"]]
    assert cutoffs and cutoffs == sorted(cutoffs, reverse=True)
    assert all(row.milestone.code == "2.2.4" for row in answer.context["cutoffs"])
    assert answer.context["cutoff"] == cutoffs[0]
    for day, last in (
        ("2024-12-31", "Nov–Dic 2024"),
        ("2024-12-30", "Set–Oct 2024"),
        ("2025-07-15", "May–Jun 2025"),
    ):
        (one,) = page(auditor, corte=day).context["found"]
        assert one["when"] == last, "a period that had not ended by then has no place in it"


def test_the_report_is_of_the_indicators_of_results_or_of_those_asked_for(
    series, card, auditor, page, result
):
    card("OTRO", title="Otro indicador")
    assert [one["card"] for one in page(auditor, corte="2024-12-31").context["found"]] == [result]
    asked = page(auditor, corte="2024-12-31", indicador=["OTRO", "PAQ-N"])
    assert {one["card"].symbol for one in asked.context["found"]} == {"OTRO", "PAQ-N"}
    assert "Aún no hay datos." in asked.content.decode()


@pytest.mark.parametrize("query", [{"corte": "diciembre"}, {"formato": "exe"}])
def test_what_is_no_day_or_no_format_is_not_found(series, auditor, page, query):
    assert page(auditor, **query).status_code == 404


def test_the_word_file_has_the_figures_of_the_page(series, result, auditor, page):
    query = {"corte": "2025-06-30", "indicador": "PAQ-N"}
    shown = page(auditor, **query)
    (one,) = shown.context["found"]
    answer = page(auditor, **query, formato="docx")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    words = words_of(answer.content)
    for said in (
        result.title,
        one["reading"].said,
        one["when"],
        one["reading"].sentence,
        one["trend"].sentence,
    ):
        assert said and said in words, said
        assert said in shown.content.decode(), said
    values = [v for v in results.series(result) if v.value is not None]
    assert all(f"{v.value:.1f} %" in words for v in values)
    assert "UT-PIURA" in words and "UT-PUNO" in words
    assert series.code in words and series.sha256[:16] in words, "where the last figure comes from"
    assert "Σ" not in one["trend"].sentence and one["trend"].demonstrated and "sube" in one["trend"].sentence


def test_the_pdf_says_the_same_and_asked_for_again_it_is_the_same_file(series, auditor, page):
    query = {"corte": "2024-12-31", "indicador": "PAQ-N", "formato": "pdf"}
    first = page(auditor, **query)
    read = pypdf.PdfReader(BytesIO(first.content))
    words = " ".join(" ".join(one.extract_text() for one in read.pages).split())
    (one,) = page(auditor, corte="2024-12-31").context["found"]
    assert one["reading"].said in words and "Nov–Dic 2024" in words and "May–Jun 2025" not in words
    assert page(auditor, **query).content == first.content


def test_without_data_the_report_says_so(result, auditor, page):
    answer = page(auditor, corte="2024-12-31")
    assert "Aún no hay datos." in answer.content.decode()
    words = words_of(page(auditor, corte="2024-12-31", formato="docx").content)
    assert "Sin datos con conformidad hasta el corte." in words


# -- as evidence ---------------------------------------------------------------------------------------------------


def owed(answer: Any) -> Any:
    """The deliverable of the milestone that the report's cut-off is of."""
    (one,) = answer.context["owed"]
    return one


def test_the_report_is_put_forward_as_evidence_and_waits_to_be_verified_by_another(
    plan_version, series, measurer, coordinator, page, client
):
    shown = page(measurer)
    deliverable = owed(shown)["deliverable"]
    address = reverse("trend_evidence", args=[deliverable.pk])
    assert address in shown.content.decode()
    with on(DAY):
        answer = client.post(address, {"indicador": "PAQ-N"}, follow=True)
    assert "quedó como evidencia del hito 2.2.4" in answer.content.decode()
    submission = Submission.objects.get()
    assert (submission.deliverable, submission.submitted_by) == (deliverable, measurer)
    assert not submission.decisions.exists(), "nobody has verified it yet"
    evidence = submission.evidence
    assert evidence.unit.acronym == "UPPM" and evidence.file_name.endswith(".pdf")
    assert evidence.type == deliverable.milestone.deliverable_type
    pdf = page(measurer, corte=deliverable.data_cutoff.isoformat(), indicador="PAQ-N", formato="pdf")
    assert files.location(evidence.file.sha256).read_bytes() == pdf.content, (
        "the very file that can be read there"
    )
    with on(DAY), pytest.raises(plan_services.SubmissionRefused):
        plan_services.verify(submission=submission, by=measurer)
    with on(DAY):
        plan_services.verify(submission=submission, by=coordinator)
    assert submission.decisions.get().outcome == "verified"


def test_who_does_not_owe_the_deliverable_puts_nothing_forward(
    plan_version, series, other_head, auditor, page, client
):
    shown = page(other_head)
    deliverable = owed(shown)["deliverable"]
    assert reverse("trend_evidence", args=[deliverable.pk]) not in shown.content.decode()
    for user in (other_head, auditor):
        client.force_login(user)
        with on(DAY):
            assert client.post(reverse("trend_evidence", args=[deliverable.pk])).status_code == 403
    assert not Submission.objects.exists()


def test_only_a_deliverable_with_a_cut_off_takes_the_report_and_only_once(
    plan_version, series, cell, measurer, page, client
):
    deliverable = owed(page(measurer))["deliverable"]
    with on(DAY):
        for pk in (cell("1.1.1", 5).pk, 999_999):
            assert client.post(reverse("trend_evidence", args=[pk])).status_code == 404
        address = reverse("trend_evidence", args=[deliverable.pk])
        assert client.get(address).status_code == 405
        client.post(address, {"indicador": "PAQ-N"})
        again = client.post(address, {"indicador": "PAQ-N"}, follow=True)
    assert Submission.objects.count() == 1 and 'role="alert"' in again.content.decode()


# -- figures from the plan --------------------------------------------------------------------------------------------


@pytest.fixture
def from_plan(card, places) -> Indicator:
    return card(
        "PLAN", origin="computed", measure="plan.quarter", frequency="quarter", numerator="Verificados",
        denominator="Los que vencían", title="Entregables verificados",
    )  # fmt: skip


@pytest.fixture
def compute(client, measurer, from_plan) -> Callable[..., Any]:
    def post(period: str, day: str = "2025-07-02", **more: Any) -> Any:
        client.force_login(measurer)
        told = {"indicator": from_plan.pk, "period": period} | more
        with on(day):
            return client.post(reverse("data_compute"), told)

    return post


def test_a_quarter_of_the_plan_is_computed_from_its_frozen_edition_and_says_so(
    all_of_quarter_two_but_1_1_4, from_plan, compute, coordinator, measurer, accept, client
):
    plan = all_of_quarter_two_but_1_1_4.plan
    refused = compute("2025-T2")
    assert refused.status_code == 422 and "aún no está congelado" in refused.content.decode()
    with on("2025-06-30"):
        edition = quarters.freeze(plan=plan, quarter=2, by=coordinator)
    answer = compute("2025-T2")
    delivery = Delivery.objects.get()
    assert answer.status_code == 302 and delivery.origin == "computed" and delivery.state == "draft"
    assert [one["id"] for one in delivery.sources] == [edition.pk]
    assert "edición 1" in client.get(answer.url).content.decode()
    with on("2025-07-02"):
        accept(delivery)
    (value,) = results.series(from_plan)
    chosen = edition.figures["total"]["readings"][edition.figures["total"]["chosen"]]
    assert (value.numerator, value.denominator) == (chosen["verified"], chosen["due"]) == (10, 16)
    units = results.by_area(from_plan, Period.read("2025-T2"), "unit")
    assert {v.name for v in units} == {group["label"] for group in edition.figures["units"]}
    same = compute("2025-T2")
    assert same.status_code == 422 and "No hay ningún dato nuevo" in same.content.decode()


def test_a_restated_quarter_is_a_correction_of_its_figure(
    all_of_quarter_two_but_1_1_4, from_plan, compute, coordinator, measurer, accept, submit
):
    plan = all_of_quarter_two_but_1_1_4.plan
    with on("2025-06-30"):
        quarters.freeze(plan=plan, quarter=2, by=coordinator)
    compute("2025-T2")
    with on("2025-07-02"):
        accept(Delivery.objects.get())
    with on("2025-06-28"):
        submission = submit("1.1.4", 4, measurer, 6)
    with on("2025-06-30", hour=9):
        plan_services.verify(submission=submission, by=coordinator)
    with on("2025-07-10"):
        edition = quarters.restate(plan=plan, quarter=2, by=coordinator, reason="Se verificó en plazo")
    assert compute("2025-T2", correction="Edición 2 del trimestre").status_code == 302
    second = Delivery.objects.exclude(correction="").get()
    with on("2025-07-11"):
        accept(second)
    (value,) = results.series(from_plan)
    assert (value.numerator, value.edition) == (16, 2) and second.sources[0]["id"] == edition.pk


def test_a_computation_is_asked_for_with_the_frequency_of_the_card_by_who_measures(
    from_plan, compute, person, client
):
    wrong = compute("2025-06")
    assert wrong.status_code == 422 and "se mide con otra frecuencia: Trimestral" in wrong.content.decode()
    assert compute("pronto").status_code == 422
    outsider = person("outsider", Role.UNIT_HEAD, "UOP")
    client.force_login(outsider)
    told = {"indicator": from_plan.pk, "period": "2025-T2"}
    with on("2025-07-02"):
        assert client.post(reverse("data_compute"), told).status_code in (403, 422)
    assert not Delivery.objects.exists()


def test_a_figure_from_a_register_counts_what_is_in_the_states(
    card, coordinator, units, places, accept, client
):
    made = [
        records.create(
            Agreement(title=f"A{n}", text="x", due_date=date(2025, 9, 30), unit=units[unit]), by=coordinator
        )
        for n, unit in enumerate(("UCC", "UCC", "UOP"))
    ]
    records.transition(made[0], "fulfil", by=coordinator)
    done = card(
        "ACU",
        origin="computed",
        measure="register.states",
        parts="agreements: done, closed",
        frequency="quarter",
    )
    period = Period.of("quarter", made[0].created_at.date())
    delivery = accept(data_services.compute_data(by=done.created_by, indicators=[done], period=period))
    (value,) = results.series(done)
    assert (value.numerator, value.denominator) == (1, 3)
    assert delivery.sources[0]["register"] == "agreements"
    client.force_login(coordinator)
    page = client.get(reverse("register_detail", args=["data-deliveries", delivery.pk]))
    assert page.status_code == 200 and "Acuerdos del Comité" in page.content.decode()
    figure = client.get(reverse("figure", args=["ACU"]), {"periodo": str(period)})
    assert figure.status_code == 200 and "Acuerdos del Comité" in figure.content.decode()

"""The matrix and the other views of the same data: same deliverables, constant queries, any day."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigor.plans import services

from .conftest import on

VIEWS = [
    "/plan/2025/",
    "/plan/2025/lista/",
    "/plan/2025/fases/",
    "/plan/2025/calendario/",
    "/plan/2025/gantt/",
]


@pytest.mark.parametrize("address", VIEWS)
def test_every_view_shows_the_nineteen_milestones(client, plan_version, coordinator, address):
    client.force_login(coordinator)
    with on("2025-06-16"):
        page = client.get(address).content.decode()
    for code in plan_version.milestones.values_list("code", flat=True):
        assert code in page


def test_the_matrix_has_the_merges_the_footnotes_and_the_totals_of_the_annex(
    client, plan_version, coordinator
):
    client.force_login(coordinator)
    with on("2025-06-16"):
        page = client.get("/plan/2025/").content.decode()
    assert 'rowspan="9"' in page  # objective 1
    assert 'rowspan="5"' in page  # result 1.1
    assert "MOP<sup>" in page
    assert "stakeholders<sup>" in page
    assert 'id="nota-12"' in page
    for month, units in enumerate([1, 1, 2, 7, 8, 1, 4, 3, 1, 3, 3, 6], start=1):
        assert f'data-total="month-{month}">{units}<' in page


@pytest.mark.parametrize(
    ("query", "count"),
    [("trimestre=2", 11), ("eje=3", 7), ("unidad=UCC", 4), ("fase=Actuar", 5), ("resultado=1.1", 6), ("estado=overdue", 10), ("", 35)],
)  # fmt: skip
def test_the_list_shows_what_a_number_was_counted_from(client, plan_version, coordinator, query, count):
    client.force_login(coordinator)
    with on("2025-05-01" if "estado" in query else "2025-06-16"):
        page = client.get(f"/plan/2025/lista/?{query}").content.decode()
    expected = 5 if "estado" in query else count  # by 1 May: Jan, Feb, two of March and 1.1.4, 3.1.3 of April
    if "estado" in query:
        expected = 6
    assert f"{expected} entregable" in page


def test_any_day_shows_what_was_known_then(client, plan_version, submit, unit_head, coordinator):
    with on("2025-05-20"):
        submission = submit("1.2.1", 5, unit_head)
    with on("2025-06-10"):
        services.verify(submission=submission, by=coordinator)
    client.force_login(coordinator)
    with on("2025-06-16"):
        states = {}
        for day in ("2025-05-19", "2025-05-25", "2025-06-11"):
            page = client.get(f"/plan/2025/?al={day}").content.decode()
            states[day] = page.split("1.2.1, May: ")[1].split(",")[0]
            assert "lo que se sabía el" in page
    assert states == {"2025-05-19": "Por vencer", "2025-05-25": "Enviado", "2025-06-11": "Verificado"}


def test_a_day_in_the_future_or_nonsense_is_today(client, plan_version, coordinator):
    client.force_login(coordinator)
    with on("2025-06-16"):
        for asked in ("2030-01-01", "mañana"):
            assert "Está viendo" not in client.get(f"/plan/2025/?al={asked}").content.decode()


@pytest.mark.parametrize("address", [*VIEWS, "/plan/2025/trimestre/2/", "/"])
def test_the_number_of_queries_does_not_grow_with_evidence(
    client, plan_version, submit, other_head, coordinator, address
):
    client.force_login(coordinator)
    with on("2025-06-16"):
        client.get(address)  # the session is first marked as used
    counts = []
    for quantity in (1, 4):
        with on("2025-04-10"):
            submissions = [submit("1.1.4", 4, other_head, number=f"{quantity}-{n}") for n in range(quantity)]
            services.verify(submission=submissions[0], by=coordinator)
        with on("2025-06-16"), CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_year_without_a_plan_or_without_an_approved_version_says_so(client, draft, coordinator, unit_head):
    client.force_login(coordinator)
    assert client.get("/plan/1999/").status_code == 404
    assert "todavía no tiene una versión aprobada" in client.get("/plan/2025/").content.decode()
    client.force_login(unit_head)
    assert "Mapa de Procesos" not in client.get("/plan/2025/").content.decode()


@pytest.mark.parametrize("ending", ["xlsx", "json", "csv"])
def test_the_matrix_is_downloaded_in_each_format(client, plan_version, coordinator, ending):
    client.force_login(coordinator)
    with on("2025-06-16"):
        answer = client.get(f"/plan/2025/exportar.{ending}")
    assert answer.status_code == 200
    assert f"plan-2025-v01.{ending}" in answer["Content-Disposition"]

"""Acts take their numbers in order, start clocks, wait for answers, and say who has the ball."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from sigor.acts.models import Act, ActDuty, ActType
from sigor.acts.selectors import page_of
from sigor.organisation.models import Role
from sigor.records import services
from sigor.records.models import Link
from sigor.records.services import TransitionRefused
from tests.acts.conftest import DAY

pytestmark = pytest.mark.django_db


def test_numbers_run_by_series_and_year_without_gaps(act_type, issued):
    kind = act_type()
    given = [issued(kind, day).number for day in (DAY, DAY, date(2026, 1, 5), date(2025, 12, 30))]
    assert given == ["RDE N° 001-2025", "RDE N° 002-2025", "RDE N° 001-2026", "RDE N° 003-2025"]


def test_each_unit_has_its_own_series_where_the_type_says_so(act_type, act, unit_head, other_head):
    kind = act_type(
        "INF",
        series="unit",
        pattern="Informe {numero:03d}-{anio}/{unidad}",
        signed_by=Role.UNIT_HEAD,
        approves=False,
    )
    numbers = []
    for head, unit in ((unit_head, "UCC"), (other_head, "UOP"), (unit_head, "UCC")):
        made = act(kind, by=head, unit=unit)
        numbers.append(
            services.transition(made, "issue", by=head, values={"dated_on": DAY}, confirmed=True).number
        )
    assert numbers == ["Informe 001-2025/UCC", "Informe 001-2025/UOP", "Informe 002-2025/UCC"]


def test_a_number_from_outside_is_kept_as_given_and_not_given_twice(act_type, act, coordinator):
    kind = act_type()
    made = act(kind, number="RDE N° 205-2024-MIDIS/PNADP-DE", issuer="PNADP-DE")
    kept = services.transition(
        made, "issue", by=coordinator, values={"dated_on": date(2024, 5, 2)}, confirmed=True
    )
    assert kept.number == "RDE N° 205-2024-MIDIS/PNADP-DE"
    with pytest.raises(ValidationError, match="Ya hay un acto de este tipo con ese número"):
        act(kind, number="RDE N° 205-2024-MIDIS/PNADP-DE", issuer="PNADP-DE")
    nameless = act(kind, issuer="PNADP-DE")
    with pytest.raises(TransitionRefused, match="Anote el número"):
        services.transition(nameless, "issue", by=coordinator, values={"dated_on": DAY}, confirmed=True)


def test_only_whoever_signs_its_type_issues_an_act(act_type, act, coordinator):
    with pytest.raises(TransitionRefused, match="Dirección Ejecutiva"):
        services.transition(
            act(act_type()), "issue", by=coordinator, values={"dated_on": DAY}, confirmed=True
        )


def test_issuing_starts_the_clocks_in_the_units_that_owe(act_type, clock_rule, issued, units, case):
    kind = act_type()
    clock_rule(kind)
    clock_rule(kind, title="Oficiar", days=5, counted="working", owner=units["UOP"], only_approving=True)
    found = issued(kind)
    (publish,) = ActDuty.objects.filter(act=found)
    assert (publish.unit, publish.due_date) == (units["UCC"], date(2025, 6, 17))
    assert found.number in publish.title


def test_a_clock_for_what_approves_counts_working_days(act_type, clock_rule, act, director, units, case):
    kind = act_type()
    clock_rule(kind, title="Oficiar", days=5, counted="working", only_approving=True)
    made = act(kind, by=director, unit="DE")
    services.link(made, case, by=director, kind=Link.Kind.APPROVES)
    services.transition(made, "issue", by=director, values={"dated_on": date(2025, 6, 26)}, confirmed=True)
    # From Thursday 26 June: 27, 30, 1, 2 and 3 July; 29 June is a Sunday.
    assert ActDuty.objects.get(act=made).due_date == date(2025, 7, 3)


@pytest.fixture
def memo(act_type, act, unit_head, units):
    kind = act_type(
        "MEM",
        series="unit",
        pattern="M {numero}-{anio}",
        signed_by=Role.UNIT_HEAD,
        approves=False,
        awaits_reply=True,
    )
    made = act(kind, by=unit_head, unit="UCC", to_unit=units["UOP"], reply_due=date(2025, 6, 20))
    return services.transition(made, "send", by=unit_head, values={"dated_on": DAY}, confirmed=True)


def test_the_ball_is_with_whoever_was_asked_until_they_answer(memo, case, coordinator, unit_head, other_head):
    assert page_of(case, coordinator)["ball"].who == "UOP"
    with pytest.raises(TransitionRefused, match="No tiene permiso"):
        services.transition(memo, "answer", by=unit_head, values={"answer": "Yo mismo"})
    services.transition(memo, "answer", by=other_head, values={"answer": "Con el informe 12"})
    assert page_of(case, coordinator)["ball"].who == "UPPM"


def test_a_draft_is_not_seen_by_its_addressee_and_an_issued_act_is(
    act_type, act, unit_head, units, other_head, client
):
    kind = act_type(
        "MEM", series="none", pattern="", signed_by=Role.UNIT_HEAD, approves=False, awaits_reply=True
    )
    made = act(kind, by=unit_head, unit="UCC", to_unit=units["UOP"], number="12")
    client.force_login(other_head)
    address = reverse("register_detail", args=["acts", made.pk])
    assert client.get(address).status_code == 404
    services.transition(made, "send", by=unit_head, values={"dated_on": DAY}, confirmed=True)
    assert client.get(address).status_code == 200
    page = client.get(reverse("register_detail", args=["case-files", made.case_id])).content.decode()
    assert "Quién lo tiene ahora" in page and "UOP" in page


def test_a_file_with_something_pending_is_not_concluded(memo, case, coordinator):
    with pytest.raises(TransitionRefused, match="espera respuesta"):
        services.transition(case, "close", by=coordinator)


def test_nothing_is_added_to_a_concluded_file(act_type, act, case, coordinator):
    kind = act_type()
    services.transition(case, "close", by=coordinator)
    with pytest.raises(ValidationError, match="está concluido"):
        act(kind)


@pytest.mark.parametrize(
    "pattern", ["sin número", "{numero", "{anio} {numero}", "{numero} {quien}", "{numero!r}", ""]
)
def test_a_pattern_that_could_not_be_written_is_refused(act_type, pattern):
    with pytest.raises(ValidationError):
        act_type(pattern=pattern)
    assert not ActType.objects.exists()


def test_acts_keep_their_order_in_the_file(act_type, act):
    kind = act_type()
    assert [act(kind).position for _n in range(3)] == [1, 2, 3]
    assert Act.objects.count() == 3

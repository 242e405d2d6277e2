"""Terms in days: one page for each, each term ends the one before, and nothing is changed on the way."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from sigor.incentives.models import AlertClock
from sigor.indicators.models import SignalTerm
from sigor.organisation import clock
from sigor.records.models import AuditEntry

PAGES = [("signal_term", SignalTerm), ("alert_term", AlertClock)]


@pytest.fixture(params=PAGES, ids=[name for name, _model in PAGES])
def term(request):
    return request.param


def post(client, name, **said):
    return client.post(
        reverse(name), {"days": 20, "since": "2025-01-01", "source": "Acuerdo de prueba"} | said
    )


def test_a_term_ends_the_one_before_it_and_both_stay(term, client, coordinator):
    name, model = term
    client.force_login(coordinator)
    assert "ningún plazo" in client.get(reverse(name)).content.decode()
    post(client, name)
    since = clock.today() - timedelta(days=5)
    assert post(client, name, days=10, since=since.isoformat()).status_code == 302
    rows = list(model.objects.order_by("valid_from").values_list("days", "valid_from", "valid_to", "source"))
    assert rows == [
        (20, date(2025, 1, 1), since - timedelta(days=1), "Acuerdo de prueba"),
        (10, since, None, "Acuerdo de prueba"),
    ]
    assert "Hoy rigen 10 días" in client.get(reverse(name)).content.decode()
    assert AuditEntry.objects.filter(table_name=model._meta.db_table, operation="UPDATE").count() == 1


@pytest.mark.parametrize(
    "said",
    [{"days": 0}, {"days": "muchos"}, {"days": 366}, {"since": "ayer"}, {"since": ""}, {"source": ""}],
)
def test_what_is_no_term_is_refused_where_it_is_wrong(term, client, coordinator, said):
    name, model = term
    client.force_login(coordinator)
    answer = post(client, name, **said)
    assert answer.status_code == 422 and not model.objects.exists()
    assert set(answer.context["form"].errors) == set(said)


@pytest.mark.parametrize("since", ["2025-01-01", "2024-06-30"])
def test_the_past_is_not_rewritten(term, client, coordinator, since):
    name, model = term
    client.force_login(coordinator)
    post(client, name)
    answer = post(client, name, days=99, since=since)
    assert answer.status_code == 422 and "Ya hay un plazo desde el 01/01/2025" in answer.content.decode()
    assert model.objects.get().days == 20


def test_others_read_it_and_do_not_set_it(term, client, unit_head):
    name, model = term
    client.force_login(unit_head)
    answer = client.get(reverse(name))
    assert answer.status_code == 200 and '<form method="post">' not in answer.content.decode()
    assert post(client, name).status_code == 403 and not model.objects.exists()


def test_the_menu_says_where_one_is_and_nothing_else(client, unit_head):
    client.force_login(unit_head)
    said = client.get(reverse("alert_term")).content.decode()
    assert said.count('aria-current="page"') == 1
    assert f'href="{reverse("alert_term")}" aria-current="page"' in said


def test_nobody_reads_it_without_signing_in(term, client):
    assert client.get(reverse(term[0])).status_code == 302

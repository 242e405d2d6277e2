"""Sensitive posts are identified by two units, and shown in figures without naming anybody."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sigor.integrity import rules, services
from sigor.organisation.models import Role
from sigor.records import services as records
from sigor.records.services import TransitionRefused
from tests.conftest import PASSWORD

PAGE = "sensitive_posts"


def test_the_unit_that_identified_a_post_does_not_confirm_it(
    sensitive, person, coordinator, integrity_head, client, api
):
    colleague = person("other_coordinator", Role.COORDINATOR, "UPPM")
    kept = sensitive(confirmed=False)
    records.transition(kept, "send", by=coordinator)
    told = "Debe confirmarlo otra unidad: lo identificó UPPM."
    with pytest.raises(TransitionRefused) as refused:
        records.transition(kept, "approve", by=colleague)
    assert str(refused.value) == told
    client.force_login(colleague)
    page = client.post(reverse("register_transition", args=["sensitive-posts", kept.pk, "approve"]), {})
    assert page.status_code == 409 and told in page.content.decode()
    answer = api(colleague).post(f"/api/v1/sensitive-posts/{kept.pk}/transitions/approve/", {}, format="json")
    assert answer.status_code == 409 and answer.json()["detail"] == told
    assert records.transition(kept, "approve", by=integrity_head).approved_by == integrity_head


def test_whoever_wrote_it_does_not_confirm_it_from_another_unit(sensitive, coordinator):
    kept = sensitive(confirmed=False)
    records.transition(kept, "send", by=coordinator)
    with pytest.raises(TransitionRefused, match="otra persona"):
        records.transition(kept, "approve", by=coordinator)


def test_a_post_is_on_the_list_once(sensitive):
    first = sensitive()
    with pytest.raises(ValidationError, match="ya está en la lista"):
        sensitive(confirmed=False, post=first.post)


def test_the_figures_count_holders_and_commitments(sensitive, hold, commit, specialist, other_head, client):
    kept = sensitive()
    holder = hold(kept)
    signed = commit(kept, holder)
    services.sign(signed, by=specialist, password=PASSWORD, revision=1)
    commit(kept, holder, due_date=date(2025, 7, 1))
    client.force_login(other_head)
    row = client.get(reverse(PAGE)).context["rows"][0]["post"]
    assert (row.holders, row.signed, row.pending, row.expired) == (1, 1, 1, 0)
    assert row.next_due == date(2025, 7, 1)


def test_an_expired_commitment_counts_as_expired_and_the_rule_says_so(sensitive, hold, commit, specialist):
    from sigor.integrity import selectors
    from sigor.integrity.models import SensitivePost

    kept = sensitive(commitment_every_months=1)
    services.sign(commit(kept, hold(kept)), by=specialist, password=PASSWORD, revision=1)
    assert not rules.sensitive_posts_without_commitment(date(2025, 7, 30)).exists()
    assert list(rules.sensitive_posts_without_commitment(date(2025, 7, 31))) == [kept]
    row = selectors.with_figures(SensitivePost.objects.all(), date(2025, 7, 31)).get()
    assert (row.signed, row.expired) == (0, 1)


def test_the_rule_leaves_alone_posts_that_are_not_confirmed(sensitive):
    sensitive(confirmed=False)
    assert not rules.sensitive_posts_without_commitment(date(2025, 6, 30)).exists()


def test_the_figures_link_only_to_records_that_the_reader_may_see(
    sensitive, other_head, integrity_head, client
):
    kept = sensitive()
    address = reverse("register_detail", args=["sensitive-posts", kept.pk])
    for reader, seen in [(other_head, False), (integrity_head, True)]:
        client.force_login(reader)
        html = client.get(reverse(PAGE)).content.decode()
        assert kept.title in html and (address in html) == seen


def test_who_reads_no_records_does_not_read_the_figures(administrator, client):
    client.force_login(administrator)
    assert client.get(reverse(PAGE)).status_code == 403


def test_the_figures_ask_as_much_for_many_posts_as_for_one(
    sensitive, hold, commit, coordinator, client, person
):
    client.force_login(coordinator)

    def questions():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(PAGE))
        return len(captured)

    kept = sensitive()
    commit(kept, hold(kept))
    questions()
    few = questions()
    for number in range(5):
        other = sensitive(f"Puesto {number}")
        commit(other, hold(other, person(f"holder_{number}", Role.OFFICER, "UCC")))
    assert questions() <= few

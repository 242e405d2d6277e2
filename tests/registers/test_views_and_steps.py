"""Saved views and steps taken for several records at once."""

from django.urls import reverse

from sigor.records.models import SavedView

LIST = ("register_list", ["agreements"])


def test_a_saved_view_opens_the_same_list_by_its_address(agree, coordinator, unit_head, client):
    own, other = agree(coordinator, unit="UCC"), agree(coordinator, unit="UOP")
    client.force_login(coordinator)
    told = {"name": "Los de UCC", "query": "unit=UCC&sort=-due_date"}
    client.post(reverse("register_views", args=["agreements"]), told, follow=True)
    kept = SavedView.objects.get()
    page = client.get(reverse("register_view", args=["agreements", kept.pk]), follow=True).content.decode()
    assert own.code in page and other.code not in page and "Los de UCC" in page
    client.force_login(unit_head)
    page = client.get(reverse("register_view", args=["agreements", kept.pk]), follow=True).content.decode()
    assert own.code in page


def test_a_view_is_removed_only_by_who_saved_it(coordinator, unit_head, client):
    client.force_login(coordinator)
    client.post(reverse("register_views", args=["agreements"]), {"name": "Mía", "query": "unit=UCC"})
    kept = SavedView.objects.get()
    client.force_login(unit_head)
    assert client.post(reverse("register_view_forget", args=["agreements", kept.pk])).status_code == 403
    client.force_login(coordinator)
    client.post(reverse("register_view_forget", args=["agreements", kept.pk]))
    assert not SavedView.objects.exists()


def test_a_step_for_many_is_previewed_and_then_taken_where_it_can_be(agree, coordinator, unit_head, client):
    mine, foreign = agree(coordinator, unit="UCC"), agree(coordinator, unit="UOP")
    client.force_login(unit_head)
    bulk = reverse("register_bulk", args=["agreements"])
    told = {"step": "fulfil", "pick": [mine.pk, foreign.pk]}
    preview = client.post(bulk, told)
    assert [record.pk for record in preview.context["outcome"].taken] == [mine.pk]
    assert foreign.code not in preview.content.decode()
    mine.refresh_from_db()
    assert mine.state == "open"
    client.post(bulk, told | {"confirmed": "1"})
    mine.refresh_from_db(), foreign.refresh_from_db()
    assert (mine.state, foreign.state) == ("done", "open")


def test_the_preview_says_who_would_be_refused_and_why(agree, coordinator, auditor, client):
    records = [agree(coordinator, title=f"Acuerdo {n}") for n in range(2)]
    client.force_login(auditor)
    told = {"step": "close", "pick": [record.pk for record in records]}
    page = client.post(reverse("register_bulk", args=["agreements"]), told).content.decode()
    assert page.count("No es posible desde el estado «Abierto».") == 2


def test_a_reason_is_asked_for_once_and_kept_with_every_record(agree, coordinator, director, client):
    records = [agree(coordinator, title=f"Acuerdo {n}") for n in range(2)]
    client.force_login(director)
    bulk, told = (
        reverse("register_bulk", args=["agreements"]),
        {"step": "annul", "pick": [r.pk for r in records]},
    )
    assert client.post(bulk, told | {"confirmed": "1", "reason": ""}).status_code == 422
    client.post(bulk, told | {"confirmed": "1", "reason": "Lo dispuso el Comité"})
    for record in records:
        page = client.get(reverse("register_history", args=["agreements", record.pk])).content.decode()
        assert "Lo dispuso el Comité" in page and "Anulado" in page


def test_choosing_nothing_says_so(agree, coordinator, client):
    agree(coordinator)
    client.force_login(coordinator)
    answer = client.post(reverse("register_bulk", args=["agreements"]), {"step": "fulfil"}, follow=True)
    assert "Elija al menos un registro." in answer.content.decode()

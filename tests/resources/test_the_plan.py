"""A record that serves a milestone names one that the plan has, and leads to it."""

from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

import sigor.demo
from sigor.analysis import annex
from sigor.demo import organisation
from sigor.organisation import clock
from sigor.plans import importing
from sigor.plans import services as plan_services
from sigor.plans.models import Milestone
from sigor.records import services
from sigor.resources.models import ItProject

ANNEX = Path(sigor.demo.__file__).parent / "juntos" / "plan-sig-2025.txt"


@pytest.fixture
def units(db):
    return organisation.load()


@pytest.fixture
def plan_version(settings, tmp_path, units, coordinator, director):
    """The 2025 plan in force, read from its own text."""
    settings.FILES_ROOT, settings.STATE = tmp_path / "files", tmp_path
    data = ANNEX.read_bytes()
    with clock.at(timezone.make_aware(datetime(2025, 1, 31, 10))):
        draft = importing.import_annex(
            by=coordinator,
            read=annex.read("plan.txt", data),
            data=data,
            file_name="plan.txt",
            accept_warnings=True,
        )
        for milestone in draft.milestones.all():
            if milestone.to_confirm:
                months = list(milestone.deliverables.values_list("month", flat=True))
                plan_services.confirm_months(milestone=milestone, by=coordinator, months=months)
        plan_services.send_for_approval(version=draft, by=coordinator)
        return plan_services.approve_version(
            version=draft, by=director, effective_from=date(2025, 1, 1), confirmed=True
        )


@pytest.fixture(autouse=True)
def in_june():
    with clock.at(timezone.make_aware(datetime(2025, 6, 30, 10))):
        yield


def test_a_milestone_that_the_plan_does_not_have_is_refused(plan_version, project):
    with pytest.raises(ValidationError, match=r"El plan 2025 no tiene el hito «9\.9\.9»"):
        project(plan_year=2025, milestone_code="9.9.9")


def test_the_api_refuses_it_by_the_same_words(plan_version, api, systems_head):
    told = {"title": "x", "objective": "x", "unit": "UTI", "starts_on": "2025-01-02", "ends_on": "2025-02-01"}
    told |= {"plan_year": 2025, "milestone_code": "9.9.9"}
    answer = api(systems_head).post("/api/v1/it-projects/", told, format="json")
    assert answer.status_code == 422 and "9.9.9" in str(answer.json()["errors"]["milestone_code"])


def test_a_milestone_without_its_year_is_refused(project):
    with pytest.raises(ValidationError, match="Escriba el año del plan"):
        project(milestone_code="1.2.3")


def test_a_year_whose_plan_is_not_kept_here_is_taken_as_it_comes(project):
    assert project(plan_year=2024, milestone_code="1.2.3").milestone_code == "1.2.3"


def test_the_page_of_the_record_leads_to_the_milestone(plan_version, project, systems_head, client):
    kept = project(plan_year=2025, milestone_code=" 1.2.3 ")
    milestone = Milestone.objects.get(version=plan_version, code="1.2.3")
    client.force_login(systems_head)
    page = client.get(reverse("register_detail", args=["it-projects", kept.pk])).content.decode()
    assert reverse("plan_milestone", args=[milestone.pk]) in page


def test_a_milestone_that_a_later_version_took_away_does_not_stop_the_work(
    plan_version, project, systems_head, client
):
    kept = project(plan_year=2025, milestone_code="1.2.3")
    ItProject.objects.filter(pk=kept.pk).update(milestone_code="9.9.9")
    assert services.transition(kept, "start", by=systems_head).state == "under_way"
    client.force_login(systems_head)
    page = client.get(reverse("register_detail", args=["it-projects", kept.pk])).content.decode()
    assert "que no está en la versión en vigor" in page

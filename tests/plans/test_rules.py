"""What the system's check says of the plan in force."""

from datetime import date

import pytest
from django.urls import reverse

from sigor.improvement.models import ImprovementAction
from sigor.organisation.models import Role
from sigor.registers import consistency
from tests.plans.conftest import on

DAY = date(2025, 6, 16)
RULE = "plan-milestone-without-lead"


@pytest.fixture
def headless(plan_version):
    def find():
        _count, found = consistency.findings_of(consistency.get(RULE), None, DAY, 100)
        return {(finding.code, finding.unit) for finding in found}

    return find


def test_a_milestone_is_found_until_its_unit_has_a_head(headless, plan_version, person):
    of_ufii = {(m.code, "UFII") for m in plan_version.milestones.filter(lead__acronym="UFII")}
    assert of_ufii and of_ufii <= headless()
    person("head_ufii", Role.UNIT_HEAD, "UFII")
    assert not of_ufii & headless()


def test_the_finding_leads_to_the_milestone_and_to_a_task(headless, plan_version, coordinator, client):
    client.force_login(coordinator)
    milestone = plan_version.milestones.get(code=min(headless())[0])
    address = reverse("plan_milestone", args=[milestone.pk])
    with on("2025-06-16"):
        assert address in client.get(reverse("verification_rule", args=[RULE])).content.decode()
        assert milestone.name in client.get(address, follow=True).content.decode()
        told = {"rule": RULE, "pk": milestone.pk, "kind": "task"}
        for _again in range(2):
            assert client.post(reverse("improvement_from_finding"), told).status_code == 302
    task = ImprovementAction.objects.get()
    assert task.unit == milestone.lead and milestone.code in task.title

"""A small approved plan and the real one, and short ways to act on them through the services."""

from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone

import sigor.demo
from sigor.analysis import annex
from sigor.demo import organisation as demo_organisation
from sigor.organisation import clock
from sigor.organisation.models import Membership, Role
from sigor.plans import importing, reformulation, selectors, services

ANNEX = Path(sigor.demo.__file__).parent / "juntos" / "plan-sig-2025.txt"
BUDGET = {
    "classifier": "2.3.2.7.11.99",
    "detail": "Servicios diversos",
    "functional_sequence": "00124",
    "funding": "Recursos ordinarios",
    "activity": "Acciones de modernización",
    "amount": Decimal("60000"),
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@contextmanager
def on(day: str, hour: int = 10):
    """The clock at an hour of a day."""
    moment = timezone.make_aware(datetime.combine(date.fromisoformat(day), time(hour)))
    with clock.at(moment):
        yield


@pytest.fixture(autouse=True)
def files_in_a_folder_of_their_own(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    settings.STATE = tmp_path


@pytest.fixture
def units(db):
    return demo_organisation.load()


@pytest.fixture
def second_coordinator(person):
    return person("second_coordinator", Role.COORDINATOR, "UPPM")


@pytest.fixture
def rule(coordinator, units):
    with on("2025-01-31"):
        return services.propose_rule(
            by=coordinator, unit_id=units["UPPM"].pk,
            values={"denominator": "units", "threshold": Decimal("0.8"), "grace_days": 0, "valid_from": date(2025, 1, 1)},
        )  # fmt: skip


@pytest.fixture
def draft(coordinator, units):
    """The 2025 plan as read from its own text, not yet confirmed."""
    data = ANNEX.read_bytes()
    with on("2025-01-31"):
        return importing.import_annex(
            by=coordinator,
            read=annex.read("plan.txt", data),
            data=data,
            file_name="plan.txt",
            accept_warnings=True,
            carried=importing.Carried(budget=(BUDGET,)),
        )


@pytest.fixture
def plan_version(draft, coordinator, director, rule):
    """The 2025 plan in force."""
    with on("2025-01-31"):
        for milestone in draft.milestones.all():
            if milestone.to_confirm:
                months = list(milestone.deliverables.values_list("month", flat=True))
                services.confirm_months(milestone=milestone, by=coordinator, months=months)
        services.send_for_approval(version=draft, by=coordinator)
        return services.approve_version(
            version=draft, by=director, effective_from=date(2025, 1, 1), confirmed=True
        )


@pytest.fixture
def cell(plan_version):
    """A function from (code, month) to the deliverable."""

    def find(code, month):
        return selectors.deliverables().get(
            milestone__version=plan_version, milestone__code=code, month=month
        )

    return find


@pytest.fixture
def submit(cell):
    def act(code, month, by, quantity=1, content=PDF, **more):
        return services.submit(
            deliverable=cell(code, month), by=by, quantity=quantity, stream=BytesIO(content + f"{code}{month}{quantity}{more}".encode()),
            file_name="informe.pdf", type="Informe", **more,
        )  # fmt: skip

    return act


@pytest.fixture
def helper_of_every_unit(person, units):
    """Somebody with a role in each lead unit, to submit whatever a story needs."""
    user = person("helper", Role.OFFICER, "UPPM")
    for acronym in ("UCC", "UTI", "UCI", "UOP", "URH", "UFII", "CT"):
        Membership.objects.create(
            user=user, unit=units[acronym], role=Role.OFFICER, valid_from=date(2020, 1, 1)
        )
    return user


@pytest.fixture
def all_of_quarter_two_but_1_1_4(plan_version, submit, coordinator, helper_of_every_unit):
    """Every deliverable of the second quarter submitted and verified in June, except the six of 1.1.4."""
    with on("2025-06-20"):
        for found in selectors.board(plan_version, date(2025, 6, 20)).quarter_cells(2):
            if found.milestone.code != "1.1.4":
                submission = submit(found.milestone.code, found.month, helper_of_every_unit, found.quantity)
                services.verify(submission=submission, by=coordinator)
    return plan_version


# -- a reformulation ----------------------------------------------------------------------------------

WHY = "La directiva marco se aprobó en junio."


def mark(version, code, month):
    """The deliverable of a version by its milestone and month."""
    return selectors.deliverables().get(milestone__version=version, milestone__code=code, month=month)


def milestone(version, code):
    return version.milestones.select_related("version__plan").get(code=code)


@pytest.fixture
def branch(plan_version, coordinator):
    """An open reformulation of the plan in force, cut in June."""
    with on("2025-06-20", hour=12):
        return reformulation.branch(plan=plan_version.plan, by=coordinator, reason=WHY)


@pytest.fixture
def moved(branch, coordinator):
    """1.1.4 is moved from April to July, with its reason."""
    with on("2025-06-20", hour=13):
        reformulation.move_deliverable(
            deliverable=mark(branch, "1.1.4", 4), by=coordinator, month=7, reason=WHY
        )
    branch.refresh_from_db()
    return branch


@pytest.fixture
def approve(coordinator, director):
    """Send and approve a version on a day, to rule from then or from another one."""

    def act(version, day, effect=None):
        with on(day, hour=15):
            services.send_for_approval(version=version, by=coordinator)
            return services.approve_version(
                version=version, by=director, effective_from=date.fromisoformat(effect or day), confirmed=True
            )

    return act

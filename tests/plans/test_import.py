"""From the annex to a draft: what is read, what is flagged, what is refused, and back again without a difference."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from sigor.analysis import annex
from sigor.plans import importing, services
from sigor.plans.models import Plan, PlanVersion
from sigor.records.access import AccessDenied
from sigor.records.services import TransitionRefused

from .conftest import ANNEX, on


def test_the_plans_own_text_becomes_nineteen_milestones_forty_units_and_thirty_five_marks(draft):
    milestones = draft.milestones.prefetch_related("deliverables")
    assert milestones.count() == 19
    assert sum(m.meta for m in milestones) == 40
    marks = [d for m in milestones for d in m.deliverables.all()]
    assert len(marks) == 35
    assert sum(d.quantity for d in marks) == 40
    six = draft.milestones.get(code="1.1.4").deliverables.get()
    assert (six.month, six.quantity) == (4, 6)


def test_footnotes_become_labels_cut_offs_conditions_and_related_milestones(draft):
    def mark(code, month):
        return draft.milestones.get(code=code).deliverables.get(month=month)

    assert mark("1.3.1", 7).label == "servidores"
    assert mark("1.3.1", 12).related_code == "2.1.3"
    assert mark("2.2.4", 2).data_cutoff == date(2024, 12, 31)
    assert mark("2.2.4", 8).data_cutoff == date(2025, 6, 30)
    assert "MOP" in mark("1.1.1", 5).condition
    assert mark("2.2.3", 7).condition == ""


def test_a_version_with_a_flagged_milestone_is_not_sent_until_a_person_confirms_it(draft, coordinator):
    flagged = [m for m in draft.milestones.all() if m.to_confirm]
    assert [m.code for m in flagged] == ["1.1.1"]
    with pytest.raises(TransitionRefused, match=r"1\.1\.1"):
        services.send_for_approval(version=draft, by=coordinator)
    services.confirm_months(milestone=flagged[0], by=coordinator, months=[4])
    confirmed = draft.milestones.get(code="1.1.1")
    assert confirmed.confirmed_by == coordinator
    assert list(confirmed.deliverables.values_list("month", "quantity")) == [(4, 1)]
    assert "MOP" in confirmed.deliverables.get().condition
    services.send_for_approval(version=draft, by=coordinator)


def test_warnings_must_be_accepted_and_errors_import_nothing(coordinator, units):
    data = ANNEX.read_bytes()
    read = annex.read("plan.txt", data)
    with pytest.raises(importing.ImportRefused, match="avisos"):
        importing.import_annex(by=coordinator, read=read, data=data, file_name="plan.txt")
    broken = data.decode().replace("Informe UCC 1     x", "Informe UXX 1     x").encode()
    with pytest.raises(importing.ImportRefused) as refused:
        importing.import_annex(
            by=coordinator,
            read=annex.read("p.txt", broken),
            data=broken,
            file_name="p.txt",
            accept_warnings=True,
        )
    assert {f.rule for f in refused.value.findings if f.severity == "error"} == {"unknown-unit"}
    assert not Plan.objects.exists()


def test_only_who_prepares_plans_imports(unit_head, units):
    data = ANNEX.read_bytes()
    with pytest.raises(AccessDenied):
        importing.import_annex(
            by=unit_head, read=annex.read("p.txt", data), data=data, file_name="p.txt", accept_warnings=True
        )


def test_a_second_import_of_the_year_is_the_next_version_and_the_first_stays(draft, coordinator):
    data = ANNEX.read_bytes()
    second = importing.import_annex(
        by=coordinator, read=annex.read("p.txt", data), data=data, file_name="p.txt", accept_warnings=True
    )
    assert [v.code for v in PlanVersion.objects.order_by("number")] == ["PLAN-2025-V01", "PLAN-2025-V02"]
    assert second.milestones.count() == draft.milestones.count()


@pytest.mark.parametrize("ending", ["xlsx", "json"])
def test_an_exported_version_comes_back_with_zero_differences(draft, ending):
    before = importing.as_annex(draft)
    after = annex.read(f"plan.{ending}", importing.as_file(draft, ending))
    assert not after.errors
    assert annex.differences(before, after) == ()


def test_an_imported_export_is_the_same_plan_again(draft, coordinator):
    data = importing.as_file(draft, "xlsx")
    again = importing.import_annex(
        by=coordinator, read=annex.read("p.xlsx", data), data=data, file_name="p.xlsx", accept_warnings=True
    )
    assert annex.differences(importing.as_annex(draft), importing.as_annex(again)) == ()


def test_the_page_shows_the_source_beside_the_result_and_keeps_nothing_until_accepted(
    client, coordinator, units
):
    client.force_login(coordinator)
    sent = client.post(
        "/plan/importar/", {"file": BytesIO(ANNEX.read_bytes()), "text": ""}, format="multipart"
    )
    assert sent.status_code == 422  # a file without a name has no type
    with ANNEX.open("rb") as upload:
        sent = client.post("/plan/importar/", {"file": upload})
    page = client.get("/plan/importar/" + sent["Location"].removeprefix("/plan/importar/"))
    text = page.content.decode()
    assert "19 hitos, 40 unidades de meta, 35 marcas" in text
    assert "Por confirmar" in text
    assert "Mapa de" in text
    assert not Plan.objects.exists()
    address = "/plan/importar/" + sent["Location"].removeprefix("/plan/importar/").split("?")[0]
    refused = client.post(f"{address}aceptar/", {"nombre": ANNEX.name})
    assert refused.status_code == 302
    assert not Plan.objects.exists()
    client.post(f"{address}aceptar/", {"nombre": ANNEX.name, "accept": "on"})
    assert PlanVersion.objects.get().state == "draft"


def test_a_broken_workbook_says_row_and_column_and_imports_nothing(client, coordinator, draft):
    book = openpyxl.load_workbook(BytesIO(importing.as_file(draft, "xlsx")))
    sheet = book.worksheets[0]
    heads = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    april = heads["Abr-25"]
    row = next(c.row for r in sheet.iter_rows() for c in r if str(c.value).startswith("1.2.1"))
    sheet.cell(row, april.column).value = "tal vez"
    data = BytesIO()
    book.save(data)
    read = annex.read("p.xlsx", data.getvalue())
    assert read.errors
    assert any("Abr-25" in f.where and str(row) in f.where for f in read.errors)
    versions = PlanVersion.objects.count()
    with pytest.raises(importing.ImportRefused):
        importing.import_annex(
            by=coordinator, read=read, data=data.getvalue(), file_name="p.xlsx", accept_warnings=True
        )
    assert PlanVersion.objects.count() == versions


def test_the_file_the_version_came_from_is_kept_byte_for_byte(draft):
    from sigor.records.files import location

    assert location(draft.source_file.sha256).read_bytes() == ANNEX.read_bytes()


def test_an_approved_version_keeps_no_way_to_be_edited(plan_version, coordinator):
    milestone = plan_version.milestones.first()
    with on("2025-02-10"), pytest.raises(TransitionRefused):
        services.set_schedule(version=plan_version, by=coordinator, cells=[(milestone.pk, 1, 1)])

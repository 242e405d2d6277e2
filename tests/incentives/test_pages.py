"""The pages of the incentives: what each person may see, open and take away."""

import json

import duckdb
import pytest
from django.urls import reverse

from sigor.incentives import services
from sigor.incentives.engine import synthetic
from sigor.incentives.models import Reconciliation, Run
from sigor.organisation.models import Membership, Role, Unit
from tests.conftest import SINCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter


def household_in(run, unit, where="TRUE"):
    return duckdb.sql(
        f"SELECT h.household FROM '{run.folder}/household_months.parquet' m JOIN '{run.folder}/households.parquet' h "
        f"ON h.number = m.household WHERE m.month = 2 AND m.unit {unit} AND {where} ORDER BY 1 LIMIT 1"
    ).fetchall()[0][0]


@pytest.fixture
def territorial(person, units):
    """An officer of UT Cajamarca, which the synthetic extract knows."""
    units["UT-CAJAMARCA"] = Unit.objects.create(
        acronym="UT-CAJAMARCA",
        parent=units["CT"],
        name="Unidad Territorial Cajamarca",
        kind=Unit.Kind.TERRITORIAL,
        valid_from=SINCE,
    )
    return person("territorial", Role.OFFICER, "UT-CAJAMARCA")


def test_the_page_of_a_run_says_what_is_paid_where_and_why(signed_in, coordinator, computed):
    html = (
        signed_in(coordinator)
        .get(reverse("register_detail", args=["incentive-runs", computed.pk]))
        .content.decode()
    )
    assert "Qué se paga" in html and "Dónde se paga" in html and "Asistencia a clases" in html
    assert f"{computed.totals['households']['paid']}" in html


def test_a_household_is_explained_to_its_own_territorial_unit_and_to_no_other(
    signed_in, territorial, computed
):
    client = signed_in(territorial)
    own, other = household_in(computed, "= 'UT-CAJAMARCA'"), household_in(computed, "<> 'UT-CAJAMARCA'")
    address = reverse("incentive_household", args=[computed.pk])
    assert f"El hogar {own}" in client.get(address, {"h": own}).content.decode()
    for unseen in (other, "H00000000000"):
        answer = client.get(address, {"h": unseen})
        assert answer.status_code == 404
        assert "No hay un hogar a su alcance" in answer.content.decode(), (
            "one that may not be seen is like none"
        )
    api = reverse("api_incentive_explanation", args=[computed.pk])
    assert client.get(api, {"household": own}).json()["household"] == own
    assert client.get(api, {"household": other}).status_code == 404
    assert client.get(api, {"household": "12345678"}).status_code == 422


def test_page_api_and_command_line_tell_the_same_story(signed_in, coordinator, computed):
    household = household_in(computed, "IS NOT NULL", "m.eligibility > 0")
    client = signed_in(coordinator)
    told = client.get(
        reverse("api_incentive_explanation", args=[computed.pk]), {"household": household}
    ).json()
    html = client.get(reverse("incentive_household", args=[computed.pk]), {"h": household}).content.decode()
    assert told["sentences"] and all(sentence in html for sentence in told["sentences"])
    assert any("no se paga" in sentence for sentence in told["sentences"])


@pytest.mark.parametrize("name", ["incentive_sample", "incentive_anomalies", "incentive_population"])
def test_lists_of_households_are_for_who_looks_after_all(signed_in, territorial, auditor, computed, name):
    address = reverse(name, args=[computed.pk])
    assert signed_in(territorial).get(address).status_code == 403
    assert signed_in(auditor).get(address).status_code == 200


@pytest.mark.parametrize("name", ["roll", "lines", "trace", "manifest", "rules"])
def test_files_of_a_run_are_for_who_looks_after_all(signed_in, territorial, auditor, computed, name):
    address = reverse("incentive_file", args=[computed.pk, name])
    assert signed_in(territorial).get(address).status_code == 403
    answer = signed_in(auditor).get(address)
    assert answer.status_code == 200 and b"".join(answer.streaming_content)
    assert signed_in(auditor).get(reverse("incentive_file", args=[computed.pk, "members"])).status_code == 404


def test_whoever_sees_no_records_sees_no_incentives(signed_in, administrator, computed):
    client = signed_in(administrator)
    for address in (
        reverse("incentive_board"),
        reverse("incentive_new"),
        reverse("incentive_household", args=[computed.pk]) + "?h=H00000000000",
    ):
        assert client.get(address).status_code == 403, address


def test_a_new_run_begins_on_its_page_and_waits_in_the_background(
    signed_in, preparer, rules, extract, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.INCENTIVES_ROOT = tmp_path / "incentives"
    client = signed_in(preparer)
    assert "Nueva liquidación" in client.get(reverse("incentive_new")).content.decode()
    form = {"bimester": "2025-B2", "rules": rules.pk, "unit": rules.unit_id}
    wrong = client.post(reverse("incentive_new"), form)
    assert wrong.status_code == 422 and not Run.objects.exists()
    files = {kind: (extract / f"{kind}.parquet").open("rb") for kind in ("households", "members", "facts")}
    with django_capture_on_commit_callbacks() as waiting:
        choices = client.get(reverse("incentive_new")).context["form"].fields["bimester"].choices
        answer = client.post(reverse("incentive_new"), form | {"bimester": choices[0][0]} | files)
    run = Run.objects.get()
    assert answer.status_code == 302 and answer.url.endswith(f"/incentive-runs/{run.pk}/")
    assert len(waiting) == 1 and run.state == "preparing"
    html = client.get(answer.url).content.decode()
    assert "En cola" in html and "hx-get" in html


def test_progress_tells_step_share_and_remaining_time_and_can_be_stopped(signed_in, preparer, begin):
    run = begin()
    client = signed_in(preparer)
    address = reverse("incentive_progress", args=[run.pk])
    assert "En cola" in client.get(address).content.decode()
    told = {"step": "checks", "share": 0.4, "remaining": 11.6}
    run.folder.with_name(f"{run.folder.name}.progress.json").write_text(json.dumps(told))
    html = client.get(address).content.decode()
    assert "40 %" in html and "verificando cada requisito" in html and "quedan unos 12 segundos" in html
    client.post(reverse("incentive_stop", args=[run.pk]))
    assert "Se detendrá" in client.get(address).content.decode()
    stopped = services.compute(run)
    assert "Reanudar" in client.get(address).content.decode()
    client.post(reverse("incentive_resume", args=[run.pk]))
    stopped.refresh_from_db()
    assert services.compute(stopped).state == "draft"
    assert client.get(address).headers["HX-Refresh"] == "true"


@pytest.fixture
def reconciled(computed, signed_in, preparer, extract, tmp_path):
    """The run beside lists in which three things were planted."""
    told = synthetic.write_lists(
        tmp_path, computed.folder / "lines.parquet", computed.folder / "households.parquet"
    )
    files = {name: (tmp_path / f"{name}.parquet").open("rb") for name in ("operational", "bank")}
    answer = signed_in(preparer).post(reverse("incentive_reconcile", args=[computed.pk]), files)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Reconciliation.objects.get(), told


def test_reconciliation_finds_the_three_planted_discrepancies(reconciled):
    found, _told = reconciled
    classes = {name: row["rows"] for name, row in found.result["classes"].items() if row["rows"]}
    worth = {
        name: count
        for name, count in classes.items()
        if name not in ("matched", "bank_paid", "bank_returned")
    }
    assert worth == {"different_amount": 1, "missing": 1, "not_eligible": 1}


def test_a_class_is_exported_and_opens_one_nonconformity(reconciled, signed_in, preparer, territorial):
    found, _told = reconciled
    client = signed_in(preparer)
    page = client.get(
        reverse("register_detail", args=["incentive-reconciliations", found.pk])
    ).content.decode()
    assert "Monto distinto" in page and "Abrir no conformidad" in page
    csv = client.get(reverse("incentive_differences", args=[found.pk, "different_amount"])).content.decode(
        "utf-8-sig"
    )
    assert len(csv.strip().splitlines()) == 2
    opened = client.post(reverse("incentive_nonconformity", args=[found.pk, "not_eligible"]))
    again = client.post(reverse("incentive_nonconformity", args=[found.pk, "not_eligible"]))
    assert opened.status_code == 302 and opened.url == again.url
    assert "no elegible" in client.get(opened.url).content.decode()
    assert (
        signed_in(territorial).get(reverse("incentive_differences", args=[found.pk, "missing"])).status_code
        == 403
    )


def test_wrong_lists_are_refused_with_what_and_where(computed, signed_in, preparer, tmp_path):
    path = tmp_path / "operational.csv"
    path.write_text("hogar,concepto,centimos,dni\nH7K2MQXA4TA1,TB,10000,12345678\n", encoding="utf-8")
    with path.open("rb") as opened:
        answer = signed_in(preparer).post(
            reverse("incentive_reconcile", args=[computed.pk]), {"operational": opened}
        )
    html = answer.content.decode()
    assert answer.status_code == 422 and "dni" in html and "12345678" not in html
    assert not Reconciliation.objects.exists()


def test_the_board_moves_when_a_run_is_closed(signed_in, coordinator, begin, computed, close, extract):
    client = signed_in(coordinator)
    assert "Aún no hay ninguna liquidación cerrada" in client.get(reverse("incentive_board")).content.decode()
    former = close(services.compute(begin(extract / "previous", bimester="2025-B1")))
    assert former.bimester in client.get(reverse("incentive_board")).content.decode()
    close(computed)
    html = client.get(reverse("incentive_board")).content.decode()
    assert "Bimestre 2025-B2" in html and "puntos frente al bimestre anterior" in html


def test_the_board_shows_no_small_group(signed_in, coordinator, computed, close):
    close(computed)
    for indicator in signed_in(coordinator).get(reverse("incentive_board")).context["indicators"]:
        assert any(value == "…" for _unit, value in indicator.units), "300 households make small units"


def test_an_amount_changes_on_the_page_of_a_draft_only(signed_in, preparer, rules, client):
    signed_in(preparer)
    change = {"what": "amounts:TPI", "value": "60", "since": "2025-03-01", "source": "Norma de ejemplo"}
    refused = client.post(reverse("incentive_rule_change", args=[rules.pk]), change)
    assert refused.status_code == 409 and "solo se cambian en borrador" in refused.content.decode()
    client.post(
        reverse("register_new", args=["incentive-rules"]),
        {"title": "Nueva", "change_reason": "Prueba", "unit": rules.unit_id},
    )
    draft = type(rules).objects.exclude(pk=rules.pk).get()
    wrong = client.post(reverse("incentive_rule_change", args=[draft.pk]), change | {"value": "mucho"})
    assert wrong.status_code == 422 and 'value="mucho"' in wrong.content.decode()
    assert client.post(reverse("incentive_rule_change", args=[draft.pk]), change).status_code == 302
    page = client.get(reverse("register_detail", args=["incentive-rules", draft.pk])).content.decode()
    assert "S/ 60.00" in page and "Norma de ejemplo" in page and "casos pagan otra cosa" in page


def test_an_officer_of_two_units_sees_both_households(signed_in, territorial, units, computed):
    units["UT-PUNO"] = Unit.objects.create(
        acronym="UT-PUNO",
        parent=units["CT"],
        name="Unidad Territorial Puno",
        kind=Unit.Kind.TERRITORIAL,
        valid_from=SINCE,
    )
    Membership.objects.create(user=territorial, unit=units["UT-PUNO"], role=Role.OFFICER, valid_from=SINCE)
    household = household_in(computed, "= 'UT-PUNO'")
    answer = signed_in(territorial).get(reverse("incentive_household", args=[computed.pk]), {"h": household})
    assert answer.status_code == 200

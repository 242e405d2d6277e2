"""Open data: prepared, checked, published by another, read by anybody and by other programs; and what nobody may learn."""

import hashlib
import io
import json
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as conf
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sigor.copies.limits import Limit
from sigor.demo.cast import on
from sigor.indicators import services, views_public
from sigor.indicators.engine.periods import Period
from sigor.indicators.models import Indicator, Publication
from sigor.organisation import clock
from sigor.organisation.models import Membership, Role
from sigor.records import services as records
from sigor.records.access import AccessDenied
from sigor.records.services import TransitionRefused
from tests.conftest import PASSWORD
from tests.indicators.conftest import SINCE, rows

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
SMALL = "200201"  # the only district of its province, with five persons
AFFILIATED = {"200101": 100, "200102": 90, SMALL: 5, "240101": 80, "240102": 70}
COMPLETE = {"200101": (60, 100), "200102": (50, 90), SMALL: (2, 5), "240101": (40, 80), "240102": (30, 70)}
LEVELS = ("nation", "department", "province", "district", "remainder")


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def total(card) -> Indicator:
    return card(
        "AFI", kind="total", counts_people=True, public=True, unit_of_measure="hogares", decimals=0, title="Hogares afiliados"
    )  # fmt: skip


@pytest.fixture
def share(card) -> Indicator:
    return card("PAQ-N", counts_people=True, public=True, title="Niñas y niños con el paquete")


@pytest.fixture
def told(bring, accept) -> Callable[..., None]:
    """A function that has data of a bimester accepted; the values by district."""

    def act(
        indicator: Indicator, values: dict[str, Any], period: str = "2025-B1", correction: str = ""
    ) -> None:
        found = [(code, *(v if isinstance(v, tuple) else (v, None))) for code, v in values.items()]
        accept(bring(indicator, period, rows(*found), correction=correction))

    return act


@pytest.fixture
def publication(measurer, units) -> Callable[..., Publication]:
    """A function that prepares a draft of the first bimesters of 2025."""

    def make(until: str = "2025-B1", *, prepared: bool = True, **more: Any) -> Publication:
        values = {
            "title": "Resultados por distrito",
            "frequency": "bimester",
            "period_from": date(2025, 1, 1),
            "period_to": Period.read(until).first,
            "unit": units["UPPM"],
        } | more
        draft = records.create(Publication(**values), by=measurer)
        return services.prepare(draft, by=measurer) if prepared else draft

    return make


@pytest.fixture
def publish(coordinator, director) -> Callable[[Publication], Publication]:
    def act(prepared: Publication) -> Publication:
        checked = records.transition(prepared, "check", by=coordinator)
        return records.transition(checked, "publish", by=director, confirmed=True)

    return act


@pytest.fixture
def public(total, share, told, publication, publish) -> Publication:
    """Two indicators of one bimester, published."""
    told(total, AFFILIATED)
    told(share, COMPLETE)
    return publish(publication())


@pytest.fixture
def anybody() -> Client:
    return Client()


def slug(one: Publication) -> str:
    return one.code.lower()


def api(client: Client, one: Publication, **query: str) -> list[dict[str, Any]]:
    answer = client.get(reverse("open_data_api", args=[slug(one)]), query)
    assert answer.status_code == 200, answer.content
    return answer.json()["rows"]


def groups(one: Publication, period: int = 0) -> list[set[str]]:
    return [set(members) for members, _cells in one.content["periods"][period]["groups"]]


def unpacked(client: Client, one: Publication, folder: Path) -> Path:
    """The package as anybody downloads it."""
    answer = client.get(reverse("open_data_file", args=[slug(one), "package.zip"]))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(folder)
    return folder


# -- from draft to public ------------------------------------------------------------------------------------------


def test_it_is_prepared_checked_and_published_by_another_who_declares_it(
    total, told, publication, measurer, coordinator, director, units
):
    told(total, AFFILIATED)
    draft = publication(prepared=False)
    with pytest.raises(TransitionRefused, match="Prepare primero"):
        records.transition(draft, "check", by=coordinator)
    prepared = services.prepare(draft, by=measurer)
    checked = records.transition(prepared, "check", by=coordinator)
    with pytest.raises(TransitionRefused, match="Solo se prepara"):
        services.prepare(checked, by=measurer)
    with pytest.raises(TransitionRefused, match="contraseña"):
        records.transition(checked, "publish", by=director)
    for person in (measurer, coordinator):
        Membership.objects.create(user=person, unit=units["DE"], role=Role.DIRECTOR, valid_from=SINCE)
        person.__dict__.pop("_grants", None)
        with pytest.raises(TransitionRefused, match="otra persona"):
            records.transition(checked, "publish", by=person, confirmed=True)
    published = records.transition(checked, "publish", by=director, confirmed=True)
    assert published.state == "published" and published.published_by == director
    assert "no identifiquen a nadie" in published.declared


def test_on_its_page_it_is_published_with_the_password_and_not_with_another(
    total, told, publication, coordinator, director, measurer, client
):
    told(total, AFFILIATED)
    prepared = publication(prepared=False)
    client.force_login(measurer)
    page = reverse("register_detail", args=["data-publications", prepared.pk])
    assert "Aún no se ha preparado" in client.get(page).content.decode()
    answer = client.post(reverse("publication_prepare", args=[prepared.pk]), follow=True)
    assert "revise qué saldría" in answer.content.decode() and "AFI" in answer.content.decode()
    records.transition(prepared, "check", by=coordinator)
    client.force_login(director)
    address = reverse("register_transition", args=["data-publications", prepared.pk, "publish"])
    assert client.post(address, {"password": "otra"}).status_code == 422
    assert client.post(address, {"password": PASSWORD}).status_code == 302
    assert reverse("open_data", args=[slug(prepared)]) in client.get(page).content.decode()


def test_a_draft_is_not_public_and_neither_is_what_was_checked(
    total, told, publication, coordinator, anybody, tmp_path
):
    told(total, AFFILIATED)
    prepared = publication()
    for _state in ("draft", "checked"):
        for address in (
            reverse("open_data", args=[slug(prepared)]),
            reverse("open_data_api", args=[slug(prepared)]),
            reverse("open_data_indicator", args=[slug(prepared), "AFI"]),
            reverse("open_data_file", args=[slug(prepared), "package.zip"]),
            reverse("open_data_file", args=[slug(prepared), "data.csv"]),
        ):
            assert anybody.get(address).status_code == 404, address
        assert "Aún no hay datos publicados" in anybody.get(reverse("open_data_index")).content.decode()
        assert anybody.get(reverse("open_data_catalogue")).json()["dcat:dataset"] == []
        if _state == "draft":
            records.transition(prepared, "check", by=coordinator)


def test_who_has_no_right_in_the_unit_prepares_nothing(total, told, publication, other_head, client):
    told(total, AFFILIATED)
    draft = publication(prepared=False)
    with pytest.raises(AccessDenied):
        services.prepare(draft, by=other_head)
    client.force_login(other_head)
    assert client.post(reverse("publication_prepare", args=[draft.pk])).status_code == 403
    draft.refresh_from_db()
    assert draft.content == {}


# -- what stands in the way -------------------------------------------------------------------------------------


def refusal(draft: Publication, by: Any, client: Client) -> str:
    """What the page says of a draft that cannot be prepared."""
    client.force_login(by)
    answer = client.post(reverse("publication_prepare", args=[draft.pk]), follow=True)
    draft.refresh_from_db()
    assert answer.status_code == 200 and draft.content == {}
    return answer.content.decode()


def test_without_public_data_by_district_there_is_nothing_to_publish(
    card, told, publication, measurer, client
):
    told(card("AFI", kind="total", counts_people=True, unit_of_measure="hogares"), AFFILIATED)
    draft = publication(prepared=False)
    assert "Ninguna ficha pública" in refusal(draft, measurer, client)
    share = card("PAQ-N", counts_people=True, public=True)
    told(share, COMPLETE, period="2025-B2")
    assert "no hay ninguno con datos de todos" in refusal(draft, measurer, client)


def test_where_not_even_the_nation_is_large_enough_nothing_leaves(total, told, publication, measurer, client):
    told(total, {"200101": 4, "240101": 5})
    assert "ni el país llega a la celda mínima" in refusal(publication(prepared=False), measurer, client)


def test_what_looks_like_personal_data_stops_it_and_is_not_repeated(
    card, told, publication, measurer, client
):
    told(
        card(
            "AFI", kind="total", counts_people=True, public=True, unit_of_measure="h", title="Padrón 40123456"
        ),
        AFFILIATED,
    )
    said = refusal(publication(prepared=False), measurer, client)
    assert "número de documento" in said and "40123456" not in said


def test_a_part_that_is_more_than_its_whole_is_told_and_stops_it(share, told, publication, measurer, client):
    told(share, COMPLETE | {"200101": (101, 100)})  # files that say so are loaded with a warning
    assert "200101" in refusal(publication(prepared=False), measurer, client)


# -- what anybody reads ------------------------------------------------------------------------------------------


def test_public_pages_open_without_signing_in_and_name_nobody(
    public, anybody, measurer, coordinator, director
):
    index = anybody.get(reverse("open_data_index")).content.decode()
    assert "Resultados por distrito" in index and "Hogares afiliados" in index
    page = anybody.get(reverse("open_data", args=[slug(public)]))
    html = page.content.decode()
    assert "Ninguna cifra es de menos de 10" in html and "data.csv" in html
    indicator = anybody.get(reverse("open_data_indicator", args=[slug(public), "PAQ-N"])).content.decode()
    assert "52.8" in indicator and "Los que cumplen" in indicator
    for person in (measurer, coordinator, director):
        assert str(person) not in html + indicator + index
    for address in ("open_data_index", "open_data_catalogue"):
        assert anybody.post(reverse(address)).status_code == 405
    assert page["Access-Control-Allow-Origin"] == "*"


def test_what_does_not_exist_is_not_found(public, anybody):
    for name, args, query in (
        ("open_data", ["pub-1999-0001"], {}),
        ("open_data_indicator", [slug(public), "NADA"], {}),
        ("open_data_indicator", [slug(public), "AFI"], {"periodo": "2020-B1"}),
        ("open_data_file", [slug(public), "otra.csv"], {}),
        ("open_data_file", [slug(public), "..%2Fpackage.zip"], {}),
    ):
        assert anybody.get(reverse(name, args=args), query).status_code == 404, (name, args, query)
    assert anybody.get(reverse("open_data_api", args=[slug(public)]), {"nivel": "casa"}).status_code == 400
    assert api(anybody, public, indicador="NADA") == [] and api(anybody, public, periodo="2020-B1") == []


def test_only_public_cards_leave_and_what_was_said_of_them_then(
    total, share, card, told, publication, publish, measurer, anybody
):
    hidden = card("INTERNO", counts_people=True)
    for indicator in (share, hidden):
        told(indicator, COMPLETE)
    told(total, AFFILIATED)
    public = publish(publication())
    assert {row["indicator"] for row in api(anybody, public)} == {"AFI", "PAQ-N"}
    draft = records.transition(share, "revise", by=measurer, reason="Otro nombre")
    records.change(draft, by=measurer, values={"title": "Con otro nombre"}, revision=draft.revision)
    page = anybody.get(reverse("open_data_indicator", args=[slug(public), "PAQ-N"])).content.decode()
    assert "Niñas y niños con el paquete" in page and "Con otro nombre" not in page


def test_the_api_answers_published_groups_only_and_every_count_is_large_enough(public, anybody):
    assert {frozenset(g) for g in groups(public)} == {
        frozenset(row["place"].split() if row["level"] == "district" else _members(public, row["place"]))
        for level in ("district", "remainder")
        for row in api(anybody, public, nivel=level)
    }
    for level in LEVELS:
        for row in api(anybody, public, nivel=level):
            n, d = row["numerator"], row["denominator"]
            assert n >= 10 and (d is None or d - n >= 10), row
            assert row["place"] != SMALL


def _members(one: Publication, code: str) -> set[str]:
    (found,) = [g for g in groups(one) if len(g) > 1 and code.startswith("RESTO")]
    return found


def test_a_small_district_never_appears_alone(public, anybody, tmp_path):
    assert {SMALL} not in groups(public)
    html = anybody.get(reverse("open_data_indicator", args=[slug(public), "AFI"])).content.decode()
    assert f"Lugar {SMALL}" not in html, "on the page neither"
    folder = unpacked(anybody, public, tmp_path)
    places = {line.split(",")[1] for line in (folder / "data.csv").read_text().splitlines()[1:]}
    assert SMALL not in places and SMALL[:4] not in places, "nor its province, which is that district"


def test_levels_add_up_to_what_was_accepted(public, anybody):
    for symbol, numerators, denominators in (
        ("AFI", sum(AFFILIATED.values()), None),
        ("PAQ-N", sum(n for n, _d in COMPLETE.values()), sum(d for _n, d in COMPLETE.values())),
    ):
        found = {level: api(anybody, public, indicador=symbol, nivel=level) for level in LEVELS}
        (nation,) = found["nation"]
        assert (nation["numerator"], nation["denominator"]) == (numerators, denominators)
        smallest = [*found["district"], *found["remainder"]]
        for side in ("numerator", "denominator"):
            parts = [row[side] for row in smallest if row[side] is not None]
            if nation[side] is not None:
                assert sum(parts) == nation[side] == sum(row[side] for row in found["department"])
        for row in (*found["province"], *found["department"]):
            inside = [p for p in smallest if p["place"].removeprefix("RESTO-").startswith(row["place"])]
            assert sum(p["numerator"] for p in inside) == row["numerator"], row
        if nation["denominator"]:
            assert Decimal(nation["value"]) == round(Decimal(100) * numerators / denominators, 1)


def test_the_address_of_anybody_is_answered_so_many_times_a_minute(
    public, anybody, auditor, client, monkeypatch
):
    monkeypatch.setattr(views_public, "ASKED", Limit("tests.indicators.publishing", most=3, window=60))
    client.force_login(auditor)
    address = reverse("open_data_api", args=[slug(public)])
    with clock.at(timezone.make_aware(datetime(2025, 7, 1, 10, 0, 20))):
        assert [anybody.get(address).status_code for _time in range(5)] == [200, 200, 200, 429, 429]
        refused = anybody.get(reverse("open_data_index"))
        assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 60
        assert client.get(address).status_code == 200, "whoever signed in is known"
    with clock.at(timezone.make_aware(datetime(2025, 7, 1, 10, 1, 1))):
        assert anybody.get(address).status_code == 200


# -- other programs ------------------------------------------------------------------------------------------------


def test_the_package_is_read_back_with_csvw_and_says_what_the_api_says(public, anybody, tmp_path):
    folder = unpacked(anybody, public, tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        whole = import_module("csvw").TableGroup.from_file(folder / "csv-metadata.json")
    assert whole.check_referential_integrity() and all(table.check_primary_key() for table in whole.tables)
    told = {
        (row["place"], row["indicator"]): (row["numerator"], row["denominator"], row["value"])
        for level in LEVELS
        for row in api(anybody, public, nivel=level)
    }
    read = {
        (row["place"], row["indicator"]): (
            row["numerator"],
            row["denominator"],
            None if row["value"] is None else str(row["value"]),
        )
        for row in whole.tabledict["data.csv"]
    }
    assert read == told and read
    members = {row["district"] for row in whole.tabledict["members.csv"]}
    assert members == set(AFFILIATED), "every district is in one group"
    (period,) = whole.tabledict["periods.csv"]
    assert period["period"] == "2025-B1" and period["edition"] == 1


def test_every_file_has_the_hash_that_the_package_says(public, anybody, tmp_path):
    folder = unpacked(anybody, public, tmp_path)
    for line in (folder / "SHA256SUMS.txt").read_text().splitlines():
        digest, name = line.split("  ")
        alone = anybody.get(reverse("open_data_file", args=[slug(public), name])).content
        assert (
            hashlib.sha256(alone).hexdigest()
            == digest
            == hashlib.sha256((folder / name).read_bytes()).hexdigest()
        )


def test_the_catalogue_is_read_with_rdflib_and_its_hashes_are_those_of_the_files(
    total, share, told, publication, coordinator, director, anybody
):
    told(total, AFFILIATED)
    told(share, COMPLETE)
    with on("2025-07-01"):
        prepared = publication()
        checked = records.transition(prepared, "check", by=coordinator)
    with on("2025-07-03", hour=20):  # published on another day than it was prepared on, in the evening
        public = records.transition(checked, "publish", by=director, confirmed=True)
        data = anybody.get(reverse("open_data_catalogue")).content
        page = anybody.get(reverse("open_data", args=[slug(public)]))
    rdflib = import_module("rdflib")
    graph = rdflib.Graph().parse(data=data.decode(), format="json-ld")
    dcat, spdx = (
        rdflib.Namespace("http://www.w3.org/ns/dcat#"),
        rdflib.Namespace("http://spdx.org/rdf/terms#"),
    )
    (dataset,) = graph.subjects(rdflib.RDF.type, dcat.Dataset)
    assert str(dataset) == f"{conf.PUBLIC_ADDRESS}{reverse('open_data', args=[slug(public)])}"
    found = 0
    for distribution in graph.objects(dataset, dcat.distribution):
        for url in graph.objects(distribution, dcat.downloadURL):
            answer = anybody.get(urlsplit(str(url)).path)
            assert answer.status_code == 200, url
            checksum = graph.value(graph.value(distribution, spdx.checksum), spdx.checksumValue)
            assert int(graph.value(distribution, dcat.byteSize)) == len(answer.content), url
            assert hashlib.sha256(answer.content).hexdigest() == str(checksum).lower(), url
            assert str(checksum)[:16] in page.content.decode()
            found += 1
    assert found >= 7


# -- editions ------------------------------------------------------------------------------------------------------


def test_a_second_edition_withdraws_the_first_and_its_page_is_gone(
    public, share, told, publication, publish, anybody, tmp_path
):
    told(share, COMPLETE | {"240101": (60, 80)}, correction="Faltaba un establecimiento")
    second = publish(publication())
    public.refresh_from_db()
    assert (public.state, second.state, second.edition) == ("withdrawn", "published", 2)
    for name, args in (
        ("open_data", [slug(public)]),
        ("open_data_api", [slug(public)]),
        ("open_data_indicator", [slug(public), "AFI"]),
        ("open_data_file", [slug(public), "package.zip"]),
    ):
        assert anybody.get(reverse(name, args=args)).status_code == 404
    index = anybody.get(reverse("open_data_index")).content.decode()
    assert slug(second) in index and slug(public) not in index
    assert len(anybody.get(reverse("open_data_catalogue")).json()["dcat:dataset"]) == 1
    (row,) = api(anybody, second, indicador="PAQ-N")
    assert (row["numerator"], row["edition"]) == (202, 2)
    assert groups(second) == groups(public), "the same groups, so that nothing can be subtracted"
    folder = unpacked(anybody, second, tmp_path)
    described = json.loads((folder / "csv-metadata.json").read_text())
    assert described["schema:version"] == "2", "the files say which edition they are"


def test_a_change_of_few_is_held_back_until_it_is_one_of_many(
    public, share, told, publication, publish, anybody
):
    told(share, COMPLETE | {SMALL: (3, 5)}, correction="Una niña más")
    second = publish(publication())
    assert second.content["held"] == 1
    assert api(anybody, second, indicador="PAQ-N")[0]["numerator"] == 182, "as before"
    told(share, COMPLETE | {SMALL: (3, 5), "200101": (75, 100), "200102": (65, 90)}, correction="Más")
    third = publish(publication())
    assert api(anybody, third, indicador="PAQ-N")[0]["numerator"] == 213 and third.edition == 3


def test_two_editions_prepared_side_by_side_do_not_tell_a_small_change(
    total, share, told, publication, publish
):
    told(total, AFFILIATED)
    told(share, COMPLETE)
    first = publication()
    told(share, COMPLETE | {SMALL: (3, 5)}, correction="Una niña más")
    second = publication()
    publish(first)
    try:
        publish(second)
    except TransitionRefused:
        return  # it was prepared before the other one could be read: to be prepared again
    before, after = (one.content["periods"][0]["groups"] for one in (first, second))
    assert before == after, "what changed between two public editions is one child of a district of five"


def test_another_public_indicator_does_not_part_the_groups_that_were_read_before(
    card, told, publication, publish, anybody
):
    total = card("AFI", kind="total", counts_people=True, public=True, unit_of_measure="hogares")
    told(total, AFFILIATED | {"200101": 50})
    first = publish(publication())
    other = card("PAQ-N", counts_people=True, public=True, denominator="Niñas y niños")
    told(other, COMPLETE | {"200101": (500, 1000), "200102": (20, 40), SMALL: (2, 4)})
    second = publish(publication())
    former = groups(first)
    for group in groups(second):
        assert group == set().union(*(g for g in former if g & group)), (
            f"{sorted(group)} and {[sorted(g) for g in former]}: the difference of two sums is a district of five"
        )


def test_what_was_withdrawn_with_a_reason_is_gone_and_leaves_the_catalogue(public, coordinator, anybody):
    with pytest.raises(TransitionRefused, match="motivo"):
        records.transition(public, "withdraw", by=coordinator)
    records.transition(public, "withdraw", by=coordinator, reason="Error en la fuente")
    assert anybody.get(reverse("open_data", args=[slug(public)])).status_code == 404
    assert anybody.get(reverse("open_data_catalogue")).json()["dcat:dataset"] == []


def test_other_periods_are_another_publication_and_stay(public, total, share, told, publication, publish):
    told(total, AFFILIATED, period="2025-B2")
    told(share, COMPLETE, period="2025-B2")
    later = publish(publication("2025-B2", period_from=date(2025, 3, 1)))
    public.refresh_from_db()
    assert public.state == later.state == "published" and later.edition == 1

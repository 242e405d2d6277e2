"""Files of the programme taken in: what is new, what is known, what is a correction, and what is refused whole."""

import csv
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sigor.indicators import loading, selectors, sums
from sigor.indicators.engine import synthetic
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery, Fact, Slice
from sigor.indicators.loading import Outcome
from sigor.organisation.models import Coverage, Place
from sigor.records import services as records
from sigor.records.access import AccessDenied
from sigor.records.models import StoredFile
from sigor.records.services import TransitionRefused
from tests.indicators.conftest import SINCE

pytestmark = pytest.mark.django_db
EVERY = 300  # of the districts of the country, seven are left
HERE = [one.place.code for one in synthetic.districts()[::EVERY]]
B1, B2, B3 = (Period("bimester", 2025, number) for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def households(card):
    """The two cards that the public files feed here: a total and a share."""
    affiliated = card(
        "AFI", kind="total", parts="affiliated", unit_of_measure="hogares", decimals=0, over_time="last"
    )
    return affiliated, card("COB", parts="paid/affiliated")


@pytest.fixture
def take(measurer, units) -> Callable[..., Outcome]:
    """A function that takes a file in."""

    def act(path: Path, *, correction: str = "") -> Outcome:
        with path.open("rb") as opened:
            return loading.take_in(
                by=measurer,
                unit_id=units["UPPM"].pk,
                stream=opened,
                file_name=path.name,
                correction=correction,
            )

    return act


@pytest.fixture
def year(tmp_path) -> Callable[..., Path]:
    """A function that writes the public file of 2025 up to a bimester."""

    def write(upto: int, traps: Sequence[str] = (), kind: str = "csv") -> Path:
        folder = tmp_path / f"b{upto}-{'-'.join(traps)}"
        return synthetic.public_year(folder, 2025, upto, kind=kind, traps=traps, every=EVERY)

    return write


def line_of(path: Path, number: int) -> list[str]:
    """A line of a file as its reader counts them, from 1."""
    with path.open(encoding="utf-8") as opened:
        return list(csv.reader(opened))[number - 1]


def long_file(path: Path, *rows: tuple[str, str, str, int, int | str]) -> Path:
    heading = "ubigeo,periodo,indicador,numerador,denominador"
    path.write_text("\n".join([heading, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


# -- what is new and what is known --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_becomes_a_delivery_in_draft_with_its_bytes_and_what_was_found(households, take, year, kind):
    path = year(2, kind=kind)
    outcome = take(path)
    delivery = outcome.delivery
    assert delivery.state == "draft" and delivery.rows == len(HERE) * 2 * len(households)
    assert f"{delivery.rows} datos" in outcome.sentence and delivery.code in outcome.sentence
    assert (delivery.file_name, str(delivery.period_from), str(delivery.period_to)) == (
        path.name, "2025-01-01", "2025-03-01",
    )  # fmt: skip
    assert "(datos sintéticos)" in delivery.title, "made-up data say so wherever they go"
    assert "synthetic" in {one["rule"] for one in delivery.findings}
    assert StoredFile.objects.get().sha256 == delivery.file.sha256
    assert selectors.series(households[0]) == [], "nothing counts before somebody stands for it"


def test_numbers_arrive_as_the_file_has_them_measure_by_measure(households, take, year, accept):
    path = year(1)
    delivery = accept(take(path).delivery)
    affiliated, paid = households
    with path.open(encoding="utf-8") as opened:
        told = {row["UBIGEO"]: row for row in csv.DictReader(opened)}
    assert set(told) == set(HERE)
    for fact in delivery.slices.get(indicator=paid).facts.select_related("place"):
        row = told[fact.place.code]
        assert fact.numerator == int(row["HOGARES ABONADOS"])
        assert fact.denominator == int(row["HOGARES AFILIADOS"])
        assert line_of(path, fact.line)[0] == fact.place.code
    (whole,) = selectors.series(affiliated)
    assert whole.value == sum(int(row["HOGARES AFILIADOS"]) for row in told.values())
    assert whole.denominator is None


def test_the_same_file_twice_loads_nothing_and_says_so(households, take, year, accept, measurer, client):
    path = year(2)
    accept(take(path).delivery)
    with pytest.raises(ValidationError, match="No hay ningún dato nuevo"):
        take(path)
    client.force_login(measurer)
    with path.open("rb") as opened:
        told = {"file": SimpleUploadedFile(path.name, opened.read()), "unit": households[0].unit_id}
    answer = client.post(reverse("data_upload"), told)
    assert answer.status_code == 422 and "No hay ningún dato nuevo" in answer.content.decode()
    assert Delivery.objects.count() == 1 and Slice.objects.count() == 4


def test_the_cumulative_file_of_the_next_bimester_adds_only_the_new_one(households, take, year, accept):
    accept(take(year(2)).delivery)
    outcome = take(year(3))
    assert {str(one.period) for one in outcome.delivery.slices.all()} == {"2025-05-01"}
    assert outcome.delivery.rows == len(HERE) * len(households)
    assert f"{len(HERE) * 2 * 2} ya estaban cargados con el mismo valor" in outcome.sentence
    accept(outcome.delivery)
    assert [(str(v.period), v.edition) for v in selectors.series(households[1])] == [
        ("2025-B1", 1), ("2025-B2", 1), ("2025-B3", 1),
    ]  # fmt: skip


def test_a_file_that_was_loaded_twice_before_anybody_accepted_it_counts_once(
    households, take, year, accept, measurer
):
    first, second = take(year(1)).delivery, take(year(1)).delivery
    accept(first)
    with pytest.raises(TransitionRefused, match="diga qué corrige"):
        records.transition(second, "send", by=measurer)
    assert {v.edition for v in selectors.series(households[0])} == {1}


def test_the_long_layout_feeds_cards_by_their_symbol(card, take, tmp_path, accept):
    children, pregnant = card("PAQ-N"), card("PAQ-G")
    path = tmp_path / "sintetico-paquete.csv"
    count = synthetic.package_history(path, "2025-B1", "2025-B2", every=EVERY)
    delivery = accept(take(path).delivery)
    assert delivery.rows == count and len(selectors.series(children)) == len(selectors.series(pregnant)) == 2
    assert sums.differing() == []


# -- corrections -------------------------------------------------------------------------------------------


def test_a_changed_value_asks_for_its_reason_and_is_then_edition_two_with_the_whole_slice(
    households, take, year, accept, measurer, client
):
    affiliated, _paid = households
    first = accept(take(year(2)).delivery)
    before = {str(v.period): v.value for v in selectors.series(affiliated)}
    path = year(2, traps=["correction"])
    with pytest.raises(ValidationError, match=r"cambia \d+ cifras que ya tienen conformidad"):
        take(path)
    assert Delivery.objects.count() == 1 and StoredFile.objects.count() == 1
    client.force_login(measurer)
    told = {"file": SimpleUploadedFile(path.name, path.read_bytes()), "unit": first.unit_id}
    refused = client.post(reverse("data_upload"), told)
    assert refused.status_code == 422 and "Diga qué corrige y por qué" in refused.content.decode()
    told["file"] = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(reverse("data_upload"), told | {"correction": "Altas tardías"})
    second = Delivery.objects.exclude(pk=first.pk).get()
    assert answer.status_code == 302 and second.correction == "Altas tardías"
    assert all(one.facts.count() == len(HERE) for one in second.slices.all()), "whole, not the changed rows"
    accept(second)
    after = {str(v.period): (v.value, v.edition) for v in selectors.series(affiliated)}
    changed = {period for period, (value, _edition) in after.items() if value != before[period]}
    assert changed and sum(after[p][0] - before[p] for p in changed) == 5, "five districts have one more"
    assert {after[period][1] for period in changed} == {2}
    assert {after[p][1] for p in set(after) - changed} <= {1}
    former = Slice.objects.filter(delivery=first, indicator=affiliated, superseded_at__isnull=False)
    assert {str(Period.of("bimester", one.period)) for one in former} == changed
    assert sum(f.numerator for one in former for f in one.facts.all()) == sum(before[p] for p in changed)


def test_what_a_correction_keeps_is_not_told_to_stand_on_a_line_of_its_file(card, take, tmp_path, accept):
    paq = card("PAQ-N")
    places = HERE[:4]
    accept(
        take(long_file(tmp_path / "primero.csv", *((p, "2025-B1", "PAQ-N", 5, 10) for p in places))).delivery
    )
    path = long_file(tmp_path / "segundo.csv", (places[2], "2025-B1", "PAQ-N", 6, 10))
    second = accept(take(path, correction="Un establecimiento más").delivery)
    facts = {f.place.code: f for f in second.slices.get(indicator=paq).facts.select_related("place")}
    assert {code: int(f.numerator) for code, f in facts.items()} == dict.fromkeys(places, 5) | {places[2]: 6}
    assert facts[places[2]].line == 2
    lines = path.read_text().splitlines()
    for code, fact in facts.items():
        assert fact.line is None or code in "".join(lines[fact.line - 1 : fact.line]), (
            f"{path.name} has no line {fact.line} about {code}"
        )


def test_two_corrections_loaded_side_by_side_do_not_undo_each_other(card, take, tmp_path, accept):
    paq = card("PAQ-N")
    one, other = HERE[:2]
    accept(
        take(
            long_file(
                tmp_path / "a.csv", (one, "2025-B1", "PAQ-N", 5, 10), (other, "2025-B1", "PAQ-N", 5, 10)
            )
        ).delivery
    )
    first, second = (
        take(
            long_file(tmp_path / f"{place}.csv", (place, "2025-B1", "PAQ-N", 9, 10)),
            correction="Un establecimiento más",
        ).delivery
        for place in (one, other)
    )
    accept(first)
    try:
        accept(second)
    except TransitionRefused:
        return  # it rests on figures that changed meanwhile: to be loaded again
    found = {v.area: v.numerator for v in selectors.by_area(paq, B1, "district")}
    assert found == {one: 9, other: 9}, "what the first one corrected is as it was before it"


# -- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trap", "kind", "words"),
    [
        ("not-a-number", "csv", "MIEMBROS OBJETIVO"),
        ("unknown-place", "csv", "991199"),
        ("cumulative-year", "xlsx", "acumulados"),
        ("personal-heading", "csv", "DNI"),
    ],
)
def test_a_file_with_an_error_keeps_nothing_and_tells_its_findings(
    households, year, measurer, client, trap, kind, words
):
    path = year(1, traps=[trap], kind=kind)
    client.force_login(measurer)
    told = {"file": SimpleUploadedFile(path.name, path.read_bytes()), "unit": households[0].unit_id}
    answer = client.post(reverse("data_upload"), told)
    html = answer.content.decode()
    assert answer.status_code == 422 and "no se cargó nada" in html
    findings = answer.context["outcome"].findings
    assert any(one.severity == "error" for one in findings)
    assert all(one.said() in unescape(html) for one in findings)
    assert words.lower() in unescape(html).lower()
    assert not Delivery.objects.exists() and not Slice.objects.exists() and not Fact.objects.exists()
    assert not StoredFile.objects.exists(), "not even its bytes"


def test_a_finding_does_not_repeat_what_a_cell_says_of_a_person(households, year, measurer, client):
    path = year(1, traps=["personal-cells"])
    numbers = re.findall(r"(?<!\d)\d{8}(?!\d)", path.read_text(encoding="utf-8"))
    client.force_login(measurer)
    told = {"file": SimpleUploadedFile(path.name, path.read_bytes()), "unit": households[0].unit_id}
    html = client.post(reverse("data_upload"), told).content.decode()
    assert numbers and "Hallazgos" in html and not any(number in html for number in numbers)


def test_a_mistake_in_the_last_of_two_rows_keeps_neither(card, take, tmp_path):
    card("PAQ-N")
    path = long_file(
        tmp_path / "dos.csv", (HERE[0], "2025-B1", "PAQ-N", 5, 10), (HERE[1], "2025-B1", "PAQ-N", "cinco", 10)
    )
    outcome = take(path)
    assert outcome.delivery is None and not Slice.objects.exists()
    assert any(3 in one.rows for one in outcome.findings), "the line is told"


@pytest.mark.parametrize(
    ("name", "content"), [("datos.txt", b"x"), ("datos.xlsx", b"no es un libro"), ("d.csv", b"")]
)
def test_what_is_no_table_is_told_on_the_page(households, measurer, client, name, content):
    client.force_login(measurer)
    told = {"file": SimpleUploadedFile(name, content), "unit": households[0].unit_id}
    answer = client.post(reverse("data_upload"), told)
    assert answer.status_code == 422 and not StoredFile.objects.exists() and not Delivery.objects.exists()


def test_a_file_larger_than_what_is_kept_is_refused_with_the_limit(
    households, year, measurer, client, settings
):
    settings.MAX_FILE_SIZE = 100
    path = year(1)
    client.force_login(measurer)
    told = {"file": SimpleUploadedFile(path.name, path.read_bytes()), "unit": households[0].unit_id}
    answer = client.post(reverse("data_upload"), told)
    assert answer.status_code == 422 and "supera el límite" in answer.content.decode()
    assert not Delivery.objects.exists()


def test_only_who_may_write_in_the_units_name_loads(households, year, other_head, auditor, units, client):
    path = year(1)
    with path.open("rb") as opened, pytest.raises(AccessDenied):
        loading.take_in(by=other_head, unit_id=units["UPPM"].pk, stream=opened, file_name=path.name)
    client.force_login(auditor)
    assert client.get(reverse("data_upload")).status_code == 403
    client.force_login(other_head)
    told = {"file": SimpleUploadedFile(path.name, path.read_bytes()), "unit": units["UPPM"].pk}
    assert client.post(reverse("data_upload"), told).status_code == 422, "the unit is none of theirs"
    assert not Delivery.objects.exists() and not StoredFile.objects.exists()


# -- in the language of whoever reads --------------------------------------------------------------------------


def told_on(answer: Any) -> set[str]:
    """The sentences of the findings of a page."""
    found = re.findall(r'<td data-label="(?:Qué pasa|What happens)">(.*?)</td>', answer.content.decode())
    return {unescape(one) for one in found}


def test_the_traps_of_a_file_are_told_in_the_language_of_the_page(households, year, measurer, client):
    path = year(1, traps=["not-a-number", "unknown-place", "heading-changed", "unknown-column", "note-row"])
    client.force_login(measurer)
    pages = {}
    for language in ("en", "es"):
        client.cookies["django_language"] = language
        told = {"file": SimpleUploadedFile(path.name, path.read_bytes()), "unit": households[0].unit_id}
        pages[language] = told_on(client.post(reverse("data_upload"), told))
    assert len(pages["en"]) == len(pages["es"]) > 5 and not pages["en"] & pages["es"]
    assert "“MIEMBROS OBJETIVO” must be a whole number." in pages["en"]
    assert "The ubigeo is not that of a known district (991199)." in pages["en"]
    assert "«MIEMBROS OBJETIVO» debe ser un número entero." in pages["es"]


def test_a_delivery_shows_its_findings_in_the_language_of_whoever_reads_it(
    households, take, year, auditor, client
):
    delivery = take(year(1, traps=["name-differs"])).delivery
    client.force_login(auditor)
    address = reverse("register_detail", args=["data-deliveries", delivery.pk])
    assert "El archivo dice que sus datos son inventados." in told_on(client.get(address))
    client.cookies["django_language"] = "en"
    told = told_on(client.get(address))
    assert "The file says that its data are made up." in told and len(told) == len(delivery.findings)
    assert not [one for one in told if "«" in one or " el " in one]


def test_findings_that_were_kept_as_sentences_are_shown_as_they_are(households, take, year, auditor, client):
    delivery = take(year(1)).delivery
    sentence = "«MONTO» usa coma decimal: «100 %(x)s» se leyó así, sin multiplicar nada."
    finding = {
        "severity": "warning", "file": "a.csv", "sheet": "", "column": "MONTO", "rule": "decimal-comma",
        "message": sentence, "count": 3, "rows": [2, 3, 4],
    }  # fmt: skip
    Delivery.objects.filter(pk=delivery.pk).update(findings=[finding])
    client.force_login(auditor)
    for language in ("es", "en"):
        client.cookies["django_language"] = language
        page = client.get(reverse("register_detail", args=["data-deliveries", delivery.pk]))
        assert told_on(page) == {sentence} and "2, 3, 4" in page.content.decode()


def test_a_column_that_is_not_named_is_told_by_its_place_in_both_languages(card, measurer, client, tmp_path):
    unit = card("PAQ-N").unit_id
    text = "ubigeo,periodo,indicador,numerador,denominador,12345678\n" + f"{HERE[0]},2025-B1,PAQ-N,5,10,x\n"
    client.force_login(measurer)
    for language, column in (("es", "columna 6"), ("en", "column 6")):
        client.cookies["django_language"] = language
        told = {"file": SimpleUploadedFile("datos.csv", text.encode()), "unit": unit}
        html = client.post(reverse("data_upload"), told).content.decode()
        assert f">{column}<" in html and "12345678" not in html


# -- from a total to a line ------------------------------------------------------------------------------------


def follow(html: str, part: str) -> str:
    """The address of a part by its name, as the page links it."""
    found = re.search(rf'<th scope="row"><a href="([^"]+)">{re.escape(part)}</a>', html)
    assert found, f"no link to {part}"
    return unescape(found[1])


def amounts(context: Any) -> tuple[str, str]:
    return context["value"].numerator, context["value"].denominator


def test_a_line_of_the_file_is_reached_from_the_total_of_the_nation(
    households, take, year, accept, auditor, client
):
    path = year(2)
    delivery = accept(take(path).delivery)
    code = HERE[3]
    names = {place.code: place.name for place in Place.objects.filter(code__in=(code[:2], code[:4], code))}
    client.force_login(auditor)
    page = client.get(reverse("figure", args=["COB"]), {"periodo": "2025-B2"})
    for step in (code[:2], code[:4], code):
        html = page.content.decode()
        assert "Las partes suman exactamente la cifra" in html
        whole = page.context["value"]
        parts = page.context["parts"]
        for side in ("numerator", "denominator"):
            told = [int(getattr(part, side).replace(",", "")) for part in parts]
            assert sum(told) == int(getattr(whole, side).replace(",", ""))
        page = client.get(follow(html, names[step]))
        assert page.status_code == 200
    html = page.content.decode()
    (fact,) = Fact.objects.filter(
        place__code=code, slice__period=B2.first, slice__indicator=households[1], slice__delivery=delivery
    )
    assert f"fila {fact.line}" in html and delivery.code in html and path.name in html
    row = line_of(path, fact.line)
    assert row[0] == code and row[7] == str(int(fact.numerator)) and row[6] == str(int(fact.denominator))
    assert client.get(reverse("register_detail", args=["data-deliveries", delivery.pk])).status_code == 200


def test_a_total_is_reached_by_territorial_unit_as_well(
    households, take, year, accept, auditor, client, piura, puno
):
    for at, code in enumerate(HERE):
        Coverage.objects.create(
            place=Place.objects.get(code=code), unit=(piura, puno)[at % 2], valid_from=SINCE
        )
    accept(take(year(1)).delivery)
    client.force_login(auditor)
    page = client.get(reverse("figure", args=["AFI"]), {"periodo": "2025-B1"})
    split = {row.name: Decimal(row.numerator.replace(",", "")) for row in page.context["other_split"]}
    assert sum(split.values()) == Decimal(page.context["value"].numerator.replace(",", ""))
    found = client.get(follow(page.content.decode(), "UT-PUNO"))
    assert found.context["are_facts"] and len(found.context["parts"]) == len(HERE[1::2])
    assert "Las partes suman exactamente la cifra" in found.content.decode()

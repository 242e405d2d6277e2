"""Words inside records, evidence and documents are found, in Spanish, and only by who may see them."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse

from sigor.committee.models import Agreement
from sigor.home.finding import find
from sigor.records import services, words
from sigor.records.models import FileWords, RecordWords, StoredFile
from tests.documents.conftest import document, document_type, draft, kind  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(units, unit_head):
    def make(
        title="Un acuerdo",
        text="Revisar la señalización de las auditorías internas.",
        by=unit_head,
        unit="UCC",
    ):
        made = Agreement(title=title, text=text, unit=units[unit], due_date=date(2026, 1, 2))
        return services.create(made, by=by)

    return make


def codes(user, text, limit=30):
    return [hit.code for hit in find(user, text, limit)]


@pytest.mark.parametrize(
    "typed", ["senalizacion", "auditoria", "AUDITORÍAS internas", '"auditorías internas"', "señal -externo"]
)
def test_spanish_words_are_found_without_accents_and_by_their_root(agreement, unit_head, typed):
    record = agreement()
    expected = [record.code] if typed != "señal -externo" else codes(unit_head, "señal")
    assert codes(unit_head, typed) == expected


def test_what_a_record_says_now_is_found_and_what_it_said_is_not(agreement, unit_head):
    record = agreement()
    services.change(record, by=unit_head, values={"text": "Otra cosa"}, revision=1)
    assert codes(unit_head, "señalización") == [] and codes(unit_head, "otra cosa") == [record.code]


def test_other_units_find_nothing_not_even_a_count(agreement, unit_head, other_head, auditor, client):
    record = agreement()
    assert codes(unit_head, "señalización") == codes(auditor, "señalización") == [record.code]
    assert codes(other_head, "señalización") == []
    client.force_login(other_head)
    page = client.get(reverse("search"), {"q": "señalización"}).content.decode()
    assert record.code not in page and "Dentro de los registros" not in page


def test_who_may_see_little_still_finds_it_behind_many_others(agreement, other_head, monkeypatch):
    monkeypatch.setattr("sigor.home.finding.LOOKED_AT", 5)
    hidden = [agreement(title="Señalización señalización") for _n in range(12)]
    own = agreement(by=other_head, unit="UOP")
    assert hidden and codes(other_head, "señalización") == [own.code]


def test_what_an_evidence_says_leads_to_its_record(agreement, unit_head, other_head, units):
    record = agreement(text="x")
    evidence = services.keep_evidence(
        by=unit_head, unit_id=units["UCC"].pk, stream=BytesIO(b"Informe sobre la anemia infantil"),
        file_name="informe.txt", type="Informe",
    )  # fmt: skip
    services.attach(record, by=unit_head, evidence=evidence)
    assert codes(unit_head, "anemia") == [], "files are read in the background"
    words.read(evidence.file)
    (hit,) = find(unit_head, "anemia", 5)
    assert hit.code == record.code and hit.url.endswith("#evidencia") and "«anemia»" in hit.around
    assert codes(other_head, "anemia") == []


def test_the_text_of_a_draft_is_found_by_its_unit_only(draft, unit_head, other_head):  # noqa: F811
    version = draft("La verificación nominal de corresponsabilidades")
    words.read(version.file)
    assert version.code in codes(unit_head, "verificación nominal")
    assert codes(other_head, "nominal") == []


def test_a_file_that_cannot_be_read_says_why_and_stops_nothing(unit_head, units):
    evidence = services.keep_evidence(
        by=unit_head,
        unit_id=units["UCC"].pk,
        stream=BytesIO(b"%PDF-1.4\nroto"),
        file_name="a.pdf",
        type="Informe",
    )
    assert words.read(evidence.file).problem


def test_what_was_kept_before_is_indexed_later(agreement, unit_head):
    record = agreement()
    RecordWords.objects.all().delete()
    assert codes(unit_head, "señalización") == []
    assert words.index_missing()[0] >= 1
    assert codes(unit_head, "señalización") == [record.code]
    assert FileWords.objects.count() == StoredFile.objects.count()


@pytest.mark.parametrize(
    "typed", ["'", '"', "a & b | !", "\\", "%", "<script>", "((", "x" * 500, "or or", "-"]
)
def test_nothing_that_is_typed_breaks_the_page(typed, agreement, unit_head, client):
    agreement()
    client.force_login(unit_head)
    assert client.get(reverse("search"), {"q": typed}).status_code == 200

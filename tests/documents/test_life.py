"""The life of a document: proposal, review, legal opinion, approval by an act, in force on a day, repeal."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from sigor.documents import selectors
from sigor.documents import services as documents
from sigor.documents.models import Document, DocumentVersion, Remark
from sigor.organisation.models import Role
from sigor.processes.models import Process
from sigor.records import selectors as selectors_of_records
from sigor.records import services
from sigor.records.access import AccessDenied
from sigor.records.services import EditedMeanwhile, TransitionRefused
from tests.documents.conftest import FIRST, SECOND
from tests.plans.conftest import on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story")]


def shown(version):
    version.refresh_from_db()
    return version.get_state().code


def test_codes_are_issued_by_the_pattern_without_gaps(document_type, unit_head, units, coordinator):
    process = services.create(
        Process(key="M03", title="Gestión", kind="missional", unit=units["UCC"], valid_from=date(2025, 1, 1)),
        by=coordinator,
    )
    kind = document_type("P")
    made = [
        services.create(
            Document(title=f"Documento {n}", type=kind, process=where, purpose="x", unit=units["UCC"]),
            by=unit_head,
        ).code
        for n, where in enumerate([process, None, process])
    ]
    assert made == ["PNADP-UCC-M03-P-001", "PNADP-UCC-GEN-P-001", "PNADP-UCC-M03-P-002"]


def test_another_pattern_is_a_matter_of_data(document_type, unit_head, units):
    kind = document_type("F", pattern="{tipo}/{unidad}.{numero:02d}")
    made = Document(title="Formato", type=kind, purpose="x", unit=units["UCC"])
    assert services.create(made, by=unit_head).code == "F/UCC.01"


def test_whoever_proposes_does_not_accept(kind, coordinator, units):
    made = services.create(Document(title="x", type=kind, purpose="x", unit=units["UPPM"]), by=coordinator)
    with pytest.raises(TransitionRefused, match="otra persona"):
        services.transition(made, "accept", by=coordinator)


def test_a_version_waits_for_its_day_and_then_takes_the_place_of_the_former(approved, document):
    first = approved("2025-06-10")
    assert shown(first) == "approved"
    with on("2025-06-10"):
        assert shown(first) == "in_force"
        assert list(selectors.in_force(date(2025, 6, 10))) == [first]
        second = approved("2025-06-20", SECOND)
        assert (shown(first), shown(second)) == ("in_force", "approved")
    with on("2025-06-20"):
        assert (shown(first), shown(second)) == ("superseded", "in_force")
    for day, ruling in (("2025-06-09", None), ("2025-06-19", first), ("2025-06-20", second)):
        assert selectors.in_force(date.fromisoformat(day)).first() == ruling
    document.refresh_from_db()
    assert document.review_due == date(2027, 6, 20)


def test_a_draft_never_touches_what_rules(approved, draft, reviewed):
    first = approved("2025-06-02")
    before = DocumentVersion.objects.values().get(pk=first.pk)
    reviewed(draft(SECOND))
    assert DocumentVersion.objects.values().get(pk=first.pk) == before


def test_a_version_does_not_rule_before_the_one_that_it_replaces(approved):
    approved("2025-06-10")
    with pytest.raises(ValidationError, match="Debe regir después del 10/06/2025"):
        approved("2025-06-10", SECOND)


def test_an_act_that_was_not_issued_or_does_not_approve_is_not_enough(
    reviewed, draft, act, act_type, director
):
    version = reviewed(draft())
    kind = act_type("INF", approves=False, series="none", pattern="")
    for wrong in (act(act_type(), by=director, unit="DE"), act(kind, by=director, unit="DE", number="1")):
        told = {"effective_on": date(2025, 7, 1), "approval_act": wrong}
        with pytest.raises(ValidationError, match=r"todavía no se emite|no aprueba"):
            services.transition(version, "approve", by=director, values=told, confirmed=True)
    assert shown(version) == "to_approve"


def test_author_reviewer_lawyer_and_approver_are_different_people(
    draft, units, unit_head, coordinator, person
):
    version = draft()
    documents.ask_reviews(version=version, units=[units["UOP"]], due=date(2025, 6, 9), by=unit_head)
    version = services.transition(version, "send_review", by=unit_head)
    review = version.reviews.get()
    both = person("both", Role.UNIT_HEAD, "UOP")
    services.transition(review, "agree", by=both, values={"answer": "Conforme"})
    version = services.transition(version, "to_legal", by=unit_head, values={"legal_unit": units["UCC"]})
    with pytest.raises(TransitionRefused, match="otra persona"):
        services.transition(
            version, "opine", by=unit_head, values={"legal_opinion": "Procede"}, confirmed=True
        )


def test_it_does_not_go_on_without_a_file_a_review_or_with_an_open_remark(
    document, unit_head, other_head, units
):
    made = DocumentVersion(title="x", document=document, summary="x", unit=units["UCC"])
    version = services.create(made, by=unit_head)

    def refusal(step):
        return services.refused(version, version.workflow.transition(step), by=unit_head)

    assert "cargue el archivo" in refusal("send_review")
    version = documents.put_file(
        version=version, by=unit_head, stream=BytesIO(FIRST.encode()), file_name="a.txt"
    )
    assert "pida la revisión" in refusal("send_review")
    (review,) = documents.ask_reviews(
        version=version, units=[units["UOP"]], due=date(2025, 6, 9), by=unit_head
    )
    version = services.transition(version, "send_review", by=unit_head)
    remark = services.create(
        Remark(title="Aclarar", version=version, paragraph=3, unit=units["UOP"]), by=other_head
    )
    assert remark.quote == "Se revisa en cinco días."
    assert refusal("to_legal") == "Falta la conformidad de: UOP."
    services.transition(review, "agree", by=other_head, values={"answer": "Sí"})
    assert "párrafo 3" in refusal("to_legal")
    services.transition(remark, "resolve", by=unit_head, values={"answer": "Aclarado"})
    assert refusal("to_legal") == ""


def test_a_remark_on_a_paragraph_that_is_not_there_says_how_many_there_are(draft, units, unit_head):
    with pytest.raises(ValidationError, match="3 párrafos"):
        services.create(Remark(title="x", version=draft(), paragraph=4, unit=units["UCC"]), by=unit_head)


def test_the_database_keeps_an_approved_version(approved):
    version = approved("2025-06-10")
    for column, value in (("text", "otro"), ("file_name", "otro.txt"), ("state", "draft")):
        with pytest.raises(DatabaseError), transaction.atomic():
            DocumentVersion.objects.filter(pk=version.pk).update(**{column: value})
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_documentversion WHERE id = %s", [version.pk])


def test_repeal_ends_the_version_on_its_day_and_needs_an_act(approved, document, director, resolution):
    version = approved("2025-06-03")
    told = {"repealed_on": date(2025, 6, 20), "repeal_act": resolution()}
    kept = services.transition(document, "repeal", by=director, reason="Ya no se usa", values=told)
    assert kept.state == "repealed" and shown(version) == "repealing"
    with on("2025-06-19"):
        assert list(selectors.in_force(date(2025, 6, 19))) == [version]
    with on("2025-06-20"):
        assert shown(version) == "repealed" and not selectors.in_force(date(2025, 6, 20)).exists()


def test_a_document_with_a_version_under_way_is_not_repealed(approved, draft, document, director, resolution):
    approved("2025-06-03")
    draft(SECOND)
    told = {"repealed_on": date(2025, 6, 20), "repeal_act": resolution()}
    with pytest.raises(TransitionRefused, match="descártela antes"):
        services.transition(document, "repeal", by=director, reason="x", values=told)


def test_the_file_is_with_one_person_at_a_time_and_nothing_is_lost(draft, unit_head, coordinator, person):
    version = draft()
    version = documents.check_out(version=version, by=unit_head)
    other = person("colleague", Role.OFFICER, "UCC")
    with pytest.raises(EditedMeanwhile, match="Unit head"):
        documents.put_file(version=version, by=other, stream=BytesIO(b"x"), file_name="a.txt")
    with pytest.raises(AccessDenied):
        documents.give_back(version=version, by=other)
    version = documents.give_back(version=version, by=coordinator, reason="Está de vacaciones")
    with pytest.raises(EditedMeanwhile):
        documents.put_file(version=version, by=other, stream=BytesIO(b"x"), file_name="a.txt", revision=1)
    kept = documents.put_file(
        version=version, by=other, stream=BytesIO(b"Nuevo"), file_name="a.txt", revision=version.revision
    )
    assert kept.text == "Nuevo" and kept.out_to is None


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.docx", b"PK\x03\x04 roto", "no corresponde"),
        ("a.pdf", b"%PDF-1.7 nada", "dañado"),
        ("a.xlsx", b"x", "Word"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_the_former_stays(
    draft, unit_head, client, name, content, says
):
    version = draft()
    client.force_login(unit_head)
    address = reverse("version_put_file", args=[version.pk])
    file = BytesIO(content)
    file.name = name
    page = client.post(address, {"file": file}, follow=True).content.decode()
    assert says in page
    version.refresh_from_db()
    assert version.text == FIRST


def test_a_draft_is_seen_by_its_unit_and_by_those_asked_and_by_no_other(
    draft, unit_head, other_head, units, client
):
    version = draft()
    address = reverse("register_detail", args=["document-versions", version.pk])
    client.force_login(other_head)
    assert client.get(address).status_code == 404
    assert client.get(reverse("version_file", args=[version.pk])).status_code == 404
    documents.ask_reviews(version=version, units=[units["UOP"]], due=date(2025, 6, 9), by=unit_head)
    assert client.get(address).status_code == 200


def test_the_library_says_what_changed_since_i_last_read(approved, unit_head, other_head, client):
    first = approved("2025-06-02")
    client.force_login(other_head)
    assert "Sin leer" in client.get(reverse("library")).content.decode()
    got = client.get(reverse("version_file", args=[first.pk]))
    assert b"".join(got.streaming_content).decode() == FIRST
    assert "Leído" in client.get(reverse("library")).content.decode()
    with on("2025-06-10"):
        second = approved("2025-06-10", SECOND)
        page = client.get(reverse("library")).content.decode()
        address = f"{reverse('version_comparison')}?antes={first.pk}&amp;despues={second.pk}"
        assert "Cambió desde que lo leyó" in page and address in page
        told = client.get(address.replace("&amp;", "&")).content.decode()
    assert "<del>cinco</del>" in told and "<ins>siete</ins>" in told


def test_versions_of_two_documents_are_not_compared(
    approved, document, draft, kind, unit_head, units, client
):
    other = services.create(Document(title="Otro", type=kind, purpose="x", unit=units["UCC"]), by=unit_head)
    pair = {"antes": draft().pk, "despues": draft(of=other).pk}
    client.force_login(unit_head)
    assert client.get(reverse("version_comparison"), pair).status_code == 404
    assert client.get(reverse("version_comparison"), {"antes": "x", "despues": ""}).status_code == 404


def test_the_trail_holds_every_step(approved):
    version = approved("2025-06-02")
    states = [entry.after.get("state") for entry in selectors_of_records.history_of(version).order_by("id")]
    assert [state for state in dict.fromkeys(states) if state] == [
        "draft",
        "in_review",
        "legal",
        "to_approve",
        "approved",
    ]

"""A type of document, people for each part, and the verbs of a document's life."""

from datetime import date
from io import BytesIO

import pytest

from sigor.documents import services as documents
from sigor.documents.models import Document, DocumentType, DocumentVersion
from sigor.organisation import clock
from sigor.organisation.models import Role
from sigor.records import services
from tests.acts.conftest import act, act_type, case, issued  # noqa: F401
from tests.plans.conftest import on

FIRST = "Objetivo\nOrdenar los documentos.\nSe revisa en cinco días."
SECOND = "Objetivo\nOrdenar los documentos.\nSe revisa en siete días.\nHay una lista maestra."


@pytest.fixture
def story():
    """The clock at a day of June 2025, which tests move on."""
    with on("2025-06-02"):
        yield clock


@pytest.fixture
def document_type(coordinator, units):
    def make(key="DIR", **values):
        told = {"title": "Directiva", "approver": Role.DIRECTOR, "legal_opinion": True, "review_months": 24}
        made = DocumentType(key=key, unit=units["UPPM"], valid_from=date(2025, 1, 1), **(told | values))
        return services.create(made, by=coordinator)

    return make


@pytest.fixture
def kind(document_type):
    return document_type()


@pytest.fixture
def document(kind, unit_head, coordinator, units):
    """A directive of the UCC, accepted."""
    made = Document(title="Atención de alertas", type=kind, purpose="Hace falta.", unit=units["UCC"])
    return services.transition(services.create(made, by=unit_head), "accept", by=coordinator)


@pytest.fixture
def draft(document, unit_head):
    """A function that drafts a version with a text."""

    def make(text=FIRST, by=unit_head, of=None, name="texto.txt"):
        whole = of or document
        made = DocumentVersion(title=whole.title, document=whole, summary="Cambios", unit=whole.unit)
        kept = services.create(made, by=by)
        return documents.put_file(version=kept, by=by, stream=BytesIO(text.encode()), file_name=name)

    return make


@pytest.fixture
def lawyer(person):
    return person("lawyer", Role.UNIT_HEAD, "UPPM")


@pytest.fixture
def reviewed(unit_head, other_head, units, lawyer):
    """A function that brings a draft to where it waits for approval."""

    def bring(version):
        (review,) = documents.ask_reviews(
            version=version, units=[units["UOP"]], due=clock.today(), by=unit_head
        )
        version = services.transition(version, "send_review", by=unit_head)
        services.transition(review, "agree", by=other_head, values={"answer": "Conforme"})
        version = services.transition(version, "to_legal", by=unit_head, values={"legal_unit": units["UPPM"]})
        return services.transition(
            version, "opine", by=lawyer, values={"legal_opinion": "Procede"}, confirmed=True
        )

    return bring


@pytest.fixture
def resolution(act_type, issued):  # noqa: F811
    """A function that issues an approving act."""
    made = {}

    def issue(day=date(2025, 6, 2)):
        if "kind" not in made:
            made["kind"] = act_type()
        return issued(made["kind"], day)

    return issue


@pytest.fixture
def approved(draft, reviewed, resolution, director):
    """A function that brings a text to be in force from a day."""

    def make(since, text=FIRST):
        version = reviewed(draft(text))
        told = {"effective_on": date.fromisoformat(since), "approval_act": resolution()}
        return services.transition(version, "approve", by=director, values=told, confirmed=True)

    return make

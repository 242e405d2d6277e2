"""A document of a record, people who sign it and an installation that trusts one authority."""

import hashlib
import io

import pytest

from sigor.context.models import InterestedParty
from sigor.organisation import clock
from sigor.organisation.models import Role
from sigor.records import files
from sigor.records import services as records
from sigor.signatures import sandbox, services
from sigor.signatures.adapters import certificate
from tests.conftest import PASSWORD
from tests.signatures import documents, pki

_known: dict[tuple[str, bool], dict] = {}


@pytest.fixture(autouse=True)
def looked_into_once(monkeypatch, settings):
    """The same document is asked for again and again: it is looked into, in its own process, the first time."""
    inspect = sandbox.inspect

    def known(data, *, sent=None, public=False, **given):
        if sent is not None or public:
            return inspect(data, sent=sent, public=public, **given)
        key = (hashlib.sha256(data).hexdigest(), bool(settings.SIGNING_TRUST))
        if key not in _known:
            _known[key] = inspect(data, **given)
        return _known[key]

    monkeypatch.setattr(sandbox, "inspect", known)


@pytest.fixture
def authority(settings, tmp_path):
    """The certificates of the tests, and the installation trusting their root."""
    found = pki.authority()
    settings.SIGNING_TRUST = found.trust(tmp_path / "autoridades")
    return found


@pytest.fixture
def institution(authority, settings, tmp_path, monkeypatch):
    """The certificate of the institution is configured, and a timestamping service answers."""
    settings.SIGNING_P12 = tmp_path / "institucion.p12"
    settings.SIGNING_P12.write_bytes(authority.institution.pkcs12())
    settings.SIGNING_P12_PASSPHRASE = pki.PASSPHRASE
    monkeypatch.setattr(certificate, "timestamper", authority.timestamper)
    return authority


@pytest.fixture
def record(coordinator, units):
    party = InterestedParty(title="Hogares", unit=units["UCC"], kind="external", influence=4, interest=5)
    return records.create(party, by=coordinator)


@pytest.fixture
def keep(db):
    """A function that keeps bytes as a stored file."""

    def store(data: bytes, name: str = "informe.pdf"):
        return files.store(io.BytesIO(data), name, at=clock.now())

    return store


@pytest.fixture
def document(keep):
    return keep(documents.report())


@pytest.fixture
def legal_head(person):
    return person("legal_head", Role.UNIT_HEAD, "UAJ")


@pytest.fixture
def ask(record, document, coordinator, unit_head):
    """A function that asks a person, by default the head of the unit, to sign the document of the record."""

    def make(**given):
        asked = {
            "by": coordinator,
            "file": document,
            "file_name": "informe.pdf",
            "signer": unit_head,
            "purpose": "approval",
            "signer_document": pki.DNI,
        }
        return services.request_signature(given.pop("record", record), **asked | given)

    return make


@pytest.fixture
def sign(institution):
    """A function that signs a request with the certificate of the institution, by whoever was asked."""

    def do(request, by=None):
        seen = services.selectors.document_of(request).sha256
        return services.sign_with_certificate(request, by=by or request.signer, password=PASSWORD, seen=seen)

    return do


@pytest.fixture
def seen(document):
    return document.sha256


@pytest.fixture
def bytes_of():
    def read(file) -> bytes:
        data = files.location(file.sha256).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file.sha256
        return data

    return read

"""What signing asks of whoever makes signatures: this system's own certificate, or a signer outside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils.module_loading import import_string

from sigor.signatures.models import Purpose, Way

# By their own name only: pyHanko takes a second to load, and most processes never sign.
ADAPTERS = {
    Way.CERTIFICATE: "sigor.signatures.adapters.certificate.InstitutionCertificate",
    Way.FIRMA_PERU: "sigor.signatures.adapters.firma_peru.FirmaPeru",
}

# What stands in the signature itself; always in Spanish, whatever language the reader uses.
REASONS = {
    Purpose.AUTHOR: "Soy el autor del documento",
    Purpose.APPROVAL: "Doy V° B°",
    Purpose.APPROVER: "Apruebo",
}


class NotAvailable(Exception):
    """The adapter cannot be used now; the message says why."""


class SigningFailed(Exception):
    """Nothing was signed; the message says why."""


@dataclass(frozen=True)
class Place:
    """Where the visible part goes: the page, from the end if negative, and mm from its top left corner."""

    page: int
    x: int
    y: int


@dataclass(frozen=True)
class Wanted:
    """The one signature that is asked for, in all that an adapter needs to make it."""

    code: str
    purpose: str
    name: str
    role: str
    moment: datetime
    verification: str = ""
    place: Place | None = None  # without one it goes into the margin
    turn: int = 1  # which of the visible parts of its document it is

    @property
    def reason(self) -> str:
        return REASONS[Purpose(self.purpose)]


@dataclass(frozen=True)
class Expected:
    """Whose certificate must have signed, and what the signature must carry; what is empty is not asked."""

    fingerprint: str = ""
    document: str = ""
    name: str = ""
    timestamp: bool = False


class Adapter(Protocol):
    """Anything that can bring a signed file about."""

    way: str

    def unavailable(self) -> str:
        """Why it cannot be used in this installation, in one sentence, or nothing."""
        ...

    def expected(self, name: str, document: str) -> Expected:
        """What must come back when this person is asked. Raises NotAvailable."""
        ...


class HoldsTheKey(Adapter, Protocol):
    """Signs here and now."""

    def sign(self, document: bytes, wanted: Wanted) -> bytes:
        """The document with one more signature. Raises NotAvailable, SigningFailed."""
        ...


class SignsElsewhere(Adapter, Protocol):
    """Gives the page what starts a program on the person's machine, which fetches and returns the document."""

    def check(self) -> None:
        """Whether the platform outside lets us in. Raises NotAvailable, SigningFailed."""
        ...

    def invitation(self, *, parameters_url: str, token: str) -> dict[str, Any]:
        """What the page needs in order to start the program."""
        ...

    def parameters(self, wanted: Wanted, *, document_url: str, return_url: str, mark_url: str) -> str:
        """What the program is told when it asks. Raises NotAvailable, SigningFailed."""
        ...


def adapter(way: str) -> Any:
    """The adapter of that way of signing."""
    return import_string(ADAPTERS[Way(way)])()

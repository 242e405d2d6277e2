"""A stand-in for the program of Firma Perú on a person's machine, and for the platform behind it."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.signatures import documents
from tests.signatures.pki import Holder


@dataclass
class Platform:
    """Answers as the State's platform does when a system asks for a token; keeps what it was asked."""

    token: str = "ficha-de-la-plataforma"
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)

    def post(self, url: str, **given: Any) -> Any:
        self.asked.append({"url": url, **given})
        return type("Answer", (), {"text": self.token, "status_code": self.status})()


@dataclass
class FakeSigner:
    """Fetches the document, signs it with its own certificate and brings it back; each step can be bent."""

    holder: Holder
    alter: Callable[[bytes], bytes] = lambda document: document  # before it signs
    reason: str = ""  # another than the one it was told
    spoil: Callable[[bytes], bytes] = lambda signed: signed  # after it signed
    client: Client = field(default_factory=Client)
    told: dict[str, Any] = field(default_factory=dict)

    def parameters(self, param: str) -> Any:
        start = json.loads(base64.b64decode(param))
        return self.client.post(path(start["param_url"]), {"param_token": start["param_token"]})

    def document(self) -> Any:
        return self.client.get(path(self.told["documentToSign"]))

    def give_back(self, signed: bytes) -> Any:
        file = SimpleUploadedFile("firmado.pdf", signed, "application/pdf")
        return self.client.post(path(self.told["uploadDocumentSigned"]), {"signed_file": file})

    def sign(self, document: bytes) -> bytes:
        made = documents.signed(
            self.alter(document),
            self.holder,
            reason=self.reason or self.told["signatureReason"],
            field="FirmaPeru",
        )
        return self.spoil(made)

    def run(self, param: str) -> Any:
        """The whole errand; gives the answer to the returned document."""
        self.told = json.loads(base64.b64decode(self.parameters(param).content))
        document = b"".join(self.document().streaming_content)
        return self.give_back(self.sign(document))


def path(address: str) -> str:
    return urlsplit(address).path

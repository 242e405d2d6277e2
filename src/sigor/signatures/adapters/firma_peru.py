"""Firma Perú: a program of the State on the person's machine fetches the document, signs it and returns it.

The platform knows this system by a client id and a secret, which come from the environment; it answers with a
token that the program shows. TLS is always checked, redirections are not followed.
"""

import base64
import json
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from sigor.signatures.models import Purpose, Way
from sigor.signatures.port import Expected, NotAvailable, SigningFailed, Wanted
from sigor.signatures.stamp import EDGE, MM, VISA

TIMEOUT = (5, 15)  # seconds to connect and to answer
TOKEN_LENGTH = 10_000  # characters: an answer that is longer is no token
NEEDED = ("FIRMA_PERU_CLIENT_ID", "FIRMA_PERU_CLIENT_SECRET", "FIRMA_PERU_TOKEN_URL", "FIRMA_PERU_SCRIPT_URL")
LEVELS = ("B", "T", "LTA")


class FirmaPeru:
    """Each person signs with a certificate of one's own, on a card or on the machine."""

    way = Way.FIRMA_PERU

    def unavailable(self) -> str:
        if not settings.FIRMA_PERU:
            return _("Firma Perú no está activada en este sistema.")
        missing = [name for name in NEEDED if not getattr(settings, name)]
        if missing:
            return _("Firma Perú no está configurada: falta %(names)s.") % {"names": ", ".join(missing)}
        for name in ("FIRMA_PERU_TOKEN_URL", "FIRMA_PERU_SCRIPT_URL"):
            if urlsplit(getattr(settings, name)).scheme != "https":
                return _("Firma Perú no está configurada: %(name)s debe ser una dirección https.") % {
                    "name": name
                }
        if settings.FIRMA_PERU_LEVEL not in LEVELS:
            return _("Firma Perú no está configurada: FIRMA_PERU_LEVEL admite B, T o LTA.")
        return ""

    def expected(self, name: str, document: str) -> Expected:
        """The person's own certificate: by the identity document or, where the installation says so, by name."""
        stamped = settings.FIRMA_PERU_LEVEL != "B"
        if document:
            return Expected(document=document, timestamp=stamped)
        if settings.SIGNING_IDENTITY != "name":
            raise NotAvailable(
                _(
                    "La solicitud no dice el documento de identidad de quien firma: pida que la anulen y la hagan de nuevo con él."
                )
            )
        return Expected(name=name, timestamp=stamped)

    def check(self) -> None:
        platform_token()

    def invitation(self, *, parameters_url: str, token: str) -> dict[str, Any]:
        asked = {"param_url": parameters_url, "param_token": token, "document_extension": "pdf"}
        return {
            "script": settings.FIRMA_PERU_SCRIPT_URL,
            "port": settings.FIRMA_PERU_PORT,
            "param": _encoded(asked),
        }

    def parameters(self, wanted: Wanted, *, document_url: str, return_url: str, mark_url: str) -> str:
        page, x, y = _corner(wanted)
        return _encoded(
            {
                "signatureFormat": "PAdES",
                "signatureLevel": settings.FIRMA_PERU_LEVEL,
                "signaturePackaging": "enveloped",
                "documentToSign": document_url,
                "certificateFilter": settings.FIRMA_PERU_CERTIFICATES,
                "webTsa": settings.FIRMA_PERU_TSA_URL,
                "userTsa": settings.FIRMA_PERU_TSA_USER,
                "passwordTsa": settings.FIRMA_PERU_TSA_PASSWORD,
                "theme": "claro",
                "visiblePosition": False,
                "contactInfo": "",
                "signatureReason": wanted.reason,
                "bachtOperation": False,  # the platform spells it so
                "oneByOne": True,
                "signatureStyle": 1,
                "imageToStamp": mark_url,
                "stampTextSize": 14,
                "stampWordWrap": 37,
                "role": wanted.role,
                "stampPage": page,
                "positionx": x,
                "positiony": y,
                "uploadDocumentSigned": return_url,
                "certificationSignature": False,
                "token": platform_token(),
            }
        )


def sources() -> dict[str, list[str]]:
    """What the page of Firma Perú may load and reach besides this system: one host, and the person's own machine."""
    parts = urlsplit(settings.FIRMA_PERU_SCRIPT_URL)
    platform = f"{parts.scheme}://{parts.netloc}"
    port = settings.FIRMA_PERU_PORT
    machine = [
        f"{scheme}://{name}:{port}" for scheme in ("http", "https") for name in ("127.0.0.1", "localhost")
    ]
    return {"script-src": [platform], "connect-src": ["'self'", platform, *machine]}


def platform_token() -> str:
    """A fresh token of the platform. Raises NotAvailable, SigningFailed."""
    if why := FirmaPeru().unavailable():
        raise NotAvailable(why)
    try:
        answer = requests.post(
            settings.FIRMA_PERU_TOKEN_URL,
            data={
                "client_id": settings.FIRMA_PERU_CLIENT_ID,
                "client_secret": settings.FIRMA_PERU_CLIENT_SECRET,
            },
            timeout=TIMEOUT,
            allow_redirects=False,
            verify=True,
        )
    except requests.RequestException as failed:
        raise SigningFailed(_("La plataforma de Firma Perú no responde. Inténtelo más tarde.")) from failed
    token = answer.text.strip().strip('"')
    if answer.status_code != requests.codes.ok or not token or len(token) > TOKEN_LENGTH:
        raise SigningFailed(
            _("La plataforma de Firma Perú no aceptó a este sistema (respuesta %(code)s).")
            % {"code": answer.status_code}
        )
    return token


def _encoded(told: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(told).encode()).decode()


def _corner(wanted: Wanted) -> tuple[int, int, int]:
    """Page and position of the stamp, in points from the top left corner."""
    if wanted.place is not None:
        return wanted.place.page, round(wanted.place.x * MM), round(wanted.place.y * MM)
    step = (VISA[1] + EDGE) * MM * (wanted.turn - 1)
    return 1, 10 if wanted.purpose == Purpose.APPROVAL else 400, round(10 + step)

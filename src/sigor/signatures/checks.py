"""Whether what came back is what was asked: the same document, one more signature, the right person and reason."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from sigor.signatures import sandbox
from sigor.signatures.port import Expected
from sigor.signatures.wording import trust_in_words, why_unreadable

LARGEST_SHARE = 0.25  # of its page that a visible signature may cover


class SignatureRejected(Exception):
    """What came back is not accepted, nothing of it was kept; the message says why in one sentence."""


def examine(
    sent: bytes, returned: bytes, *, expected: Expected, reason: str, moment: datetime
) -> dict[str, Any]:
    """The facts of the one signature that was added. Raises SignatureRejected."""
    if len(returned) > settings.MAX_FILE_SIZE:
        limit = settings.MAX_FILE_SIZE // (1 << 20)
        raise SignatureRejected(_("El archivo devuelto supera el límite de %(limit)d MB.") % {"limit": limit})
    if not returned.startswith(sent) or len(returned) == len(sent):
        raise SignatureRejected(
            _("El archivo devuelto no es el documento que se envió a firmar, con su firma.")
        )
    report = sandbox.inspect(returned, moment=moment, sent=len(sent))
    if report.get("problem") == "busy":
        raise SignatureRejected(why_unreadable("busy"))
    if "problem" in report:
        raise SignatureRejected(_("El archivo devuelto no se puede leer como PDF firmado."))
    signature = _the_new_one(report)
    _soundness(report, signature)
    _certificate(signature, expected)
    if _plain(signature["reason"]) != _plain(reason):
        raise SignatureRejected(
            _("La firma dice «%(found)s» y se pidió «%(asked)s».")
            % {"found": signature["reason"][:80], "asked": reason}
        )
    if expected.timestamp and not (signature["timestamp_at"] and signature["timestamp_trusted"]):
        raise SignatureRejected(_("La firma no trae un sello de tiempo de una autoridad de confianza."))
    return signature


def _the_new_one(report: dict[str, Any]) -> dict[str, Any]:
    added = report["added"]
    if not added["fields"]:
        raise SignatureRejected(_("El archivo devuelto no trae una firma nueva."))
    if len(added["fields"]) > 1:
        raise SignatureRejected(_("El archivo devuelto trae más de una firma nueva."))
    if not added["only_signatures"]:
        raise SignatureRejected(_("El documento devuelto trae cambios además de la firma."))
    signature: dict[str, Any] = next(
        one for one in report["signatures"] if one["field"] == added["fields"][0]
    )
    return signature


def _soundness(report: dict[str, Any], signature: dict[str, Any]) -> None:
    if signature["broken"] or not signature["intact"] or not signature["padded"]:
        raise SignatureRejected(_("La firma devuelta no corresponde al contenido del documento."))
    # Whatever follows the signature must itself be a timestamp over all there is.
    if signature["covers"] == "part" or not report["added"]["sealed"]:
        raise SignatureRejected(_("La firma devuelta no cubre todo el documento."))
    if not signature["pades"]:
        raise SignatureRejected(_("La firma devuelta no tiene el formato PAdES."))
    if signature["locks"]:
        raise SignatureRejected(_("La firma devuelta cierra el documento y nadie más podría firmarlo."))
    if signature["share"] > LARGEST_SHARE:
        raise SignatureRejected(_("El sello de la firma devuelta tapa el documento."))
    others = [one for one in report["signatures"] if one is not signature and one["kind"] == "signature"]
    if any(one["broken"] or not one["intact"] or one["later"] == "changed" for one in others):
        raise SignatureRejected(_("El archivo devuelto invalida una firma anterior."))


def _certificate(signature: dict[str, Any], expected: Expected) -> None:
    if signature["trust"] != "trusted":
        raise SignatureRejected(
            _("No se acepta el certificado de %(who)s: %(why)s.")
            % {"who": signature["common_name"], "why": trust_in_words(signature["trust"])}
        )
    if not _is_who_was_asked(signature, expected):
        asked = expected.document or expected.name or _("el certificado institucional")
        raise SignatureRejected(
            _("Firmó %(found)s y se pidió la firma de %(asked)s.")
            % {"found": signature["common_name"], "asked": asked}
        )


def _is_who_was_asked(signature: dict[str, Any], expected: Expected) -> bool:
    if expected.fingerprint:
        return bool(signature["fingerprint"] == expected.fingerprint)
    if expected.document:
        # «PNOPE-12345678», «DNI:12345678»: the document stands there whole, not as a part of a longer number.
        return bool(re.search(rf"(?<![0-9]){expected.document}(?![0-9])", signature["identity"].upper()))
    asked = set(_plain(expected.name).split())
    names = f"{signature['common_name']} {signature['given']}"
    return len(asked) > 1 and asked <= set(_plain(names).split())


def _plain(words: str) -> str:
    """Without accents, capitals, punctuation or doubled spaces."""
    spelled = unicodedata.normalize("NFD", words.casefold())
    kept = "".join(c for c in spelled if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", kept).split())

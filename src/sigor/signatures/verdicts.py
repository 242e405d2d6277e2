"""What was found about the signatures of a file, in plain sentences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from sigor.records.workflow import State
from sigor.signatures.wording import trust_in_words


@dataclass(frozen=True)
class Verdict:
    """One signature as the page shows it; `state` has mark, label and tone."""

    state: State
    sentence: str
    timestamp_only: bool
    signer: str = ""
    subject: str = ""
    organisation: str = ""
    issuer: str = ""
    serial: str = ""
    declared_at: datetime | None = None
    stamped_at: datetime | None = None
    stamped_by: str = ""
    stamp_trusted: bool = False
    level: str = ""
    reason: str = ""
    coverage: str = ""
    later: str = ""
    trust: str = ""


def verdict(signature: dict[str, Any]) -> Verdict:
    """One sentence for one signature, and the facts that it rests on."""
    stamp_only = signature["kind"] == "timestamp"
    if signature["broken"]:
        return Verdict(
            _bad(), _("Esta firma está dañada o no es de una clase conocida: no prueba nada."), False
        )
    state, sentence = _conclusion(signature)
    return Verdict(
        state=state,
        sentence=sentence,
        timestamp_only=stamp_only,
        signer=signature["common_name"],
        subject=signature["subject"],
        organisation=signature["organisation"],
        issuer=signature["issuer_name"],
        serial=signature["serial"],
        declared_at=_moment(signature.get("declared_at")),
        stamped_at=_moment(signature["timestamp_at"]),
        stamped_by=signature["timestamp_by"],
        stamp_trusted=signature["timestamp_trusted"],
        level=_level(signature),
        reason=signature["reason"],
        coverage=_coverage(signature),
        later=_later(signature),
        trust=_("Lleva a una autoridad en la que este sistema confía.")
        if signature["trust"] == "trusted"
        else _sentence(trust_in_words(signature["trust"])),
    )


def summary(verdicts: list[Verdict]) -> str:
    """The file in one sentence."""
    if not verdicts:
        return _("Este PDF no tiene firmas digitales.")
    good = sum(one.state.tone == "success" for one in verdicts)
    if good == len(verdicts):
        return _("Todas las firmas son válidas (%(number)d).") % {"number": good}
    if any(one.state.tone == "danger" for one in verdicts):
        return _("Al menos una firma no es válida: no confíe en este documento sin aclararlo.")
    return _("Las firmas están íntegras, pero no todas prueban quién firmó.")


def _bad() -> State:
    return State("invalid", _("No válida"), "●", "danger")


def _conclusion(signature: dict[str, Any]) -> tuple[State, str]:
    who = {"who": signature["common_name"] or _("alguien")}
    unproven = State("unproven", _("No se puede asegurar"), "◔", "warning")
    if not signature["intact"] or not signature["padded"]:
        return _bad(), _("No válida: los bytes firmados cambiaron después de la firma de %(who)s.") % who
    if signature["covers"] == "part":
        return _bad(), _("No válida: la firma de %(who)s deja fuera parte del documento.") % who
    if signature["later"] == "changed":
        return _bad(), _("No válida: el documento se modificó después de la firma de %(who)s.") % who
    if signature["later"] == "appended":
        return _bad(), _(
            "No válida: después de la firma de %(who)s se agregaron bytes que nadie firmó."
        ) % who
    if signature["trust"] in ("revoked", "weak"):
        return _bad(), _("No válida: el certificado de %(who)s %(why)s.") % (
            who | {"why": trust_in_words(signature["trust"])}
        )
    if signature["trust"] != "trusted":
        return unproven, _(
            "El documento no cambió, pero no se puede asegurar que lo firmó %(who)s: su certificado %(why)s."
        ) % (who | {"why": trust_in_words(signature["trust"])})
    if signature["kind"] == "timestamp":
        return _good(), _("Válido: el sello de tiempo prueba que el documento existía a esa hora.")
    if signature["later"] == "forms":
        return _good(), _(
            "Válida: firmó %(who)s; después solo se llenaron campos o se agregaron firmas, como el documento permitía."
        ) % who
    if signature["later"] == "signatures":
        return _good(), _("Válida: firmó %(who)s; después solo se agregaron otras firmas.") % who
    return _good(), _("Válida: firmó %(who)s y el documento no cambió desde entonces.") % who


def _good() -> State:
    return State("valid", _("Válida"), "✓", "success")


def _level(signature: dict[str, Any]) -> str:
    if signature["kind"] == "timestamp":
        return _("Sello de tiempo del documento")
    if not signature["pades"]:
        return _("Firma PDF que no sigue PAdES")
    return f"PAdES {signature['level']}"


def _coverage(signature: dict[str, Any]) -> str:
    return {
        "file": _("Cubre todo el archivo."),
        "revision": _("Cubre todo el documento tal como estaba al firmar."),
    }.get(signature["covers"], _("No cubre todo el documento."))


def _later(signature: dict[str, Any]) -> str:
    return {
        "none": _("Nada cambió después."),
        "signatures": _("Después solo se agregaron otras firmas."),
        "forms": _("Después se llenaron campos o se agregaron firmas."),
        "appended": _("Después se agregaron bytes que nadie firmó."),
    }.get(signature["later"], _("El contenido se modificó después."))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None

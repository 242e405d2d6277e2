"""What a person says by signing, and what is said of files and certificates, in whole sentences."""

from django.utils.translation import gettext as _

from sigor.signatures.models import Purpose, SignatureRequest, Way
from sigor.signatures.port import REASONS


def declaration(purpose: str) -> str:
    """What each meaning amounts to."""
    return {
        Purpose.AUTHOR: _("Declaro que elaboré este documento y que respondo por su contenido."),
        Purpose.APPROVAL: _(
            "Declaro que revisé este documento y que estoy conforme con él, sin ser su autor."
        ),
        Purpose.APPROVER: _("Declaro que apruebo este documento con la facultad que me da mi cargo."),
    }[Purpose(purpose)]


def _how(way: str) -> str:
    return {
        Way.CERTIFICATE: _(
            "Lo firma el certificado de la institución a mi pedido, que confirmé con mi contraseña."
        ),
        Way.FIRMA_PERU: _("Lo firmo con mi propio certificado digital, por Firma Perú."),
        Way.INTERNAL: _(
            "Doy mi conformidad interna, que confirmé con mi contraseña; no es una firma digital."
        ),
    }[Way(way)]


def meaning_of(request: SignatureRequest, way: str) -> str:
    """The sentence that a signature stands for; it is kept with it."""
    assert request.sent_file is not None
    told = {
        "reason": REASONS[Purpose(request.purpose)],
        "declaration": declaration(request.purpose),
        "name": request.file_name,
        "sha256": request.sent_file.sha256,
        "how": _how(way),
    }
    return _("«%(reason)s». %(declaration)s Documento: %(name)s (sha256 %(sha256)s). %(how)s") % told


def how_it_will_be(kind: str) -> list[tuple[str, str]]:
    """Each way of signing with what it amounts to, for the page where one chooses."""
    ways = [Way.INTERNAL] if kind == "internal" else [Way.CERTIFICATE, Way.FIRMA_PERU]
    return [(way.value, _how(way)) for way in ways]


def why_unreadable(problem: str) -> str:
    """Why nothing can be told about a file."""
    return {
        "not_pdf": _("El archivo no es un PDF."),
        "encrypted": _("El PDF está protegido con contraseña: quite la protección y vuelva a intentarlo."),
        "hybrid": _(
            "El PDF mezcla dos índices que pueden mostrar contenidos distintos: no se puede comprobar."
        ),
        "too_deep": _("El PDF tiene una estructura demasiado anidada: no se puede comprobar."),
        "too_big": _("El PDF ocupa demasiado al abrirlo: no se puede comprobar."),
        "too_slow": _("El PDF tarda demasiado en abrirse: no se puede comprobar."),
        "too_many": _("El PDF tiene demasiadas firmas: no se puede comprobar."),
        "busy": _("Hay muchas comprobaciones en curso. Inténtelo en un minuto."),
    }.get(problem, _("El PDF está dañado o mal formado: no se puede leer."))


def trust_in_words(trust: str) -> str:
    """Why a certificate proves nothing here."""
    return {
        "untrusted": _("no lo emitió una autoridad en la que este sistema confíe"),
        "expired": _("estaba vencido"),
        "not_yet": _("todavía no era válido"),
        "revoked": _("estaba revocado"),
        "weak": _("usa un algoritmo que ya no es seguro"),
        "not_for_signing": _("no es un certificado de firma"),
        "unknown": _("no se comprobó, porque los bytes no son los que se firmaron"),
    }.get(trust, _("su cadena de certificados no es válida"))

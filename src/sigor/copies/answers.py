"""What may be told to anybody about a code: no more than is needed to trust, or not, the paper that bears it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sigor.copies import selectors
from sigor.copies.codes import Unreadable
from sigor.copies.models import ANNULLED, IN_FORCE, REPEALED, SUPERSEDED, IssuedFile, Kind
from sigor.organisation.models import Programme
from sigor.records.files import ACCEPTED
from sigor.records.workflow import State

UNKNOWN = State("unknown", gettext_lazy("No consta"), "✕", "danger", final=True)
UNREADABLE = State("unreadable", gettext_lazy("Ese código no se puede leer"), "!", "warning")
WORD = ACCEPTED["docx"]
FIGURE_CODE = 10  # signs of the code that stands beside a figure of a report

ORDINALS = (
    gettext_lazy("primer"), gettext_lazy("segundo"), gettext_lazy("tercer"), gettext_lazy("cuarto"),
    gettext_lazy("quinto"), gettext_lazy("sexto"), gettext_lazy("séptimo"), gettext_lazy("octavo"),
    gettext_lazy("noveno"), gettext_lazy("décimo"), gettext_lazy("undécimo"), gettext_lazy("duodécimo"),
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """The state in one word, what it means in one sentence, and the facts."""

    state: State
    sentence: str
    code: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    successor: str = ""  # the code of what took its place
    original: str = ""  # the code of what a copy was made from
    near: tuple[str, ...] = ()  # codes that are one slip away from what was typed
    figure: bool = False  # what was typed may be the code of a figure
    file: IssuedFile | None = field(default=None, repr=False)


def of_code(code: str, today: date) -> Answer:
    """The answer for a code that reads well; an unknown one costs the same questions."""
    issued = selectors.find(code)
    day = timezone.localdate(issued.issued_at) if issued and issued.issued_at else today
    institution = Programme.objects.on(day).first()
    if issued is None:
        return Answer(
            UNKNOWN,
            _(
                "Ningún archivo emitido por esta institución lleva este código. Compárelo signo por signo con el "
                "impreso: si es el mismo, el documento no salió de este sistema."
            ),
            code,
        )
    return _about(issued, today, institution.name if institution else "SIGOR")


def of_slip(slip: Unreadable) -> Answer:
    """The answer for what is no code: where to look for the slip."""
    return Answer(UNREADABLE, _where(slip), near=slip.near, figure=slip.found == FIGURE_CODE)


def _where(slip: Unreadable) -> str:
    if slip.problem == "sign":
        place = str(ORDINALS[slip.place - 1]) if slip.place <= len(ORDINALS) else f"{slip.place}.º"
        return _("Revise el %(place)s carácter: los códigos no llevan «%(sign)s».") % {
            "place": place,
            "sign": slip.sign,
        }
    if slip.problem == "length":
        return _("Los códigos tienen 12 caracteres y aquí hay %(found)d.") % {"found": slip.found}
    if slip.problem == "empty":
        return _("Escriba el código impreso al pie de la página, junto al QR.")
    return _("Un carácter no es el impreso, o dos están cambiados de lugar: revíselo de nuevo.")


def _about(issued: IssuedFile, today: date, institution: str) -> Answer:
    state = selectors.shown_state(issued, today)
    successor = selectors.newest(issued).code if issued.state == SUPERSEDED.code else ""
    original, warnings = "", []
    if issued.kind == Kind.COPY:
        if issued.copy_of is not None:
            original = issued.copy_of.code
            now = selectors.shown_state(issued.copy_of, today)
            if now.code not in (IN_FORCE.code, selectors.AUTHENTIC.code):
                warnings.append(
                    _("El original ya no está vigente: %(state)s.") % {"state": str(now.label).lower()}
                )
        if issued.signatures_lost:
            warnings.append(
                _(
                    "El original lleva firmas digitales; esta copia no las conserva: valen solo en el original."
                )
            )
    if issued.media_type == WORD:
        warnings.append(
            _(
                "Es un archivo de Word para completar: si alguien lo editó o lo guardó de nuevo, su huella ya es otra."
            )
        )
    return Answer(
        state, _sentence(issued, state), issued.code, _facts(issued, institution), tuple(warnings), successor,
        original, file=issued,
    )  # fmt: skip


def _facts(issued: IssuedFile, institution: str) -> tuple[tuple[str, str], ...]:
    told: list[tuple[str, Any]] = [
        (_("Clase"), issued.get_kind_display()),
        (_("Título"), issued.title if issued.public else ""),
        (_("Institución"), institution),
        (_("Versión o edición"), issued.edition),
        (_("Fecha de emisión"), day(timezone.localdate(issued.issued_at)) if issued.issued_at else ""),
        (_("Código del SGD"), issued.external_code),
    ]
    return tuple((label, str(value)) for label, value in told if value)


def _sentence(issued: IssuedFile, state: State) -> str:
    if state is SUPERSEDED:
        return _("Salió de este sistema, pero otro documento lo reemplazó: use el nuevo.")
    if state is REPEALED:
        return _("Salió de este sistema, pero dejó de regir el %(day)s.") % {"day": day(issued.valid_to)}
    if state is ANNULLED:
        return _("Salió de este sistema y después fue anulado: no debe usarse.")
    if state is selectors.EXPIRED:
        return _("Salió de este sistema; su vigencia terminó el %(day)s.") % {"day": day(issued.valid_to)}
    if state is selectors.NOT_YET:
        return _("Salió de este sistema; rige desde el %(day)s.") % {"day": day(issued.valid_from)}
    if issued.kind == Kind.COPY:
        return _(
            "Esta copia salió de este sistema. No es el original: antes de usarla vea si este sigue vigente."
        )
    if issued.working:
        return _(
            "Esta impresión salió de este sistema. Muestra lo que había ese día; hoy puede ser otra cosa."
        )
    return _("Este documento salió de este sistema y está vigente.")


def day(on: date | None) -> str:
    return formats.date_format(on, "DATE_FORMAT") if on else ""

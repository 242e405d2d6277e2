"""The standards in the demonstration: the catalogue, the three systems of the plan and two versions of the statement."""

from datetime import date
from typing import Any

from sigor.demo.cast import SYNTHETIC, Cast
from sigor.records import services
from sigor.records.actor import acting
from sigor.standards.models import (
    Applicability,
    ApplicabilityStatement,
    ComplianceEvaluation,
    Control,
    LegalRequirement,
    ManagementSystem,
    Norm,
    RequirementTie,
)
from sigor.standards.services import load_catalogue, new_statement

SINCE = date(2025, 1, 1)
SCOPE = (
    "Comprende los procesos contemplados en el Mapa de procesos de Juntos y que se relacionan con la prestación "
    "de los servicios que brinda el Programa."
)
SOURCE = "Plan del SIG 2025, sección 8.1.1; la edición de la norma no consta en el plan"

# acronym, name, norm, unit, objective, sites, confidence
SYSTEMS = (
    (
        "SGC",
        "Calidad",
        "9001:2015",
        "UPPM",
        "Garantizar la capacidad para brindar un servicio que cumpla y satisfaga las necesidades de los usuarios "
        "y ciudadanos. Así como, aumentar la satisfacción percibida por ellos.",
        "Sede central y unidades territoriales",
        "certain",
    ),
    (
        "SGAS",
        "Antisoborno",
        "37001:2016",
        "UFII",
        "Prevenir, detectar y enfrentar al soborno y cumplir con las leyes antisoborno y los compromisos "
        "voluntarios aplicables a las actividades del Programa JUNTOS.",
        "Sede central y unidades territoriales",
        "probable",
    ),
    (
        "SGSI",
        "Seguridad de la Información",
        "27001:2022",
        "UTI",
        "Proteger la información y datos del Programa JUNTOS, garantizando su confidencialidad, integridad y "
        "disponibilidad.",
        "Sede central",
        "certain",
    ),
)

TIES_REVIEWED = 40  # of those that the catalogue proposes
LEFT_OUT = {"A.7.13", "A.8.30"}
# What the first version says, in turn: how far, and by when.
IN_TURN = (
    ("implemented", None),
    ("partial", date(2025, 9, 30)),
    ("implemented", None),
    ("planned", date(2025, 12, 15)),
    ("implemented", None),
    ("planned", date(2025, 5, 30)),
    ("partial", date(2025, 11, 28)),
    ("not_started", None),
)
# What the second one says otherwise.
SECOND: dict[str, dict[str, Any]] = {
    "A.5.7": {
        "implementation": "partial",
        "note": "Se suscribió a los avisos del CSIRT nacional (sintético).",
    },
    "A.5.23": {"implementation": "planned", "planned_for": date(2025, 10, 31)},
    "A.8.12": {"reason": "Las bases de hogares usuarios no deben salir de la entidad (sintético)."},
    "A.8.28": {"implementation": "implemented", "planned_for": None},
}


def load(cast: Cast) -> None:
    """The catalogue and the systems are facts; versions, reviews and evaluations are synthetic."""
    _load_catalogue_and_systems(cast)
    _review_ties(cast)
    _declare(cast)
    _evaluate(cast)


def _load_catalogue_and_systems(cast: Cast) -> None:
    by, unit = cast.people["coordinacion"], cast.unit("UPPM")
    with cast.on("2025-01-15"), acting(by, reason="Catálogo que trae el producto"):
        load_catalogue(by=by, unit=unit)
        for acronym, name, norm, owner, objective, sites, confidence in SYSTEMS:
            system = ManagementSystem(
                acronym=acronym,
                title=name,
                norm=Norm.objects.get(code=norm),
                objective=objective,
                scope=SCOPE,
                sites=sites,
                sites_confidence=confidence,
                valid_from=SINCE,
                source=SOURCE,
                review_due=date(2026, 1, 15),
                unit=cast.unit(owner),
            )
            services.create(system, by=by)
        load_catalogue(by=by, unit=unit)


def _review_ties(cast: Cast) -> None:
    with cast.on("2025-02-12"):
        for tie in RequirementTie.objects.order_by("code")[:TIES_REVIEWED]:
            cast.step(tie, "review", by="uppm")


def _declare(cast: Cast) -> None:
    norm, unit = Norm.objects.get(code="27001:2022"), cast.unit("UTI")
    by = cast.people["uti"]
    with cast.on("2025-02-03"):
        first = cast.keep(
            ApplicabilityStatement(
                title="Declaración de aplicabilidad, versión 1",
                norm=norm,
                number=1,
                effective_on=date(2025, 3, 1),
                changes="Primera versión (sintético).",
                unit=unit,
            ),
            by="uti",
        )
        for number, control in enumerate(Control.objects.filter(norm=norm).order_by("position")):
            _say(cast, first, control, number)
        cast.step(first, "send", by="uti")
    with cast.on("2025-02-25"):
        cast.step(first, "approve", by="direccion")
    with cast.on("2025-06-16"), acting(by, reason=SYNTHETIC):
        second = new_statement(norm=norm, by=by, effective_on=date(2025, 8, 1), unit=unit)
        told = {"changes": "Avances del primer semestre (sintético)."}
        services.change(second, by=by, values=told, revision=second.revision)
        for row in Applicability.objects.filter(statement=second, control__number__in=SECOND):
            services.change(row, by=by, values=SECOND[row.control.number], revision=row.revision)


def _say(cast: Cast, statement: ApplicabilityStatement, control: Control, number: int) -> None:
    """What the first version says about one control, with its proof where it is implemented."""
    row = Applicability(statement=statement, control=control, title=control.title, unit=cast.unit("UTI"))
    if control.number in LEFT_OUT:
        row.applicable, row.implementation = "no", "not_applicable"
        row.reason = "Lo presta un tercero fuera del alcance del SGSI (sintético)."
    else:
        row.implementation, row.planned_for = IN_TURN[number % len(IN_TURN)]
        theme = control.get_theme_display().lower()
        row.reason = f"Trata riesgos de la información dentro del alcance; control {theme} (sintético)."
    cast.keep(row, by="uti")
    if row.implementation == "implemented" and number % 3 != 1:
        cast.prove(row, by="uti")


def _evaluate(cast: Cast) -> None:
    """Evaluations of the first duties; the others wait for theirs."""
    duties = list(LegalRequirement.objects.order_by("code")[:5])
    told = (
        (
            "complies",
            "Se revisaron los documentos vigentes y la obligación se cumple (sintético).",
            "2025-12-10",
        ),
        ("partly", "Falta actualizar un instructivo (sintético).", "2025-09-10"),
        ("fails", "No hay constancia de la difusión al personal (sintético).", "2025-07-10"),
        ("complies", "Se cumple; la siguiente evaluación ya debió hacerse (sintético).", "2025-06-10"),
        ("complies", "Se cumple, según los registros del periodo (sintético).", "2025-12-10"),
    )
    with cast.on("2025-03-10"):
        kept = [
            cast.keep(
                ComplianceEvaluation(
                    title=f"Evaluación de {duty.norm} (sintético)"[:300],
                    requirement=duty,
                    evaluated_on=date(2025, 3, 10),
                    result=result,
                    finding=finding,
                    next_on=date.fromisoformat(following),
                    unit=cast.unit("UTI"),
                )
            )
            for duty, (result, finding, following) in zip(duties, told, strict=False)
        ]
    with cast.on("2025-03-14"):
        for evaluation in kept[:4]:
            cast.step(evaluation, "confirm", by="uppm")

"""The process map and the matrix of requirements in the demonstration."""

from datetime import date
from typing import Any

from sigor.demo.cast import Cast
from sigor.processes.models import Process, RequirementControl
from sigor.standards.models import ManagementSystem, Requirement

SINCE = date(2025, 1, 1)
OF_THE_PLAN = "Plan del SIG 2025, sección 8.1.1; la unidad dueña está por confirmar"
TO_CONFIRM = "Código, nombre y unidad dueña por confirmar: no constan en el plan"

# code, name, kind, unit, product, recipients, whether the plan names it
MAP = (
    ("M01", "Gestión de usuarios", "missional", "UOP", "Padrón de hogares", "Hogares usuarios", True),
    (
        "M02",
        "Gestión de incentivos diferenciados por cumplimiento de corresponsabilidades",
        "missional",
        "UCC",
        "Incentivos abonados",
        "Hogares usuarios",
        True,
    ),
    (
        "M03",
        "Gestión de acompañamiento al hogar con gestión territorial",
        "missional",
        "UCC",
        "Hogares acompañados",
        "Hogares usuarios",
        True,
    ),
    ("E01", "Planeamiento y modernización", "strategic", "UPPM", "Planes e informes", "Unidades", False),
    ("E02", "Integridad institucional", "strategic", "UFII", "Programa de integridad", "Unidades", False),
    ("S01", "Gestión de recursos humanos", "support", "URH", "Personal competente", "Unidades", False),
    ("S02", "Tecnologías de información", "support", "UTI", "Servicios digitales", "Unidades", False),
    ("S03", "Comunicación e imagen", "support", "UCI", "Piezas y campañas", "Ciudadanía", False),
)

# requirement, process, what is done, who does it, how often, how it stands, until when the proof holds
MATRIX: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("9001:2015/4.1", "E01", "Revisar la matriz de contexto", "Coordinación de modernización", "Anual", "met", "2025-12-31"),
    ("9001:2015/4.2", "E01", "Revisar las partes interesadas", "Coordinación de modernización", "Anual", "met", "2025-12-31"),
    ("9001:2015/4.3", "E01", "Mantener el alcance por sistema", "Coordinación de modernización", "Anual", "met", "2026-01-31"),
    ("9001:2015/5.2.1", "E01", "Proponer la política integrada", "Jefatura de la UPPM", "Anual", "partly", "2025-12-31"),
    ("9001:2015/6.1.1", "E01", "Consolidar los riesgos de desempeño", "Coordinación de modernización", "Semestral", "met", "2025-05-31"),
    ("9001:2015/6.2.1", "E01", "Medir los objetivos del SIG", "Coordinación de modernización", "Trimestral", "pending", ""),
    ("9001:2015/7.1.2", "S01", "Cubrir las plazas de gestores", "Jefatura de la URH", "Continuo", "not_met", ""),
    ("9001:2015/7.2", "S01", "Verificar el perfil al contratar", "Especialista de selección", "Por contratación", "met", "2025-12-15"),
    ("9001:2015/7.3", "S03", "Difundir la política al personal", "Jefatura de la UCI", "Semestral", "met", "2025-06-15"),
    ("9001:2015/7.5.3", "E01", "Controlar los documentos normativos", "Coordinación de modernización", "Continuo", "partly", "2025-05-15"),
    ("9001:2015/8.1", "M02", "Programar el cronograma operativo", "Jefatura de la UCC", "Bimestral", "met", "2025-08-31"),
    ("9001:2015/8.2.1", "M01", "Atender consultas de hogares", "Orientación al usuario", "Continuo", "met", "2025-09-30"),
    ("9001:2015/8.2.2", "M01", "Verificar requisitos de afiliación", "Jefatura de la UOP", "Bimestral", "pending", ""),
    ("9001:2015/8.5.1", "M01", "Validar el padrón antes del corte", "Jefatura de la UOP", "Bimestral", "met", "2025-06-28"),
    ("9001:2015/8.5.1", "M02", "Verificar las corresponsabilidades", "Jefatura de la UCC", "Bimestral", "met", "2025-08-31"),
    ("9001:2015/8.5.1", "M03", "Registrar las visitas al hogar", "Gestores locales", "Mensual", "partly", "2025-10-31"),
    ("9001:2015/8.5.2", "M02", "Identificar cada abono por hogar", "Jefatura de la UCC", "Bimestral", "met", "2025-12-31"),
    ("9001:2015/8.3.1", "M02", "Diseño de servicios nuevos", "Jefatura de la UCC", "Según necesidad", "not_applicable", ""),
    ("9001:2015/8.7", "M02", "Tratar los abonos no conformes", "Jefatura de la UCC", "Bimestral", "not_met", ""),
    ("9001:2015/9.1.2", "E01", "Medir la satisfacción del usuario", "Coordinación de modernización", "Anual", "pending", ""),
    ("9001:2015/10.2", "E01", "Tratar las no conformidades", "Coordinación de modernización", "Continuo", "met", "2025-12-31"),
    ("37001:2016/4.5", "E02", "Evaluar los riesgos de soborno", "Responsable de integridad", "Anual", "met", "2025-12-31"),
    ("37001:2016/5.2", "E02", "Difundir la política antisoborno", "Responsable de integridad", "Anual", "met", "2025-05-20"),
    ("37001:2016/5.3.2", "E02", "Designar la función de cumplimiento", "Responsable de integridad", "Una vez", "met", "2026-03-31"),
    ("37001:2016/7.2.2", "S01", "Revisar antecedentes al contratar", "Selección", "Por contratación", "partly", "2025-11-30"),
    ("37001:2016/8.2", "E02", "Hacer debida diligencia a socios", "Responsable de integridad", "Por convenio", "not_met", ""),
    ("37001:2016/8.7", "E02", "Llevar el registro de obsequios", "Responsable de integridad", "Continuo", "pending", ""),
    ("37001:2016/8.9", "E02", "Atender el canal de denuncias", "Responsable de integridad", "Continuo", "met", "2025-12-31"),
)  # fmt: skip

# Who puts the proof forward: never whoever evaluates.
HEADS = {
    "UOP": "uop",
    "UCC": "ucc",
    "UPPM": "coordinacion",
    "UFII": "ufii",
    "URH": "urh",
    "UTI": "uti",
    "UCI": "uci",
}


def load(cast: Cast) -> None:
    """The three missional processes are facts of the plan; the others and the matrix are examples."""
    processes = _map(cast)
    with cast.on("2025-02-10"):
        rows = [(_declare(cast, processes, row), row) for row in MATRIX]
    with cast.on("2025-03-17"):
        for control, row in rows:
            _conclude(cast, control, row)


def _map(cast: Cast) -> dict[str, Process]:
    found = {}
    with cast.on("2025-01-20"):
        for code, name, kind, unit, product, recipients, named in MAP:
            found[code] = cast.keep(
                Process(
                    key=code,
                    title=name if named else f"{name} (por confirmar)",
                    kind=kind,
                    unit=cast.unit(unit),
                    products=f"{product} (sintético)",
                    recipients=f"{recipients} (sintético)",
                    valid_from=SINCE,
                    source=OF_THE_PLAN if named else TO_CONFIRM,
                    confirmed=named,
                    review_due=date(2025, 5, 30) if code == "S03" else date(2026, 1, 20),
                )
            )
        for system in ManagementSystem.objects.order_by("acronym"):
            for code in ("M01", "M02", "M03"):
                cast.tie(system, found[code])
    return found


def _declare(cast: Cast, processes: dict[str, Process], row: tuple[str, ...]) -> RequirementControl:
    code, key, what, who, often, _stands, _until = row
    process = processes[key]
    return cast.keep(
        RequirementControl(
            title=f"{what} (sintético)",
            requirement=Requirement.objects.get(code=code),
            process=process,
            product=process.products,
            control=f"{what}, con constancia escrita. Ejemplo de demostración.",
            control_owner=who,
            frequency=often,
            unit=process.unit,
        )
    )


def _conclude(cast: Cast, control: RequirementControl, row: tuple[str, ...]) -> None:
    stands, until = row[5], row[6]
    if stands == "pending":
        return
    asked: dict[str, Any] = {}
    if until:
        day = date.fromisoformat(until)
        cast.prove(control, by=HEADS[control.unit.acronym], valid_until=day)
        asked = {"evidence_note": "Informe adjunto (sintético).", "valid_until": day}
    cast.step(control, stands, by="uppm", **asked)

"""What a quarterly report says, as plain data the site fills in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """A number as printed, and the short code under which its proof is found."""

    text: str
    code: str = ""


@dataclass(frozen=True)
class Bar:
    label: str
    due: Figure
    verified: Figure
    ratio: Figure
    share: float


@dataclass(frozen=True)
class Reading:
    label: str
    due: Figure
    verified: Figure
    ratio: Figure
    needed: Figure  # how many had to be verified to meet the goal
    meets: bool
    chosen: bool = False


@dataclass(frozen=True)
class Line:
    code: str
    milestone: str
    deliverable: str
    unit: str
    month: str
    quantity: Figure
    state: str
    state_mark: str
    detail: str = ""  # why it is late, or why it was returned
    days: int | None = None


@dataclass(frozen=True)
class EvidenceLine:
    milestone: str
    month: str
    type: str
    number: str
    date: str
    file_name: str
    sha256: str
    submitted_by: str
    submitted_at: str
    verified_by: str
    verified_at: str
    quantity: Figure
    code: str


@dataclass(frozen=True)
class BudgetLine:
    classifier: str
    detail: str
    functional_sequence: str
    amount: Figure


@dataclass(frozen=True)
class AxisSection:
    number: int
    name: str
    bar: Bar
    narrative: str = ""
    results: tuple[Bar, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuarterReport:
    """Texts arrive formatted for es-PE; only `frozen_at` and `share` are computed with."""

    programme: str
    unit: str
    title: str
    year: int
    quarter: int
    quarter_label: str
    edition: int
    edition_reason: str = ""
    changes: tuple[str, ...] = ()
    state_label: str
    frozen_at: datetime
    frozen_at_label: str
    frozen_by: str
    as_of: str
    cutoff: str
    mottoes: tuple[str, ...] = ()
    classification: str = ""
    control_note: str = ""
    verify_base_url: str
    document_code: str = ""
    rule_title: str
    rule_text: str
    rule_status: str = ""
    goal: float = 0.8
    goal_label: str = "80 %"
    verdict_sentence: str
    sensitivity_sentence: str = ""
    readings: tuple[Reading, ...] = ()
    axes: tuple[AxisSection, ...] = ()
    units: tuple[Bar, ...] = ()
    late: tuple[Line, ...] = ()
    schedule: tuple[Line, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    accumulated: tuple[Bar, ...] = ()
    budget: tuple[BudgetLine, ...] = ()
    budget_total: Figure | None = None
    audit_head: str = ""
    language: Literal["es", "en"] = "es"
    labels: Mapping[str, str] = field(default_factory=lambda: SPANISH)


def figures(content: object) -> Iterator[Figure]:
    """Every figure anywhere in a report, so that one without proof can be refused before printing."""
    if isinstance(content, Figure):
        yield content
    elif isinstance(content, tuple):
        for item in content:
            yield from figures(item)
    elif is_dataclass(content):
        for part in fields(content):
            yield from figures(getattr(content, part.name))


_LABELS = {
    "edition": ("Edición", "Edition"),
    "state": ("Estado", "State"),
    "cutoff": ("Corte de la programación", "Schedule cut-off"),
    "as_of": ("Según lo conocido al", "As known on"),
    "frozen": ("Congelado", "Frozen"),
    "by": ("por", "by"),
    "edition_reason": ("Motivo de la edición", "Reason for this edition"),
    "of": ("de", "of"),
    "page": ("Página", "Page"),
    "verify_at": ("Verifique en", "Verify at"),
    "table": ("Cuadro n.°", "Table"),
    "chart": ("Gráfico n.°", "Chart"),
    "yes": ("Cumple", "Met"),
    "no": ("No cumple", "Not met"),
    "result": ("Resultado del trimestre", "Result of the quarter"),
    "result_tally": ("verificados", "verified"),
    "goal_minimum": ("mínimo", "minimum"),
    "rule": ("Regla de cumplimiento", "Compliance rule"),
    "readings": ("El trimestre según cada lectura", "The quarter under each reading"),
    "reading": ("Lectura", "Reading"),
    "chosen": ("regla aplicada", "rule applied"),
    "due": ("Vencían", "Due"),
    "verified": ("Verificados", "Verified"),
    "ratio": ("Avance", "Progress"),
    "needed": ("Necesarios", "Needed"),
    "verdict": ("Resultado", "Result"),
    "axes_chart": ("Avance por eje, verificado sobre lo que vencía", "Progress by axis, verified of due"),
    "axes": ("Avance por eje", "Progress by axis"),
    "axis": ("Eje", "Axis"),
    "axis_chart": ("Avance del eje", "Progress of axis"),
    "axis_results": ("Resultados esperados del eje", "Expected results of axis"),
    "expected_result": ("Resultado esperado", "Expected result"),
    "axis_total": ("Total del eje", "Axis total"),
    "analysis": ("Análisis", "Analysis"),
    "units": ("Avance por unidad", "Progress by unit"),
    "unit": ("Unidad", "Unit"),
    "late": ("Qué está pendiente y por qué", "What is pending, and why"),
    "late_table": ("Entregables pendientes", "Pending deliverables"),
    "milestone": ("Hito y entregable", "Milestone and deliverable"),
    "month": ("Mes", "Month"),
    "quantity": ("Cant.", "Qty"),
    "days": ("días de atraso", "days late"),
    "detail": ("Motivo", "Reason"),
    "accumulated": ("Avance acumulado", "Year to date"),
    "period": ("Periodo", "Period"),
    "evidence": ("Evidencias", "Evidence"),
    "evidence_table": ("Evidencias verificadas", "Verified evidence"),
    "evidence_of": ("Hito", "Milestone"),
    "document": ("Documento", "Document"),
    "hash": ("SHA-256 (inicio)", "SHA-256 (start)"),
    "submitted": ("Presentó", "Submitted by"),
    "verified_by": ("Verificó", "Verified by"),
    "budget": ("Presupuesto", "Budget"),
    "budget_table": ("Presupuesto por específica de gasto", "Budget by expense classifier"),
    "classifier": ("Específica de gasto", "Classifier"),
    "spent_on": ("Detalle", "Detail"),
    "sequence": ("Secuencia funcional", "Functional sequence"),
    "amount": ("Monto", "Amount"),
    "total": ("Total", "Total"),
    "changes": ("Cambios respecto de la edición anterior", "Changes since the previous edition"),
    "annex": ("Anexo. Programación del trimestre", "Annex. Schedule of the quarter"),
    "annex_table": ("Entregables programados y su estado", "Scheduled deliverables and their state"),
    "check": ("Cómo verificar este informe", "How to verify this report"),
    "check_text": (
        "Siga el código de cada cifra para ver su regla, sus registros, sus archivos y quién los verificó.",
        "Follow the code of each figure to see its rule, its records, its files and who verified them.",
    ),
    "document_code": ("Código de este informe", "Code of this report"),
    "audit_head": ("Cabeza de la bitácora de auditoría al congelar", "Head of the audit trail when frozen"),
    "chart_alt": ("Gráfico de verificado sobre lo que vencía.", "Chart of verified of due."),
    "chart_goal": ("Mínimo", "Minimum"),
    "chart_verified": ("Verificado", "Verified"),
    "chart_pending": ("Pendiente de verificar", "Not yet verified"),
    "narrative_empty": ("Escriba aquí el análisis de este eje.", "Write the analysis of this axis here."),
    "none_readings": ("No hay lecturas calculadas del trimestre.", "No readings were computed."),
    "none_axes": ("Ningún eje tenía entregables en el trimestre.", "No axis had deliverables due."),
    "none_results": ("El eje no tiene resultados esperados.", "The axis has no expected results."),
    "none_units": ("Ninguna unidad tenía entregables en el trimestre.", "No unit had deliverables due."),
    "none_late": ("No hay entregables pendientes.", "No deliverable is pending."),
    "none_accumulated": ("Aún no hay trimestres que acumular.", "There are no quarters to add up yet."),
    "none_evidence": ("No se verificó evidencia en el trimestre.", "No evidence was verified."),
    "none_budget": ("El plan no registra presupuesto asignado.", "The plan records no assigned budget."),
    "none_schedule": ("El plan no programa entregables en el trimestre.", "No deliverables were scheduled."),
    "none_changes": ("No se registraron cambios en las cifras.", "No changes to the figures were recorded."),
}
SPANISH: Mapping[str, str] = {key: spanish for key, (spanish, _) in _LABELS.items()}
ENGLISH: Mapping[str, str] = {key: english for key, (_, english) in _LABELS.items()}

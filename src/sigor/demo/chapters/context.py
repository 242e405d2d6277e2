"""The context in the demonstration: issues, partners with their checks, norms of the sector and changes."""

from datetime import date
from typing import Any

from sigor.context import services
from sigor.context.models import (
    Aspect,
    ChangeImpact,
    ChangePlan,
    DiligenceQuestion,
    DueDiligence,
    Issue,
    NormAnalysis,
    Partner,
)
from sigor.demo.cast import Cast
from sigor.processes.models import Process

# title, swot, factor, relevance, effect, systems, unit, next review
ISSUES = [
    ("Gestores locales con experiencia y arraigo en el territorio", "strength", "organizational", 5,
     "Sostiene el acompañamiento a los hogares más alejados.", "SGC", "UCC", "2025-12-15"),
    ("Verificación de corresponsabilidades con datos de salud y educación", "strength", "technological", 4,
     "Permite verificar sin pedir papeles a los hogares.", "SGC SGSI", "UCC", "2025-12-15"),
    ("Procesos misionales documentados en versiones que se están actualizando", "weakness", "organizational", 4,
     "Las unidades trabajan con instrucciones de distinta fecha.", "SGC", "UPPM", "2025-12-15"),
    ("Alta rotación del personal de campo", "weakness", "social", 4,
     "Se pierde conocimiento del hogar y crece la carga de inducción.", "SGC SGAS", "URH", "2025-06-15"),
    ("Aplicativos que no comparten datos entre sí", "weakness", "technological", 3,
     "Se registra dos veces y aparecen diferencias.", "SGC SGSI", "UTI", "2025-12-15"),
    ("Interoperabilidad del Estado para consultar datos en línea", "opportunity", "technological", 4,
     "Reduce plazos y errores de verificación.", "SGC SGSI", "UTI", "2025-12-15"),
    ("Aliados locales dispuestos a articular servicios", "opportunity", "social", 3,
     "Acerca los servicios de salud y educación al hogar.", "SGC", "CT", "2025-12-15"),
    ("Cambios en las normas de protección de datos personales", "threat", "legal", 5,
     "Obliga a revisar cómo se tratan los datos de los hogares.", "SGSI", "UTI", "2025-12-15"),
    ("Lluvias e interrupción de vías en zonas rurales", "threat", "environmental", 3,
     "Retrasa visitas y pagos itinerantes.", "SGC", "CT", "2025-05-30"),
    ("Terceros que ofrecen gestionar la afiliación a cambio de dinero", "threat", "social", 5,
     "Daña la confianza de los hogares y expone al Programa.", "SGAS", "UFII", "2025-12-15"),
]  # fmt: skip

# title, kind, service, level, unit, and the check: day opened, result, valid until (None: left as it is)
PARTNERS = [
    ("Entidad pagadora de los incentivos", "payer", "Abona los incentivos y atiende a los titulares.", "high",
     "UOP", ("2025-02-10", "accepted", "2026-02-10")),
    ("Transportista de valores para pagos itinerantes", "supplier", "Traslada efectivo a puntos de pago.", "high",
     "UOP", ("2025-01-20", "accepted", "2025-05-31")),
    ("Proveedor de soporte del sistema transaccional", "supplier", "Mantiene el sistema y atiende incidentes.",
     "medium", "UTI", ("2025-03-12", "accepted_with_conditions", "2025-12-31")),
    ("Consultoría para la encuesta de satisfacción", "contractor", "Aplica la encuesta anual.", "medium", "UPPM",
     ("2025-05-06", "rejected", "2026-05-06")),
    ("Imprenta de material para las asambleas", "supplier", "Imprime afiches y cartillas.", "medium", "UCI",
     ("2025-06-16", None, None)),
    ("Gobierno local que cede el local de atención", "public_entity", "Presta el ambiente para atender.", "low",
     "CT", None),
    ("Servicio de mensajería", "supplier", "Lleva documentos a las unidades territoriales.", "medium", "UPPM", None),
]  # fmt: skip

QUESTIONS = {
    "medium": [
        ("¿Está habilitado para contratar con el Estado?", "Consulta del registro público en la fecha."),
        (
            "¿Declaró no tener parientes con decisión en la contratación?",
            "Declaración firmada en el expediente.",
        ),
        ("¿Aceptó por escrito la política antisoborno?", "Carta o cláusula firmada."),
    ],
    "high": [
        ("¿Está habilitado para contratar con el Estado?", "Consulta del registro público en la fecha."),
        ("¿Se conoce quiénes son sus dueños y quién lo controla?", "Partida registral o declaración."),
        ("¿Tiene un sistema propio para prevenir el soborno?", "Política, canal de denuncias, capacitación."),
        ("¿Aceptó por escrito la política antisoborno?", "Carta o cláusula firmada."),
    ],
}

# norm, issuer, published, in force, due, impact, to do (yes, no, nothing said yet), attended on
NORMS = [
    ("DS 016-2024-JUS, reglamento de la Ley 29733 de protección de datos personales (análisis sintético)", "JUS",
     "2024-11-30", "2025-03-31", "2025-04-30", "Hay que avisar incidentes en plazos cortos y nombrar a un oficial.",
     "yes", None),
    ("DS 148-2024-PCM, Modelo de Integridad (análisis sintético)", "PCM", "2024-12-28", None, "2025-05-15",
     "Los componentes del modelo cambian de nombre y de orden.", "yes", "2025-05-12"),
    ("RSGTD 001-2025-PCM/SGTD, accesibilidad de servicios digitales (análisis sintético)", "PCM", "2025-06-26", None,
     "2025-07-31", "", "", None),
    ("Norma sobre un programa en el que JUNTOS no participa (sintético)", "MIDIS", None, None, "2025-03-31",
     "No cambia nada en los procesos.", "no", "2025-03-20"),
]  # fmt: skip

PRICES = "Presupuesto del año, sin recursos adicionales."
# what it touches by aspect: name of the line, effect, measure; aspects that are not named are not touched
TOUCHED = {
    "process": (
        "M02. Gestión de incentivos",
        "Cambia el orden de la verificación.",
        "Actualizar el procedimiento.",
    ),
    "document": ("Procedimiento de verificación", "Queda desactualizado.", "Nueva versión antes de iniciar."),
    "risk": (
        "Riesgo de error en la verificación",
        "Sube mientras dura el cambio.",
        "Doble revisión dos meses.",
    ),
    "people": (
        "Especialistas de verificación",
        "Aprenden otra forma de trabajar.",
        "Taller antes de iniciar.",
    ),
    "systems": ("Sistema transaccional", "Nuevas reglas de validación.", "Pruebas con datos sintéticos."),
}


def load(cast: Cast) -> None:
    """Issues, partners, norms and changes in different states, some overdue and some blocked; all synthetic."""
    _issues(cast)
    _partners(cast)
    _norms(cast)
    _changes(cast)


def _issues(cast: Cast) -> None:
    with cast.on("2025-02-12"):
        for title, swot, pestel, relevance, effect, systems, unit, review in ISSUES:
            cast.keep(
                Issue(
                    title=f"{title} (sintético)",
                    swot=swot,
                    pestel=pestel,
                    relevance=relevance,
                    effect=effect,
                    for_quality="SGC" in systems,
                    for_integrity="SGAS" in systems,
                    for_security="SGSI" in systems,
                    unit=cast.unit(unit),
                    review_due=date.fromisoformat(review),
                )
            )


def _partners(cast: Cast) -> None:
    with cast.on("2025-01-13"):
        for level, questions in QUESTIONS.items():
            for title, guidance in questions:
                cast.keep(
                    DiligenceQuestion(
                        title=title,
                        level=level,
                        guidance=guidance,
                        unit=cast.unit("UFII"),
                        valid_from=date(2025, 1, 1),
                        source="Cuestionario de demostración (sintético)",
                        review_due=date(2025, 12, 31),
                    )
                )
        partners = [
            cast.keep(
                Partner(
                    title=f"{title} (sintético)",
                    kind=kind,
                    service=service,
                    diligence_level=level,
                    unit=cast.unit(unit),
                    review_due=date(2025, 12, 31),
                )
            )
            for title, kind, service, level, unit, _check in PARTNERS
        ]
    for partner, (*_told, check) in zip(partners, PARTNERS, strict=True):
        if check is not None:
            _check(cast, partner, *check)


def _check(cast: Cast, partner: Partner, day: str, result: str | None, until: str | None) -> None:
    """A due diligence: half answered while it has no result, otherwise concluded by somebody else."""
    with cast.on(day):
        diligence = cast.keep(
            DueDiligence(
                title=f"Debida diligencia de {partner.title}",
                partner=partner,
                level=partner.diligence_level,
                findings="Renovar la declaración jurada cada semestre." if result else "",
                unit=partner.unit,
            ),
            by="uppm",
        )
        questions = list(DiligenceQuestion.objects.filter(level=partner.diligence_level).order_by("code"))
        for question in questions if result else questions[:1]:
            refused = result == "rejected" and question == questions[-1]
            services.answer(
                diligence=diligence,
                question=question,
                answer="no" if refused else "yes",
                remark="No quiso firmar la cláusula." if refused else "",
                by=cast.people["uppm"],
            )
        if result and until:
            diligence = cast.step(diligence, "send", by="uppm")
            cast.step(diligence, "conclude", result=result, valid_until=date.fromisoformat(until))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _norms(cast: Cast) -> None:
    for title, issuer, published, in_force, due, impact, needed, attended in NORMS:
        with cast.on("2025-06-27" if published == "2025-06-26" else "2025-03-05"):
            norm = cast.keep(
                NormAnalysis(
                    title=title,
                    issuer=issuer,
                    published_on=_day(published),
                    in_force_on=_day(in_force),
                    due_date=date.fromisoformat(due),
                    no_action_reason="El Programa no participa de ese servicio." if needed == "no" else "",
                    unit=cast.unit("UPPM"),
                ),
                by="uppm",
            )
            if needed:
                norm = cast.step(norm, "analyse", by="uppm", impact=impact, action_needed=needed)
        if attended:
            with cast.on(attended):
                if needed == "yes":
                    cast.prove(norm, by="uppm")
                cast.step(norm, "attend")


def _change(cast: Cast, title: str, unit: str, start: str, due: str, **told: Any) -> ChangePlan:
    return cast.keep(
        ChangePlan(
            title=title,
            unit=cast.unit(unit),
            responsible=f"Jefatura de la {unit}",
            planned_start=date.fromisoformat(start),
            due_date=date.fromisoformat(due),
            **told,
        ),
        by="uppm",
    )


def _assess(cast: Cast, change: ChangePlan, leave_out: tuple[str, ...] = ()) -> None:
    """A line for each aspect, those left out aside; the process itself is linked where it is registered."""
    process = Process.objects.filter(code="M02").first()
    for aspect in Aspect:
        if aspect.value in leave_out:
            continue
        name, effect, measure = TOUCHED.get(aspect.value, ("", "", ""))
        impact = cast.keep(
            ChangeImpact(
                title=name or f"Sin efecto: {aspect.label.lower()}",
                change=change,
                aspect=aspect.value,
                touched="yes" if name else "no",
                what=PRICES if aspect == Aspect.BUDGET else "",
                effect=effect,
                measure=measure,
                unit=change.unit,
            ),
            by="uppm",
        )
        if aspect == Aspect.PROCESS and process is not None:
            cast.tie(impact, process, by="uppm")


def _changes(cast: Cast) -> None:
    with cast.on("2025-06-18"):
        blocked = _change(
            cast,
            "Atender solicitudes por un solo canal en las unidades territoriales (sintético)",
            "CT",
            "2025-08-01",
            "2025-11-28",
            purpose="Que el hogar pregunte en un solo lugar.",
            reason="Las quejas por trato vienen de canales dispersos.",
        )
        _assess(cast, blocked, leave_out=("budget", "systems"))
    with cast.on("2025-06-10"):
        waiting = _change(
            cast,
            "Verificar corresponsabilidades cada mes (sintético)",
            "UCC",
            "2025-07-15",
            "2025-12-15",
            purpose="Detectar antes el incumplimiento.",
            consequences="Más carga en los cierres de mes.",
        )
        _assess(cast, waiting)
        cast.step(waiting, "assess", by="uppm")
    with cast.on("2025-03-10"):
        late = _change(
            cast,
            "Trasladar el archivo de expedientes a otro local (sintético)",
            "UPPM",
            "2025-04-15",
            "2025-09-30",
        )
        _assess(cast, late)
        late = cast.step(late, "assess", by="uppm")
    with cast.on("2025-03-17"):
        cast.step(late, "approve", by="direccion")
    with cast.on("2025-02-03"):
        running = _change(
            cast,
            "Puesta en marcha de Mi Juntos V2.0 (sintético)",
            "UTI",
            "2025-03-03",
            "2025-11-28",
            purpose="Que los hogares consulten y actualicen sus datos.",
        )
        _assess(cast, running)
        running = cast.step(running, "assess", by="uppm")
        done = _change(
            cast,
            "Nuevo formato de la ficha de visita al hogar (sintético)",
            "UCC",
            "2025-02-24",
            "2025-04-30",
        )
        _assess(cast, done)
        done = cast.step(done, "assess", by="uppm")
    with cast.on("2025-02-10"):
        running = cast.step(running, "approve", by="direccion")
        done = cast.step(done, "endorse")
    with cast.on("2025-03-03"):
        cast.step(running, "start", by="uti")
        done = cast.step(done, "start", by="ucc")
    with cast.on("2025-04-15"):
        cast.step(done, "implement", by="ucc", result="La ficha nueva se usa en todas las visitas.")

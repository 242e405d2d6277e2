"""Chapter 8.7 in the demonstration: places, needs, projects, interventions and evaluations of the plan."""

from datetime import date
from decimal import Decimal
from typing import Any

from sigor.demo.cast import Cast
from sigor.resources.models import (
    AttentionPoint,
    Evaluation,
    FollowUp,
    Intervention,
    ItProject,
    ProjectReport,
    Recommendation,
    ResourceNeed,
)

S = "(sintético)"
YEAR = 2025

# key, title, kind, place, ubigeo, condition, accessibility, unit, next review
POINTS = [
    ("sede", "Sede central", "headquarters", "Lima", "150101", "good", "partial", "UOP", "2025-12-10"),
    (
        "caj",
        "Oficina de la UT Cajamarca",
        "office",
        "Cajamarca",
        "060101",
        "fair",
        "none",
        "UT-CAJAMARCA",
        "2025-05-30",
    ),
    (
        "piu",
        "Oficina de la UT Piura",
        "office",
        "Piura",
        "200101",
        "poor",
        "not_assessed",
        "UT-PIURA",
        "2025-11-28",
    ),
    (
        "mod",
        "Módulo de atención en Cajamarca",
        "attention",
        "Plaza",
        "060101",
        "good",
        "full",
        "UT-CAJAMARCA",
        "2026-03-31",
    ),
    (
        "iti",
        "Punto itinerante de Chota",
        "itinerant",
        "Local comunal",
        "060401",
        "fair",
        "partial",
        "UT-CAJAMARCA",
        None,
    ),
]

# title, point, what, priority, cost, unit, due, milestone, last step
NEEDS = [
    (
        "Rampa de acceso",
        "caj",
        "Que entre quien usa silla de ruedas.",
        "high",
        "8500",
        "UT-CAJAMARCA",
        "2025-05-31",
        "",
        "approved",
    ),
    (
        "Tabletas para las visitas",
        None,
        "Registrar visitas sin papel.",
        "high",
        "64000",
        "UTI",
        "2025-08-29",
        "1.2.3",
        "approved",
    ),
    (
        "Señalética en lengua originaria",
        "mod",
        "Orientar a los usuarios.",
        "medium",
        "1200",
        "UT-CAJAMARCA",
        "2025-06-13",
        "2.1.2",
        "identified",
    ),
    (
        "Techo del local",
        "piu",
        "Evitar filtraciones en el archivo.",
        "high",
        "15300",
        "UT-PIURA",
        "2025-07-18",
        "",
        "identified",
    ),
    ("Ventiladores", "piu", "Sala de espera.", "low", "900", "UT-PIURA", "2025-04-30", "", "discarded"),
    (
        "Enlace de respaldo",
        "sede",
        "Seguir atendiendo si cae la red.",
        "medium",
        "22000",
        "UTI",
        "2025-04-30",
        "",
        "attended",
    ),
]

# title, objective, start, end, milestone
PROJECTS = [
    (
        "Mi Juntos V2.0",
        "Que cada hogar consulte su pago y sus corresponsabilidades desde el teléfono.",
        "2025-01-06",
        "2025-11-28",
        "1.2.3",
    ),
    (
        "Tablero de seguimiento del Plan de Gobierno Digital",
        "Reunir en un lugar el avance de los proyectos digitales.",
        "2024-11-04",
        "2025-09-30",
        "",
    ),
    ("Firma digital de resoluciones", "Firmar sin papel.", "2025-02-03", "2025-05-30", ""),
    ("Migración del archivo central", "Conservar los registros.", "2025-03-03", "2025-10-31", ""),
]

# project, cut-off, planned, achieved, text
REPORTS = [
    (0, "2025-03-31", "25", "22.5", "Diseño aprobado; falta el servicio de consulta de pagos."),
    (0, "2025-05-31", "50", "46", "Consulta de pagos en prueba con dos UT."),
    (2, "2025-05-30", "100", "100", "Firma en uso en la Dirección Ejecutiva."),
    (3, "2025-04-30", "20", "5", "Proveedor por contratar."),
]

# title, kind, objective, population, territory, unit, milestone, follow-ups (period, due, findings, last step)
INTERVENTIONS: list[tuple[str, str, str, str, str, str, str, list[tuple[str, str, str, str]]]] = [
    (
        "Proyecto de vida adolescente",
        "intervention",
        "Que más adolescentes terminen la secundaria con un plan propio.",
        "Adolescentes de 3.º a 5.º de secundaria",
        "UT seleccionadas",
        "UCC",
        "2.2.1",
        [
            ("I trimestre 2025", "2025-04-15", "Sesiones iniciadas en todas las UT previstas.", "verified"),
            ("II trimestre 2025", "2025-06-27", "Falta el reporte de dos UT.", "started"),
        ],
    ),
    (
        "Piloto TPI Urbano",
        "pilot",
        "Saber si el incentivo para la primera infancia sirve en zonas urbanas.",
        "Hogares urbanos con gestantes y menores de un año",
        "Ámbito urbano del piloto",
        "UPPM",
        "2.2.2",
        [
            ("I bimestre 2025", "2025-03-14", "Afiliación según lo previsto.", "verified"),
            ("II bimestre 2025", "2025-05-15", "Demora en el cruce de datos de salud.", "reported"),
            ("III bimestre 2025", "2025-07-15", "", "planned"),
        ],
    ),
    (
        "Metodología de atenciones itinerantes",
        "methodology",
        "Atender con la misma calidad donde no hay oficina.",
        "Usuarios de zonas alejadas",
        "Centros poblados sin oficina",
        "UCI",
        "2.1.2",
        [("Primera prueba", "2025-06-06", "", "planned")],
    ),
    (
        "Acompañamiento diferenciado por anemia",
        "intervention",
        "Que los hogares con alerta de anemia reciban visita oportuna.",
        "Hogares con niñas y niños de 6 a 35 meses",
        "Todas las UT",
        "UCC",
        "",
        [],
    ),
]

# title, question, method, due, unit, milestone, results or ""
EVALUATIONS = [
    (
        "Evaluación de impacto del TAS",
        "¿El incentivo por asistencia en secundaria reduce el abandono escolar?",
        "Comparación de cohortes con registros administrativos",
        "2025-07-31",
        "UPPM",
        "2.2.3",
        "",
    ),
    (
        "Revisión rápida del rediseño de la verificación",
        "¿El rediseño acorta el tiempo de la verificación?",
        "Revisión de registros y entrevistas a gestores",
        "2025-04-30",
        "UPPM",
        "1.2.1",
        "El tiempo baja donde la escuela entrega la lista a tiempo; no cambia en las demás.",
    ),
]

# evaluation, title, text, issued, due, unit, answer: "", partly, accepted or rejected, and whether it was done
RECOMMENDATIONS = [
    (
        1,
        "Acordar fechas de entrega con las UGEL",
        "Fijar una fecha por bimestre.",
        "2025-05-05",
        "2025-08-29",
        "UCC",
        "partly",
        False,
    ),
    (
        1,
        "Avisar por mensaje a las escuelas",
        "Recordar la entrega tres días antes.",
        "2025-05-05",
        "2025-06-16",
        "UTI",
        "accepted",
        True,
    ),
    (
        1,
        "Contratar digitadores",
        "Cubrir los picos del bimestre.",
        "2025-05-05",
        "2025-07-31",
        "UOP",
        "rejected",
        False,
    ),
    (
        1,
        "Medir el tiempo por UT",
        "Publicar el tiempo de cada UT.",
        "2025-05-05",
        "2025-07-31",
        "UCC",
        "",
        False,
    ),
]


def load(cast: Cast) -> None:
    """Everything of the chapter, tied to the milestones of the plan where the plan names them."""
    _facilities(cast)
    _projects(cast)
    _interventions(cast)
    _evaluations(cast)


def _tie(code: str) -> dict[str, Any]:
    return {"plan_year": YEAR, "milestone_code": code} if code else {}


def _facilities(cast: Cast) -> None:
    points: dict[str, AttentionPoint] = {}
    with cast.on("2025-02-12"):
        for key, title, kind, place, ubigeo, condition, access, unit, review in POINTS:
            points[key] = cast.keep(
                AttentionPoint(
                    title=f"{title} {S}",
                    kind=kind,
                    place=f"{place} {S}",
                    ubigeo=ubigeo,
                    condition=condition,
                    accessibility=access,
                    unit=cast.unit(unit),
                    review_due=date.fromisoformat(review) if review else None,
                )
            )
    for title, point, what, priority, cost, unit, due, milestone, last in NEEDS:
        with cast.on("2025-03-12"):
            need = cast.keep(
                ResourceNeed(
                    title=f"{title} {S}",
                    point=points[point] if point else None,
                    what=what,
                    priority=priority,
                    estimated_cost=Decimal(cost),
                    due_date=date.fromisoformat(due),
                    unit=cast.unit(unit),
                    **_tie(milestone),
                )
            )
        with cast.on("2025-03-26"):
            if last == "discarded":
                cast.step(need, "discard", reason="Se atiende con lo que ya hay (motivo sintético).")
            elif last in ("approved", "attended"):
                need = cast.step(need, "approve", by="direccion")
        if last == "attended":
            with cast.on("2025-04-24"):
                cast.step(need, "attend", by="uti", result=f"Enlace instalado y probado {S}.")


def _projects(cast: Cast) -> None:
    projects: list[ItProject] = []
    for title, objective, start, end, milestone in PROJECTS:
        with cast.on("2025-02-03"):
            project = cast.keep(
                ItProject(
                    title=f"{title} {S}",
                    objective=objective,
                    starts_on=date.fromisoformat(start),
                    ends_on=date.fromisoformat(end),
                    unit=cast.unit("UTI"),
                    **_tie(milestone),
                )
            )
            projects.append(cast.step(project, "start", by="uti"))
    for index, cut_off, planned, achieved, text in REPORTS:
        with cast.on(cut_off):
            report = cast.keep(
                ProjectReport(
                    title=f"Avance al {cut_off} {S}",
                    project=projects[index],
                    cut_off=date.fromisoformat(cut_off),
                    planned_percent=Decimal(planned),
                    achieved_percent=Decimal(achieved),
                    text=text,
                    unit=cast.unit("UTI"),
                ),
                by="uti",
            )
            if cut_off < "2025-05-31":
                cast.step(report, "check")
    with cast.on("2025-06-05"):
        cast.step(projects[2], "close")
        cast.step(projects[3], "suspend", by="uti", reason="Sin proveedor contratado (motivo sintético).")


def _interventions(cast: Cast) -> None:
    for title, kind, objective, population, territory, unit, milestone, periods in INTERVENTIONS:
        with cast.on("2025-01-29"):
            kept = cast.keep(
                Intervention(
                    title=f"{title} {S}",
                    kind=kind,
                    objective=objective,
                    population=population,
                    territory=territory,
                    starts_on=date(2025, 2, 3),
                    ends_on=date(2025, 12, 19),
                    unit=cast.unit(unit),
                    **_tie(milestone),
                )
            )
            if periods:
                kept = cast.step(kept, "start")
        for period, due, findings, last in periods:
            with cast.on("2025-02-04"):
                follow = cast.keep(
                    FollowUp(
                        title=f"Seguimiento, {period} {S}",
                        intervention=kept,
                        period=period,
                        findings=findings,
                        due_date=date.fromisoformat(due),
                        unit=cast.unit(unit),
                    )
                )
            if last == "started":
                with cast.on("2025-06-02"):
                    cast.step(follow, "start")
            if last in ("reported", "verified"):
                with cast.on(due):
                    follow = cast.step(follow, "report", by=unit.lower(), result=f"Informe presentado {S}.")
            if last == "verified":
                with cast.on("2025-04-21"):
                    cast.step(follow, "verify")


def _evaluations(cast: Cast) -> None:
    made: list[Evaluation] = []
    for title, question, method, due, unit, milestone, results in EVALUATIONS:
        with cast.on("2025-02-06"):
            kept = cast.keep(
                Evaluation(
                    title=f"{title} {S}",
                    question=question,
                    method=method,
                    due_date=date.fromisoformat(due),
                    unit=cast.unit(unit),
                    **_tie(milestone),
                )
            )
            kept = cast.step(kept, "start")
        if results:
            with cast.on("2025-04-29"):
                kept = cast.step(kept, "deliver", by="uppm", results=f"{results} {S}")
        made.append(kept)
    for index, title, text, issued, due, unit, answer, done in RECOMMENDATIONS:
        with cast.on(issued):
            kept_one = cast.keep(
                Recommendation(
                    title=f"{title} {S}",
                    evaluation=made[index],
                    text=text,
                    issued_on=date.fromisoformat(issued),
                    due_date=date.fromisoformat(due),
                    unit=cast.unit(unit),
                )
            )
        head = unit.lower()
        with cast.on("2025-05-19"):
            if answer == "rejected":
                cast.step(kept_one, "reject", by=head, response_text=f"No hay presupuesto este año {S}.")
            elif answer:
                told = {"response": answer, "response_text": f"Se hará con los recursos de la unidad {S}."}
                kept_one = cast.step(kept_one, "answer", by=head, **told)
        if done:
            with cast.on("2025-06-12"):
                cast.step(kept_one, "implement", by=head, result=f"Mensajes en uso desde junio {S}.")

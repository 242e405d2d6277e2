"""Chapter 8.2 in the demonstration: the policy, its objectives and who holds the roles of the SIG."""

from datetime import date
from typing import Any

from sigor.demo.cast import Cast
from sigor.leadership.models import Objective, Policy, RoleHolding, SigRole
from sigor.standards.models import ManagementSystem

S = "(sintético)"
FIRST_DAY = date(2025, 1, 2)

# title, system, indicator, target, frequency, source, unit, next measurement, state
OBJECTIVES = [
    (
        "Aumentar la satisfacción percibida por los usuarios",
        "SGC",
        "Usuarios satisfechos en la encuesta anual",
        "Dato por fijar con el resultado de 2.1.3",
        "yearly",
        "Encuesta anual de satisfacción",
        "UPPM",
        "2025-12-15",
        "in_force",
    ),
    (
        "Cumplir lo programado del plan del SIG cada trimestre",
        "",
        "Cumplimiento trimestral del plan",
        "80 % cada trimestre (sección 13 del plan)",
        "quarterly",
        "SIGOR, plan anual",
        "UPPM",
        "2025-06-30",
        "in_force",
    ),
    (
        "Prevenir, detectar y enfrentar el soborno",
        "SGAS",
        "Personal que recibió la charla sobre prevención del soborno",
        "Todo el personal de puestos claves o vulnerables",
        "half_yearly",
        "Registro de capacitación",
        "UFII",
        "2025-05-31",
        "in_force",
    ),
    (
        "Proteger la información y los datos del Programa",
        "SGSI",
        "",
        "Por definir",
        "quarterly",
        "",
        "UTI",
        None,
        "in_force",
    ),
    (
        "Entregar a tiempo la verificación de corresponsabilidades rediseñada",
        "SGC",
        "Hitos del rediseño entregados en su mes",
        "Todos los hitos del año",
        "quarterly",
        "SIGOR, plan anual",
        "UCC",
        "2025-07-15",
        "in_review",
    ),
    (
        "Reducir el tiempo de respuesta a quienes usan los canales de atención",
        "SGC",
        "",
        "Por definir con el monitoreo de canales (2.1.1)",
        "half_yearly",
        "",
        "UOP",
        None,
        "draft",
    ),
]

# key, title, responsibilities, authority, clauses, unit, needed
ROLES = [
    (
        "direction",
        "Alta Dirección: Dirección Ejecutiva",
        "Ejerce el liderazgo del SIG y lo revisa al menos una vez al año.",
        "Aprueba la política, los objetivos y el plan del SIG.",
        "9001:5.1, 37001:5.1, 27001:5.1",
        "DE",
        1,
    ),
    (
        "coordination",
        "Coordinación de Modernización",
        "Mantiene el SIG, hace seguimiento al plan y prepara la revisión por la Dirección.",
        "Verifica lo que las unidades reportan.",
        "9001:5.3",
        "UPPM",
        2,
    ),
    (
        "compliance",
        "Oficial de cumplimiento antisoborno",
        "Supervisa el SGAS, asesora al personal e informa a la Alta Dirección.",
        "Acude directamente a la Dirección Ejecutiva.",
        "37001:5.3.2",
        "UFII",
        1,
    ),
    (
        "security",
        "Oficial de seguridad de la información",
        "Opera el SGSI y mantiene la declaración de aplicabilidad.",
        "Detiene un cambio que exponga la información.",
        "27001:5.3",
        "UTI",
        1,
    ),
    (
        "m01",
        "Dueño del proceso M01",
        "Responde por la gestión de usuarios y sus resultados.",
        "Propone cambios a sus documentos normativos.",
        "9001:4.4, 9001:5.3",
        "UOP",
        1,
    ),
    (
        "m02",
        "Dueño del proceso M02",
        "Responde por los incentivos diferenciados por cumplimiento de corresponsabilidades.",
        "Propone cambios a sus documentos normativos.",
        "9001:4.4, 9001:5.3",
        "UCC",
        1,
    ),
    (
        "m03",
        "Dueño del proceso M03",
        "Responde por el acompañamiento al hogar con gestión territorial.",
        "Propone cambios a sus documentos normativos.",
        "9001:4.4, 9001:5.3",
        "CT",
        1,
    ),
    (
        "auditors",
        "Equipo de auditores internos",
        "Audita el cumplimiento del SIG y reporta lo que encuentra.",
        "Pide los registros que necesite.",
        "9001:9.2, 37001:9.2, 27001:9.2",
        "UPPM",
        3,
    ),
]

# role, account or None, post, unit, since, until; M03 is left to nobody
HOLDINGS = [
    ("direction", "direccion", "Dirección Ejecutiva", "DE", "2025-01-02", None),
    ("coordination", "coordinacion", "Coordinación de Modernización", "UPPM", "2025-01-02", None),
    ("coordination", "uppm", "Especialista de modernización", "UPPM", "2025-02-03", None),
    ("compliance", "ufii", "Jefatura de la UFII", "UFII", "2025-01-02", None),
    ("security", "uti", "Jefatura de la UTI", "UTI", "2025-01-15", None),
    ("m01", "uop", "Jefatura de la UOP", "UOP", "2025-01-02", None),
    ("m02", "ucc", "Jefatura de la UCC", "UCC", "2025-01-02", None),
    ("m03", "ct", "Coordinación Técnica", "CT", "2025-01-02", "2025-05-31"),
    ("auditors", None, "Especialista de la UPPM", "UPPM", "2025-03-03", None),
]


def load(cast: Cast) -> None:
    """The policy in force and a draft of the next, six objectives and eight roles, one of them empty."""
    policy = _policies(cast)
    _objectives(cast, policy)
    _roles(cast)


def _policies(cast: Cast) -> Policy:
    every: dict[str, Any] = {"quality": True, "anti_bribery": True, "information_security": True}
    with cast.on("2025-01-15"):
        kept = cast.keep(
            Policy(
                title="Política y Objetivos Integrados",
                statement="Declara el compromiso del Programa con la calidad de sus servicios, la lucha contra el soborno "
                "y la seguridad de la información. Es un resumen: rige el texto de la resolución.",
                act="Resolución de Dirección Ejecutiva Nº 205-2024-MIDIS/PNADP-DE",
                valid_from=date(2024, 1, 1),
                source="Plan SIG 2025, sección 8.2, nota 2; el día de la resolución no consta: se anota el año",
                unit=cast.unit("DE"),
                **every,
            )
        )
        cast.step(kept, "send")
    with cast.on("2025-01-20"):
        kept = cast.step(kept, "approve", by="direccion")
    with cast.on("2025-05-12"):
        cast.keep(
            Policy(
                title=f"Actualización de la Política Integrada {S}",
                statement="Ejemplo: incorpora lo aprendido en la revisión por la Dirección.",
                valid_from=date(2025, 6, 15),
                unit=cast.unit("UPPM"),
                **every,
            )
        )
    return kept


def _objectives(cast: Cast, policy: Policy) -> None:
    systems = {s.acronym: s for s in ManagementSystem.objects.filter(archived_at__isnull=True)}
    for title, system, indicator, target, frequency, source, unit, due, state in OBJECTIVES:
        with cast.on("2025-02-10"):
            kept = cast.keep(
                Objective(
                    title=f"{title} {S}",
                    policy=policy,
                    system=systems.get(system),
                    indicator=indicator,
                    target=target,
                    frequency=frequency,
                    source=source,
                    due_date=date.fromisoformat(due) if due else None,
                    unit=cast.unit(unit),
                )
            )
            if state != "draft":
                cast.step(kept, "send")
        if state == "in_force":
            with cast.on("2025-02-24"):
                cast.step(kept, "approve", by="direccion")


def _roles(cast: Cast) -> None:
    roles: dict[str, SigRole] = {}
    with cast.on("2025-01-22"):
        for key, title, duties, authority, clauses, unit, needed in ROLES:
            roles[key] = cast.keep(
                SigRole(
                    title=f"{title} {S}",
                    responsibilities=duties,
                    authority=authority,
                    clause_reference=clauses,
                    holders_needed=needed,
                    review_due=date(2025, 6, 20) if key == "security" else date(2026, 1, 22),
                    unit=cast.unit(unit),
                )
            )
    for key, account, post, unit, since, until in HOLDINGS:
        with cast.on("2025-03-05"):
            held = cast.keep(
                RoleHolding(
                    title=f"{post}: {roles[key].title.removesuffix(f' {S}')} {S}"[:300],
                    role=roles[key],
                    person=cast.people[account] if account else None,
                    post=post,
                    source=f"Designación de ejemplo {S}",
                    valid_from=date.fromisoformat(since),
                    unit=cast.unit(unit),
                )
            )
        if until:
            with cast.on(until):
                cast.step(held, "end", valid_to=date.fromisoformat(until))

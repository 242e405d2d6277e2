"""Risks in the demonstration: a scale for each class, and risks of the missional processes in every state."""

from datetime import date
from typing import Any

from sigor.context.models import DueDiligence
from sigor.demo.cast import Cast
from sigor.processes.models import Process
from sigor.risks.models import Risk, RiskControl, RiskScale, ScaleLevel, Treatment

SOURCE = "Escala de demostración (sintética); la escala del sector está por confirmar"
YEAR_END = date(2025, 12, 31)

# value -> word for likelihood, word for impact
FOUR = {4: ("Baja", "Bajo"), 6: ("Media", "Medio"), 8: ("Alta", "Alto"), 10: ("Muy alta", "Muy alto")}
FIVE = {
    1: ("Muy baja", "Muy bajo"),
    2: ("Baja", "Bajo"),
    3: ("Media", "Medio"),
    4: ("Alta", "Alto"),
    5: ("Muy alta", "Muy alto"),
}
BANDS_OF_FOUR = [
    ("Bajo", 16, 24, "unit_head", "Se vigila con los controles de siempre."),
    ("Medio", 32, 40, "unit_head", "Se revisa cada semestre."),
    ("Alto", 48, 64, "director", "Se trata, o lo acepta la Dirección Ejecutiva con un plazo."),
    ("Muy alto", 80, 100, "nobody", "Se trata sin demora."),
]
BANDS_OF_FIVE = [
    ("Bajo", 1, 4, "unit_head", "Se vigila con los controles de siempre."),
    ("Medio", 5, 9, "unit_head", "Se revisa cada semestre."),
    ("Alto", 10, 16, "director", "Se trata, o lo acepta la Dirección Ejecutiva con un plazo."),
    ("Muy alto", 20, 25, "nobody", "Se trata sin demora."),
]
SCALES = [
    ("performance", "Riesgos de desempeño", FOUR, BANDS_OF_FOUR, 40),
    ("integrity", "Riesgos de integridad", FOUR, BANDS_OF_FOUR, 24),
    ("information_security", "Riesgos de seguridad de la información", FIVE, BANDS_OF_FIVE, 6),
]


def load(cast: Cast) -> None:
    """Scales, risks, controls and treatments; some overdue, some blocked, all synthetic."""
    _scales(cast)
    _controlled(cast)
    _in_treatment(cast)
    _to_decide(cast)
    _accepted(cast)
    _closed(cast)


def _scales(cast: Cast) -> None:
    for risk_class, name, values, bands, appetite in SCALES:
        with cast.on("2025-01-15"):
            scale = cast.keep(
                RiskScale(
                    title=f"{name} (sintético)",
                    risk_class=risk_class,
                    appetite_score=appetite,
                    unit=cast.unit("UPPM"),
                    valid_from=date(2025, 1, 1),
                    source=SOURCE,
                )
            )
            for value, (likelihood, impact) in values.items():
                _part(cast, scale, axis="likelihood", title=likelihood, value=value)
                _part(cast, scale, axis="impact", title=impact, value=value)
            for label, low, high, who, meaning in bands:
                _part(
                    cast,
                    scale,
                    axis="level",
                    title=label,
                    min_score=low,
                    max_score=high,
                    acceptance=who,
                    meaning=meaning,
                )
            scale = cast.step(scale, "send")
        with cast.on("2025-01-22"):
            cast.step(scale, "approve", by="direccion")


def _part(cast: Cast, scale: RiskScale, **told: Any) -> None:
    cast.keep(ScaleLevel(scale=scale, unit=scale.unit, **told))


def _risk(
    cast: Cast,
    title: str,
    risk_class: str,
    process: str,
    unit: str,
    inherent: tuple[int, int] | None,
    residual: tuple[int, int] | None = None,
    *,
    day: str = "2025-02-17",
    assess: bool = True,
    **told: Any,
) -> Risk:
    """A risk of a process (by its code in the process map), assessed unless told otherwise."""
    likelihood, impact = inherent or (None, None)
    residual_likelihood, residual_impact = residual or (None, None)
    with cast.on(day):
        risk = cast.keep(
            Risk(
                title=f"{title} (sintético)",
                risk_class=risk_class,
                process=Process.objects.filter(code=process).first(),
                unit=cast.unit(unit),
                inherent_likelihood=likelihood,
                inherent_impact=impact,
                residual_likelihood=residual_likelihood,
                residual_impact=residual_impact,
                **({"review_due": YEAR_END} | told),
            )
        )
        return cast.step(risk, "assess") if assess else risk


def _control(cast: Cast, risk: Risk, title: str, kind: str = "preventive", **told: Any) -> None:
    with cast.on("2025-02-18"):
        cast.keep(
            RiskControl(
                title=f"{title} (sintético)",
                risk=risk,
                kind=kind,
                unit=risk.unit,
                **(
                    {
                        "effectiveness": "effective",
                        "owner": "Especialista de la unidad",
                        "frequency": "Mensual",
                    }
                    | told
                ),
            )
        )


def _treatment(cast: Cast, risk: Risk, title: str, owner: str, due: str) -> Treatment:
    with cast.on("2025-02-20"):
        return cast.keep(
            Treatment(
                title=f"{title} (sintético)",
                risk=risk,
                owner=owner,
                unit=risk.unit,
                due_date=date.fromisoformat(due),
            )
        )


def _treat(cast: Cast, risk: Risk) -> Risk:
    with cast.on("2025-02-24"):
        return cast.step(risk, "treat")


def _finish(cast: Cast, treatment: Treatment, head: str, reported: str, verified: str = "") -> None:
    with cast.on(reported):
        treatment = cast.step(treatment, "report", by=head, result="Se ejecutó como estaba previsto.")
    if verified:
        with cast.on(verified):
            cast.prove(treatment, by=head)
            cast.step(treatment, "verify")


def _controlled(cast: Cast) -> None:
    risk = _risk(
        cast,
        "Atención tardía de las solicitudes de afiliación",
        "performance",
        "M01",
        "UOP",
        (8, 8),
        (4, 8),
        cause="Las solicitudes llegan por canales distintos.",
        effect="Hogares elegibles quedan fuera del padrón.",
        response="reduce",
    )
    _control(cast, risk, "Reporte semanal de solicitudes sin atender", "detective", frequency="Semanal")
    treatment = _treatment(
        cast, risk, "Unificar la bandeja de solicitudes", "Jefatura de la UOP", "2025-04-30"
    )
    risk = _treat(cast, risk)
    _finish(cast, treatment, "uop", "2025-04-24", "2025-04-28")
    with cast.on("2025-05-05"):
        cast.step(risk, "control", by="uppm")

    risk = _risk(
        cast,
        "Favorecimiento en la afiliación a cambio de un beneficio",
        "integrity",
        "M01",
        "UOP",
        (6, 10),
        (4, 6),
        cause="Una sola persona registra y valida.",
        effect="Hogares que no corresponden reciben el incentivo.",
        response="reduce",
    )
    _control(cast, risk, "Validación por una segunda persona y muestreo mensual")
    with cast.on("2025-03-10"):
        cast.step(risk, "control", by="uppm")

    risk = _risk(
        cast,
        "Abono a un titular que ya no corresponde",
        "performance",
        "M02",
        "UOP",
        (6, 8),
        (4, 6),
        cause="Fallecimientos y cambios de titular que llegan tarde.",
        effect="Pagos que hay que recuperar.",
        response="reduce",
        review_due=date(2025, 6, 16),
    )
    _control(cast, risk, "Cruce con el registro de identidad antes de cada abono", frequency="Bimestral")
    with cast.on("2025-03-12"):
        cast.step(risk, "control", by="uppm")


def _in_treatment(cast: Cast) -> None:
    risk = _risk(
        cast,
        "Cobro indebido por terceros a los hogares usuarios",
        "integrity",
        "M02",
        "UCC",
        (8, 10),
        cause="Terceros ofrecen gestionar el pago o la afiliación.",
        effect="Los hogares pierden dinero y confianza.",
        response="reduce",
    )
    _control(cast, risk, "Mensajes en asambleas: el Programa no cobra por nada", effectiveness="partly")
    treatment = _treatment(
        cast,
        risk,
        "Canal de aviso en lengua originaria en los puntos de pago",
        "Jefatura de la UCC",
        "2025-05-30",
    )
    _treat(cast, risk)
    with cast.on("2025-04-07"):
        cast.step(treatment, "start", by="ucc")  # overdue since the end of May

    risk = _risk(
        cast,
        "Caída del sistema transaccional en los días de verificación",
        "information_security",
        "M02",
        "UTI",
        (4, 5),
        cause="Un solo servidor atiende los cierres.",
        effect="No se verifica a tiempo y el abono se retrasa.",
        response="reduce",
    )
    _control(
        cast, risk, "Copia de respaldo diaria y prueba de restauración", "corrective", frequency="Diaria"
    )
    treatment = _treatment(
        cast, risk, "Segundo servidor con conmutación probada", "Jefatura de la UTI", "2025-06-20"
    )
    _treat(cast, risk)
    _finish(cast, treatment, "uti", "2025-06-19")  # waits for somebody to verify it

    risk = _risk(
        cast,
        "Filtración de datos de los hogares usuarios",
        "information_security",
        "M01",
        "UTI",
        (3, 5),
        (2, 5),
        cause="Listados que se envían por correo.",
        effect="Daño a los hogares y sanción por datos personales.",
        response="reduce",
    )
    _control(cast, risk, "Acceso por perfil y registro de consultas", "detective", effectiveness="partly")
    _treatment(cast, risk, "Entregar listados solo desde el sistema", "Jefatura de la UTI", "2025-09-30")
    _treat(cast, risk)

    risk = _risk(
        cast,
        "Usar las asambleas para reunir a los servicios de salud y educación",
        "performance",
        "M03",
        "UCC",
        (6, 8),
        kind="opportunity",
        cause="Aliados locales dispuestos.",
        effect="Más hogares cumplen sin viajar.",
        response="exploit",
    )
    _treatment(
        cast, risk, "Acordar un calendario común con los servicios", "Jefatura de la UCC", "2025-08-29"
    )
    _treat(cast, risk)


def _to_decide(cast: Cast) -> None:
    _risk(
        cast,
        "Retraso en el registro del cumplimiento de corresponsabilidades",
        "performance",
        "M02",
        "UCC",
        (8, 10),
        (8, 8),
        cause="Los listados llegan incompletos.",
        effect="El abono sale sin la verificación completa.",
        response="reduce",
    )  # above appetite, and nobody has said what is to be done
    _risk(
        cast,
        "Colusión en el registro de cumplimiento",
        "integrity",
        "M02",
        "UCC",
        (6, 10),
        cause="Quien registra conoce a los hogares.",
        effect="Se paga a quien no cumplió.",
        response="reduce",
    )  # nothing guards against it yet
    _risk(
        cast,
        "Uso de claves compartidas en las unidades territoriales",
        "information_security",
        "M02",
        "UTI",
        None,
        assess=False,
        day="2025-04-14",
        cause="Pocas licencias y mucha rotación.",
        effect="No se sabe quién hizo cada registro.",
        review_due=date(2025, 6, 2),
    )
    _risk(
        cast,
        "Ficha de visita que no recoge los cambios del hogar",
        "performance",
        "M03",
        "UCC",
        None,
        assess=False,
        day="2025-06-18",
        cause="El formato es anterior al rediseño.",
        effect="El acompañamiento pierde pertinencia.",
    )


def _accept(cast: Cast, risk: Risk, by: str, day: str, until: date, why: str) -> None:
    with cast.on(day):
        cast.step(risk, "accept", by=by, acceptance_reason=why, accepted_until=until)


def _accepted(cast: Cast) -> None:
    risk = _risk(
        cast,
        "Visitas que no llegan a los hogares más alejados en época de lluvia",
        "performance",
        "M03",
        "UCC",
        (8, 8),
        (6, 8),
        cause="Vías cortadas entre enero y marzo.",
        effect="Hogares sin acompañamiento por meses.",
        response="accept",
    )
    _control(cast, risk, "Llamada de seguimiento cuando no hay paso")
    _accept(
        cast,
        risk,
        "direccion",
        "2025-03-05",
        YEAR_END,
        "Llegar por otro medio cuesta más que el daño que evita.",
    )

    risk = _risk(
        cast,
        "Rotación de gestores locales en zonas rurales",
        "performance",
        "M03",
        "CT",
        (6, 6),
        response="accept",
        cause="Plazas lejanas y contratos cortos.",
        effect="Se pierde el vínculo con los hogares.",
    )
    _accept(cast, risk, "ct", "2025-03-05", date(2025, 5, 31), "Se espera el nuevo cuadro de puestos.")

    risk = _risk(
        cast,
        "Ofrecimiento de ventajas por un socio que paga los incentivos",
        "integrity",
        "M02",
        "UOP",
        (4, 10),
        (4, 6),
        cause="La relación con el socio es cercana y continua.",
        effect="Se toleran demoras en los pagos.",
        response="accept",
    )
    check = DueDiligence.objects.filter(state="concluded", unit=risk.unit, valid_until__gte=YEAR_END).first()
    if check is not None:
        cast.tie(risk, check)
        _accept(cast, risk, "uop", "2025-03-19", YEAR_END, "La debida diligencia del socio está vigente.")


def _closed(cast: Cast) -> None:
    risk = _risk(
        cast,
        "Pérdida de expedientes en el traslado del archivo",
        "information_security",
        "M01",
        "UPPM",
        (2, 3),
        (1, 3),
        cause="Cajas sin rótulo.",
        effect="No se puede probar la afiliación.",
        response="avoid",
    )
    with cast.on("2025-04-30"):
        cast.step(
            risk,
            "close",
            reason="Los expedientes se digitalizaron y el archivo ya no se traslada. Sintético.",
        )

"""Chapter 8.6 in the demonstration: posts, people who are roles, training, readings and communications."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sigor.demo.cast import Cast
from sigor.people.models import (
    Attendance,
    Communication,
    CommunicationRecord,
    Competence,
    EstablishmentEntry,
    HeldCompetence,
    Holder,
    Induction,
    InternalCommunicationAction,
    Post,
    PostCompetence,
    RequiredReading,
    Study,
    TrainingAction,
    TrainingNeed,
)
from sigor.people.services import acknowledge

S = "(sintético)"
PROFILE = "Perfil sintético de demostración; el MPP vigente es el documento que aprueba la entidad."

# key, title, mission, level
POSTS = [
    ("gestor", "Gestor/a local", "Acompañar a los hogares y verificar corresponsabilidades.", "Técnico"),
    ("tecnico", "Coordinador/a técnico/a", "Conducir a los gestores locales de una zona.", "Profesional"),
    (
        "zonal",
        "Coordinador/a técnico/a zonal",
        "Articular la gestión territorial de una zona.",
        "Profesional",
    ),
    ("toau", "Técnico/a en orientación y atención al usuario (TOAU)", "Orientar a los usuarios.", "Técnico"),
    ("jefe", "Jefe/a de unidad territorial", "Dirigir la unidad territorial.", "Directivo"),
    (
        "vcc",
        "Especialista en verificación de corresponsabilidades",
        "Dar asistencia a las UT.",
        "Profesional",
    ),
    ("modern", "Especialista en modernización", "Mantener el SIG y el mapa de procesos.", "Profesional"),
    ("evid", "Especialista en seguimiento y evaluación", "Analizar datos y evidencia.", "Profesional"),
    ("dev", "Analista desarrollador/a", "Construir y mantener Mi Juntos.", "Profesional"),
    ("seg", "Especialista en seguridad de la información", "Operar los controles del SGSI.", "Profesional"),
]

# key, title, kind
COMPETENCES = [
    ("servicio", "Orientación al usuario", "general"),
    ("resultados", "Orientación a resultados", "general"),
    ("vcc", "Verificación de corresponsabilidades", "technical"),
    ("datos", "Análisis de datos y evidencia", "technical"),
    ("procesos", "Gestión por procesos", "technical"),
    ("integridad", "Integridad y prevención del soborno", "integrity"),
    ("informacion", "Cuidado de la información y de los datos personales", "security"),
]

# post -> competence -> required level; the head of a territorial unit has none yet
REQUIRED = {
    "gestor": {"servicio": 3, "vcc": 3, "integridad": 2},
    "tecnico": {"vcc": 4, "resultados": 3, "integridad": 3},
    "zonal": {"resultados": 3, "integridad": 3},
    "toau": {"servicio": 4, "informacion": 2},
    "vcc": {"vcc": 4, "datos": 2},
    "modern": {"procesos": 4, "resultados": 3},
    "evid": {"datos": 4, "informacion": 3},
    "dev": {"informacion": 3, "procesos": 2},
    "seg": {"informacion": 4, "integridad": 3},
}

# number, post, unit, since, account, level held of each competence
PEOPLE = [
    (1, "gestor", "UT-CAJAMARCA", "2022-03-01", "ut-cajamarca", {"servicio": 3, "vcc": 2, "integridad": 2}),
    (2, "gestor", "UT-CAJAMARCA", "2021-06-01", None, {"servicio": 2, "vcc": 2, "integridad": 2}),
    (3, "gestor", "UT-CAJAMARCA", "2023-02-01", None, {"servicio": 4, "vcc": 3}),
    (4, "gestor", "UT-CAJAMARCA", "2025-03-17", None, {}),
    (5, "gestor", "UT-CAJAMARCA", "2025-05-05", None, {}),
    (6, "tecnico", "UT-CAJAMARCA", "2019-01-02", None, {"vcc": 3, "resultados": 3, "integridad": 3}),
    (7, "zonal", "UT-CAJAMARCA", "2020-08-03", None, {"resultados": 3, "integridad": 2}),
    (8, "toau", "UT-CAJAMARCA", "2022-10-03", None, {"servicio": 4, "informacion": 1}),
    (9, "jefe", "UT-CAJAMARCA", "2023-01-02", None, {}),
    (10, "vcc", "UCC", "2018-05-02", "ucc", {"vcc": 4, "datos": 2}),
    (11, "vcc", "UCC", "2020-02-03", None, {"vcc": 3, "datos": 1}),
    (12, "vcc", "UCC", "2024-11-04", None, {"vcc": 4, "datos": 3}),
    (13, "modern", "UPPM", "2019-09-02", "uppm", {"procesos": 4, "resultados": 4}),
    (14, "modern", "UPPM", "2025-04-01", "coordinacion", {"procesos": 3}),
    (15, "evid", "UPPM", "2021-01-04", None, {"datos": 4, "informacion": 2}),
    (16, "dev", "UTI", "2022-07-01", None, {"informacion": 2, "procesos": 2}),
    (17, "seg", "UTI", "2023-08-01", "uti", {"informacion": 4, "integridad": 3}),
    (18, "dev", "UTI", "2020-01-02", None, {"informacion": 3}),
]

# number of the person -> until when, and when it was done (None: still pending); two have none at all
INDUCTIONS: dict[int, tuple[str, str | None]] = {
    4: ("2025-04-16", None),
    5: ("2025-06-04", None),
    12: ("2024-12-04", "2025-01-20"),
    14: ("2025-05-02", "2025-04-10"),
    16: ("2025-07-31", None),
}
LONG_INDUCTED = (1, 2, 3, 6, 7, 8, 10, 13, 15, 17, 18)

# title, scope, systems, audience, channel, unit, frequency, next date
MATRIX = [
    ("Política Integrada", "internal", "all", "Todo el personal", "Correo", "URH", "Anual", "2025-09-15"),
    ("Política Integrada", "external", "all", "Socios de negocio", "Portal", "UCI", "Anual", "2025-09-30"),
    ("Resultados del SIG", "internal", "all", "Jefaturas", "Reunión", "UPPM", "Trimestral", "2025-07-15"),
    ("Cambios de procesos", "internal", "quality", "UT", "Memorando", "UOP", "Cuando ocurre", None),
    (
        "Canales de denuncia",
        "external",
        "antibribery",
        "Usuarios",
        "Afiches",
        "UFII",
        "Semestral",
        "2025-06-15",
    ),
    (
        "Prohibición de regalos",
        "internal",
        "antibribery",
        "Personal",
        "Correo",
        "UFII",
        "Anual",
        "2025-05-30",
    ),
    ("Alertas de seguridad", "internal", "security", "Personal", "Correo", "UTI", "Mensual", "2025-07-05"),
    ("Avance del plan SIG", "external", "all", "DGCGPS", "Oficio", "UPPM", "Trimestral", "2025-07-21"),
]

# title, audience, channel, planned, due, what happened: None, (reported, achieved) and whether it was verified
INTERNAL = [
    ("Cápsulas sobre el Código de Ética", "Todo el personal", "Correo", 1200, "2025-03-31", 1085, True),
    ("Charla sobre prevención del soborno", "Jefaturas", "Videoconferencia", 60, "2025-04-30", 52, True),
    (
        "Concurso sobre la Política Integrada",
        "Unidades territoriales",
        "Intranet",
        800,
        "2025-06-20",
        640,
        False,
    ),
    ("Boletín de seguridad de la información", "Todo el personal", "Correo", 1200, "2025-06-27", None, False),
    ("Encuentro de buenas prácticas", "Gestores locales", "Presencial", 300, "2025-10-31", None, False),
]


def load(cast: Cast) -> None:
    """Fill the registers of people; every person is a role and says that it is synthetic."""
    posts, competences = _posts(cast)
    people = _people(cast, posts, competences)
    needs = _training(cast, people, competences)
    _awareness(cast, people)
    _communications(cast)
    _studies(cast, needs)


def _posts(cast: Cast) -> tuple[dict[str, Post], dict[str, Competence]]:
    urh = cast.unit("URH")
    posts, competences = {}, {}
    with cast.on("2025-01-20"):
        for key, title, kind in COMPETENCES:
            competences[key] = cast.keep(
                Competence(title=f"{title} {S}", kind=kind, unit=urh, review_due=date(2026, 1, 31)), by="urh"
            )
        for key, title, mission, level in POSTS:
            post = Post(
                title=f"{title} {S}", mission=mission, level=f"{level} {S}", unit=urh, knowledge=PROFILE
            )
            post.review_due = date(2025, 6, 15) if key == "toau" else date(2026, 1, 31)
            posts[key] = cast.keep(post, by="urh")
            for name, required in REQUIRED.get(key, {}).items():
                asked = PostCompetence(
                    title="Para cumplir la misión del puesto",
                    post=posts[key],
                    required_level=required,
                    unit=urh,
                )
                asked.competence = competences[name]
                cast.keep(asked, by="urh")
    for key, positions, occupied, value in [
        ("gestor", 6, 5, 3200),
        ("tecnico", 1, 1, 5500),
        ("vcc", 4, 4, 7500),  # three are registered: the check finds it
        ("modern", 3, 2, 8000),
    ]:
        with cast.on("2025-02-10"):
            entry = EstablishmentEntry(title=posts[key].title, post=posts[key], unit=urh, year=2025)
            entry.positions, entry.occupied, entry.monthly_value = positions, occupied, Decimal(value)
            entry.budget_source = f"Recursos ordinarios {S}"
            entry = cast.keep(entry, by="urh")
            if key != "modern":
                entry = cast.step(entry, "send", by="urh")
        if key in ("gestor", "vcc"):
            with cast.on("2025-02-17"):
                cast.step(entry, "approve", by="direccion")
    return posts, competences


def _people(cast: Cast, posts: dict[str, Post], competences: dict[str, Competence]) -> dict[int, Holder]:
    urh, people = cast.unit("URH"), {}
    for number, post, unit, since, account, levels in PEOPLE:
        began = date.fromisoformat(since)
        with cast.on(max(date(2025, 2, 3), began)):
            person = Holder(
                title=f"Servidor/a sintético/a {number:02d}", post=posts[post], unit=urh, since=began
            )
            person.of_unit = cast.unit(unit)
            person.user = cast.people[account] if account else None
            people[number] = cast.keep(person, by="urh")
        with cast.on("2025-05-12"):
            for name, level in levels.items():
                held = HeldCompetence(
                    title=f"Evaluación de competencias {S}", holder=people[number], unit=urh
                )
                held.competence, held.level, held.assessed_on = competences[name], level, date(2025, 5, 9)
                cast.keep(held, by="urh")
    return people


def _training(
    cast: Cast, people: dict[int, Holder], competences: dict[str, Competence]
) -> dict[str, TrainingNeed]:
    urh = cast.unit("URH")
    needs = {}
    for key, title, source, competence, day in [
        ("vcc", "Verificación de corresponsabilidades en zonas dispersas", "gap", "vcc", "2025-01-22"),
        ("soborno", "Prevención del soborno en puestos expuestos", "risk", "integridad", "2025-01-24"),
        ("datos", "Lectura de datos para la toma de decisiones", "performance", "datos", "2025-02-05"),
        ("lenguas", "Atención en lenguas originarias", "other", "servicio", "2025-02-20"),
        ("personales", "Protección de datos personales en la atención", "norm", "informacion", "2025-05-14"),
    ]:
        with cast.on(day):
            need = TrainingNeed(title=f"{title} {S}", source=source, unit=urh)
            need.competence, need.identified_on = competences[competence], date.fromisoformat(day)
            needs[key] = cast.keep(need, by="urh")

    def action(title: str, need: str, day: str, due: str, judged_from: str, hours: int) -> TrainingAction:
        with cast.on(day):
            return cast.keep(
                TrainingAction(
                    title=f"{title} {S}",
                    year=2025,
                    unit=urh,
                    need=needs[need],
                    hours=hours,
                    modality="remote",
                    provider=f"Facilitación interna {S}",
                    target="Gestores locales y especialistas",
                    starts_on=date.fromisoformat(day),
                    due_date=date.fromisoformat(due),
                    effectiveness_criterion="Menos observaciones en la supervisión del bimestre siguiente",
                    effectiveness_due=date.fromisoformat(judged_from),
                ),
                by="urh",
            )

    def attended(of: TrainingAction, day: str, said: dict[int, str]) -> None:
        with cast.on(day):
            for number, attendance in said.items():
                one = Attendance(title="Lista de asistencia", action=of, holder=people[number], unit=urh)
                one.attended = attendance
                one.score = Decimal(14 + number % 5) if attendance == "yes" else None
                cast.keep(one, by="urh")

    def done(of: TrainingAction, day: str) -> TrainingAction:
        with cast.on(day):
            return cast.step(of, "report", by="urh", result="Se dictó según lo previsto (sintético).")

    first = action(
        "Taller de verificación de corresponsabilidades", "vcc", "2025-02-10", "2025-03-14", "2025-05-15", 16
    )
    attended(first, "2025-03-13", {1: "yes", 2: "yes", 3: "excused", 6: "yes", 10: "yes", 11: "no"})
    first = done(first, "2025-03-17")
    with cast.on("2025-05-20"):
        note = "Bajaron las observaciones de la muestra supervisada (sintético)."
        cast.step(first, "judge", by="coordinacion", effectiveness="effective", effectiveness_note=note)
        cast.step(needs["vcc"], "plan", by="urh")

    second = action("Curso de prevención del soborno", "soborno", "2025-03-03", "2025-04-11", "2025-06-16", 8)
    attended(second, "2025-04-10", {7: "yes", 13: "yes", 17: "yes", 18: "no"})
    done(second, "2025-04-14")  # nobody has judged it yet: the check finds it

    third = action("Curso básico de análisis de datos", "datos", "2025-05-05", "2025-06-20", "2025-09-15", 20)
    attended(third, "2025-06-12", {12: "yes", 15: "yes"})
    with cast.on("2025-05-06"):
        cast.step(third, "start", by="urh")

    fourth = action(
        "Charla sobre datos personales", "personales", "2025-06-02", "2025-08-29", "2025-11-28", 4
    )
    with cast.on("2025-06-09"):
        cast.step(
            fourth, "cancel", by="urh", reason="Se une a la campaña del segundo semestre (motivo sintético)."
        )
    return needs


def _awareness(cast: Cast, people: dict[int, Holder]) -> None:
    urh = cast.unit("URH")
    past = {n: people[n].since + timedelta(days=20) for n in LONG_INDUCTED}
    inductions = {n: (day.isoformat(), day.isoformat()) for n, day in past.items()} | INDUCTIONS
    for number, (due, done) in sorted(inductions.items()):
        with cast.on(max(date(2025, 2, 10), people[number].since)):
            induction = Induction(title=f"Inducción al puesto y al SIG {S}", holder=people[number], unit=urh)
            induction.due_date = date.fromisoformat(due)
            induction.topics = "Política Integrada, RISC, Código de Ética, canales de denuncia y funciones."
            induction = cast.keep(induction, by="urh")
        if done:
            with cast.on(max(date.fromisoformat(done), date(2025, 2, 12))):
                cast.prove(induction, by="urh", type="Acta")
                cast.step(induction, "complete", by="urh", done_on=date.fromisoformat(done))

    readings = {}
    for key, title, kind, version, text, unit, by in [
        (
            "policy",
            "Política Integrada del SIG",
            "policy",
            "RDE N° 205-2024-MIDIS/PNADP-DE",
            "El Programa se compromete con la calidad, la prevención del soborno y la seguridad de la información. "
            "Plazo y fecha de obligación: sintéticos.",
            "URH",
            "urh",
        ),
        (
            "ethics",
            "Código de Ética de la Función Pública",
            "code_of_ethics",
            "Ley N° 27815",
            "Principios, deberes y prohibiciones de quien sirve en la función pública. "
            "Plazo y fecha de obligación: sintéticos.",
            "URH",
            "urh",
        ),
        (
            "risc",
            "Reglamento Interno de Servidores/as Civiles (RISC)",
            "risc",
            "vigente en 2025 (sintético)",
            "Derechos, obligaciones y faltas de las personas que sirven en el Programa.",
            "URH",
            "urh",
        ),
    ]:
        with cast.on("2025-02-14"):
            reading = RequiredReading(
                title=title, kind=kind, version=version, text=text, unit=cast.unit(unit)
            )
            reading.audience, reading.from_date, reading.due_days = "everybody", date(2025, 2, 17), 60
            reading = cast.step(cast.keep(reading, by=by), "send", by=by)
        with cast.on("2025-02-17"):
            readings[key] = cast.step(reading, "approve", by="direccion")
    for key, who, day in [
        ("policy", "urh", "2025-02-18"),
        ("policy", "ucc", "2025-03-04"),
        ("policy", "uppm", "2025-03-05"),
        ("policy", "uti", "2025-04-02"),
        ("ethics", "urh", "2025-02-18"),
        ("ethics", "ucc", "2025-03-04"),
        ("ethics", "ut-cajamarca", "2025-04-09"),
        ("risc", "urh", "2025-02-18"),
        ("risc", "coordinacion", "2025-03-11"),
    ]:
        with cast.on(day):
            acknowledge(reading=readings[key], by=cast.people[who])


def _communications(cast: Cast) -> None:
    kept = {}
    for title, scope, systems, audience, channel, unit, frequency, following in MATRIX:
        with cast.on("2025-02-05"):
            row = Communication(title=f"{title} {S}", scope=scope, systems=systems, unit=cast.unit(unit))
            row.audience, row.channel, row.frequency = audience, channel, frequency
            row.sender = f"Jefatura de la {unit}"
            row.next_on = date.fromisoformat(following) if following else None
            row.review_due = date(2026, 1, 31)
            kept[title, scope] = cast.keep(row)
    for title, scope, due, done, how in [
        (
            "Resultados del SIG",
            "internal",
            "2025-04-15",
            "2025-04-16",
            "Reunión de coordinación con jefaturas",
        ),
        ("Política Integrada", "internal", "2025-02-28", "2025-02-27", "Correo a todo el personal"),
        ("Alertas de seguridad", "internal", "2025-06-05", "2025-06-05", "Correo masivo"),
        ("Prohibición de regalos", "internal", "2025-05-30", None, ""),
        ("Resultados del SIG", "internal", "2025-07-15", None, ""),
    ]:
        whole = kept[title, scope]
        with cast.on("2025-02-20"):
            time = CommunicationRecord(title=whole.title, communication=whole, unit=whole.unit)
            time.due_date = date.fromisoformat(due)
            time = cast.keep(time)
        if done:
            with cast.on(done):
                cast.step(time, "carry_out", done_on=date.fromisoformat(done), how=f"{how} {S}")
    for title, audience, channel, planned, due, achieved, verified in INTERNAL:
        with cast.on("2025-02-12"):
            action = InternalCommunicationAction(title=f"{title} {S}", year=2025, unit=cast.unit("URH"))
            action.audience, action.channel, action.reach_planned = audience, channel, planned
            action.due_date, action.reach_achieved = date.fromisoformat(due), achieved
            action = cast.keep(action, by="urh")
        if achieved is not None:
            with cast.on(due, hour=15):
                action = cast.step(action, "report", by="urh", result=f"Llegó a {achieved} personas {S}.")
        if verified:
            with cast.on(due, hour=17):
                cast.step(action, "verify")


def _studies(cast: Cast, needs: dict[str, TrainingNeed]) -> None:
    found = {}
    for key, title, authors, year, kind, question in [
        (
            "tpi",
            "Evaluación de la Transferencia Primera Infancia (TPI), con apoyo de UNICEF",
            "Evaluación de abril de 2024, con apoyo de UNICEF",
            2024,
            "impact_evaluation",
            "¿La TPI aumenta la cobertura del paquete integrado de salud?",
        ),
        ("cct", f"Transferencias condicionadas y salud infantil {S}", "", 2022, "systematic_review", ""),
        (
            "school",
            f"Transferencias y continuidad escolar en secundaria {S}",
            "",
            2021,
            "systematic_review",
            "",
        ),
        ("visits", f"Visitas domiciliarias y desarrollo infantil {S}", "", 2020, "systematic_review", ""),
        (
            "package",
            f"Tendencia del paquete integrado por unidad territorial {S}",
            "UPPM",
            2025,
            "administrative_data",
            "¿Dónde baja el cumplimiento y por qué?",
        ),
        ("cash", f"Uso de medios digitales de pago en zonas rurales {S}", "", 2019, "other", ""),
    ]:
        with cast.on("2025-02-24"):
            study = Study(title=title, authors=authors, year=year, kind=kind, question=question)
            study.unit = cast.unit("UPPM")
            if key == "tpi":
                study.origin = (
                    "Nota de prensa pública del 29 de abril de 2024; el informe completo está por adjuntar."
                )
                study.findings = "Halló mayor cobertura del paquete integrado y sugiere extender la TPI hasta los 24 meses."
                study.used_for = f"Discusión del piloto TPI Urbano {S}"
            found[key] = cast.keep(study, by="uppm")
    with cast.on("2025-03-20"):
        for key, relevance, quality, applicability in [
            ("tpi", 5, 4, 5),
            ("cct", 4, 5, 3),
            ("school", 4, 4, 4),
            ("package", 5, 3, 5),
            ("cash", 2, 2, 3),
        ]:
            marks: dict[str, Any] = {
                "relevance": relevance,
                "quality": quality,
                "applicability": applicability,
            }
            found[key] = cast.step(found[key], "assess", by="uppm", **marks)
    with cast.on("2025-04-03"):
        for key, step, reason in [
            ("tpi", "select", "Mide el mismo servicio, con población usuaria (sintético)."),
            ("cct", "select", "Revisión de buena calidad; contexto parecido (sintético)."),
            ("package", "select", "Usa los datos propios del Programa (sintético)."),
            ("cash", "discard", "Método débil y poca relación con los procesos (sintético)."),
        ]:
            cast.step(found[key], step, by="uppm", selection_reason=reason)
        cast.tie(found["package"], needs["vcc"], kind="proves", by="uppm")

"""Improvement in the demonstration: records of every source in every state, told from January to June."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sigor.demo.cast import Cast
from sigor.improvement.models import Cause, ImprovementAction, Nonconformity
from sigor.processes.models import Process
from sigor.records import services
from sigor.standards.models import Requirement

JUDGE = "coordinacion"  # approves plans, verifies and judges what others wrote and did
CHECKER = "uppm"  # the same for what the coordination wrote


def load(cast: Cast) -> None:
    """Thirteen records and two tasks, with causes, actions and judgements; all of them synthetic."""
    story = Story(cast)
    _alerts(story)
    _survey(story)
    _closures(story)
    _training(story)
    _progress_report(story)
    _complaints(story)
    _backups(story)
    _board(story)
    _minutes(story)
    _logo(story)
    _fichas(story)
    _messages(story)
    _visits(story)
    _tasks(story)


@dataclass(frozen=True)
class Story:
    """The few verbs by which the records of the demonstration are told."""

    cast: Cast

    def open(
        self,
        day: str,
        by: str,
        unit: str,
        title: str,
        plan_due: date,
        norm: str,
        process: str = "",
        **told: Any,
    ) -> Nonconformity:
        """Record something on a day; the requirement and the process are named by their codes."""
        with self.cast.on(day):
            return self.cast.keep(
                Nonconformity(
                    title=f"{title} (sintético)",
                    unit=self.cast.unit(unit),
                    detected_on=date.fromisoformat(day),
                    plan_due=plan_due,
                    requirement=Requirement.objects.filter(code=norm).first(),
                    process=Process.objects.filter(code=process).first(),
                    **({"kind": "nonconformity"} | told),
                ),
                by=by,
            )

    def causes(
        self, whole: Nonconformity, day: str, by: str, told: Sequence[tuple[str, str, str, str, int | None]]
    ) -> list[Cause]:
        """A tree: each cause with its category, verdict, grounds and the place in the list of what it explains."""
        kept: list[Cause] = []
        with self.cast.on(day, hour=11):
            for title, category, verdict, why, above in told:
                cause = Cause(
                    title=title,
                    nonconformity=whole,
                    unit=whole.unit,
                    category=category,
                    verdict=verdict,
                    why=why,
                    parent=None if above is None else kept[above],
                )
                kept.append(self.cast.keep(cause, by=by))
        return kept

    def act(
        self,
        whole: Nonconformity | None,
        day: str,
        by: str,
        title: str,
        owner: str,
        due: date,
        cause: Cause | None = None,
        *,
        unit: str = "",
        **told: Any,
    ) -> ImprovementAction:
        """Add an action to the plan, or a task of its own."""
        where = self.cast.unit(unit) if unit or whole is None else whole.unit
        with self.cast.on(day, hour=12):
            action = ImprovementAction(
                title=f"{title} (sintético)",
                nonconformity=whole,
                cause=cause,
                unit=where,
                owner=owner,
                due_date=due,
                **({"kind": "corrective"} | told),
            )
            return self.cast.keep(action, by=by)

    def step(self, record: Any, day: str, name: str, by: str, reason: str = "", **asked: Any) -> Any:
        with self.cast.on(day, hour=15):
            return self.cast.step(record, name, by=by, reason=reason, **asked)

    def report(self, action: ImprovementAction, day: str, by: str, result: str) -> ImprovementAction:
        """Put a synthetic document forward and give the action as done."""
        with self.cast.on(day, hour=14):
            self.cast.prove(action, by=by)
        reported: ImprovementAction = self.step(action, day, "report", by, result=result)
        return reported

    def do(
        self, action: ImprovementAction, day: str, by: str, result: str, verified: str, verifier: str = JUDGE
    ) -> None:
        """Done on one day and verified on another by somebody else."""
        self.step(self.report(action, day, by, result), verified, "verify", verifier)

    def plan(self, whole: Nonconformity, sent: str, by: str, approved: str, approver: str = JUDGE) -> Any:
        return self.step(self.step(whole, sent, "send_plan", by), approved, "approve_plan", approver)


def _alerts(story: Story) -> None:
    """Closed in April as effective, reopened in May: the matrix of April says one thing, that of June another."""
    whole = story.open(
        "2025-01-20", "ucc", "UCC", "Demora en derivar alertas de 15 días", date(2025, 2, 14), "9001:2015/8.5.1", "M03",
        source="supervision", where="Seguimiento de corresponsabilidades",
        description="En la revisión de una muestra de alertas, una parte se derivó pasados los 15 días previstos.",
        correction="Se derivaron todas las alertas pendientes de la muestra.", corrected_on=date(2025, 1, 24),
    )  # fmt: skip
    whole = story.step(whole, "2025-01-27", "analyse", "ucc")
    causes = story.causes(whole, "2025-01-30", "ucc", [
        ("Las alertas se reparten cuando alguien se acuerda", "method", "confirmed", "Entrevistas con tres puestos.", None),
        ("El instructivo no fija plazo para el reparto", "norm", "root", "Revisión del instructivo vigente.", 0),
        ("El sistema no avisa que una alerta envejece", "resources", "discarded", "El aviso existe y funciona.", None),
        ("Falta personal los días de cierre", "people", "considered", "", None),
    ])  # fmt: skip
    first = story.act(
        whole, "2025-02-03", "ucc", "Fijar en el instructivo el plazo de reparto", "Jefatura de la UCC",
        date(2025, 3, 14), causes[1], description="Plazo de dos días hábiles y responsable por turno.",
    )  # fmt: skip
    second = story.act(
        whole, "2025-02-03", "ucc", "Dar a conocer el plazo a los puestos que reparten", "Especialista de la UCC",
        date(2025, 3, 28), causes[1],
    )  # fmt: skip
    whole = story.plan(whole, "2025-02-05", "ucc", "2025-02-07")
    story.do(first, "2025-03-10", "ucc", "Instructivo modificado y comunicado.", "2025-03-12")
    story.do(
        second, "2025-03-24", "ucc", "Reunión con los puestos; lista de asistencia adjunta.", "2025-03-26"
    )
    whole = story.step(whole, "2025-03-27", "finish", "ucc", effectiveness_due=date(2025, 4, 22))
    whole = story.step(
        whole, "2025-04-24", "close", JUDGE,
        effectiveness_note="En la muestra de abril ninguna alerta pasó de 15 días.",
    )  # fmt: skip
    whole = story.step(
        whole,
        "2025-05-26",
        "reopen",
        CHECKER,
        "En la muestra de mayo volvieron a pasarse alertas de dos distritos.",
    )
    with story.cast.on("2025-05-27"):
        services.change(
            whole,
            by=story.cast.people["ucc"],
            values={"plan_due": date(2025, 6, 20)},
            revision=whole.revision,
            reason="Nuevo plazo para el plan tras la reapertura (sintético)",
        )


def _survey(story: Story) -> None:
    """Waits for the next wave to be judged."""
    whole = story.open(
        "2025-02-17", "uppm", "UPPM", "Encuesta sin tamaño de muestra por UT", date(2025, 3, 14), "9001:2015/9.1.2",
        source="satisfaction", where="Encuesta anual de satisfacción",
        description="La encuesta da resultados nacionales, pero su muestra no permite comparar unidades territoriales.",
        correction="Se retiró del informe el cuadro comparativo por UT.", corrected_on=date(2025, 2, 21),
    )  # fmt: skip
    whole = story.step(whole, "2025-02-24", "analyse", "uppm")
    causes = story.causes(whole, "2025-02-26", "uppm", [
        ("El procedimiento no pide calcular la muestra por UT", "norm", "root", "Lectura del procedimiento.", None),
        ("No se contaba con el marco muestral por UT", "information", "confirmed", "El padrón llegó sin UT.", None),
    ])  # fmt: skip
    first = story.act(
        whole, "2025-02-28", "uppm", "Incorporar el diseño muestral por UT en el procedimiento",
        "Especialista de modernización", date(2025, 4, 11), causes[0],
    )  # fmt: skip
    second = story.act(
        whole, "2025-02-28", "uppm", "Entregar el marco muestral con la UT de cada hogar",
        "Especialista de base de datos", date(2025, 5, 16), causes[0], unit="UTI", kind="preventive",
    )  # fmt: skip
    whole = story.plan(whole, "2025-03-03", "uppm", "2025-03-05")
    story.do(first, "2025-04-08", "uppm", "Propuesta de procedimiento con ficha de diseño.", "2025-04-10")
    story.do(second, "2025-05-14", "uti", "Marco entregado por UT, sin datos personales.", "2025-05-19")
    story.step(whole, "2025-05-22", "finish", "uppm", effectiveness_due=date(2025, 8, 29))


def _closures(story: Story) -> None:
    """About the treatment itself: closed, and seen to work."""
    whole = story.open(
        "2025-02-24", "uppm", "UPPM", "No conformidades de 2024 cerradas sin juzgar su eficacia", date(2025, 3, 21),
        "9001:2015/10.2", "E01", source="audit", where="Registro de no conformidades de 2024",
        description="De la muestra revisada, parte se cerró al ejecutarse las acciones, sin volver a mirar el resultado.",
        correction="Se juzgó la eficacia de las que estaban en la muestra.", corrected_on=date(2025, 2, 27),
    )  # fmt: skip
    whole = story.step(whole, "2025-02-28", "analyse", "uppm")
    causes = story.causes(whole, "2025-03-04", "uppm", [
        ("La hoja de seguimiento no pide la fecha para juzgar", "method", "confirmed", "Hoja vigente en 2024.", None),
        ("El procedimiento da por cerrado lo ejecutado", "norm", "root", "Lectura del procedimiento.", 0),
        ("Quienes hacen seguimiento no conocen el paso", "people", "discarded", "Lo explicaron sin ayuda.", None),
    ])  # fmt: skip
    action = story.act(
        whole, "2025-03-06", "uppm", "Separar en el procedimiento la ejecución del juicio de eficacia",
        "Especialista de modernización", date(2025, 4, 4), causes[1],
    )  # fmt: skip
    whole = story.plan(whole, "2025-03-07", "uppm", "2025-03-10")
    story.do(action, "2025-03-28", "uppm", "Procedimiento con los dos pasos, en uso.", "2025-04-01")
    whole = story.step(whole, "2025-04-03", "finish", "uppm", effectiveness_due=date(2025, 5, 15))
    story.step(
        whole, "2025-05-20", "close", JUDGE,
        effectiveness_note="Las no conformidades cerradas desde abril tienen su juicio en fecha posterior.",
    )  # fmt: skip


def _training(story: Story) -> None:
    """Under treatment, with one action overdue."""
    whole = story.open(
        "2025-03-10", "ufii", "UFII", "Registros incompletos de capacitación antisoborno", date(2025, 4, 4),
        "37001:2016/7.3", source="audit",
        description="No consta la asistencia de parte de los puestos vulnerables a la capacitación antisoborno.",
        correction="Se reunieron las constancias que estaban en las unidades.", corrected_on=date(2025, 3, 17),
    )  # fmt: skip
    whole = story.step(whole, "2025-03-18", "analyse", "ufii")
    causes = story.causes(whole, "2025-03-20", "ufii", [
        ("Cada unidad guarda sus constancias a su manera", "method", "confirmed", "Visita a cuatro unidades.", None),
        ("No hay responsable único del registro", "people", "root", "No figura en ninguna función.", 0),
        ("El formato de asistencia no pide el puesto", "norm", "root", "Formato vigente.", None),
    ])  # fmt: skip
    done = story.act(
        whole, "2025-03-24", "ufii", "Agregar el puesto al formato de asistencia", "Especialista de integridad",
        date(2025, 4, 25), causes[2],
    )  # fmt: skip
    story.act(
        whole, "2025-03-24", "ufii", "Designar al responsable del registro de capacitación", "Jefatura de la UFII",
        date(2025, 5, 30), causes[1],
    )  # fmt: skip
    story.plan(whole, "2025-03-26", "ufii", "2025-03-28")
    story.do(done, "2025-04-22", "ufii", "Formato modificado, en uso desde abril.", "2025-04-24")


def _progress_report(story: Story) -> None:
    """The plan waits for approval."""
    whole = story.open(
        "2025-05-12", "uti", "UTI", "Reporte de avance sin verificación previa de cifras", date(2025, 6, 13),
        "9001:2015/8.6", source="indicator", no_signal_reason="Ejemplo de demostración: aún no había gráfico",
        description="Dos cifras del reporte de avance no coincidieron con la fuente.",
        correction="Se rectificó el reporte con las cifras de la fuente.", corrected_on=date(2025, 5, 14),
    )  # fmt: skip
    whole = story.step(whole, "2025-05-16", "analyse", "uti")
    causes = story.causes(whole, "2025-05-20", "uti", [
        ("El reporte se arma a mano", "resources", "confirmed", "Se observó la preparación.", None),
        ("Nadie contrasta las cifras antes de enviarlas", "method", "root", "No hay paso de revisión.", 0),
    ])  # fmt: skip
    story.act(
        whole, "2025-05-26", "uti", "Incluir la revisión cruzada antes del envío", "Jefatura de la UTI",
        date(2025, 7, 31), causes[1],
    )  # fmt: skip
    story.step(whole, "2025-06-11", "send_plan", "uti")


def _complaints(story: Story) -> None:
    """In analysis, with a tree of three levels and no plan yet."""
    whole = story.open(
        "2025-06-03", "uop", "UOP", "Reclamos respondidos fuera de plazo", date(2025, 7, 4), "9001:2015/8.2.1", "M01",
        source="complaint",
        description="Parte de los reclamos de mayo se respondió después del plazo ofrecido.",
        correction="Se respondieron los reclamos pendientes.", corrected_on=date(2025, 6, 9),
    )  # fmt: skip
    whole = story.step(whole, "2025-06-10", "analyse", "uop")
    story.causes(whole, "2025-06-16", "uop", [
        ("Los reclamos llegan tarde a quien responde", "method", "confirmed", "Fechas de derivación.", None),
        ("Pasan por dos registros distintos", "resources", "confirmed", "Se siguieron diez reclamos.", 0),
        ("Los canales se abrieron en años distintos, sin unirlos", "information", "considered", "", 1),
        ("El personal nuevo no conoce el plazo", "people", "considered", "", None),
    ])  # fmt: skip


def _backups(story: Story) -> None:
    """Treated; the day to judge has passed."""
    whole = story.open(
        "2025-03-03", "uti", "UTI", "Respaldos sin prueba de restauración", date(2025, 3, 31), "27001:2022/8.1",
        source="risk", kind="observation",
        description="Los respaldos se hacen, pero no consta que se hayan probado.",
        correction="Se restauró un respaldo en un ambiente de prueba.", corrected_on=date(2025, 3, 7),
    )  # fmt: skip
    whole = story.step(whole, "2025-03-10", "analyse", "uti")
    causes = story.causes(whole, "2025-03-12", "uti", [
        ("El cronograma de respaldos no incluye la prueba", "norm", "root", "Cronograma 2025.", None),
        ("No había ambiente de prueba", "resources", "discarded", "El ambiente existe desde enero.", None),
    ])  # fmt: skip
    action = story.act(
        whole, "2025-03-14", "uti", "Probar la restauración cada mes y dejar constancia",
        "Administrador de plataforma", date(2025, 4, 30), causes[0],
    )  # fmt: skip
    whole = story.plan(whole, "2025-03-17", "uti", "2025-03-19")
    story.do(action, "2025-04-28", "uti", "Dos pruebas con constancia.", "2025-05-05")
    story.step(whole, "2025-05-06", "finish", "uti", effectiveness_due=date(2025, 6, 16))


def _board(story: Story) -> None:
    """An opportunity under treatment."""
    whole = story.open(
        "2025-03-31", "ucc", "UCC", "Tablero de corresponsabilidades por distrito", date(2025, 4, 30),
        "9001:2015/10.1", "M02", source="data_analysis", kind="improvement",
        description="El avance se ve por departamento; por distrito permitiría actuar antes.",
    )  # fmt: skip
    whole = story.step(whole, "2025-04-07", "analyse", "ucc")
    done = story.act(
        whole, "2025-04-09", "ucc", "Definir las cifras por distrito", "Especialista de la UCC", date(2025, 5, 23),
        kind="improvement",
    )  # fmt: skip
    story.act(
        whole, "2025-04-09", JUDGE, "Publicar el tablero por distrito", "Analista de sistemas", date(2025, 8, 15),
        unit="UTI", kind="improvement",
    )  # fmt: skip
    story.plan(whole, "2025-04-11", "ucc", "2025-04-15")
    story.do(done, "2025-05-20", "ucc", "Lista de cifras acordada.", "2025-05-23")


def _minutes(story: Story) -> None:
    """Closed and effective."""
    whole = story.open(
        "2025-02-03", "coordinacion", "UPPM", "Acuerdos del Comité sin seguimiento en una sola lista",
        date(2025, 2, 28), "9001:2015/9.3.3", source="management_review", kind="improvement",
        description="Los acuerdos se siguen en actas sueltas.",
    )  # fmt: skip
    whole = story.step(whole, "2025-02-10", "analyse", "coordinacion")
    action = story.act(
        whole, "2025-02-12", "coordinacion", "Llevar los acuerdos en un solo registro",
        "Coordinación de modernización", date(2025, 3, 31), kind="improvement",
    )  # fmt: skip
    whole = story.plan(whole, "2025-02-14", "coordinacion", "2025-02-18", CHECKER)
    story.do(action, "2025-03-27", "coordinacion", "Registro en uso.", "2025-03-31", CHECKER)
    whole = story.step(whole, "2025-04-02", "finish", "coordinacion", effectiveness_due=date(2025, 5, 30))
    story.step(
        whole, "2025-06-02", "close", CHECKER,
        effectiveness_note="Los acuerdos del trimestre tienen responsable y fecha en el registro.",
    )  # fmt: skip


def _logo(story: Story) -> None:
    whole = story.open(
        "2025-03-17", "ct", "CT", "Formato de visita sin logotipo", date(2025, 4, 11), "9001:2015/7.5.2",
        source="supervision", kind="observation",
        description="Un formato de visita se imprimió sin el logotipo institucional.",
    )  # fmt: skip
    story.step(whole, "2025-03-24", "dismiss", JUDGE, "El formato observado era un borrador que no se usa.")


def _fichas(story: Story) -> None:
    """Just recorded; without a correction it does not go on."""
    story.open(
        "2025-06-23", "uppm", "UPPM", "Ficha de proceso sin indicador", date(2025, 7, 23), "9001:2015/4.4", "M03",
        source="system_check",
        description="La verificación del sistema encontró una ficha de proceso sin indicador.",
    )  # fmt: skip


def _messages(story: Story) -> None:
    """Recorded, and its plan is overdue."""
    story.open(
        "2025-05-19", "uci", "UCI", "Mensajes sin versión en lenguas originarias", date(2025, 6, 16),
        "9001:2015/7.4", source="other", kind="observation",
        description="Dos mensajes a hogares se difundieron solo en castellano.",
        correction="Se difundió el audio disponible en quechua.", corrected_on=date(2025, 5, 23),
    )  # fmt: skip


def _visits(story: Story) -> None:
    """What was done did not work: in analysis again, with a new action."""
    who = "ut-cajamarca"
    whole = story.open(
        "2025-01-27", who, "UT-CAJAMARCA", "Expedientes de visita sin acta firmada", date(2025, 2, 28),
        "9001:2015/7.5.3", "M03", source="supervision", where="UT Cajamarca",
        description="En la muestra de la supervisión faltó el acta firmada en algunos expedientes.",
        correction="Se completaron los expedientes de la muestra.", corrected_on=date(2025, 2, 5),
    )  # fmt: skip
    whole = story.step(whole, "2025-02-10", "analyse", who)
    causes = story.causes(whole, "2025-02-12", who, [
        ("Las actas se archivan al final del mes", "method", "root", "Se revisó el archivo.", None),
        ("Falta señal para registrar en campo", "environment", "considered", "", None),
    ])  # fmt: skip
    action = story.act(
        whole, "2025-02-14", who, "Archivar el acta el mismo día de la visita", "Gestores locales",
        date(2025, 3, 31), causes[0],
    )  # fmt: skip
    whole = story.plan(whole, "2025-02-17", who, "2025-02-19")
    story.do(action, "2025-03-28", who, "Se instruyó a los gestores.", "2025-04-02")
    whole = story.step(whole, "2025-04-04", "finish", who, effectiveness_due=date(2025, 5, 30))
    whole = story.step(
        whole, "2025-06-04", "not_effective", JUDGE, "En la muestra de mayo siguen faltando actas firmadas."
    )
    story.act(
        whole, "2025-06-18", who, "Registrar la firma en el dispositivo durante la visita", "Gestores locales",
        date(2025, 8, 29), causes[0],
    )  # fmt: skip


def _tasks(story: Story) -> None:
    """Tasks of their own: one overdue, one that waits for its verification."""
    story.act(
        None, "2025-05-05", "urh", "Actualizar la lista de puestos vulnerables", "Especialista de recursos humanos",
        date(2025, 6, 13), unit="URH", kind="preventive",
    )  # fmt: skip
    waiting = story.act(
        None, "2025-05-08", "uop", "Ordenar la carpeta de reclamos de 2024", "Especialista de operaciones",
        date(2025, 6, 6), unit="UOP", kind="correction",
    )  # fmt: skip
    story.report(waiting, "2025-06-02", "uop", "Carpeta ordenada por mes y canal.")

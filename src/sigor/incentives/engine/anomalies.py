"""What is unusual in a finished run and worth a look. A signal proves nothing and takes nothing from anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from sigor.incentives.engine import duck, finished
from sigor.incentives.engine.duck import quoted

NOTE = "Es una señal para mirar: no prueba nada, no cambia el padrón y no es motivo de sanción."
EXAMPLES = 200
PREGNANT_FROM, PREGNANT_TO = 10, 55  # years of age, both likely
HOLDER_FROM = 14  # years of age
CHECKS_LEAST = 30  # of one month: with fewer, everything met is no wonder
# grade -> youngest and oldest likely age on 31 March. The norm is 3 years for I3, 6 for P1 and 12 for S1; starting a year
# early happens, and so does coming late or repeating, often in the countryside.
INITIAL_EARLY, INITIAL_LATE, EARLY, LATE = 1, 2, 1, 5
GRADE_AGES = {
    **{f"I{age}": (age - INITIAL_EARLY, age + INITIAL_LATE) for age in (3, 4, 5)},
    **{f"P{grade}": (grade + 5 - EARLY, grade + 5 + LATE) for grade in range(1, 7)},
    **{f"S{grade}": (grade + 11 - EARLY, grade + 11 + LATE) for grade in range(1, 6)},
}


@dataclass(frozen=True)
class Signal:
    """One thing to look for: `text` is the question that finds it."""

    code: str
    title: str
    reason: str  # «por qué mirar»
    text: str


SIGNALS = (
    Signal(
        "person_in_two_households",
        "Persona en más de un hogar",
        "La misma persona está en dos hogares el mismo mes: puede haberse mudado sin que se registre su salida, o contar dos veces.",
        "two_households",
    ),
    Signal(
        "probable_duplicate",
        "Posible persona repetida",
        "Coinciden mes de nacimiento, sexo y grado en un mismo hogar: pueden ser mellizos o una persona registrada dos veces.",
        "probable_duplicates",
    ),
    Signal(
        "implausible_grade",
        "Grado poco usual para la edad",
        "La edad al 31 de marzo está lejos de la habitual del grado: el grado o el mes de nacimiento pueden estar mal escritos.",
        "implausible_grades",
    ),
    Signal(
        "implausible_pregnancy",
        "Gestación poco usual",
        f"La gestante tiene menos de {PREGNANT_FROM} o más de {PREGNANT_TO} años, o figura como varón: conviene confirmar el dato; "
        "si se trata de una niña, puede necesitar protección.",
        "implausible_pregnancies",
    ),
    Signal(
        "young_holder",
        "Titular muy joven",
        f"La persona titular tiene menos de {HOLDER_FROM} años: el rol o el mes de nacimiento pueden estar mal escritos.",
        "young_holders",
    ),
    Signal(
        "future_birth",
        "Nacimiento posterior al bimestre",
        "El mes de nacimiento es posterior al bimestre: puede ser un error de escritura.",
        "future_births",
    ),
    Signal(
        "always_met",
        "Cumplimiento de 100 % mes tras mes",
        f"Todas las verificaciones constan como cumplidas todos los meses, con {CHECKS_LEAST} o más en cada uno: puede ser "
        "buen trabajo o un registro que se llena por defecto.",
        "always_met",
    ),
    Signal(
        "paid_after_exit",
        "Pago después del egreso",
        "El hogar egresó antes del bimestre, no consta su reincorporación y tiene un monto por cobrar: una de las fechas o el cálculo "
        "merece revisión.",
        "paid_after_exit",
    ),
    Signal(
        "paid_not_poor",
        "Pago a un hogar clasificado como no pobre",
        "La clase del hogar no es de pobreza y tiene un monto por cobrar: la clase o la regla que lo permite merece revisión.",
        "paid_not_poor",
    ),
)


def find(*, run: Path, previous: Sequence[Path], memory: str = duck.MEMORY) -> list[dict[str, Any]]:
    """Every signal with its count and up to 200 rows under pseudonyms, also those that found nothing.

    `previous` are finished runs of former bimesters, in which full compliance must have held as well.
    Raises FileNotFoundError when one of them is not finished.
    """
    with finished.opened(run, memory=memory) as (connection, _bimester):
        _prepare(connection, previous)
        return [_look(connection, signal) for signal in SIGNALS]


def _prepare(connection: duckdb.DuckDBPyConnection, previous: Sequence[Path]) -> None:
    """Who was present, the limits, and compliance by month in all runs."""
    limits = f"({PREGNANT_FROM}, {PREGNANT_TO}, {HOLDER_FROM}, {CHECKS_LEAST})"
    finished.table(connection, "limits (pregnant_from, pregnant_to, holder_from, checks_least)", [limits])
    ages = [f"({quoted(grade)}, {youngest}, {oldest})" for grade, (youngest, oldest) in GRADE_AGES.items()]
    finished.table(connection, "grade_ages (grade, youngest, oldest)", ages)
    connection.execute(f"CREATE TEMP VIEW present AS {finished.text('present')}")
    question = finished.text("compliance_of_month")
    connection.execute(
        f"CREATE TEMP TABLE compliance AS SELECT 0 AS run, * FROM ({question.format(prefix='')})"
    )
    for number, folder in enumerate(previous, start=1):
        finished.attach(connection, folder, prefix="former_")
        connection.execute(
            f"INSERT INTO compliance SELECT {number}, * FROM ({question.format(prefix='former_')})"
        )


def _look(connection: duckdb.DuckDBPyConnection, signal: Signal) -> dict[str, Any]:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS {finished.text(signal.text)}")
    count = connection.execute("SELECT count(*) FROM found").fetchone() or (0,)
    return {
        "code": signal.code,
        "title": signal.title,
        "reason": signal.reason,
        "count": int(count[0]),
        "rows": duck.rows(connection, f"SELECT * FROM found ORDER BY ALL LIMIT {EXAMPLES}"),
    }

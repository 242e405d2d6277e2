"""Satisfaction in the demonstration: a survey by the six drivers, two closed waves and one in the field, all made up."""

import csv
import io
import random
from datetime import date

from sigor.demo.cast import SYNTHETIC, Cast
from sigor.surveys import services
from sigor.surveys.models import Driver, Question, Survey, Wave

S = "(sintético)"
SINCE = date(2022, 1, 1)
# driver, what it covers, symbol, question, how many in a hundred answer favourably
ASKED = (
    ("Trato", "Cómo se recibe y se atiende a la persona", "TRATO", "¿Cómo califica el trato que recibió?", 84),
    ("Información", "Qué tan clara y completa es", "INFORMACION", "¿Qué tan clara fue la información que le dieron?", 71),
    ("Tiempo", "Cuánto demora la atención", "TIEMPO", "¿Cómo califica el tiempo que esperó?", 58),
    ("Acceso", "Qué tan fácil es llegar al servicio", "ACCESO", "¿Qué tan fácil le resultó cobrar su incentivo?", 63),
    ("Resultado", "Si se resolvió lo que se buscaba", "RESULTADO", "¿Se resolvió lo que vino a consultar?", 76),
    ("Confianza", "Qué tanto se confía en la institución", "CONFIANZA", "¿Cuánto confía en el Programa?", 80),
)  # fmt: skip
OVERALL = ("SATISFACCION", "En general, ¿qué tan satisfecho está con el servicio?", 74)
EACH = 45  # answers by unit
WAVES = ((2023, 0), (2024, 3))  # how many points better than at first


def load(cast: Cast) -> None:
    survey = _survey(cast)
    for year, better in WAVES:
        _closed(cast, survey, year, better)  # what was asked before there was a system comes in afterwards
    with cast.on("2025-06-02"):
        cast.keep(_wave(cast, survey, 2025))


def _survey(cast: Cast) -> Survey:
    with cast.on("2025-01-13"):
        survey = cast.keep(
            Survey(
                title=f"Encuesta anual de satisfacción de los hogares {S}",
                purpose=f"{SYNTHETIC}: saber cómo valoran el servicio quienes lo reciben.",
                population="Titulares de hogares abonados en el último bimestre",
                mode="face",
                sampling="Igual número por unidad territorial, salto sistemático de cinco a la salida del punto de pago",
                source="Procedimiento de medición de la satisfacción (sección 8.10.2 del plan)",
                unit=cast.unit("UPPM"),
            )
        )
        order = 1
        _question(cast, survey, OVERALL[0], OVERALL[1], order, None)
        for title, meaning, symbol, words, _share in ASKED:
            order += 1
            driver = cast.keep(
                Driver(
                    title=title,
                    meaning=f"{meaning}.",
                    order=order - 1,
                    valid_from=SINCE,
                    source="Norma técnica de calidad de servicios del sector público, por confirmar",
                    unit=cast.unit("UPPM"),
                )
            )
            _question(cast, survey, symbol, words, order, driver)
        cast.step(survey, "send")
        return cast.step(survey, "approve", by="direccion")


def _question(cast: Cast, survey: Survey, symbol: str, words: str, order: int, driver: Driver | None) -> None:
    cast.keep(
        Question(
            title=words, survey=survey, symbol=symbol, order=order, driver=driver, unit=cast.unit("UPPM")
        )
    )


def _wave(cast: Cast, survey: Survey, year: int) -> Wave:
    return Wave(
        title=f"Medición {year} {S}",
        survey=survey,
        started_on=date(year, 6, 2),
        ended_on=date(year, 7, 18),
        planned=EACH * len(_units(cast)),
        conduct=f"{SYNTHETIC}: respuestas inventadas por sorteo con semilla.",
        unit=cast.unit("UPPM"),
    )


def _closed(cast: Cast, survey: Survey, year: int, better: int) -> None:
    with cast.on("2025-01-20"):
        wave = cast.keep(_wave(cast, survey, year))
    with cast.on("2025-01-21"):
        stream = io.BytesIO(_answers(_units(cast), year, better))
        name = f"sintetico-satisfaccion-{year}.csv"
        outcome = services.take_in(wave, by=cast.people["uppm"], stream=stream, file_name=name)
        assert not outcome.findings, outcome.findings
        wave = cast.step(outcome.wave, "send", by="uppm")
    with cast.on("2025-01-27"):
        cast.step(wave, "close")


def _units(cast: Cast) -> list[str]:
    return sorted(acronym for acronym in cast.units if acronym.startswith("UT-"))


def _answers(units: list[str], year: int, better: int) -> bytes:
    """Drawn with the year as seed: the same every time."""
    chance = random.Random(year)  # noqa: S311 - nothing secret
    text = io.StringIO()
    writer = csv.writer(text)
    asked = [(OVERALL[0], OVERALL[2]), *((symbol, share) for _t, _m, symbol, _w, share in ASKED)]
    writer.writerow(["unidad", *(symbol for symbol, _share in asked)])
    for place, unit in enumerate(units):
        for _person in range(EACH - (5 if place == 0 else 0)):
            mood = chance.gauss(0, 12) + better + 4 * (place % 3 - 1)
            writer.writerow([unit, *(_answer(chance, share + mood) for _symbol, share in asked)])
    return text.getvalue().encode()


def _answer(chance: random.Random, favourable: float) -> str:
    if chance.random() < 0.03:
        return ""
    return str(chance.choice((4, 5)) if chance.uniform(0, 100) < favourable else chance.choice((1, 2, 3, 3)))

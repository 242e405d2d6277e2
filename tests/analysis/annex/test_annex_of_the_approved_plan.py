"""The annex of the approved plan of 2025, row by row."""

from datetime import date
from pathlib import Path

import pytest

import sigor.demo
from sigor.analysis.annex import CERTAIN, PROBABLE, Annex, Mark, read

PLAN = Path(sigor.demo.__path__[0]) / "juntos" / "plan-sig-2025.txt"

# code, name, deliverable, owners, meta, months, phase
TABLE = [
    (
        "1.1.1",
        "Actualización de documento Mapa de Procesos del Programa Juntos",
        "RDE",
        "UPPM/UAJ",
        1,
        {5: 1},
        "Planear",
    ),
    (
        "1.1.2",
        "Actualización de la Cadena de Valor y Tablero de Control",
        "Documento",
        "UPPM",
        1,
        {5: 1},
        "Planear",
    ),
    (
        "1.1.3",
        "Modificación de documentos de gestión e instrumentos de recursos humanos",
        "Propuesta de MPP y CPE",
        "URH",
        2,
        {8: 1, 12: 1},
        "Planear",
    ),
    (
        "1.1.4",
        "Actualización de documentos normativos de procesos misionales",
        "RDE",
        "UOP/UCC/UPPM/UAJ",
        6,
        {4: 6},
        "Planear",
    ),
    (
        "1.1.5",
        "Elaboración del MAPRO del proceso de Gestión de Usuarios",
        "RDE",
        "UOP/UPPM/UAJ",
        1,
        {11: 1},
        "Planear",
    ),
    (
        "1.2.1",
        "Rediseño del proceso de verificación de cumplimiento de corresponsabilidades",
        "Informe",
        "UCC",
        1,
        {5: 1},
        "Actuar",
    ),
    ("1.2.2", "Rediseño del proceso de acompañamiento al hogar", "Informe", "UCC", 1, {5: 1}, "Actuar"),
    ("1.2.3", "Proyecto Mi Juntos V2.0", "Reporte de avance", "UTI", 2, {5: 1, 11: 1}, "Hacer"),
    (
        "1.3.1",
        (
            "Evaluación del nivel de satisfacción de los stakeholders con respecto al desempeño ético del "
            "Programa Juntos"
        ),
        "Reporte de resultados",
        "UFII/UPPM",
        3,
        {7: 1, 10: 1, 12: 1},
        "Verificar",
    ),
    (
        "2.1.1",
        "Monitoreo de los canales de orientación y atención al ciudadano",
        "Informe de resultados",
        "UPPM",
        1,
        {5: 1},
        "Verificar",
    ),
    (
        "2.1.2",
        "Aprobación y aplicación de metodología para atenciones itinerantes",
        "Informe",
        "UCI",
        2,
        {3: 1, 10: 1},
        "Hacer",
    ),
    (
        "2.1.3",
        "Medición del nivel de satisfacción del usuario con los servicios del Programa",
        "Informe de resultados",
        "UPPM",
        1,
        {12: 1},
        "Verificar",
    ),
    (
        "2.2.1",
        "Implementación nacional del Proyecto de vida adolescente",
        "Reporte de avance",
        "UCC",
        2,
        {6: 1, 12: 1},
        "Hacer",
    ),
    (
        "2.2.2",
        "Seguimiento al Piloto TPI Urbano",
        "Informe",
        "UPPM",
        6,
        dict.fromkeys((1, 3, 5, 7, 9, 11), 1),
        "Verificar",
    ),
    ("2.2.3", "Evaluación de impacto de la TAS", "Informe", "UPPM", 1, {7: 1}, "Verificar"),
    (
        "2.2.4",
        (
            "Análisis de tendencia de indicador de resultados del Tablero de control (paquete integrado de niños "
            "y gestantes)"
        ),
        "Reporte",
        "UPPM",
        2,
        {2: 1, 8: 1},
        "Verificar",
    ),
    (
        "3.1.1",
        "Revisiones de los sistemas de gestión por el Comité SIG",
        "Acta de reunión",
        "UPPM",
        2,
        {7: 1, 12: 1},
        "Verificar",
    ),
    (
        "3.1.2",
        "Ejecución de supervisiones a las unidades territoriales del Programa",
        "Informes",
        "DE-CT",
        2,
        {5: 1, 10: 1},
        "Verificar",
    ),
    (
        "3.1.3",
        "Identificación y seguimiento a las mejoras implementadas",
        "Matriz de seguimiento",
        "UPPM",
        3,
        {4: 1, 8: 1, 12: 1},
        "Actuar",
    ),
]


@pytest.fixture(scope="module")
def annex() -> Annex:
    return read(PLAN.name, PLAN.read_bytes())


def test_every_row_of_the_plan_is_read_as_approved(annex: Annex) -> None:
    found = [
        (m.code, m.name, m.deliverable, m.units_text, m.meta, m.months, m.phva) for m in annex.milestones
    ]
    assert found == TABLE


def test_the_plan_holds_nineteen_milestones_forty_units_and_thirty_five_marks(annex: Annex) -> None:
    assert (len(annex.milestones), annex.total_meta, annex.total_marks) == (19, 40, 35)
    assert sum(sum(m.months.values()) for m in annex.milestones) == 40
    assert annex.year == 2025
    assert annex.title == (
        "Anexo 01: Cronograma de actividades del Plan para el fortalecimiento y mejora del SIG orientado a "
        "resultados \u2013 Año 2025"
    )


def test_objectives_axes_and_results_are_put_together_over_the_page_break(annex: Annex) -> None:
    assert [(o.number, o.name, o.axis) for o in annex.objectives] == [
        (1, "Mejorar la gestión interna en las entidades públicas", "Optimización de la gestión interna"),
        (
            2,
            (
                "Garantizar políticas públicas que respondan a las necesidades y expectativas de las personas en "
                "el territorio"
            ),
            "Enfoque centrado en el usuario/ ciudadano",
        ),
        (
            3,
            "Fortalecer la Mejora Continua",
            "Seguimiento a los resultados y mejoras a la gestión orientada a resultados",
        ),
    ]
    assert [(r.code, r.objective, r.name) for r in annex.results] == [
        ("1.1", 1, "Actualización de DN en el marco del MOP"),
        ("1.2", 1, "Mejoras en el servicio brindado al usuario."),
        ("1.3", 1, "Fortalecer una cultura de servicio con calidad e integridad"),
        ("2.1", 2, "Conocer la percepción del ciudadano con respecto a los servicios que brinda el Programa"),
        (
            "2.2",
            2,
            (
                "Mejorar las condiciones de vida de los hogares del Programa a través del acceso a los servicios "
                "y búsqueda de oportunidades."
            ),
        ),
        (
            "3.1",
            3,
            "Seguimiento de la gestión y mejoras para la eficacia de la gestión orientada a resultados",
        ),
    ]
    assert all(
        m.code.startswith(f"{m.result}.") and m.code.startswith(str(m.objective)) for m in annex.milestones
    )


def test_only_the_process_map_row_is_left_to_confirm(annex: Annex) -> None:
    open_rows = {m.code: m for m in annex.milestones if m.confidence != CERTAIN}
    assert set(open_rows) == {"1.1.1"}
    assert open_rows["1.1.1"].confidence == PROBABLE
    assert open_rows["1.1.1"].alternatives == ((3,), (4,))
    assert "1.1.2, 1.2.1, 1.2.2, 1.2.3" in open_rows["1.1.1"].reason
    assert all(m.reason and not m.alternatives for m in annex.milestones if m.code != "1.1.1")


def test_the_survey_of_users_is_certain_only_because_a_note_names_its_month(annex: Annex) -> None:
    survey = next(m for m in annex.milestones if m.code == "2.1.3")
    assert "nota al pie 11" in survey.reason


def test_the_same_survey_without_the_cross_reference_is_only_probable() -> None:
    text = PLAN.read_text(encoding="utf-8").replace(" (ver actividad 2.1.3)", "")
    survey = next(m for m in read("plan.txt", text.encode()).milestones if m.code == "2.1.3")
    assert (survey.confidence, survey.months, survey.alternatives) == (PROBABLE, {12: 1}, ((11,),))


def test_note_numbers_leave_the_words_and_keep_their_place(annex: Annex) -> None:
    marks = {m.code: [(n.number, n.field, n.offset) for n in m.notes] for m in annex.milestones if m.notes}
    assert marks == {
        "1.1.4": [(10, "milestone", 61)],
        "1.3.1": [(11, "milestone", 56)],
        "2.2.4": [(12, "deliverable", 7)],
        "3.1.3": [(13, "milestone", 56)],
    }
    assert {r.code: [(n.number, n.offset) for n in r.notes] for r in annex.results if r.notes} == {
        "1.1": [(9, 39)]
    }
    assert [number for number, _ in annex.notes] == [9, 10, 11, 12, 13]


def test_footnotes_become_labels_cutoffs_and_conditions(annex: Annex) -> None:
    marks = {m.code: m.marks for m in annex.milestones}
    assert marks["1.3.1"] == (
        Mark(7, 1, "servidores"),
        Mark(10, 1, "proveedores"),
        Mark(12, 1, "usuarios", see="2.1.3"),
    )
    assert marks["2.2.4"] == (
        Mark(2, 1, data_cutoff=date(2024, 12, 31)),
        Mark(8, 1, data_cutoff=date(2025, 6, 30)),
    )
    dependent = {
        code for code, found in marks.items() if all("publicación de la RM" in m.condition for m in found)
    }
    assert dependent == {"1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5"}


def test_the_lead_is_the_first_owner_and_the_coordination_acts_for_the_direction(annex: Annex) -> None:
    owners = {m.code: (m.lead, m.units) for m in annex.milestones}
    assert owners["1.1.4"] == ("UOP", ("UOP", "UCC", "UPPM", "UAJ"))
    assert owners["3.1.2"] == ("CT", ("CT", "DE"))


def test_the_findings_name_what_a_person_should_look_at(annex: Annex) -> None:
    assert [(f.severity, f.where, f.rule, f.code) for f in annex.findings] == [
        ("warning", "línea 756", "phva-name-differs", "3.1.3"),
        ("warning", "línea 860", "ambiguous-months", "1.1.1"),
        ("warning", "línea 862", "code-normalised", "1.1.2"),
        ("warning", "línea 894", "marks-fewer-than-meta", "1.1.4"),
        ("warning", "línea 989", "header-repeated", ""),
    ]
    assert annex.errors == ()


def test_the_row_as_found_is_kept_to_show_beside_the_reading(annex: Annex) -> None:
    assert annex.milestones[0].source_line == 860
    assert annex.milestones[0].source_text.endswith("1     x            ")


def test_windows_text_and_line_endings_read_the_same(annex: Annex) -> None:
    text = PLAN.read_text(encoding="utf-8")
    windows = text.replace("\n", "\r\n").encode("utf-8-sig")
    assert read("plan.txt", windows) == annex


def test_a_plan_whose_lines_lost_their_tails_promises_less_and_never_something_else(annex: Annex) -> None:
    text = "\n".join(line.rstrip() for line in PLAN.read_text(encoding="utf-8").split("\n"))
    truth = {m.code: tuple(m.months) for m in annex.milestones}
    trimmed = read("plan.txt", text.encode())
    assert len(trimmed.milestones) == 19
    for milestone in trimmed.milestones:
        readings = {tuple(milestone.months), *milestone.alternatives}
        assert truth[milestone.code] in readings
        if milestone.confidence == CERTAIN:
            assert tuple(milestone.months) == truth[milestone.code]


def test_squeezed_blanks_promise_no_month_that_a_note_does_not_state(annex: Annex) -> None:
    lines = [" ".join(line.split()) for line in PLAN.read_text(encoding="utf-8").split("\n")]
    squeezed = read("plan.txt", "\n".join(lines).encode())
    truth = {m.code: m.months for m in annex.milestones}
    for milestone in squeezed.milestones:
        assert milestone.confidence != CERTAIN or milestone.months == truth[milestone.code]

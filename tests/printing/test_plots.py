"""The charts of indicators: what they draw, what they say, and that nothing is told by colour alone."""

import math
import random
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from sigor.printing.plots import (
    Cell,
    ComparisonPlot,
    ComparisonTexts,
    ControlPlot,
    ControlTexts,
    FunnelLimits,
    FunnelPlot,
    FunnelTexts,
    FunnelUnit,
    IntervalPlot,
    IntervalRow,
    IntervalTexts,
    MethodBreak,
    Pair,
    Point,
    Segment,
    comparison,
    control_chart,
    funnel,
    intervals,
    small_multiples,
    sparkline,
)
from sigor.printing.plots.drawing import ACCENT, DANGER, GOOD, INK
from sigor.printing.plots.lettering import width
from sigor.printing.plots.scales import axis

MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
HOSTILE = "<script>alert(\"1\")</script> & 'UT' ]]> \x00\x07\ud800 {{ x }} %s"
SVG = "{http://www.w3.org/2000/svg}"
DEPARTMENTS = (
    "Amazonas", "Áncash", "Apurímac", "Arequipa", "Ayacucho", "Cajamarca",
    "Cusco", "Huancavelica", "Huánuco", "Ica", "Junín", "Lambayeque",
    "Loreto", "Pasco", "Piura", "Puno", "Tacna", "Tumbes",
    "Ucayali", "La Libertad", "Madre de Dios", "San Martín", "Lima Metropolitana y Callao", "Lima Provincias",
)  # fmt: skip

CONTROL = ControlTexts(
    title="Hogares visitados en el bimestre",
    description="De enero de 2019 a diciembre de 2024. Último valor: 71,9 %. Dos señales de mejora.",
    empty="Sin datos",
    centre="Media",
    upper="Lím. sup.",
    lower="Lím. inf.",
    target="Meta",
    ordinary="Valor",
    improving="Señal de mejora",
    worsening="Señal de deterioro",
    neutral="Señal sin sentido",
    restated="Valor reexpresado",
    axis="% de hogares usuarios con visita",
    limits="Límites",
    rebase="Rebase",
    method_break="Cambio de método",
)
FUNNEL = FunnelTexts(
    title="Hogares que cumplen, por unidad territorial",
    description="Cuatro unidades fuera de los límites.",
    empty="Sin datos",
    size="Hogares usuarios (escala logarítmica)",
    rate="% de hogares que cumplen",
    overall="Nacional",
    within="Dentro de los límites",
    above="Sobre el 95 %",
    below="Bajo el 95 %",
    far_above="Sobre el 99,8 %",
    far_below="Bajo el 99,8 %",
)
INTERVALS = IntervalTexts(
    title="Estimación por unidad territorial",
    description="Tres unidades bajo el valor nacional.",
    empty="Sin datos",
    overall="Nacional",
    within="Incluye el valor nacional",
    above="Sobre el nacional",
    below="Bajo el nacional",
    far_above="Muy por encima",
    far_below="Muy por debajo",
    raw="Valor sin contraer",
    axis="% de hogares que cumplen",
)
COMPARISON = ComparisonTexts(
    title="Cumplimiento por unidad",
    description="2025 frente a 2024.",
    empty="Sin dato",
    previous="2024",
    present="2025",
)


def percent(value: float) -> str:
    return f"{100 * value:.1f} %".replace(".", ",")


def whole_percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def thousands(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ")


def monthly(count: int = 72, seed: int = 7, base: float = 0.62) -> ControlPlot:
    """Six years with a rebase, limits by size, a yearly target, a gap, two signals and a restated value."""
    dice = random.Random(seed)
    points, lower, upper = [], [], []
    for place in range(count):
        level = base + (0.08 if place >= 40 else 0.0)
        half = 0.045 + 0.012 * dice.random()
        signal = "worsening" if place in (17, 18) else "improving" if 32 <= place < 40 else "ordinary"
        signal = "neutral" if place == 55 else signal
        value = level + dice.gauss(0, 0.016) - 0.07 * (place in (17, 18)) + 0.03 * (32 <= place < 40)
        points.append(
            Point(
                MONTHS[place % 12],
                None if place in (14, 15, 50) else value,
                f"{MONTHS[place % 12]} {2019 + place // 12}",
                str(2019 + place // 12),
                signal,
                restated=place in (61, 62),
            )
        )
        lower.append(level - half)
        upper.append(level + half)
    cut = min(40, count)
    segments = [Segment(0, (base,), tuple(lower[:cut]), tuple(upper[:cut]))]
    if count > 40:
        segments.append(Segment(40, (base + 0.08,), tuple(lower[40:]), tuple(upper[40:]), "Rebase may-22"))
    return ControlPlot(
        tuple(points),
        percent,
        whole_percent,
        tuple(segments),
        target=(0.75,),
        method_breaks=(MethodBreak(24, "Nuevo método"),) if count > 24 else (),
        lowest=0.0,
        highest=1.0,
        finest=0.01,
    )


def run_chart(values: tuple[float | None, ...], **other: object) -> ControlPlot:
    points = tuple(
        Point(f"T{place % 4 + 1}", value, f"T{place % 4 + 1} {2023 + place // 4}", str(2023 + place // 4))
        for place, value in enumerate(values)
    )
    found = sorted(value for value in values if value is not None)
    segments = (Segment(0, (found[len(found) // 2],)),) if found else ()
    return replace(ControlPlot(points, lambda v: f"{v:g}", lambda v: f"{v:g}", segments), **other)  # type: ignore[arg-type]


def funnel_plot(seed: int = 3) -> FunnelPlot:
    dice = random.Random(seed)
    overall = 0.62
    units = []
    for place, name in enumerate(DEPARTMENTS):
        size = 10 ** dice.uniform(1.9, 4.4)
        spread = math.sqrt(overall * (1 - overall) / size)
        away = {2: 4.2, 5: -5.0, 9: 2.4, 14: -2.5, 17: 6.0, 20: 3.6, 22: -9}.get(
            place, max(min(dice.gauss(0, 0.9), 1.8), -1.8)
        )
        sort = "far " if abs(away) > 3.09 else ""
        where = "within" if abs(away) < 1.96 else f"{sort}above" if away > 0 else f"{sort}below"
        units.append(FunnelUnit(name, size, overall + away * spread, where))  # type: ignore[arg-type]

    def limits(label: str, z: float) -> FunnelLimits:
        sizes = [10 ** (1.7 + step * 0.06) for step in range(50)]
        half = [z * math.sqrt(overall * (1 - overall) / size) for size in sizes]
        return FunnelLimits(
            label, tuple((s, overall - h, overall + h) for s, h in zip(sizes, half, strict=True))
        )

    return FunnelPlot(
        tuple(units),
        percent,
        whole_percent,
        thousands,
        overall,
        limits("95 %", 1.96),
        limits("99,8 %", 3.09),
        lowest=0.0,
        highest=1.0,
        finest=0.01,
    )


def interval_plot() -> IntervalPlot:
    dice = random.Random(5)
    rows = []
    for name in DEPARTMENTS:
        value, half = 0.62 + dice.gauss(0, 0.05), 0.02 + 0.05 * dice.random()
        place = "within" if abs(value - 0.62) < half else "above" if value > 0.62 else "below"
        raw = value + (value - 0.62) * 0.5
        rows.append(
            IntervalRow(
                name,
                value,
                value - half,
                value + half,
                raw,
                f"{percent(value)} ({whole_percent(value - half)}–{whole_percent(value + half)})",
                place,
            )
        )  # type: ignore[arg-type]
    rows[3] = IntervalRow(rows[3].name, None)
    return IntervalPlot(
        tuple(sorted(rows, key=lambda row: row.value or 0)),
        percent,
        whole_percent,
        0.62,
        lowest=0.0,
        highest=1.0,
        finest=0.01,
    )


def pairs() -> ComparisonPlot:
    names = [
        "Unidad de Planeamiento, Presupuesto y Modernización",
        "UAJ",
        "Unidad de Operaciones",
        "UT Piura",
        "UT Loreto",
    ]
    values = [(0.5, 0.625), (1.0, 0.981), (0.0, 0.4), (None, 0.3), (0.72, None)]
    return ComparisonPlot(
        tuple(Pair(name, *value) for name, value in zip(names, values, strict=True)), percent, highest=1.0
    )


CHARTS: dict[str, Callable[[], str]] = {
    "control": lambda: control_chart(monthly(), CONTROL),
    "control_24": lambda: control_chart(monthly(24), CONTROL),
    "control_narrow": lambda: control_chart(monthly(), CONTROL, width=340),
    "run_quarters": lambda: control_chart(run_chart((12, 14, None, 18, 17, 21, 20, 24, 23, None), target=(22,), finest=1), CONTROL),
    "compact": lambda: control_chart(monthly(), CONTROL, compact=True),
    "compact_24": lambda: control_chart(monthly(24), CONTROL, compact=True),
    "spark": lambda: sparkline([point.value for point in monthly().points], CONTROL, target=0.75),
    "spark_few": lambda: sparkline([1, 3, None, 2], CONTROL),
    "funnel": lambda: funnel(funnel_plot(), FUNNEL),
    "funnel_narrow": lambda: funnel(funnel_plot(), FUNNEL, width=340),
    "intervals": lambda: intervals(interval_plot(), INTERVALS),
    "intervals_narrow": lambda: intervals(interval_plot(), INTERVALS, width=340),
    "multiples": lambda: small_multiples(
        [Cell(name, monthly(48, seed, 0.5 + seed / 40)) for seed, name in enumerate(DEPARTMENTS[-8:])], CONTROL
    ),
    "multiples_two": lambda: small_multiples(
        [Cell(name, monthly(24, seed)) for seed, name in enumerate(DEPARTMENTS[:3])], CONTROL, columns=2
    ),
    "comparison": lambda: comparison(pairs(), COMPARISON),
    "comparison_narrow": lambda: comparison(pairs(), COMPARISON, width=340),
}  # fmt: skip


# -- what is checked of every chart -----------------------------------------------------------------


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def along(data: str) -> list[tuple[float, float]]:
    """The places a path goes through; a letter or number it should not have fails."""
    assert re.fullmatch(r"(?:[MLhvZ]|-?\d+(?:\.\d)?|\s)*", data), data
    found, x, y = [], 0.0, 0.0
    for command, rest in re.findall(r"([MLhvZ])([^MLhvZ]*)", data):
        numbers = [float(number) for number in rest.split()]
        if command in "ML":
            x, y = numbers
        elif command == "h":
            x += numbers[0]
        elif command == "v":
            y += numbers[0]
        found.append((x, y))
    return found


def check_places(svg: str) -> None:
    """Well-formed, every number finite, and every stroke, mark and word inside the picture."""
    root = ElementTree.fromstring(svg)
    _, _, wide, high = map(float, root.get("viewBox", "").split())
    assert wide > 0 and high > 0

    def visit(element: ElementTree.Element, dx: float, dy: float) -> None:
        for name, value in element.attrib.items():
            if name not in ("aria-label", "font-family"):
                assert not re.search(r"nan|inf|e[+-]?\d\d", value, re.IGNORECASE) or value.startswith(
                    ("url(", "plot-", "#")
                )
        if element.tag == f"{SVG}pattern":
            return
        if moved := re.fullmatch(r"translate\(([\d.]+) ([\d.]+)\)", element.get("transform", "")):
            dx, dy = dx + float(moved[1]), dy + float(moved[2])
        places: list[tuple[float, float]] = []
        if element.tag == f"{SVG}path":
            places = along(element.get("d", ""))
        elif element.tag == f"{SVG}circle":
            x, y, r = (float(element.get(name, "")) for name in ("cx", "cy", "r"))
            places = [(x - r, y - r), (x + r, y + r)]
        elif element.tag == f"{SVG}rect":
            x, y, w, h = (float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
            assert w >= 0 and h >= 0
            places = [(x, y), (x + w, y + h)]
        elif element.tag == f"{SVG}text":
            left, top, right, bottom = box(element)
            places = [(left, top + 2), (right, bottom)]
        for x, y in places:
            assert -0.2 <= x + dx <= wide + 0.2 and -0.2 <= y + dy <= high + 0.2, ElementTree.tostring(
                element
            )
        for child in element:
            visit(child, dx, dy)

    visit(root, 0, 0)


def box(element: ElementTree.Element) -> tuple[float, float, float, float]:
    """About where a word stands: left, top, right and bottom."""
    x, y, size = (
        float(element.get("x", "")),
        float(element.get("y", "")),
        float(element.get("font-size", "11")),
    )
    wide = width(element.text or "", size, bold=element.get("font-weight") == "700")
    left = x - wide * {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor", ""), 0.0)
    return left, y - size * 0.8, left + wide, y + size * 0.2


def check_words(svg: str) -> None:
    """No word on another and none smaller than 11 px."""
    root = ElementTree.fromstring(svg)
    assert float(root.get("font-size", "0")) >= 11
    placed: list[tuple[tuple[float, float, float, float], str | None]] = []

    def visit(element: ElementTree.Element, dx: float, dy: float) -> None:
        if element.tag == f"{SVG}text":
            assert float(element.get("font-size", "11")) >= 11
            left, top, right, bottom = box(element)
            placed.append(((left + dx, top + dy, right + dx, bottom + dy), element.text))
        for child in element:
            visit(child, dx, dy)

    visit(root, 0, 0)
    for index, (one, said) in enumerate(placed):
        for other, also in placed[:index]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert across <= 0.2 or down <= 0.2, (said, also)


# -- what they look like ----------------------------------------------------------------------------


def shapes(svg: str, colour: str) -> list[str]:
    """The outlines filled with a colour: the tag and, of a path, how many corners it has."""
    found = []
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if group.get("fill") == colour:
            found += [
                "circle"
                if child.tag == f"{SVG}circle"
                else f"{len(re.findall('[ML]', child.get('d', '')))} corners"
                for child in group
            ]
    return found


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_one_standalone_picture_with_a_name(name):
    svg = CHARTS[name]()
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}title") != ""
    described = root.find(f"{SVG}desc")
    assert described is not None and described.get("id") == root.get("aria-describedby")
    assert root.get("font-family")
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "rect", "circle", "text", "defs", "pattern"}
    assert {name for element in root.iter() for name in element.attrib} & {
        "class",
        "style",
        "href",
        "onload",
    } == set()


@pytest.mark.parametrize("name", CHARTS)
def test_everything_stands_on_the_paper(name):
    check_places(CHARTS[name]())


@pytest.mark.parametrize("name", CHARTS)
def test_no_words_touch_and_none_is_small(name):
    check_words(CHARTS[name]())


@pytest.mark.parametrize("name", CHARTS)
def test_words_and_strokes_stand_out(name):
    root = ElementTree.fromstring(CHARTS[name]())
    for element in root.iter(f"{SVG}text"):
        assert (
            min(contrast(element.get("fill", "#000000"), ground) for ground in ("#FFFFFF", "#F1F4F8")) >= 4.5
        )
    decoration = {"#FFFFFF", "#F1F4F8", "#D5DAE1", "none"}
    for element in root.iter():
        for colour in {element.get("fill"), element.get("stroke")} - {None, *decoration}:
            assert colour.startswith("url(#plot-") or contrast(colour, "#FFFFFF") >= 3


@pytest.mark.parametrize("name", CHARTS)
def test_the_same_gives_the_same(name):
    assert CHARTS[name]() == CHARTS[name]()


def test_ids_are_of_one_chart_alone():
    charts = [*(make() for make in CHARTS.values()), comparison(pairs(), COMPARISON, key="second")]
    ids = [found for svg in charts for found in set(re.findall(r' id="([^"]+)"', svg))]
    assert len(ids) == len(set(ids)) >= len(charts)
    for svg in charts:
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(re.findall(r' id="([^"]+)"', svg))


def test_a_long_series_stays_light():
    assert len(control_chart(monthly(72), CONTROL).encode()) < 15_000
    assert len(control_chart(monthly(72), CONTROL, compact=True).encode()) < 8_000
    assert len(CHARTS["spark"]().encode()) < 2_000


# -- signals, editions, breaks ----------------------------------------------------------------------


def one(signal: str, **other: object) -> ControlPlot:
    return replace(run_chart((1.0, 2.0, 3.0)), points=(
        Point("ene", 1.0), Point("feb", 2.0, signal=signal), Point("mar", 3.0)), **other)  # type: ignore[arg-type]  # fmt: skip


def test_a_signal_is_told_by_its_shape_and_the_legend_says_only_those_used():
    improving = control_chart(one("improving"), CONTROL)
    assert shapes(improving, GOOD) == ["3 corners"] * 2  # the point and its key
    assert CONTROL.improving in words(improving) and CONTROL.ordinary in words(improving)
    assert CONTROL.worsening not in words(improving) and CONTROL.restated not in words(improving)
    worsening, neutral = control_chart(one("worsening"), CONTROL), control_chart(one("neutral"), CONTROL)
    assert shapes(worsening, DANGER) == ["4 corners"] * 2
    assert shapes(neutral, ACCENT) == ["4 corners"] * 2
    square, diamond = (re.findall(r'<path d="([^"]+)Z"', svg)[0] for svg in (worsening, neutral))
    assert (
        len(set(re.findall(r"[ML]([\d.]+)", square))) == 2
        and len(set(re.findall(r"[ML]([\d.]+)", diamond))) == 3
    )
    assert shapes(control_chart(one("ordinary"), CONTROL), INK) == ["circle"] * 3
    assert CONTROL.ordinary not in words(control_chart(one("ordinary"), CONTROL))


def test_the_triangle_of_an_improvement_points_where_better_lies():
    up, down = (control_chart(one("improving", better=better), CONTROL) for better in ("higher", "lower"))
    for svg, points_up in ((up, True), (down, False)):
        path = re.search(rf'fill="{GOOD}"[^>]*><path d="([^"]+)"', svg)
        assert path
        (_, tip), (_, corner), *_ = along(path[1])
        assert (tip < corner) == points_up


def test_a_restated_value_carries_a_ring():
    plain = one("ordinary")
    points = (*plain.points[:2], replace(plain.points[2], restated=True))
    svg = control_chart(replace(plain, points=points), CONTROL)
    assert svg.count('fill="none" stroke="#1B2430"') == control_chart(plain, CONTROL).count(
        'fill="none" stroke="#1B2430"') + 2  # fmt: skip
    assert CONTROL.restated in words(svg)


def test_a_missing_period_and_another_method_cut_the_line():
    whole = run_chart((1.0, 2.0, 3.0, 4.0))
    drawn = 'stroke="#1B2430" stroke-width="1.3"'
    assert control_chart(whole, CONTROL).count(drawn) == 1
    cut = replace(whole, method_breaks=(MethodBreak(2, "Nuevo método"),))
    svg = control_chart(cut, CONTROL)
    assert svg.count(drawn) == 2 and 'stroke-dasharray="1.5 3"' in svg and "Nuevo método" in words(svg)
    assert control_chart(run_chart((1.0, 2.0, None, 4.0, 5.0)), CONTROL).count(drawn) == 2


def test_limits_are_steps_the_target_is_dashed_and_both_say_their_value():
    svg = control_chart(monthly(), CONTROL)
    said = words(svg)
    assert "Meta 75,0 %" in said and "Media 70,0 %" in said and "Rebase may-22" in said
    assert svg.count('stroke-dasharray="4 3"') == 4 and svg.count('stroke-dasharray="9 4"') == 1
    assert {"2019", "2020", "2021", "2022", "2023", "2024"} <= set(said)
    assert percent(monthly().points[-1].value or 0) in said
    run = control_chart(run_chart((1.0, 3.0, 2.0)), replace(CONTROL, centre="Mediana"))
    assert "Mediana 2" in words(run) and "4 3" not in run


def test_a_target_may_change_from_year_to_year():
    plot = run_chart((1.0, 2.0, 3.0, 4.0), target=(2.0, 2.0, None, 5.0))
    svg = control_chart(plot, CONTROL)
    assert svg.count('stroke-dasharray="9 4"') == 2 and "Meta 5" in words(svg)


def test_round_values_are_few_and_said_differently():
    for values in ((1, 2), (0, 1), (0.5, 0.6), (-3, 1e6), (1e-9, 2e-9), (5, 5), (0, 0), (1e15, 1e15 + 1)):
        found = axis(values, said=lambda v: f"{v:g}")
        assert 2 <= len(found.ticks) <= 6 and found.low <= min(values) and found.high >= max(values)
    shares = axis((0.61, 0.98), said=whole_percent, lowest=0, highest=1)
    assert shares.ticks[-1] == 1 == shares.high
    counts = axis((3, 4), said=lambda v: f"{v:.0f}", finest=1)
    assert all(tick == round(tick) for tick in counts.ticks)
    assert len({f"{tick:.0f}" for tick in axis((1, 2), said=lambda v: f"{v:.0f}").ticks}) <= 3


# -- little, much, and hostile ----------------------------------------------------------------------


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize(
    "values",
    [(), (3.0,), (None,), (None, None, None), (5.0,) * 6, (0.0,) * 6, (1e300, -1e300, 1.7e308), (5e-324, 0.0, 1e-320),
     (1e15, 1e15 + 1), (None, 4.0, None), (-2.0, -1.0)],
)  # fmt: skip
def test_odd_series_are_drawn(values, compact):
    svg = control_chart(run_chart(values), CONTROL, compact=compact)
    check_places(svg)
    check_words(svg)
    assert (CONTROL.empty in words(svg)) == (not any(value is not None for value in values))
    check_places(sparkline(values, CONTROL))


def test_charts_of_nothing_say_so():
    empty = [
        funnel(FunnelPlot((), percent, percent, percent), FUNNEL),
        intervals(IntervalPlot((), percent, percent), INTERVALS),
        comparison(ComparisonPlot((), percent), COMPARISON),
        small_multiples([], CONTROL),
    ]
    for svg in empty:
        check_places(svg)
        assert any(said.startswith("Sin dato") for said in words(svg))
    one_unit = FunnelPlot((FunnelUnit("UT Ica", 1, 0.5, "far above"),), percent, percent, thousands, 0.5)
    check_places(funnel(one_unit, FUNNEL))
    check_places(intervals(IntervalPlot((IntervalRow("UT Ica", 0.5),), percent, percent, 0.5), INTERVALS))
    check_places(
        comparison(ComparisonPlot((Pair("UT Ica", None, None), Pair("", -1.0, 2.0)), percent), COMPARISON)
    )


def test_names_cannot_leave_their_place():
    texts = replace(CONTROL, **dict.fromkeys(ControlTexts.__dataclass_fields__, HOSTILE))
    evil = monthly()
    points = tuple(replace(p, label=HOSTILE, name=HOSTILE, group=HOSTILE) for p in evil.points)
    segments = tuple(replace(segment, label=HOSTILE) for segment in evil.segments)
    plot = replace(evil, points=points, segments=segments, method_breaks=(MethodBreak(3, HOSTILE),),
                   value_text=lambda _: HOSTILE, tick_text=lambda v: HOSTILE)  # fmt: skip
    say = lambda _: HOSTILE  # noqa: E731
    charts = [
        control_chart(plot, texts),
        control_chart(plot, texts, compact=True),
        small_multiples([Cell(HOSTILE, plot)], texts),
        sparkline([None], replace(CONTROL, empty=HOSTILE)),
        funnel(
            replace(
                funnel_plot(),
                units=tuple(replace(u, name=HOSTILE) for u in funnel_plot().units),
                size_text=say,
            ),
            replace(FUNNEL, **dict.fromkeys(FunnelTexts.__dataclass_fields__, HOSTILE)),
        ),
        intervals(
            replace(
                interval_plot(),
                rows=tuple(replace(r, name=HOSTILE, text=HOSTILE) for r in interval_plot().rows),
            ),
            replace(INTERVALS, **dict.fromkeys(IntervalTexts.__dataclass_fields__, HOSTILE)),
        ),
        comparison(
            ComparisonPlot((Pair(HOSTILE, 1.0, None),), say),
            replace(COMPARISON, present=HOSTILE, empty=HOSTILE),
        ),
    ]
    for svg in charts:
        assert {element.tag for element in ElementTree.fromstring(svg).iter()} <= {
            f"{SVG}{tag}"
            for tag in ("svg", "title", "desc", "g", "path", "rect", "circle", "text", "defs", "pattern")
        }
        svg.encode()
        assert "\x00" not in svg and "<script" not in svg
        check_places(svg)


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="number"):
        Point("ene", math.nan)
    with pytest.raises(ValueError, match="number"):
        sparkline([math.inf], CONTROL)
    with pytest.raises(ValueError, match="number"):
        IntervalRow("UT Ica", 1.0, -math.inf, 2.0)
    with pytest.raises(ValueError, match="observed"):
        FunnelUnit("UT Ica", 0, 0.5)
    with pytest.raises(ValueError, match="levels"):
        run_chart((1.0, 2.0, 3.0), segments=(Segment(0, (1.0, 2.0)),))
    with pytest.raises(ValueError, match="segments"):
        run_chart((1.0,), segments=(Segment(3),))
    with pytest.raises(ValueError, match="method"):
        run_chart((1.0,), method_breaks=(MethodBreak(1, "x"),))
    with pytest.raises(ValueError, match="column"):
        small_multiples([], CONTROL, columns=0)


# -- the other charts -------------------------------------------------------------------------------


def test_a_funnel_names_those_outside_and_points_where_they_stand():
    svg = funnel(funnel_plot(), FUNNEL)
    said = words(svg)
    outside = [unit.name for unit in funnel_plot().units if unit.place != "within"]
    assert set(outside) <= set(said)
    assert not {unit.name for unit in funnel_plot().units if unit.place == "within"} & set(said)
    assert "1 000" in said and "Nacional 62,0 %" in said and said.count("99,8 %") == 2
    assert svg.count('stroke-dasharray="4 3"') == 2


def test_a_funnel_of_like_sizes_is_linear():
    units = tuple(FunnelUnit(str(size), size, 0.5) for size in (100, 200, 300))
    said = words(funnel(FunnelPlot(units, percent, percent, thousands), FUNNEL))
    assert {"0", "100", "200", "300"} <= set(said)


def test_curves_end_where_the_frame_does():
    curve = tuple(
        (float(size), -5.0 if size < 50 else 0.4, 9.0 if size < 50 else 0.6) for size in range(10, 310, 10)
    )
    plot = FunnelPlot(
        tuple(FunnelUnit(str(size), size, 0.5) for size in (20, 200, 300)),
        percent, percent, thousands, 0.5, FunnelLimits("95 %", curve), lowest=0, highest=1,
    )  # fmt: skip
    check_places(funnel(plot, FUNNEL))


def test_rows_of_intervals_keep_their_order_and_show_the_raw_value_hollow():
    svg = intervals(interval_plot(), INTERVALS)
    said = [word for word in words(svg) if word in DEPARTMENTS]
    assert said == [row.name for row in interval_plot().rows]
    assert (
        svg.count('fill="#FFFFFF" stroke="#4A5563"')
        == sum(row.raw is not None for row in interval_plot().rows) + 1
    )
    assert "Sin datos" in words(svg) and "Nacional 62,0 %" in words(svg)


def test_multiples_share_one_scale():
    plots = [run_chart((0.0, 1.0)), run_chart((0.0, 100.0))]
    svg = small_multiples([Cell("Uno", plots[0]), Cell("Dos", plots[1])], CONTROL, columns=2)
    said = words(svg)
    assert said.count("100") == 2 and {"Uno", "Dos", "50", CONTROL.centre} <= set(
        said
    )  # a value and a round one
    flat, steep = re.findall(
        r'd="M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)" fill="none" stroke="#1B2430" stroke-width="1.3"', svg
    )
    assert float(flat[0]) - float(flat[1]) == pytest.approx(
        (float(steep[0]) - float(steep[1])) / 100, abs=0.2
    )


def test_the_previous_period_is_hatched_and_every_bar_says_its_value():
    svg = comparison(pairs(), COMPARISON)
    said = words(svg)
    assert {"62,5 %", "50,0 %", "0,0 %", "Sin dato", "2024", "2025"} <= set(said)
    assert svg.count('fill="url(#plot-') == 5 and svg.count('fill="#1F5FBF"') == 5

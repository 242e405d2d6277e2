"""Results in the demonstration: a chain, cards by role, and synthetic data that come in as they would: files, sheets, computed."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sigor.demo.cast import SYNTHETIC, Cast
from sigor.demo.organisation import JUNTOS
from sigor.incentives.engine.synthetic_places import DEPARTMENTS as ATTENDED
from sigor.incentives.engine.synthetic_places import PROVINCES_OF_ANOTHER_UNIT
from sigor.indicators import loading, services, watching
from sigor.indicators.engine import synthetic
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery
from sigor.indicators.models import Indicator, Publication, Rebase, Target, ValueChainNode
from sigor.indicators.services import Cell
from sigor.leadership.models import Objective
from sigor.organisation import places
from sigor.organisation.models import Place

S = "(sintético)"
FIRST = date(2022, 1, 1)
SHEET_UNITS = ("UT-CAJAMARCA", "UT-PIURA", "UT-PUNO", "UT-AYACUCHO")
ELSEWHERE = {"07": "UT-LIMA"}  # a department that the incentives' table leaves out


def load(cast: Cast) -> None:
    services.set_signal_term(
        by=cast.people["coordinacion"], days=30, since=date(2025, 1, 1), source=f"Plazo de trabajo {S}"
    )
    _districts(cast)
    said: dict[str, Any] = json.loads((JUNTOS / "indicators.json").read_text(encoding="utf-8"))
    nodes = _chain(cast, said["chain"])
    cards = _cards(cast, nodes, said["cards"])
    _files(cast)
    _computed(cast, cards)
    _sheets(cast, cards)
    with cast.on("2025-06-20"):
        watching.look(by=cast.people["coordinacion"])
    _decisions(cast, cards)
    _published(cast)


def _districts(cast: Cast) -> None:
    """Which unit attends each district: as the synthetic households of the incentives have it."""
    attended = {code: unit for code, (_thousands, unit, _provinces) in ATTENDED.items()} | ELSEWHERE
    codes = Place.objects.filter(kind="district").values_list("code", flat=True)
    units = {
        code: cast.unit(PROVINCES_OF_ANOTHER_UNIT.get(code[:4], attended[code[:2]]))
        for code in codes
        if PROVINCES_OF_ANOTHER_UNIT.get(code[:4], attended.get(code[:2])) in cast.units
    }
    places.attend(units, since=FIRST, source=f"Asignación de trabajo, por confirmar {S}")


def _chain(cast: Cast, links: list[dict[str, Any]]) -> dict[str, ValueChainNode]:
    nodes: dict[str, ValueChainNode] = {}
    with cast.on("2025-02-03"):
        for link in links:
            nodes[link["key"]] = cast.keep(
                ValueChainNode(
                    title=link["title"],
                    stage=link["stage"],
                    order=link["order"],
                    description=f"{SYNTHETIC}: cadena de trabajo, por validar en el hito 1.1.2.",
                    leads_to=nodes.get(link["leads_to"]),
                    unit=cast.unit(link["unit"]),
                )
            )
    return nodes


def _cards(
    cast: Cast, nodes: Mapping[str, ValueChainNode], told: list[dict[str, Any]]
) -> dict[str, Indicator]:
    services.add_person_class(
        by=cast.people["coordinacion"],
        code="0-11M",
        name="Menores de 12 meses",
        since=FIRST,
        source=f"Clase de trabajo {S}",
    )
    cards = {}
    for differs in told:
        symbol, title = differs["symbol"], differs["title"]
        values: dict[str, Any] = {
            "kind": "ratio", "purpose": f"{SYNTHETIC}: saber cómo va.",
            "factor": 100, "unit_of_measure": "%", "decimals": 1, "counts_people": True, "sense": "up", "frequency": "bimester",
            "over_time": "sum", "origin": "import", "origin_note": "Archivos del Programa (sintéticos)", "on_board": True,
            "valid_from": FIRST, "source": "Ficha de trabajo, por validar",
        } | differs | {"title": f"{title} {S}"}  # fmt: skip
        targets, base = values.pop("targets", ()), values.pop("base", None)
        values |= {
            "unit": cast.unit(values["unit"]),
            "target_owner": cast.unit(values["target_owner"]),
            "node": nodes.get(values.get("node", "")),
        }
        if wanted := values.pop("objective", None):
            values["objective"] = Objective._default_manager.filter(title__startswith=wanted).first()
        if values["kind"] == "total":
            values |= {"denominator": "", "factor": 1}
        if base:
            values |= {"base_value": Decimal(base[0]), "base_period": base[1]}
        with cast.on("2025-02-10"):
            card = cast.keep(Indicator(**values))
            cast.step(card, "send")
        with cast.on("2025-02-12"):
            cards[symbol] = cast.step(card, "approve", by="direccion")
            for since, value in targets:
                cast.keep(
                    Target(
                        title=f"Meta de {symbol} desde {since[:4]} {S}",
                        indicator=cards[symbol],
                        since=date.fromisoformat(since),
                        value=Decimal(value),
                        source=f"Meta de ejemplo {S}",
                        unit=values["target_owner"],
                    )
                )
    return cards


def _files(cast: Cast) -> None:
    """Three years of the public files and of the packages, the last year cumulative, one district corrected later."""
    with TemporaryDirectory(prefix="sigor-demo-") as place:
        folder = Path(place)
        history = folder / "sintetico-paquete-integrado.csv"
        synthetic.package_history(history, "2022-B1", "2025-B2", every=3)
        files = [(history, "2025-05-20")]
        for year, upto in ((2023, 6), (2024, 6), (2025, 2)):
            files.append((synthetic.public_year(folder, year, upto, kind="csv"), "2025-05-21"))
        for path, day in files:
            with cast.on(day), Path(path).open("rb") as opened:
                outcome = loading.take_in(
                    by=cast.people["uppm"],
                    unit_id=cast.unit("UPPM").pk,
                    stream=opened,
                    file_name=Path(path).name,
                )
            assert outcome.delivery is not None, outcome.findings
            _accepted(cast, outcome.delivery, sender="uppm", day=day, freeze=True)


def _accepted(cast: Cast, delivery: Delivery, *, sender: str, day: str, freeze: bool = False) -> Delivery:
    with cast.on(day, hour=12):
        delivery = cast.step(delivery, "send", by=sender)
        delivery = cast.step(delivery, "accept")
        return cast.step(delivery, "freeze") if freeze else delivery


def _computed(cast: Cast, cards: Mapping[str, Indicator]) -> None:
    for symbols, period, day, sender in (
        (("SATISF",), "2023", "2025-02-18", "uppm"),
        (("SATISF",), "2024", "2025-02-18", "uppm"),
        (("PLAN", "NC-CERR"), "2025-T1", "2025-04-10", "uppm"),
        (("PAGO", "PAQ-M02"), "2025-B1", "2025-05-15", "uop"),
    ):
        with cast.on(day):
            delivery = services.compute_data(
                by=cast.people["uppm"],
                indicators=[cards[symbol] for symbol in symbols],
                period=Period.read(period),
            )
        _accepted(cast, delivery, sender=sender, day=day)


def _sheets(cast: Cast, cards: Mapping[str, Indicator]) -> None:
    """Monthly sheets of the year: most sent on time, the last month still with the units."""
    period = Period.read("2025-01")
    while period <= Period.read("2025-05"):
        following = period.next()
        with cast.on(following.first):
            opened = services.open_sheets(by=cast.people["coordinacion"], period=period)
        for sheet in opened:
            acronym = sheet.unit.acronym
            if acronym not in SHEET_UNITS or (period == Period.read("2025-05") and acronym != "UT-AYACUCHO"):
                continue
            planned = 400 + 37 * SHEET_UNITS.index(acronym)
            done = planned * (86 + (period.number * 7 + SHEET_UNITS.index(acronym) * 3) % 9) // 100
            with cast.on(date(following.year, following.number, 6)):
                services.fill(
                    sheet,
                    by=cast.people["ct"],
                    cells=[
                        Cell(cards["VIS"], Decimal(done), Decimal(planned), comment="Dato sintético"),
                        Cell(
                            cards["ALE"],
                            Decimal(20 + period.number % 4),
                            Decimal(26),
                            comment="Dato sintético",
                        ),
                    ],
                )
            _accepted(cast, sheet, sender="ct", day=f"{following.year}-{following.number:02d}-08")
        period = following


def _decisions(cast: Cast, cards: Mapping[str, Indicator]) -> None:
    """A known change of the process, with its reason and who approved it."""
    with cast.on("2025-06-02"):
        rebase = cast.keep(
            Rebase(
                title=f"Rediseño del acompañamiento {S}",
                indicator=cards["PAQ-G"],
                since=date(2024, 3, 1),
                reason=f"{SYNTHETIC}: el servicio cambió desde ese bimestre.",
                unit=cast.unit("UPPM"),
            )
        )
        cast.step(rebase, "send")
        cast.step(rebase, "approve", by="direccion")


def _published(cast: Cast) -> None:
    """What anybody may read: checked by one, published by another."""
    with cast.on("2025-06-10"):
        publication = cast.keep(
            Publication(
                title=f"Hogares e incentivos por distrito y bimestre {S}",
                frequency="bimester",
                period_from=date(2025, 1, 1),
                period_to=date(2025, 3, 1),
                unit=cast.unit("UPPM"),
            )
        )
        publication = services.prepare(publication, by=cast.people["coordinacion"])
        cast.step(publication, "check", by="uppm")
        cast.step(publication, "publish", by="direccion")

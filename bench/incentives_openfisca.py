"""The roll as a tax-benefit system of OpenFisca: an entity, dated parameters, a formula for each benefit."""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.incentives_numpy import in_memory
from bench.incentives_rivals import AMOUNTS, ROLL, Done, Watch

Person = build_entity(key="person", plural="persons", label="Person", is_person=True)
Household = build_entity(
    key="household",
    plural="households",
    label="Household",
    roles=[{"key": "member", "plural": "members", "label": "Member"}],
)


def variable(name: str, kind: type, entity: Any, formula: Any = None) -> type:
    """A monthly variable; OpenFisca takes them as classes."""
    said = {"value_type": kind, "entity": entity, "definition_period": MONTH, "label": name}
    return type(name, (Variable,), said | ({"formula": formula} if formula else {}))


def any_and_all(mark: str, wanted: int) -> Any:
    """Somebody has the mark, and all who have it comply: the documented way of asking it."""

    def formula(household: Any, period: Any) -> Any:
        marked = household.members(mark, period) == wanted
        complies = household.members("complies", period)
        return household("eligible", period) * household.any(marked) * household.all(complies + ~marked)

    return formula


def for_each(mark: str, *, least: int, most: int, comply: bool) -> Any:
    """How many of the household have the mark, of those who comply if that is asked."""

    def formula(household: Any, period: Any) -> Any:
        values = household.members(mark, period)
        marked = (values >= least) * (values <= most)
        if comply:
            marked = marked * household.members("complies", period)
        return household("eligible", period) * household.sum(marked)

    return formula


def amount(name: str) -> Any:
    def formula(household: Any, period: Any, parameters: Any) -> Any:
        return household(f"{name}_units", period) * getattr(parameters(period).amounts, name)

    return formula


def system(amounts: list[dict[str, Any]]) -> TaxBenefitSystem:
    """Variables by what they depend on, amounts as the dated parameters that they are."""
    found = TaxBenefitSystem([Person, Household])
    dated: dict[str, Any] = {name: {"values": {}} for name in AMOUNTS}
    for entry in amounts:
        dated[entry["concept"].lower()]["values"][entry["valid_from"]] = {"value": entry["cents"]}
    found.parameters = ParameterNode("", data={"amounts": dated})
    units = {
        "tb": any_and_all("target", 1),
        "tpi": any_and_all("early", 1),
        "tpiu": any_and_all("early", 2),
        "tbs": for_each("student", least=1, most=1, comply=True),
        "tas": for_each("student", least=2, most=2, comply=True),
        "vraem": for_each("annual", least=1, most=2, comply=False),
        "vraem_ts": for_each("annual", least=2, most=2, comply=False),
    }
    found.add_variables(
        variable("eligible", bool, Household),
        variable("target", bool, Person),
        variable("complies", bool, Person),
        *(variable(name, int, Person) for name in ("early", "student", "annual")),
        *(variable(f"{name}_units", int, Household, formula) for name, formula in units.items()),
        *(variable(name, int, Household, amount(name)) for name in AMOUNTS),
    )
    return found


def memory(folder: Path, out: Path, rates: dict[str, int]) -> Done:
    said = json.loads((folder / "rules.json").read_text(encoding="utf-8"))
    periods = json.loads((folder / "months.json").read_text(encoding="utf-8"))
    months = in_memory(folder)
    began = time.perf_counter()
    household = months["household"][::2]
    simulation, first = _population(system(said["amounts"]), household)
    built = time.perf_counter() - began
    watch = Watch()
    for place, period in enumerate(periods):
        rows = {name: values[place::2] for name, values in months.items()}
        simulation.set_input("eligible", period, rows["eligibility"][first] == 0)
        for name in ("target", "complies"):
            simulation.set_input(name, period, rows[name] > 0)
        for name in ("early", "student", "annual"):
            simulation.set_input(name, period, rows[name].astype(np.int32))
    columns: dict[str, np.ndarray] = {"household": household[first]}
    for name in AMOUNTS:
        columns[name] = np.zeros(len(first), dtype=np.int64)
        for month, period in enumerate(periods, start=1):
            columns[name] += simulation.calculate(name, period)
            columns[f"{name}_{month}"] = simulation.calculate(f"{name}_units", period)
    columns["total"] = sum((columns[name] for name in AMOUNTS), np.zeros(len(first), dtype=np.int64))
    watch.stop()
    return Done.by(watch, np.column_stack([columns[name] for name in ROLL]), {"population": built})


def _population(rules: TaxBenefitSystem, household: np.ndarray) -> tuple[Any, np.ndarray]:
    """Persons in their households, and the first person of each."""
    there, first = np.unique(household, return_index=True)
    builder = SimulationBuilder()
    builder.create_entities(rules)
    builder.declare_person_entity("person", np.arange(len(household)))
    group = builder.declare_entity("household", there)
    builder.join_with_persons(group, household, roles=np.zeros(len(household), dtype=np.int64))
    return builder.build(rules), first

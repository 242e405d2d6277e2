"""Two rolls of the same extract beside each other: what other rules would do, before anybody approves them."""

from pathlib import Path
from typing import Any

from sigor.incentives.engine import duck
from sigor.incentives.engine.duck import rows


def effect(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Households paid and céntimos before and after: in all, by concept and by territorial unit."""
    units = {row["unit"]: row for row in before["units"]}
    return {
        "cents": [before["cents"], after["cents"]],
        "households": {"paid": [before["households"]["paid"], after["households"]["paid"]]},
        "concepts": {
            concept: {
                "households": [told["households"], after["concepts"][concept]["households"]],
                "cents": [told["cents"], after["concepts"][concept]["cents"]],
            }
            for concept, told in before["concepts"].items()
        },
        "units": [
            {
                "unit": row["unit"],
                "paid": [units[row["unit"]]["paid"], row["paid"]],
                "cents": [units[row["unit"]]["cents"], row["cents"]],
            }
            for row in after["units"]
            if row["unit"] in units
        ],
    }


def households(before: Path, after: Path) -> dict[str, int]:
    """How many households would be paid more, and how many less."""
    with duck.session() as connection:
        return rows(connection, f"""
            SELECT count(*) FILTER (WHERE n.total > o.total) AS more, count(*) FILTER (WHERE n.total < o.total) AS less
            FROM {duck.parquet(after / "roll.parquet")} AS n
            JOIN {duck.parquet(before / "roll.parquet")} AS o ON o.household = n.household""")[0]  # fmt: skip

"""The roll and the trace with Polars, lazily, as its documentation writes such questions."""

from pathlib import Path

import polars as pl

from bench.incentives_rivals import AMOUNTS, ROLL, Done, Watch

MONTHS = (1, 2)


def questions(folder: Path, rates: dict[str, int]) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The roll and the trace, not yet computed."""
    months = pl.scan_parquet(folder / "member_months.parquet")
    return _roll(months, rates), _trace(months, rates)


def _roll(months: pl.LazyFrame, rates: dict[str, int]) -> pl.LazyFrame:
    eligible, complies, target = pl.col("eligibility") == 0, pl.col("complies"), pl.col("target")
    early, student, annual = pl.col("early"), pl.col("student"), pl.col("annual")
    marked = months.select("household", "month",
        target=target & eligible, failed=target & ~complies,
        tpi=(early == 1) & eligible, tpi_failed=(early == 1) & ~complies,
        tpiu=(early == 2) & eligible, tpiu_failed=(early == 2) & ~complies,
        tbs=eligible & complies & (student == 1), tas=eligible & complies & (student == 2),
        vraem=eligible & (annual > 0), vraem_ts=eligible & (annual == 2),
    )  # fmt: skip

    def every(mark: str, failed: str, month: int) -> pl.Expr:
        this = pl.col("month") == month
        return (this & pl.col(mark)).any() & ~(this & pl.col(failed)).any()

    def count(mark: str, month: int) -> pl.Expr:
        return ((pl.col("month") == month) & pl.col(mark)).sum()

    counted = {"tb": ("target", "failed"), "tpi": ("tpi", "tpi_failed"), "tpiu": ("tpiu", "tpiu_failed")}
    units = marked.group_by("household").agg(
        (every(*counted[name], month) if name in counted else count(name, month))
        .cast(pl.Int64)
        .alias(f"{name}_{month}")
        for name in AMOUNTS
        for month in MONTHS
    )
    amounts = [
        sum(
            (pl.col(f"{name}_{month}") * rates[f"{name}_{month}"] for month in MONTHS), pl.lit(0, pl.Int64)
        ).alias(name)
        for name in AMOUNTS
    ]
    return (
        units.with_columns(amounts)
        .with_columns(total=pl.sum_horizontal(AMOUNTS))
        .select(ROLL)
        .sort("household")
    )


def _trace(months: pl.LazyFrame, rates: dict[str, int]) -> pl.LazyFrame:
    eligible, complies = pl.col("eligibility") == 0, pl.col("complies")
    student, annual = pl.col("student"), pl.col("annual")

    def price(name: str) -> pl.Expr:
        first, second = (pl.lit(rates[f"{name}_{month}"], pl.Int32) for month in MONTHS)
        return pl.when(pl.col("month") == 1).then(first).otherwise(second)

    return months.select(
        "household", "member", "month",
        outcome=pl.when(~pl.col("target")).then(0).when(~eligible).then(100 + pl.col("eligibility"))
        .when(complies).then(1).otherwise(10 + pl.col("reason")),
        cents=pl.when(eligible).then(
            pl.when(complies & (student == 1)).then(price("tbs")).when(complies & (student == 2)).then(price("tas")).otherwise(0)
            + pl.when(annual > 0).then(price("vraem")).otherwise(0)
            + pl.when(annual == 2).then(price("vraem_ts")).otherwise(0)
        ).otherwise(0),
    )  # fmt: skip


def memory(folder: Path, out: Path, rates: dict[str, int]) -> Done:
    watch = Watch()
    roll = questions(folder, rates)[0].collect()
    return Done.by(watch.stop(), roll.to_numpy())


def files(folder: Path, out: Path, rates: dict[str, int]) -> Done:
    watch = Watch()
    sinks = [
        question.sink_parquet(out / name, compression="zstd", lazy=True)
        for question, name in zip(questions(folder, rates), ("roll.parquet", "trace.parquet"), strict=True)
    ]
    pl.collect_all(sinks, engine="streaming")
    return Done.by(watch.stop(), out / "roll.parquet")

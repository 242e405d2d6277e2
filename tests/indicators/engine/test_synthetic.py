"""The synthetic files: they say what they are, repeat from their seed, and look like the Programme's."""

from collections import defaultdict

import openpyxl
import pytest

from sigor.indicators.engine import synthetic
from sigor.indicators.engine.reading import read
from tests.indicators.engine.tables import PLACES

UNITS = {one.place.code: one.unit for one in synthetic.districts()}


def sums(rows):
    added = defaultdict(int)
    for row in rows:
        added[(row.measure, str(row.period))] += row.numerator
    return added


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path, kind):
    first, again, other = (
        synthetic.public_year(tmp_path / name, 2025, 1, kind, seed=seed, every=30).read_bytes()
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first == again != other
    texts = [tmp_path / f"sintetico-{number}.{kind}" for number in (1, 2)]
    for path in texts:
        synthetic.package_history(path, "2024-B1", "2024-B2", every=30)
    assert texts[0].read_bytes() == texts[1].read_bytes()


def test_they_say_that_they_are_synthetic(tmp_path):
    path = synthetic.public_year(tmp_path, 2025, 1, every=100)
    book = openpyxl.load_workbook(path)
    assert path.name.startswith("sintetico-")
    assert "SINTÉTICO" in book.active["A1"].value and "SINTÉTICO" in book.properties.title
    text = synthetic.public_year(tmp_path, 2025, 1, "csv", every=100).read_text("utf-8").splitlines()
    assert text[0].endswith(",SINTETICO") and all(line.endswith(",SI") for line in text[1:])


def test_a_year_looks_like_the_public_one(tmp_path):
    found = read(synthetic.public_year(tmp_path, 2025, kind="csv"), known_places=PLACES)
    assert found.ok and len({row.place for row in found.rows}) == len(synthetic.districts())
    assert 1870 <= len(synthetic.districts()) <= 1890
    added = sums(found.rows)
    for bimester in range(1, 7):
        period = f"2025-B{bimester}"
        affiliated, paid = added[("affiliated", period)], added[("paid", period)]
        assert 775_000 < affiliated < 810_000
        assert 0.93 < paid / affiliated < 0.97
        assert 1.4e6 < added[("members", period)] < 1.7e6
        assert 145e6 < added[("amount", period)] < 155e6
    assert added[("affiliated", "2025-B6")] > added[("affiliated", "2025-B1")]
    cajamarca = sum(r.numerator for r in found.rows if r.place[:2] == "06" and r.measure == "affiliated")
    assert 0.12 < cajamarca / sum(v for (m, _p), v in added.items() if m == "affiliated") < 0.16


def test_the_history_has_a_shift_in_the_country_and_a_unit_that_worsens(tmp_path):
    path = tmp_path / "sintetico-paquete.csv"
    rows = synthetic.package_history(path, "2022-B1", "2025-B3", every=4)
    found = read(path, known_places=PLACES, shares=("PAQ-N", "PAQ-G"))
    assert found.ok and len(found.rows) == rows
    assert (str(found.periods[0]), str(found.periods[-1]), len(found.periods)) == ("2022-B1", "2025-B3", 21)
    parts, wholes = defaultdict(int), defaultdict(int)
    for row in found.rows:
        for place in ("country", UNITS[row.place]):
            parts[(place, row.measure, row.period)] += row.numerator
            wholes[(place, row.measure, row.period)] += row.denominator
    share = {key: float(part / wholes[key]) for key, part in parts.items()}
    for package in synthetic.PACKAGES:
        before = [share[("country", package.code, p)] for p in found.periods if p < synthetic.SHIFT]
        after = [share[("country", package.code, p)] for p in found.periods if p >= synthetic.SHIFT]
        assert min(after) > max(before) and max(before) - min(before) < 0.05
        worse = [share[(synthetic.WORSENS, package.code, p)] for p in found.periods[-8:]]
        assert worse[0] - worse[-1] > 0.08 and worse[-1] < min(worse[:4])


@pytest.mark.parametrize(
    ("name", "first", "last"), [("paquete.csv", "2024-B1", "2024-B2"), ("sintetico.txt", "2024-B1", "2024-B2"),
                                ("sintetico.csv", "2024-01", "2024-02"), ("sintetico.csv", "2024-B9", "2025-B1")]
)  # fmt: skip
def test_what_cannot_be_made_is_said(tmp_path, name, first, last):
    with pytest.raises(ValueError, match=r"sintetico|bimestre|período"):
        synthetic.package_history(tmp_path / name, first, last)
    with pytest.raises(ValueError, match="xlsx o csv"):
        synthetic.public_year(tmp_path, 2025, kind="ods")

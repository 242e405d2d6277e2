"""Scores, levels, gaps and overlaps of a risk scale, and the counts of a heat map."""

from hypothesis import given
from hypothesis import strategies as st

from sigor.analysis.risk_scales import TONES, Level, Matrix, score

values = st.lists(st.integers(1, 30), min_size=1, max_size=6, unique=True).map(tuple)
bounds = st.tuples(st.integers(1, 900), st.integers(0, 120))
levels = st.lists(bounds, min_size=0, max_size=6).map(
    lambda pairs: tuple(Level(f"N{i}", low, low + width) for i, (low, width) in enumerate(pairs))
)
matrices = st.builds(Matrix, values, values, levels)

FOUR = Matrix(
    (4, 6, 8, 10),
    (4, 6, 8, 10),
    (Level("Bajo", 16, 24), Level("Medio", 32, 40), Level("Alto", 48, 64), Level("Muy alto", 80, 100)),
)


@st.composite
def covering(draw):
    """A scale whose levels cut the scores it can give into bands that touch, without gap or overlap."""
    likelihoods, impacts = draw(values), draw(values)
    possible = Matrix(likelihoods, impacts, ()).scores()
    cuts = sorted(draw(st.sets(st.sampled_from(possible), max_size=4)) | {possible[0]})
    ends = [*(cut - 1 for cut in cuts[1:]), possible[-1]]
    bands = [Level(f"N{i}", low, high) for i, (low, high) in enumerate(zip(cuts, ends, strict=True))]
    return Matrix(likelihoods, impacts, tuple(draw(st.permutations(bands))))


def test_a_scale_of_four_by_four_holds_together():
    assert FOUR.scores() == [16, 24, 32, 36, 40, 48, 60, 64, 80, 100]
    assert FOUR.gaps() == [] and FOUR.overlaps() == []
    assert FOUR.level_of(36).label == "Medio"
    assert [FOUR.tone_of(level) for level in FOUR.ordered] == [1, 2, 4, 5]


def test_a_score_that_no_level_covers_is_named():
    holed = Matrix((1, 2), (1, 5), (Level("Bajo", 1, 2), Level("Alto", 9, 10)))
    assert holed.gaps() == [5]
    assert holed.level_of(5) is None and holed.tone_of(None) == 0


def test_levels_that_share_one_score_are_named():
    bajo, medio = Level("Bajo", 1, 4), Level("Medio", 4, 9)
    assert Matrix((1, 3), (1, 3), (medio, bajo)).overlaps() == [(bajo, medio)]


def test_a_value_named_twice_is_told():
    assert Matrix((1, 2, 2), (3,), ()).repeated() == ([2], [])


def test_the_map_reads_from_the_most_likely_down_and_counts_what_lies_outside():
    rows = FOUR.heat_map({(4, 10): 3, (5, 5): 2})
    assert [row[0].likelihood for row in rows] == [10, 8, 6, 4]
    assert rows[-1][-1].count == 3 and rows[-1][-1].score == 40
    assert FOUR.outside({(4, 10): 3, (5, 5): 2}) == 2


@given(covering())
def test_bands_that_touch_leave_no_gap_and_no_overlap(matrix):
    assert matrix.gaps() == [] and matrix.overlaps() == []
    for value in matrix.scores():
        assert sum(level.covers(value) for level in matrix.levels) == 1


@given(covering())
def test_a_bigger_score_never_has_a_lower_level(matrix):
    tones = [matrix.tone_of(matrix.level_of(value)) for value in matrix.scores()]
    assert tones == sorted(tones)
    assert all(1 <= tone <= TONES for tone in tones)


@given(matrices)
def test_gaps_are_exactly_the_possible_scores_without_a_level(matrix):
    assert matrix.gaps() == [v for v in matrix.scores() if not any(n.covers(v) for n in matrix.levels)]


@given(matrices)
def test_overlaps_are_exactly_the_pairs_with_a_shared_score(matrix):
    told = {frozenset((id(a), id(b))) for a, b in matrix.overlaps()}
    for a in matrix.levels:
        for b in matrix.levels:
            if a is not b:
                shared = range(max(a.lowest, b.lowest), min(a.highest, b.highest) + 1)
                assert (frozenset((id(a), id(b))) in told) == bool(shared)


@given(matrices, st.dictionaries(st.tuples(st.integers(1, 30), st.integers(1, 30)), st.integers(0, 50)))
def test_every_risk_is_counted_once_on_the_map_or_outside_it(matrix, counts):
    cells = [cell for row in matrix.heat_map(counts) for cell in row]
    assert sum(cell.count for cell in cells) + matrix.outside(counts) == sum(counts.values())
    assert all(cell.score == score(cell.likelihood, cell.impact) for cell in cells)

"""Shares from surveys: against textbook cases, the jackknife, and statsmodels."""

import random
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from sigor.analysis.surveys import Change, Respondent, Share, changes, share


def answered(lightest: float, heaviest: float) -> st.SearchStrategy[Respondent]:
    return st.integers(1, 4).flatmap(
        lambda valid: st.builds(
            Respondent, st.integers(0, valid), st.just(valid), st.floats(lightest, heaviest)
        )
    )


def yes_no(yes: int, no: int) -> list[Respondent]:
    return [Respondent(1, 1)] * yes + [Respondent(0, 1)] * no


def of(respondents: list[Respondent], **options: object) -> Share:
    found = share(respondents, **options)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_without_weights_it_is_the_share_and_variance_of_any_textbook():
    found = of(yes_no(60, 40))
    assert found.value == 0.6
    assert isclose(found.variance, 0.6 * 0.4 / 99)  # Cochran, formula 3.6 without the finite factor
    low, high = proportion_confint(0.6 * 99, 99, method="wilson")
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high))


def test_who_asks_a_quarter_of_all_has_a_margin_with_the_finite_factor():
    found = of(yes_no(60, 40), population=400)
    assert isclose(found.variance, 0.75 * 0.6 * 0.4 / 99)
    assert found.interval.high - found.interval.low < 0.19


def test_who_asks_everybody_has_no_margin():
    found = of(yes_no(60, 40), population=100)
    assert (found.variance, found.interval.low, found.interval.high) == (0, 0.6, 0.6)


@pytest.mark.parametrize("seed", range(20))
def test_the_variance_is_near_that_of_leaving_each_respondent_out(seed: int):
    chance = random.Random(seed)
    respondents = [
        Respondent(sum(chance.random() < 0.6 for _answer in range(valid)), valid, chance.uniform(0.5, 2))
        for valid in chance.choices((1, 2, 3, 4), k=80)
    ]
    found = of(respondents)
    n = len(respondents)
    without = [of(respondents[:at] + respondents[at + 1 :]).value for at in range(n)]
    mean = sum(without) / n
    jackknife = (n - 1) / n * sum((one - mean) ** 2 for one in without)
    assert sqrt(found.variance) == pytest.approx(sqrt(jackknife), rel=0.03)


@given(st.lists(answered(0.1, 20), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_scale_of_the_weights_matters(
    respondents: list[Respondent], chance: random.Random
):
    found = of(respondents)
    shuffled = [Respondent(one.favourable, one.valid, 3 * one.weight) for one in respondents]
    chance.shuffle(shuffled)
    again = of(shuffled)
    assert again.value == pytest.approx(found.value)
    assert again.interval.low == pytest.approx(found.interval.low, abs=1e-9)
    assert again.interval.high == pytest.approx(found.interval.high, abs=1e-9)
    assert 0 <= found.interval.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.interval.high <= 1


def test_several_answers_of_one_person_do_not_count_as_several_persons():
    once, thrice = of(yes_no(60, 40)), of([Respondent(3, 3)] * 60 + [Respondent(0, 3)] * 40)
    assert thrice.value == once.value and isclose(thrice.variance, once.variance)


def test_unequal_weights_are_worth_fewer_answers():
    even = of(yes_no(60, 40))
    odd = of([Respondent(one.favourable, 1, 1 if at % 2 else 9) for at, one in enumerate(yes_no(60, 40))])
    assert odd.effective < even.effective


def test_where_all_agree_the_margin_still_stands_for_how_many_were_asked():
    found = of(yes_no(40, 0))
    assert found.value == 1 and 0.9 < found.interval.low < 0.92 and found.interval.high == 1
    assert of([Respondent(1, 1, 5.0)]).interval.low < 0.25


def test_nobody_answered_is_no_share():
    assert share([]) is None and share([Respondent(0, 0)]) is None


@pytest.mark.parametrize(
    ("respondents", "population"),
    [
        ([Respondent(2, 1)], None),
        ([Respondent(1, 1, 0)], None),
        ([Respondent(1, 1, -1)], None),
        (yes_no(3, 0), 2),
    ],
)
def test_what_cannot_be_is_refused(respondents: list[Respondent], population: int | None):
    with pytest.raises(ValueError, match="respuesta"):
        share(respondents, population=population)


def test_changes_are_adjusted_for_all_that_is_compared():
    now = {f"P{at}": of(yes_no(50 + 6 * at, 50 - 6 * at)) for at in range(5)}
    before = {name: of(yes_no(50, 50)) for name in now}
    found = changes(now, before)
    _shown, adjusted, *_rest = multipletests([found[name].p for name in now], method="holm")
    assert [found[name].adjusted for name in now] == pytest.approx(list(adjusted))
    assert [found[name].shown() for name in now] == [False, False, False, True, True]
    assert changes(now, {}) == {}


def test_a_change_between_two_whole_populations_is_no_matter_of_chance():
    now, before = of(yes_no(6, 4), population=10), of(yes_no(5, 5), population=10)
    assert changes({"P": now}, {"P": before})["P"] == Change(pytest.approx(0.1), 0, 0)
    assert changes({"P": now}, {"P": now})["P"].p == 1

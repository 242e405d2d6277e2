"""Distributions that the standard library lacks: beta, binomial and hypergeometric probabilities, and their
inverses.
"""

from math import exp, inf, lgamma, log, log1p
from statistics import NormalDist

NORMAL = NormalDist()
TINY = 1e-300  # stands for zero where a fraction would divide by it
PRECISION = 1e-15
MOST_STEPS = 100_000


def two_sided_quantile(level: float) -> float:
    """The z that a normal variable stays within, in absolute value, with probability `level`.

    ValueError unless the level lies strictly between 0 and 1.
    """
    check_level(level)
    return NORMAL.inv_cdf(0.5 + level / 2)


def check_level(level: float) -> None:
    """ValueError unless the level of confidence lies strictly between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError("a level of confidence lies between 0 and 1")


def beta_cdf(x: float, a: float, b: float) -> float:
    """The probability that a beta variable with positive shapes `a` and `b` is at most `x`.

    The regularised incomplete beta function by its continued fraction (Abramowitz and Stegun, 1964, 26.5.8),
    evaluated by the modified method of Lentz.
    """
    if a <= 0 or b <= 0:
        raise ValueError("the shapes of a beta distribution are positive")
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(a * log(x) + b * log1p(-x) - _log_beta(a, b))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The value that a beta variable with shapes `a` and `b` stays below with the given probability.

    Newton's steps, held inside a bracket that halves whenever a step would leave it.
    """
    if not 0 <= probability <= 1:
        raise ValueError("a probability lies between 0 and 1")
    if probability in (0, 1):
        return float(probability)
    low, high = 0.0, 1.0
    x = a / (a + b)
    for _ in range(300):
        error = beta_cdf(x, a, b) - probability
        if error > 0:
            high = x
        else:
            low = x
        density = exp((a - 1) * log(x) + (b - 1) * log1p(-x) - _log_beta(a, b))
        guess = x - error / density if density else -inf
        if not low < guess < high:
            guess = (low + high) / 2
        if abs(guess - x) <= PRECISION * x or not 0 < guess < 1:
            return min(1.0, max(0.0, guess))
        x = guess
    return x


def binomial_cdf(count: int, trials: int, rate: float) -> float:
    """The probability of at most `count` successes in `trials` with probability `rate` each."""
    if count < 0:
        return 0.0
    if count >= trials:
        return 1.0
    return beta_cdf(1 - rate, trials - count, count + 1)


def binomial_quantile(probability: float, trials: int, rate: float) -> int:
    """The least count whose cumulative probability reaches the given one."""
    low, high = 0, trials
    while low < high:
        middle = (low + high) // 2
        if binomial_cdf(middle, trials, rate) >= probability:
            high = middle
        else:
            low = middle + 1
    return low


def log_hypergeometric(count: int, drawn: int, marked: int, total: int) -> float:
    """Logarithm of the probability that `drawn` of `total`, of which `marked` are marked, hold `count`
    marked.
    """
    return _log_choose(marked, count) + _log_choose(total - marked, drawn - count) - _log_choose(total, drawn)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _log_choose(total: int, count: int) -> float:
    return lgamma(total + 1) - lgamma(count + 1) - lgamma(total - count + 1)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function."""
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > TINY else TINY)
    value = d
    for m in range(1, MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 + term * d
            d = 1 / (d if abs(d) > TINY else TINY)
            c = 1 + term / c
            c = c if abs(c) > TINY else TINY
            value *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return value

"""Shares from surveys: weighted answers over weighted answers, with a margin that knows how the answers came about.

A share is a ratio of two sums over respondents, R = Σ w·y ÷ Σ w·m, with y favourable answers among m valid ones, so
that several questions of one person do not count as several persons. Its variance is that of the linearised ratio
(Taylor; Cochran, *Sampling Techniques*, 1977, §6.3 and §11) with the respondent as the unit that was drawn, times the
part of the population that was not asked; the interval is Wilson's at the size that gives this variance (Korn and
Graubard, 1998). Strata are not taken into account: the margin then errs on the wide side.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist

from sigor.analysis.trends.ranking import holm
from sigor.analysis.trends.small_units import Interval, score_interval


@dataclass(frozen=True)
class Respondent:
    """How many of somebody's valid answers are favourable, and how many persons that somebody stands for."""

    favourable: int
    valid: int
    weight: float = 1.0


@dataclass(frozen=True)
class Share:
    """Σ of weights of the favourable and of all valid answers, and what is known of their ratio."""

    respondents: int
    favourable: float
    valid: float
    variance: float
    effective: float  # how many independent answers the share is worth
    interval: Interval

    @property
    def value(self) -> float:
        """From 0 to 1."""
        return self.favourable / self.valid


def share(
    respondents: Iterable[Respondent], *, population: int | None = None, level: float = 0.95
) -> Share | None:
    """The favourable part of all valid answers; None where there is no valid answer.

    `population` is the size of the frame, where it is known: who asks everybody has no margin. Raises ValueError for
    weights that are not above zero, more favourable than valid answers, or more respondents than there are people.
    """
    told = [one for one in respondents if one.valid]
    if any(one.weight <= 0 or not 0 <= one.favourable <= one.valid for one in told):
        raise ValueError("Cada respuesta pesa más que cero y sus favorables no pasan de las válidas.")
    if not told:
        return None
    n = len(told)
    if population is not None and n > population:
        raise ValueError("Hay más respuestas que personas.")
    favourable = sum(one.weight * one.favourable for one in told)
    valid = sum(one.weight * one.valid for one in told)
    value = favourable / valid
    left = 1.0 if population is None else 1 - n / population
    residuals = sum((one.weight * (one.favourable - value * one.valid)) ** 2 for one in told)
    variance = left * residuals / valid**2 * (n / (n - 1) if n > 1 else 1.0)
    effective = _effective(told, valid, value, variance, left)
    interval = Interval(value, value) if effective == inf else score_interval(value, effective, level)
    return Share(n, favourable, valid, variance, effective, interval)


def _effective(told: list[Respondent], valid: float, value: float, variance: float, left: float) -> float:
    """Where all answer the same there is no variance to go by: the weights alone say what they are worth (Kish)."""
    if left == 0:
        return inf
    if variance > 0 and len(told) > 1:
        return value * (1 - value) / variance
    return valid**2 / sum((one.weight * one.valid) ** 2 for one in told) / left


@dataclass(frozen=True)
class Change:
    """How far a share moved between two surveys, and how likely chance alone moves it that far."""

    difference: float
    p: float  # as if nothing else had been compared
    adjusted: float  # Holm's, for all that was compared at once

    def shown(self, level: float = 0.95) -> bool:
        """Whether the move can be told from chance."""
        return self.adjusted < 1 - level


def changes(now: Mapping[str, Share], before: Mapping[str, Share]) -> dict[str, Change]:
    """What both surveys asked, compared as two independent samples (normal approximation), adjusted after Holm (1979)."""
    both = [name for name in now if name in before]
    differences = [now[name].value - before[name].value for name in both]
    spreads = [sqrt(now[name].variance + before[name].variance) for name in both]
    by_chance = [_p(*one) for one in zip(differences, spreads, strict=True)]
    told = zip(both, differences, by_chance, holm(by_chance), strict=True)
    return {name: Change(difference, p, adjusted) for name, difference, p, adjusted in told}


def _p(difference: float, spread: float) -> float:
    if not spread:
        return 1.0 if not difference else 0.0
    return 2 * NormalDist().cdf(-abs(difference) / spread)

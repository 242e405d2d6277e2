"""How many households to work out again by hand, which ones, and what their errors say of all the others.

Attribute sampling with exact probabilities. In a population of N households of which K = ⌈tolerable · N⌉ are wrong,
the errors among n drawn without replacement are hypergeometric:

    P(X ≤ c) = Σ_{x ≤ c} C(K, x) · C(N − K, n − x) / C(N, n)

`plan` gives the smallest n for which c = ⌈expected · n⌉ errors or fewer would turn up with a probability of at most
1 − confidence if as many as the tolerable share were wrong. In a large population this is the binomial, and the sizes
are those of the printed tables of attribute sampling (AICPA Audit Guide «Audit Sampling», table A-1: 95 %, tolerable
5 %, none expected: 59; 1 % expected: 93).
"""

import math
from fractions import Fraction
from pathlib import Path

from sigor.incentives.engine import duck, finished

CONFIDENCES = (0.90, 0.95, 0.99)
CLOSE = 1e-6  # nearer than this to the limit, whole numbers decide and not logarithms
NOTHING = 1e-17  # of a sum: what no longer changes it
HALVINGS = 60  # of the interval in which the bound is looked for: as fine as the numbers are


def plan(*, population: int, confidence: float, tolerable: float, expected: float = 0.0) -> int:
    """Size of the sample; all households when no smaller one would do. Raises ValueError."""
    _require(confidence in CONFIDENCES, "La confianza es 0.90, 0.95 o 0.99.")
    _require(population > 0, "La población debe tener al menos un hogar.")
    _require(0 < tolerable < 1, "El error tolerable va entre 0 y 1.")
    _require(0 <= expected < tolerable, "El error esperado debe ser menor que el tolerable.")
    # As written: 0.07 is seven hundredths, not the binary number next to it.
    share, risk = Fraction(str(expected)), 1 - Fraction(str(confidence))
    wrong = math.ceil(Fraction(str(tolerable)) * population)
    errors, least = 0, 1  # the sizes from `least` to `most` are those with this many expected errors
    while least <= population:
        most = population if not share else min(population, math.floor(errors / share))
        # The more households are drawn the less likely so few errors are: the largest size tells whether any will do.
        if most >= least and _unlikely(errors, most, population, wrong, risk):
            while least < most:
                middle = (least + most) // 2
                if _unlikely(errors, middle, population, wrong, risk):
                    most = middle
                else:
                    least = middle + 1
            return least
        errors, least = errors + 1, max(least, most + 1)
    return population


def draw(*, run: Path, size: int, seed: str, memory: str = duck.MEMORY) -> list[str]:
    """The first households of the extract in the order of sha256(seed + pseudonym): anyone can draw them again.

    A larger sample of the same seed begins with the smaller one. Raises ValueError, FileNotFoundError.
    """
    _require(bool(seed), "El sorteo necesita una semilla que quede escrita.")
    _require(size > 0, "La muestra debe tener al menos un hogar.")
    with finished.opened(run, memory=memory) as (connection, _bimester):
        drawn = connection.execute(finished.text("drawn"), [seed, size]).fetchall()
    _require(len(drawn) == size, "La muestra es mayor que la población.")
    return [row[0] for row in drawn]


def judge(*, size: int, errors: int, confidence: float) -> float:
    """The largest share of errors in the population that the sample still allows (Clopper–Pearson, one-sided).

    It is the share p for which `errors` or fewer among `size` would turn up with a probability of 1 − confidence.
    Raises ValueError.
    """
    _require(confidence in CONFIDENCES, "La confianza es 0.90, 0.95 o 0.99.")
    _require(size > 0 and 0 <= errors <= size, "Los errores van de cero al tamaño de la muestra.")
    if errors == size:
        return 1.0
    risk = float(1 - Fraction(str(confidence)))
    low, high = errors / size, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _binomial(errors, size, middle) > risk:
            low = middle
        else:
            high = middle
    return high


def _require(held: bool, message: str) -> None:
    if not held:
        raise ValueError(message)


def _unlikely(errors: int, size: int, population: int, wrong: int, risk: Fraction) -> bool:
    """Whether P(X ≤ errors) is at most the risk."""
    right = population - wrong
    fewest = max(0, size - right)
    if errors < fewest:
        return True
    if errors >= min(wrong, size):
        return False
    log = _log_comb(wrong, errors) + _log_comb(right, size - errors) - _log_comb(population, size)
    total, term = 0.0, 1.0
    for x in range(errors, fewest - 1, -1):  # downwards: the largest term is the first, the rest shrink
        total += term
        term *= x * (right - size + x) / ((wrong - x + 1) * (size - x + 1))
        if term < total * NOTHING:
            break
    distance = log + math.log(total) - math.log(risk)
    if abs(distance) > CLOSE:
        return distance < 0
    ways = sum(math.comb(wrong, x) * math.comb(right, size - x) for x in range(fewest, errors + 1))
    return Fraction(ways, math.comb(population, size)) <= risk


def _log_comb(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _binomial(errors: int, size: int, share: float) -> float:
    """P(X ≤ errors) among `size` when this share is wrong."""
    if share >= 1:
        return 0.0
    log = _log_comb(size, errors) + errors * math.log(share) + (size - errors) * math.log1p(-share)
    total, term = 0.0, 1.0
    for x in range(errors, -1, -1):
        total += term
        term *= x * (1 - share) / ((size - x + 1) * share)
        if term < total * NOTHING:
            break
    return math.exp(log + math.log(total))

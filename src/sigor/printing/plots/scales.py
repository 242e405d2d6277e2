"""From a value to a place on the paper, and the round numbers that stand beside it."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

FARTHEST = 1e150  # beyond it a span is no longer a number; nobody measures that far
LOG_FROM = 30  # times the least, from which sizes are told apart only on a logarithmic scale
SAME = 1e-9  # of the greatest value: less is noise of the arithmetic


@dataclass(frozen=True)
class Scale:
    """`low` stands at `start` px and `high` at `end` px; what lies beyond stands at the edge."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def at(self, value: float) -> float:
        low, high, here = self.low, self.high, min(max(value, self.low), self.high)
        if self.logarithmic:
            low, high, here = math.log10(low), math.log10(high), math.log10(here)
        return self.start + (here - low) / (high - low) * (self.end - self.start)


@dataclass(frozen=True)
class Axis:
    """The span of a scale and its round values."""

    low: float
    high: float
    ticks: tuple[float, ...]


def bounded(value: float) -> float:
    return min(max(value, -FARTHEST), FARTHEST)


def axis(
    values: Iterable[float],
    *,
    said: Callable[[float], str],
    lowest: float | None = None,
    highest: float | None = None,
    finest: float = 0.0,
    most: int = 6,
) -> Axis:
    """A span that holds all values, widened to round ones: about 4 to 6 of them, each said differently.

    `lowest` and `highest` are where the values end by nature (0 and 1 of a share): the span is not widened past
    them. `finest` is the smallest step that `said` can tell.
    """
    found = [bounded(value) for value in values] or [0.0, 1.0]
    low, high = min(found), max(found)
    if high - low <= SAME * max(abs(low), abs(high), 1e-100):
        around = max(abs(low) * 0.1, finest * 2) or 1.0
        low, high = low - around, high + around
        low = low if lowest is None or lowest > found[0] else max(low, lowest)
        high = high if highest is None or highest < found[0] else min(high, highest)
    step = _first_step(high - low, finest, most)
    while True:
        ticks = _multiples(math.floor(low / step + SAME), math.ceil(high / step - SAME), step)
        texts = [said(tick) for tick in ticks]
        if len(ticks) <= 3 or (len(ticks) <= most and len(set(texts)) == len(texts)):
            break
        step = _coarser(step)
    first = ticks[0] if lowest is None or lowest > low else max(ticks[0], lowest)
    last = ticks[-1] if highest is None or highest < high else min(ticks[-1], highest)
    first, last = min(first, low), max(last, high)
    return Axis(first, last, tuple(tick for tick in ticks if first <= tick <= last))


def sizes(values: Iterable[float], *, said: Callable[[float], str], most: int = 8) -> tuple[Axis, bool]:
    """The span of positive sizes, and whether it is logarithmic: one, two and five of each power of ten."""
    found = [min(max(value, 1 / FARTHEST), FARTHEST) for value in values] or [1.0, 10.0]
    low, high = min(found), max(found)
    if high / low <= LOG_FROM:
        return axis([*found, 0.0], said=said, lowest=0.0), False
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    low, high = low / 1.2, high * 1.2
    ticks: list[float] = []
    for digits in ((1, 2, 5), (1, 3), (1,)):
        ticks = [float(f"{digit}e{power}") for power in range(first - 1, last + 1) for digit in digits]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) <= most:
            break
    return Axis(low, high, tuple(ticks[:: -(-len(ticks) // most)])), True


def _first_step(span: float, finest: float, most: int) -> float:
    power = math.floor(math.log10(max(span, 1e-290) / most))
    step = float(f"1e{power}")
    if finest > step:
        step = float(f"1e{math.floor(math.log10(finest) + SAME)}")
        while step < finest * (1 - SAME):
            step = _coarser(step)
    return step


def _coarser(step: float) -> float:
    """The next of one, two and five times a power of ten."""
    digit, power = f"{step:.0e}".split("e")
    return float({"1": f"2e{power}", "2": f"5e{power}"}.get(digit, f"1e{int(power) + 1}"))


def _multiples(first: int, last: int, step: float) -> list[float]:
    last = max(last, first + 1)
    # Rounded, so that three steps of a tenth are said as 0.3.
    digits = max(-math.floor(math.log10(step)), 0)
    most = 60  # enough to see that they are too many
    return [round(place * step, min(digits + 1, 300)) for place in range(first, min(last, first + most) + 1)]

"""Codes printed on what is issued: drawn by chance, read forgivingly, and a slip of the hand is noticed."""

import secrets
from dataclasses import dataclass
from itertools import pairwise

# Twenty-nine signs, a prime number: of each pair that is taken for one another only one is here.
ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
DRAWN = 11  # 29^11 are more than 2^53 codes
LENGTH = DRAWN + 1  # the last sign checks the others
GROUP = 4
GROUPED = rf"^[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}$"

# What people type for a sign that is here: each reads as one sign, so a wrong guess is noticed like any slip.
READ_AS = str.maketrans({"0": "Q", "O": "Q", "S": "5", "U": "V", "1": "7", "I": "J"})
SEPARATORS = " -_.·–—‐‑‒−\u00a0\u2007\u202f\t\r\n"
# Signs that are both here and look alike on a bad copy.
ALIKE = ("2Z", "8B", "6G", "QD", "VY", "VW", "PR", "EF", "CG", "MN", "7T", "7Z", "4A")
SUGGESTED = 3


@dataclass(eq=False)
class Unreadable(Exception):
    """What was typed is no code; says in what way, and which codes are one slip away."""

    problem: str  # "empty" | "sign" | "length" | "check"
    place: int = 0  # of the sign that codes never hold, counted from one
    sign: str = ""
    found: int = 0  # how many signs were typed
    near: tuple[str, ...] = ()


def new() -> str:
    """A code that nobody can guess, as it is printed."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
    return grouped(drawn + check_sign(drawn))


def check_sign(drawn: str) -> str:
    """The sign that brings the weighted sum of the whole code to a multiple of 29.

    The weights all differ and none is a multiple of 29, so that no single wrong sign and no two signs that
    changed places leave the sum as it was.
    """
    return ALPHABET[-_sum(drawn) % len(ALPHABET)]


def _sum(signs: str) -> int:
    return sum((LENGTH - place) * ALPHABET.index(sign) for place, sign in enumerate(signs))


def grouped(signs: str) -> str:
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def read(typed: str) -> str:
    """The code that was typed, as it is printed. Raises Unreadable."""
    signs = "".join(s for s in typed[:200].upper() if s not in SEPARATORS).translate(READ_AS)
    if not signs:
        raise Unreadable("empty")
    for place, sign in enumerate(signs, start=1):
        if sign not in ALPHABET:
            raise Unreadable("sign", place=place, sign=sign, found=len(signs))
    if len(signs) != LENGTH:
        raise Unreadable("length", found=len(signs))
    if not _holds(signs):
        raise Unreadable("check", found=len(signs), near=_near(signs))
    return grouped(signs)


def _holds(signs: str) -> bool:
    return _sum(signs) % len(ALPHABET) == 0


def _near(signs: str) -> tuple[str, ...]:
    """Codes that hold and differ by one look-alike or by two neighbours that changed places; few or none."""
    swapped = [signs[:at] + b + a + signs[at + 2 :] for at, (a, b) in enumerate(pairwise(signs)) if a != b]
    replaced = [
        signs[:at] + other + signs[at + 1 :] for at, sign in enumerate(signs) for other in _alike(sign)
    ]
    found = dict.fromkeys(grouped(one) for one in (*replaced, *swapped) if _holds(one))
    return tuple(found) if len(found) <= SUGGESTED else ()


def _alike(sign: str) -> list[str]:
    return [pair.replace(sign, "") for pair in ALIKE if sign in pair]

"""The arithmetic of improvement: trees of causes and how much of a plan is verified."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


class CircularTree(ValueError):
    """Somebody is above themselves; the message is empty, `key` says who."""

    def __init__(self, key: Hashable) -> None:
        super().__init__(key)
        self.key = key


def levels(parents: Mapping[K, K | None]) -> int:
    """How many levels the deepest branch has, given child -> parent; a parent that is no key is a root.

    Raises CircularTree.
    """
    depth: dict[K, int] = {}
    for start in parents:
        path: list[K] = []
        key: K | None = start
        while key is not None and key in parents and key not in depth:
            if key in path:
                raise CircularTree(key)
            path.append(key)
            key = parents[key]
        base = depth.get(key, 0) if key is not None else 0
        for offset, passed in enumerate(reversed(path), start=1):
            depth[passed] = base + offset
    return max(depth.values(), default=0)


def percent_done(done: int, whole: int) -> int | None:
    """Whole percent, rounded down so that 100 means all of them; None when there is nothing to do."""
    return 100 * done // whole if whole else None

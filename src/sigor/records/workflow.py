"""States and the named transitions between them, as data that pages, services and tests all read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sigor.organisation.grants import Permission

# How a state looks, everywhere: a mark (shape), its word and a tone (colour).
TONES = ("neutral", "warning", "danger", "info", "returned", "success")


@dataclass(frozen=True)
class State:
    code: str
    label: Any  # a lazy translation
    mark: str = "○"
    tone: str = "neutral"
    final: bool = False
    waiting: bool = False  # for somebody's decision: what is decided on must not change under it

    @property
    def editable(self) -> bool:
        return not (self.final or self.waiting)


@dataclass(frozen=True)
class Transition:
    """A step with a name. `unlike` lists fields holding people who may not take it (four eyes)."""

    name: str
    label: Any
    sources: tuple[str, ...]
    target: str
    permission: Permission
    needs_reason: bool = False
    unlike: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workflow:
    states: tuple[State, ...]
    transitions: tuple[Transition, ...] = field(default=())

    @property
    def initial(self) -> str:
        return self.states[0].code

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return [(s.code, s.label) for s in self.states]

    def state(self, code: str) -> State:
        return next(s for s in self.states if s.code == code)

    def transition(self, name: str) -> Transition:
        return next(t for t in self.transitions if t.name == name)

    def leaving(self, state: str) -> Sequence[Transition]:
        return [t for t in self.transitions if state in t.sources]

    def final_states(self) -> list[str]:
        return [s.code for s in self.states if s.final]

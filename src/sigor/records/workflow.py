"""States and the named transitions between them, as data that pages, services and tests all read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sigor.organisation.grants import Permission

# How a state looks, everywhere: a mark (shape), its word and a tone (colour).
TONES = ("neutral", "warning", "danger", "info", "returned", "success")
AUTHORS = "authors"  # in `Transition.unlike`: everybody who wrote or changed the record's content

# Asked with the record and the person: why the step cannot be taken yet, or an empty string.
Gate = Callable[[Any, Any], str]
# Called with the record and the person when a step is taken, before the record is kept: what else it brings about.
Effect = Callable[[Any, Any], None]


@dataclass(frozen=True)
class State:
    code: str
    label: Any  # a lazy translation
    mark: str = "○"
    tone: str = "neutral"
    final: bool = False
    waiting: bool = False  # for somebody's decision: what is decided on must not change under it
    brought: bool = (
        False  # comes about by a step of another record (`Transition.effects`), not by one of its own
    )

    @property
    def editable(self) -> bool:
        return not (self.final or self.waiting)


@dataclass(frozen=True)
class Transition:
    """A step with a name, and everything that must hold before it is taken."""

    name: str
    label: Any
    sources: tuple[str, ...]
    target: str
    permission: Permission
    needs_reason: bool = False
    at: str = "unit"  # the field with the unit in which the permission must hold; empty falls back to `unit`
    unlike: tuple[str, ...] = ()  # fields holding people who may not take it, or AUTHORS (four eyes)
    gates: tuple[Gate, ...] = ()  # all of them are asked, in order; the first refusal is shown
    asks: tuple[str, ...] = ()  # fields of the record that are filled in with the step; all are required
    stamp: str = ""  # «accepted» keeps who and when in accepted_by and accepted_at
    effects: tuple[Effect, ...] = ()  # in the same transaction; what they refuse undoes the step
    # What the person declares by taking it, in the first person. A step that has one is personal: the password is
    # asked for again, and the record keeps the sentence in its field `declared`.
    meaning: Any = ""

    def declaration(self, record: Any) -> str:
        """The sentence as it is read before the step and kept with it: it says of what, and as of which change."""
        if not self.meaning:
            return ""
        told = {"meaning": self.meaning, "code": record.code, "revision": record.revision}
        return _("%(meaning)s (%(code)s, cambio n.° %(revision)d)") % told


@dataclass(frozen=True)
class Decay:
    """A conclusion that lasts until a date: from the day after, the record shows `state` instead."""

    sources: tuple[str, ...]
    field: str
    state: State


@dataclass(frozen=True)
class Workflow:
    states: tuple[State, ...]
    transitions: tuple[Transition, ...] = field(default=())
    decays: tuple[Decay, ...] = ()  # of those that apply on a day, the last one counts

    @property
    def initial(self) -> str:
        return self.states[0].code

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """Every state that a record can show, those it decays to included."""
        return list({s.code: (s.code, s.label) for s in self.shown}.values())

    @property
    def shown(self) -> tuple[State, ...]:
        return (*self.states, *(decay.state for decay in self.decays))

    def named(self, code: str) -> State:
        """A state that a record can show, kept or decayed to."""
        return next(s for s in self.shown if s.code == code)

    def state(self, code: str) -> State:
        return next(s for s in self.states if s.code == code)

    def transition(self, name: str) -> Transition:
        return next(t for t in self.transitions if t.name == name)

    def leaving(self, state: str) -> Sequence[Transition]:
        return [t for t in self.transitions if state in t.sources]

    def final_states(self) -> list[str]:
        return [s.code for s in self.states if s.final]

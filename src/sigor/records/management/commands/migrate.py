"""Django's migrate, then the audit triggers and the rights of the application's role."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db.migrations.state import ModelState, ProjectState

from sigor.records import audit


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        with _new_models_alone():
            super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"] or options["app_label"]):
            audit.attach()


@contextmanager
def _new_models_alone() -> Iterator[None]:
    """A new model is made beside those that are there: nothing refers to it yet.

    Django makes every model anew that it refers to, and all that these refer to: a third of the time of an empty
    database, where nearly every model refers to units and people.
    """
    usual = ProjectState.add_model

    def add_model(state: ProjectState, model: ModelState) -> None:
        made = state.__dict__.pop("apps", None)
        usual(state, model)
        if made is not None:
            state.__dict__["apps"] = made
            made.render_multiple([model])

    ProjectState.add_model = add_model  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = usual  # type: ignore[method-assign]

"""Django's migrate, then the audit triggers and the rights of the application's role."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from sigor.records import audit


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"] or options["app_label"]):
            audit.attach()

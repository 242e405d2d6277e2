"""The `sigor` command. Exit code 0 = done, 1 = findings or refused, 2 = wrong use."""

import importlib
import os
import sys
from typing import Any

import click

from sigor.config import environment

# name -> where the command lives; read only when it is asked for, so that `sigor demo` starts at once
COMMANDS = {
    "demo": "sigor.config.running:demo",
    "serve": "sigor.config.running:serve_",
    "worker": "sigor.config.running:worker",
    "messages": "sigor.config.messages:messages",
    "plan": "sigor.plans.cli:plan_group",
    "quarter": "sigor.plans.cli:quarter_group",
    "report": "sigor.reports.cli:report_group",
    "audit": "sigor.records.cli:audit_group",
    "files": "sigor.records.cli:files_group",
    "standards": "sigor.standards.cli:standards_group",
    "lint": "sigor.documents.cli:lint",
    "library": "sigor.documents.cli:library_group",
    "incentives": "sigor.incentives.cli:incentives_group",
    "indicators": "sigor.indicators.cli:indicators_group",
    "check": "sigor.config.checks:check",
}
WITHOUT_DJANGO = {"demo", "incentives", "messages", "serve", "worker"}


class Commands(click.Group):
    """Our commands, then whatever Django itself knows (migrate, shell, createsuperuser…)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        if name not in WITHOUT_DJANGO:
            environment.connect()
        module, attribute = COMMANDS[name].split(":")
        return getattr(importlib.import_module(module), attribute)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].partition(":")[0]) for name in self.list_commands(ctx)])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version="0.1.0")
def cli() -> None:
    """SIGOR: el sistema integrado de gestión, orientado a resultados."""


def main() -> None:
    """The entry point of the `sigor` script."""
    arguments: list[Any] = sys.argv[1:]
    first = arguments[0] if arguments else ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sigor.config.settings")
    if first and not first.startswith("-") and first not in COMMANDS:
        environment.connect(owner=first == "migrate")
        management = importlib.import_module("django.core.management")
        management.execute_from_command_line(["sigor", *arguments])
        return
    try:
        cli(prog_name="sigor")
    finally:
        environment.release()

"""Why a step of the incentives cannot be taken yet, a sentence each."""

from typing import Any

from django.utils.translation import gettext as _

from sigor.incentives.engine import pipeline


def cases_pass(version: Any, _by: Any) -> str:
    """Rules that nobody tried on worked cases are not put forward."""
    if version.failing_cases:
        return _("Hay %(n)d casos resueltos que no salen con estas reglas; revíselos.") % {
            "n": len(version.failing_cases)
        }
    return ""


def was_simulated(version: Any, _by: Any) -> str:
    """Whoever decides must see what the change does; where nothing was ever computed there is nothing to compare."""
    told = version.simulation
    if told and told["sha256"] == version.sha256:
        return ""
    if not version.runs.model.objects.exclude(totals={}).exists():
        return ""
    return _("Falta simular su efecto sobre la última liquidación.")


def has_result(run: Any, _by: Any) -> str:
    """The files that the decision is about are there, and are those that were computed."""
    path = run.folder / "manifest.json"
    if not run.totals:
        return _("La liquidación aún no se ha calculado.")
    if not path.exists() or pipeline.sha256(path) != run.manifest_sha256:
        return _(
            "Los archivos de la liquidación no son los que se calcularon; no se puede decidir sobre ellos."
        )
    return ""


def has_problem(run: Any, _by: Any) -> str:
    """Data are refused because something is wrong in them, not because somebody would rather not have them."""
    if any(finding["severity"] == "error" for finding in run.findings) or run.problem:
        return ""
    return _("No se ha encontrado ningún error en los datos.")


def is_next_edition(run: Any, _by: Any) -> str:
    """One edition after another: a bimester is not closed twice, nor a correction without what it corrects."""
    closed = type(run).objects.filter(bimester=run.bimester, state="closed").count()
    if closed != run.edition - 1:
        return _(
            "El bimestre %(bimester)s ya tiene %(closed)d ediciones cerradas y esta es la %(edition)d; calcúlela de nuevo."
        ) % {"bimester": run.bimester, "closed": closed, "edition": run.edition}
    return ""

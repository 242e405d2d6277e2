"""Why a tie is not reviewed or a version of the statement not approved yet, one sentence per obstacle."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sigor.records.selectors import written_by

NAMED_AT_MOST = 5


def _these(codes: list[str]) -> str:
    """The first few codes, and how many more there are."""
    shown = ", ".join(codes[:NAMED_AT_MOST])
    if len(codes) > NAMED_AT_MOST:
        return _("%(codes)s y %(more)d más") % {"codes": shown, "more": len(codes) - NAMED_AT_MOST}
    return shown


def every_control_has_a_row(statement: Any, by: Any) -> str:
    """The statement speaks of all the controls of its norm."""
    spoken = statement.rows.filter(state="in_force", archived_at__isnull=True).values("control")
    controls = statement.norm.controls.filter(state="in_force", archived_at__isnull=True)
    left = list(controls.exclude(pk__in=spoken).order_by("position", "code").values_list("number", flat=True))
    foreign = list(
        statement.rows.filter(state="in_force", archived_at__isnull=True)
        .exclude(control__norm=statement.norm_id)
        .order_by("code")
        .values_list("control__number", flat=True)
    )
    if foreign:
        return _("Estos controles no son de la norma %(norm)s: %(controls)s.") % {
            "norm": statement.norm.code,
            "controls": _these(foreign),
        }
    if not controls.exists():
        return _("La norma %(norm)s no tiene controles registrados.") % {"norm": statement.norm.code}
    if left:
        return _("Faltan controles en la declaración: %(controls)s.") % {"controls": _these(left)}
    return ""


def every_row_has_its_reason(statement: Any, by: Any) -> str:
    """Each control is included or left out for a reason that is written down."""
    rows = statement.rows.filter(state="in_force", archived_at__isnull=True)
    left = list(
        rows.filter(reason__regex=r"^\s*$")
        .order_by("control__position", "code")
        .values_list("control__number", flat=True)
    )
    if left:
        return _("Falta la justificación de estos controles: %(controls)s.") % {"controls": _these(left)}
    return ""


def every_row_agrees_with_itself(statement: Any, by: Any) -> str:
    """An applicable control says how far it is implemented; one left out has nothing to implement."""
    rows = statement.rows.filter(state="in_force", archived_at__isnull=True)
    undone = Q(applicable="no") & ~Q(implementation="not_applicable")
    unsaid = Q(applicable="yes", implementation="not_applicable")
    left = list(
        rows.filter(undone | unsaid)
        .order_by("control__position", "code")
        .values_list("control__number", flat=True)
    )
    if left:
        return _(
            "Revise la implementación de estos controles: «No aplica» va solo con los que no aplican: %(controls)s."
        ) % {"controls": _these(left)}
    return ""


def later_than_the_one_in_force(statement: Any, by: Any) -> str:
    """A version takes effect after the one it replaces; what was declared for the past stays as it was."""
    others = type(statement)._default_manager.filter(
        norm=statement.norm_id, state="in_force", archived_at__isnull=True
    )
    last = others.exclude(pk=statement.pk).order_by("-effective_on").first()
    if last is not None and statement.effective_on <= last.effective_on:
        return _("Debe regir después del %(day)s, desde cuando rige la versión %(number)d (%(code)s).") % {
            "day": last.effective_on.strftime("%d/%m/%Y"),
            "number": last.number,
            "code": last.code,
        }
    return ""


def no_row_was_written_by_the_approver(statement: Any, by: Any) -> str:
    """Four eyes over the rows too: whoever wrote what a version says does not approve it."""
    rows = statement.rows.filter(archived_at__isnull=True)
    if rows.filter(Q(written_by(rows.model, by)) | Q(updated_by=by)).exists():
        return _("Debe hacerlo otra persona: usted escribió controles de esta versión.")
    return ""


def norms_differ(tie: Any, by: Any) -> str:
    """A tie goes from one norm, or edition, to another."""
    if tie.a.norm_id == tie.b.norm_id:
        return _("Compara dos requisitos de %(norm)s: elija uno de otra norma o de otra edición.") % {
            "norm": tie.a.norm.code
        }
    return ""

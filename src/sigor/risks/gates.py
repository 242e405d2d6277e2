"""Why a scale or a risk cannot take a step yet, in one sentence that names the obstacle."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.analysis.risk_scales import FEWEST_VALUES
from sigor.organisation import clock
from sigor.organisation.grants import Permission, roles_held, subtrees
from sigor.organisation.models import Role
from sigor.records import access
from sigor.risks.safeguards import controls_in_place, partner_checked

NAMED_AT_MOST = 5  # scores or codes in one sentence


def _these(items: list[Any]) -> str:
    """The first few, and how many more there are."""
    shown = ", ".join(str(item) for item in items[:NAMED_AT_MOST])
    if len(items) > NAMED_AT_MOST:
        return _("%(items)s y %(more)d más") % {"items": shown, "more": len(items) - NAMED_AT_MOST}
    return shown


# Scales


def scale_holds_together(scale: Any, by: User) -> str:
    """Two values or more on each axis, and exactly one level for each of their products."""
    matrix = scale.matrix()
    for values, what in ((matrix.likelihoods, _("probabilidad")), (matrix.impacts, _("impacto"))):
        if len(set(values)) < FEWEST_VALUES:
            return _("La escala necesita al menos %(count)d valores de %(what)s.") % {
                "count": FEWEST_VALUES,
                "what": what,
            }
    if gaps := matrix.gaps():
        return _("Ningún nivel cubre estos puntajes: %(scores)s.") % {"scores": _these(gaps)}
    if overlaps := matrix.overlaps():
        one, other = overlaps[0]
        return _("Los niveles «%(one)s» y «%(other)s» se cruzan.") % {"one": one.label, "other": other.label}
    return ""


def no_other_scale_that_day(scale: Any, by: User) -> str:
    """Two scales of one class never hold on the same day."""
    others = (
        type(scale)
        .objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=scale.valid_from),
            risk_class=scale.risk_class,
            state="in_force",
            archived_at__isnull=True,
        )
        .exclude(pk=scale.pk)
    )
    if scale.valid_to is not None:
        others = others.filter(valid_from__lte=scale.valid_to)
    other = others.order_by("code").first()
    if other is None:
        return ""
    return _("La escala %(code)s de la misma clase rige en esas fechas: póngale fin primero.") % {
        "code": other.code
    }


def no_open_risk_uses_it(scale: Any, by: User) -> str:
    """A scale by which risks were assessed does not change under them."""
    used = scale.risks.filter(archived_at__isnull=True).exclude(state__in=["identified", "closed"])
    count = used.count()
    if not count:
        return ""
    return _(
        "Hay riesgos evaluados con esta escala (%(count)d): póngale fin a su vigencia y registre otra en su lugar."
    ) % {"count": count}


def its_scale_is_a_draft(part: Any, by: User) -> str:
    """What was approved does not lose a part."""
    if part.scale.state == "draft":
        return ""
    return _("La escala %(code)s está en «%(state)s»: sus valores solo cambian mientras es borrador.") % {
        "code": part.scale.code,
        "state": part.scale.get_state().label,
    }


# Risks


def assessed_with_the_scale_in_force(risk: Any, by: User) -> str:
    """There is a scale, it holds today and the inherent values were chosen from it."""
    if risk.scale is None:
        return _("No hay una escala vigente para la clase «%(class)s»: apruebe una primero.") % {
            "class": risk.get_risk_class_display()
        }
    if risk.scale.risk_class != risk.risk_class:
        return _("La escala %(code)s es de otra clase de riesgo.") % {"code": risk.scale.code}
    if not risk.scale.holds(clock.today()):
        return _("La escala %(code)s no está vigente: elija la vigente y vuelva a evaluar.") % {
            "code": risk.scale.code
        }
    if risk.inherent_likelihood is None or risk.inherent_impact is None:
        return _("Falta evaluar la probabilidad y el impacto inherentes.")
    return ""


def has_a_treatment(risk: Any, by: User) -> str:
    """Somebody has to do something by a date."""
    if _treatments(risk).exclude(state="cancelled").exclude(owner="").exists():
        return ""
    return _("Registre primero al menos un tratamiento con responsable y fecha límite.")


def residual_is_assessed(risk: Any, by: User) -> str:
    """What is left of the risk once its controls work was measured."""
    if risk.residual_likelihood is None or risk.residual_impact is None:
        return _("Falta evaluar la probabilidad y el impacto residuales.")
    return ""


def treatments_are_finished(risk: Any, by: User) -> str:
    """Every treatment was verified by somebody else, or cancelled."""
    left = list(
        _treatments(risk)
        .exclude(state__in=["verified", "cancelled"])
        .order_by("code")
        .values_list("code", flat=True)
    )
    if not left:
        return ""
    return _("Falta verificar o cancelar estos tratamientos: %(codes)s.") % {"codes": _these(left)}


def residual_is_within_appetite(risk: Any, by: User) -> str:
    """A risk that is bigger than admitted is not under control; an opportunity has no such ceiling."""
    size = _size(risk.residual_likelihood, risk.residual_impact)
    if risk.kind != "risk" or risk.scale is None or size is None or size <= risk.scale.appetite_score:
        return ""
    return _(
        "El riesgo residual es %(score)d y el apetito de la escala %(code)s llega a %(appetite)d: trátelo más o acéptelo."
    ) % {"score": size, "code": risk.scale.code, "appetite": risk.scale.appetite_score}


def bribery_is_guarded_against(risk: Any, by: User) -> str:
    """A bribery risk has a control that works or a due diligence that holds."""
    if risk.risk_class != "integrity" or risk.kind != "risk":
        return ""
    guarded = type(risk).objects.filter(controls_in_place() | partner_checked(clock.today()), pk=risk.pk)
    if guarded.exists():
        return ""
    return _(
        "Es un riesgo de integridad sin control en uso: registre un control, o enlace la debida diligencia"
        " concluida y vigente del socio de negocio."
    )


def size_is_known(risk: Any, by: User) -> str:
    """What is accepted was measured: what is left after the controls, or the whole where there are none."""
    if _size(risk.residual_likelihood, risk.residual_impact) is not None:
        return ""
    if risk.controls.filter(state="in_force", archived_at__isnull=True).exists():
        return _(
            "El riesgo tiene controles: evalúe la probabilidad y el impacto residuales antes de aceptarlo."
        )
    return assessed_with_the_scale_in_force(risk, by)


def level_is_for_this_person_to_accept(risk: Any, by: User) -> str:
    """Each level of the scale says whose decision it is to live with such a risk."""
    level = risk.level_today()
    if level is None:
        return _("Ningún nivel de la escala cubre el puntaje de este riesgo.")
    if level.acceptance == "nobody":
        return _("Un riesgo de nivel «%(level)s» no se acepta: debe tratarse.") % {"level": level.title}
    directs = access.may(by, Permission.APPROVE, [risk.unit_id])
    if directs or (level.acceptance == "unit_head" and _heads(by, risk.unit_id, clock.today())):
        return ""
    if level.acceptance == "unit_head":
        return _("Un riesgo de nivel «%(level)s» lo acepta la jefatura de %(unit)s.") % {
            "level": level.title,
            "unit": risk.unit,
        }
    return _("Un riesgo de nivel «%(level)s» lo acepta la Dirección Ejecutiva.") % {"level": level.title}


def _heads(user: User, unit_id: int, on: date) -> bool:
    """Whether the person is the head of the unit, or of one above it, in their own right or by delegation."""
    headed = {m.unit_id for m in roles_held(user, on) if m.role == Role.UNIT_HEAD}
    return any(unit_id in below for below in subtrees(headed, on).values())


def _treatments(risk: Any) -> Any:
    return risk.treatments.filter(archived_at__isnull=True)


def _size(likelihood: int | None, impact: int | None) -> int | None:
    return None if likelihood is None or impact is None else likelihood * impact


def its_risk_is_open(part: Any) -> str:
    """Nothing is added to or taken from a closed risk."""
    if part.risk.state != "closed":
        return ""
    return _("El riesgo %(code)s está cerrado.") % {"code": part.risk.code}

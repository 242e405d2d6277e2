"""Reading the context: the SWOT matrix, a change by aspect, the questionnaire of a due diligence."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from sigor.accounts.models import User
from sigor.context.gates import questions_of
from sigor.context.models import (
    Aspect,
    ChangeImpact,
    ChangePlan,
    DiligenceAnswer,
    DiligenceQuestion,
    DueDiligence,
    Issue,
    Pestel,
    Swot,
)
from sigor.records.models import Link
from sigor.registers.declaration import register_of

SYSTEMS = {"SGC": "for_quality", "SGAS": "for_integrity", "SGSI": "for_security"}


@dataclass(frozen=True)
class Factor:
    """A row of the matrix: a factor and, for each letter of SWOT, its issues from the weightiest down."""

    label: str
    cells: list[tuple[str, list[Issue]]]


def swot_matrix(issues: QuerySet[Issue]) -> list[Factor]:
    """Issues by factor (rows) and SWOT (columns); every row and column is there, empty or not."""
    found: dict[tuple[str, str], list[Issue]] = defaultdict(list)
    for issue in issues.order_by("-relevance", "code"):
        found[issue.pestel, issue.swot].append(issue)
    return [
        Factor(str(factor.label), [(str(kind.label), found[factor.value, kind.value]) for kind in Swot])
        for factor in Pestel
    ]


def issues_in_use(user: User, *, unit: str = "", system: str = "") -> QuerySet[Any]:
    """The issues that stand, of one unit (acronym) and one system or of all."""
    register = register_of(Issue)
    if register is None:
        raise LookupError(Issue)
    rows = register.records(user).filter(state="in_force")
    if unit:
        rows = rows.filter(unit__acronym=unit)
    return rows.filter(**{SYSTEMS[system]: True}) if system in SYSTEMS else rows


@dataclass(frozen=True)
class Linked:
    """A record at the other end of a link, as far as the reader may see it."""

    code: str
    title: str
    url: str


@dataclass(frozen=True)
class ImpactShown:
    """One line of the analysis of a change, with the records that it touches."""

    impact: ChangeImpact
    url: str
    linked: list[Linked]


@dataclass
class AspectShown:
    """What a change does to one aspect; nobody has answered yet while there are no lines."""

    code: str
    label: str
    impacts: list[ImpactShown] = field(default_factory=list)


def impacts_by_aspect(change: ChangePlan, user: User) -> list[AspectShown]:
    """Every aspect in order, with its lines and what they are linked to."""
    shown = {aspect.value: AspectShown(aspect.value, str(aspect.label)) for aspect in Aspect}
    register = register_of(ChangeImpact)
    if register is None:
        return list(shown.values())
    impacts = list(register.records(user).filter(change=change, state="kept").order_by("code"))
    linked = linked_to(impacts, user)
    for impact in impacts:
        shown[impact.aspect].impacts.append(
            ImpactShown(impact, register.url_of(impact), linked.get(impact.pk, []))
        )
    return list(shown.values())


def linked_to(records: list[Any], user: User) -> dict[int, list[Linked]]:
    """Records tied to each of these (all of one model), in both directions; one question per model found."""
    if not records:
        return {}
    kind = ContentType.objects.get_for_model(records[0])
    keys = [record.pk for record in records]
    links = Link.objects.filter(
        Q(record_type=kind, record_id__in=keys) | Q(target_type=kind, target_id__in=keys),
        removed_at__isnull=True,
    ).select_related("record_type", "target_type")
    ends: list[tuple[int, type[Model] | None, int]] = []
    for link in links:
        if link.record_type_id == kind.pk and link.record_id in keys:
            ends.append((link.record_id, link.target_type.model_class(), link.target_id))
        else:
            ends.append((link.target_id, link.record_type.model_class(), link.record_id))
    others: dict[tuple[type[Model], int], Linked] = {}
    for model in {model for _pk, model, _other in ends if model is not None}:
        register = register_of(model)
        if register is not None:
            wanted = [other for _pk, of, other in ends if of is model]
            for pk, code, title in (
                register.records(user).filter(pk__in=wanted).values_list("pk", "code", "title")
            ):
                others[model, pk] = Linked(code, title, register.url_of(pk))
    found: dict[int, list[Linked]] = defaultdict(list)
    for pk, of, other in ends:
        if of is not None and (of, other) in others:
            found[pk].append(others[of, other])
    return found


@dataclass(frozen=True)
class Asked:
    """A question of the questionnaire and its answer, if it has one."""

    question: DiligenceQuestion
    answer: DiligenceAnswer | None


def questionnaire(diligence: DueDiligence) -> list[Asked]:
    """The questions in force for the level of a due diligence, each with its answer."""
    answers = diligence.answers.filter(state="kept", archived_at__isnull=True, question__isnull=False)
    given = {answer.question_id: answer for answer in answers}
    return [Asked(question, given.get(question.pk)) for question in questions_of(diligence).order_by("code")]

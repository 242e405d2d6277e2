"""Reading surveys: the questions asked, the waves that count, and shares by question, driver and unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from sigor.analysis.surveys import Change, Respondent, Share, changes, share
from sigor.surveys.models import Driver, Question, Response, Survey, Wave


def asked(survey: Survey) -> list[Question]:
    """The questions of a survey as it is put today, in their order."""
    questions = survey.questions.filter(archived_at__isnull=True, state="in_force")
    return list(questions.select_related("driver").order_by("order", "symbol"))


def counting() -> QuerySet[Wave]:
    """The closed waves whose place no closed correction has taken."""
    corrected = Wave._default_manager.filter(
        corrects=OuterRef("pk"), state="closed", archived_at__isnull=True
    )
    return Wave._default_manager.filter(~Exists(corrected), state="closed", archived_at__isnull=True)


def wave_within(survey: Survey, first: date, last: date) -> Wave | None:
    """The latest wave that counts and ended between two days, both included."""
    return (
        counting().filter(survey=survey, ended_on__range=(first, last)).order_by("-ended_on", "-pk").first()
    )


def before(wave: Wave) -> Wave | None:
    """The wave that counts and ended last before this one began."""
    earlier = counting().filter(survey=wave.survey_id, ended_on__lt=wave.started_on)
    return earlier.order_by("-ended_on", "-pk").first()


# -- sums for indicators: exact, by unit ----------------------------------------------------------------


def favourable_by_unit(wave: Wave, questions: Sequence[Question]) -> list[tuple[int, Decimal, Decimal]]:
    """Unit, Σ of weights of its favourable answers to these questions, Σ of weights of its valid ones.

    Who answered without a unit counts to the unit that put the survey.
    """
    sums: dict[int, list[Decimal]] = {}
    for unit, weight, answers in wave.responses.values_list("unit", "weight", "answers"):
        found = sums.setdefault(unit or wave.unit_id, [Decimal(0), Decimal(0)])
        for question in questions:
            answer = answers.get(question.symbol)
            if answer is not None:
                found[0] += weight * (answer >= question.favourable_from)
                found[1] += weight
    return [(unit, favourable, valid) for unit, (favourable, valid) in sorted(sums.items()) if valid]


# -- shares for people: with their margin ----------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """How a question, or all questions on a driver, were answered."""

    name: str
    symbol: str
    share: Share
    counts: dict[int, int] = field(default_factory=dict)  # answers by number of the scale
    silent: int = 0  # how many did not answer
    change: Change | None = None


@dataclass(frozen=True)
class UnitResults:
    """A unit's shares by question; None where nobody answered."""

    name: str
    respondents: int
    shares: dict[str, Share | None]


@dataclass(frozen=True)
class Results:
    wave: Wave
    questions: tuple[Result, ...]
    drivers: tuple[Result, ...]
    units: tuple[UnitResults, ...]
    former: Wave | None
    weighted: bool
    joined: bool  # whether some driver has more than one question

    def shows(self, share: Share | None) -> bool:
        """Whether enough people answered for a percentage to say anything."""
        return share is not None and share.respondents >= self.wave.survey.fewest


def results(wave: Wave) -> Results:
    """The shares of a wave, and how they moved since the one before."""
    questions = _questions_of(wave)
    rows = list(wave.responses.select_related("unit").order_by("line"))
    former = before(wave)
    whole = _shares(rows, questions, wave.population_size)
    then = _shares(list(former.responses.all()), questions, former.population_size) if former else {}
    moved = changes(whole, {name: one for name, one in then.items() if name in whole})
    shown = [
        Result(
            question.title,
            question.symbol,
            whole[question.symbol],
            _counts(rows, question),
            sum(question.symbol not in row.answers for row in rows),
            moved.get(question.symbol),
        )
        for question in questions
        if question.symbol in whole
    ]
    by_driver = _by_driver(questions)
    drivers = [
        Result(driver.title, driver.code, found)
        for driver, asked_of in by_driver.items()
        if (found := _share(rows, asked_of, wave.population_size)) is not None
    ]
    return Results(
        wave,
        tuple(shown),
        tuple(drivers),
        tuple(_units(rows, questions)),
        former,
        any(row.weight != 1 for row in rows),
        any(len(asked_of) > 1 for asked_of in by_driver.values()),
    )


def _questions_of(wave: Wave) -> list[Question]:
    """All that the survey ever asked: a question withdrawn since then keeps the answers it had."""
    questions = wave.survey.questions.filter(archived_at__isnull=True).select_related("driver")
    return list(questions.order_by("order", "symbol"))


def _by_driver(questions: Sequence[Question]) -> dict[Driver, list[Question]]:
    found: dict[Driver, list[Question]] = {}
    for question in questions:
        if question.driver is not None:
            found.setdefault(question.driver, []).append(question)
    return dict(sorted(found.items(), key=lambda pair: (pair[0].order, pair[0].code)))


def _shares(
    rows: Sequence[Response], questions: Sequence[Question], population: int | None
) -> dict[str, Share]:
    found = {one.symbol: _share(rows, [one], population) for one in questions}
    return {symbol: one for symbol, one in found.items() if one is not None}


def _share(rows: Sequence[Response], questions: Sequence[Question], population: int | None) -> Share | None:
    return share((_respondent(row, questions) for row in rows), population=population)


def _respondent(row: Response, questions: Sequence[Question]) -> Respondent:
    told = [(row.answers[one.symbol], one) for one in questions if one.symbol in row.answers]
    return Respondent(
        sum(answer >= one.favourable_from for answer, one in told), len(told), float(row.weight)
    )


def _counts(rows: Sequence[Response], question: Question) -> dict[int, int]:
    counts = dict.fromkeys(range(question.lowest, question.highest + 1), 0)
    for row in rows:
        if question.symbol in row.answers:
            counts[row.answers[question.symbol]] += 1
    return counts


def _units(rows: Sequence[Response], questions: Sequence[Question]) -> list[UnitResults]:
    """By unit; the size of each unit's frame is not known, so its margin takes no part of it away."""
    by_unit: dict[str, list[Response]] = {}
    for row in rows:
        if row.unit is not None:
            by_unit.setdefault(row.unit.acronym, []).append(row)
    return [
        UnitResults(name, len(mine), {one.symbol: _share(mine, [one], None) for one in questions})
        for name, mine in sorted(by_unit.items())
    ]

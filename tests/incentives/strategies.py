"""Small random populations and rules that stand on the borders of the contract."""

import copy
import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.incentives import oracle

Row = dict[str, Any]

DOCUMENT = Path(__file__).parents[2] / "src/sigor/incentives/engine/data/juntos-2025.json"
DELIVERED: Row = json.loads(DOCUMENT.read_text(encoding="utf-8"))

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PLACES = ["150101", "150132", "200101"]
PREFIXES = ["15", "15", "1501", "150132", "20", "200101"]
GRADES = ["I3", "I5", "P1", "P6", "S1", "S2", "S3", "S4", "S5"]
COUNTED = [
    "prenatal_check",
    "prenatal_laboratory",
    "iron_folic_acid",
    "cred",
    "vaccines",
    "iron",
    "hemoglobin",
    "birth_registration",
    "enrolment",
]
OUTCOMES = ["school_year_passed", "top_third"]

# Months of age around which something begins, ends or is asked.
BORDERS = [-1, 0, 0, 0, 1, 2, 3, 4, 6, 7, 11, 12, 11, 12, 13, 18, 23, 24, 30, 35, 36, 59, 60, 72, 143, 144]
SCHOOL_YEARS = [145, 155, 168, 180, 192, 204, 215]
LAST_YEARS = [215, 216, 217, 226, 227, 228, 229]
GROWN = [230, 300, 420]

SHARES = [
    *[(17, 20), (16, 19), (16, 20), (18, 20), (22, 26), (23, 27), (6, 7), (0, 20), (1, 1)],
    *[(0, 0), (0, 0), (0, 0), (20, None)],
]


@dataclass
class Case:
    """What the two implementations are both given."""

    households: list[Row]
    members: list[Row]
    facts: list[Row]
    rules: Row
    bimester: str

    def __repr__(self) -> str:
        """The rows, and of the rules only what differs from the delivered ones."""
        parts = [f"bimester={self.bimester!r}"]
        for name in ("households", "members", "facts"):
            parts.append(f"{name}=[" + "".join(f"\n  {row}," for row in getattr(self, name)) + "]")
        for section, entries in self.rules.items():
            if entries != DELIVERED[section]:
                gone = [entry for entry in DELIVERED[section] if entry not in entries]
                new = [entry for entry in entries if entry not in DELIVERED[section]]
                parts.append(
                    f"{section}: without {gone}, with {new}" if gone or new else f"{section}: reordered"
                )
        return "Case(" + ",\n ".join(parts) + ")"


BIMESTERS = st.builds("{}-B{}".format, st.integers(2024, 2026), st.one_of(st.integers(1, 6), st.just(6)))


def days(bimester: str) -> tuple[date, date, date, date]:
    one, two = oracle.months_of(bimester)
    return one.first, one.last, two.first, two.last


def border_days(bimester: str) -> list[date]:
    """The days in and around the bimester on which something may begin to count."""
    first, end, second, last = days(bimester)
    near = timedelta(days=1)
    middle = timedelta(days=14)
    return [first - near, first, first + near, first + middle, end, second, second + near, second + middle, last,
            last + near]  # fmt: skip


def in_order(drawn: list[date | None]) -> list[date | None]:
    """The same days, ascending, with the nulls where they were."""
    known = iter(sorted(day for day in drawn if day is not None))
    return [None if day is None else next(known) for day in drawn]


def month_at(bimester: str, age: int) -> str:
    """The birth month of who is so many months old in the first month."""
    number = oracle.months_of(bimester)[0].number - age - 1
    return f"{number // 12:04}-{number % 12 + 1:02}"


def identifiers(letter: str, count: int) -> st.SearchStrategy[list[str]]:
    two = st.text(SIGNS, min_size=2, max_size=2)
    return st.lists(two, min_size=count, max_size=count, unique=True).map(
        lambda ends: [f"{letter}7K2MQXA4T{end}" for end in ends]
    )


def mostly(usual: Any, other: st.SearchStrategy[Any], times: int = 2) -> st.SearchStrategy[Any]:
    """Something rather than the usual, once in so many and one."""
    return st.sampled_from([False] * times + [True]).flatmap(lambda odd: other if odd else st.just(usual))


# Households


@st.composite
def stays(draw: st.DrawFn, bimester: str) -> Row:
    """When a household was affiliated, left and was readmitted."""
    border = st.sampled_from(border_days(bimester))
    old = [date(2018, 3, 1), date(2023, 6, 15), date(2023, 9, 30)]
    kind = draw(st.sampled_from(["old", "old", "old", "new", "left", "back", "back_and_left", "same_day"]))
    since, left, back = old[0], None, None
    if kind == "new":
        since = draw(border)
    elif kind == "left":
        left = draw(border)
    elif kind == "back":
        left, back = in_order([draw(st.one_of(st.just(old[1]), border)), draw(border)])
    elif kind == "back_and_left":
        back, left = in_order([draw(st.one_of(st.just(old[2]), border)), draw(border)])
    elif kind == "same_day":
        left = back = draw(border)
    return {
        "affiliated_on": since,
        "left_on": left,
        "readmitted_on": back,
        "left_cause": None if left is None else "C01",
    }


@st.composite
def suspensions(draw: st.DrawFn, bimester: str) -> Row:
    border = st.sampled_from(border_days(bimester))
    start = draw(st.one_of(st.just(date(2023, 2, 1)), border))
    end = draw(st.one_of(st.none(), border))
    begun, ended = in_order([start, end])
    return {"suspended_from": begun, "suspended_until": ended}


@st.composite
def moves(draw: st.DrawFn, bimester: str) -> Row:
    """Two places, more often than not different ones, and a day that is often the first of a month."""
    first, _, second, _ = days(bimester)
    return {
        "ubigeo": draw(st.sampled_from(PLACES)),
        "moved_on": draw(st.sampled_from([first, second, second, *border_days(bimester)])),
        "previous_ubigeo": draw(st.sampled_from(PLACES)),
        "previous_unit": "UT02",
    }


@st.composite
def households(draw: st.DrawFn, bimester: str, code: str) -> Row:
    settled = {"affiliated_on": date(2018, 3, 1), "left_on": None, "readmitted_on": None, "left_cause": None}
    never = {"suspended_from": None, "suspended_until": None}
    unmoved = {"moved_on": None, "previous_ubigeo": None, "previous_unit": None}
    until = st.sampled_from(border_days(bimester))
    return {
        "household": code,
        "ubigeo": draw(st.sampled_from(PLACES)),
        "unit": "UT01",
        **unmoved,
        **draw(mostly({}, moves(bimester), 1)),
        "class": draw(st.sampled_from(["extreme", "extreme", "poor", "poor", "poor", "not_poor"])),
        "class_until": draw(mostly(date(2031, 12, 31), until)),
        **draw(mostly(settled, stays(bimester), 1)),
        **draw(mostly(never, suspensions(bimester), 3)),
        "vraem": draw(st.booleans()),
        "priority": draw(st.one_of(st.none(), st.integers(1, 5))),
    }


# Members


@st.composite
def pregnancies(draw: st.DrawFn, bimester: str) -> Row:
    first = days(bimester)[0]
    earlier = [first - timedelta(days=30 * months + 10) for months in (0, 1, 2, 3, 4, 5, 7, 9)]
    border = st.sampled_from(border_days(bimester))
    start = draw(st.one_of(st.sampled_from(earlier), border))
    end = draw(st.one_of(st.none(), border))
    begun, ended = in_order([start, end])
    return {"pregnant_from": begun, "pregnant_until": ended}


@st.composite
def spells(draw: st.DrawFn, bimester: str) -> Row:
    """From when and until when somebody lived in the household."""
    border = st.sampled_from(border_days(bimester))
    joined, left = in_order([draw(st.one_of(st.none(), border)), draw(st.one_of(st.none(), border))])
    return {"joined_on": joined, "left_on": left}


@st.composite
def studies(draw: st.DrawFn, bimester: str) -> Row:
    year = oracle.months_of(bimester)[0].year
    return {
        "grade": draw(st.sampled_from(GRADES + [grade for grade in GRADES if grade.startswith("S")])),
        "school_year": draw(st.sampled_from([year, year, year, year, year - 1, year + 1])),
    }


@st.composite
def members(draw: st.DrawFn, bimester: str, home: str, code: str) -> Row:
    stage = st.sampled_from([BORDERS, BORDERS, SCHOOL_YEARS, SCHOOL_YEARS, LAST_YEARS, GROWN])
    age = draw(stage.flatmap(st.sampled_from))
    row: Row = {
        "member": code,
        "household": home,
        "birth_month": month_at(bimester, age),
        "sex": draw(st.sampled_from("FM")),
        "role": "child" if age < 230 else draw(st.sampled_from(["holder", "spouse", "other"])),
        **draw(mostly({"joined_on": None, "left_on": None}, spells(bimester), 3)),
        "pregnant_from": None,
        "pregnant_until": None,
        "grade": None,
        "school_year": None,
        "completed_on": None,
    }
    if row["sex"] == "F" and age >= 140:
        row |= draw(mostly({}, pregnancies(bimester), 1))
    if age >= 36:
        row |= draw(mostly(draw(studies(bimester)), st.just({}), 4))
    if age >= 192:
        row["completed_on"] = draw(mostly(None, st.sampled_from(border_days(bimester))))
    return row


@st.composite
def families(draw: st.DrawFn, bimester: str) -> tuple[list[Row], list[Row]]:
    codes = draw(st.integers(1, 6).flatmap(lambda count: identifiers("H", count)))
    sizes = [draw(st.integers(0, 5)) for _ in codes]
    free = iter(draw(identifiers("M", sum(sizes))))
    homes = [draw(households(bimester, code)) for code in codes]
    people: list[Row] = []
    for home, size in zip(codes, sizes, strict=True):
        own: list[Row] = []
        for _ in range(size):
            kind = draw(st.sampled_from(["another", "another", "another", "twin", "shared"]))
            strangers = [one for one in people if one["member"] not in [other["member"] for other in own]]
            if kind == "twin" and own:
                own.append(own[-1] | {"member": next(free)} | draw(studies(bimester)))
            elif kind == "shared" and strangers:
                shared = draw(st.sampled_from(strangers))
                own.append(shared | {"household": home} | draw(spells(bimester)))
            else:
                own.append(draw(members(bimester, home, next(free))))
        people += own
    return homes, people


# Facts


def fact(member: str, month: str, requirement: str, done: int | None, **changes: Any) -> Row:
    source = "SIAGIE" if requirement in ("enrolment", "attendance", *OUTCOMES) else "HIS"
    row = {"member": member, "month": month, "requirement": requirement, "done": done, "expected": None}
    return row | {"status": "recorded", "source": source} | changes


def met(member: str, month: str, requirement: str) -> Row:
    """A fact with which any requirement of the delivered rules is met, on the border where there is one."""
    if requirement == "attendance":
        return fact(member, month, requirement, 17, expected=20)
    return fact(member, month, requirement, 4)


@st.composite
def others(draw: st.DrawFn, member: str, month: str, requirement: str) -> Row | None:
    """A fact that differs from the met one, or none."""
    kind = draw(st.sampled_from(["none", "done", "done", "done", "not_located", "exempt"]))
    if kind == "none":
        return None
    if requirement == "attendance":
        done, expected = draw(st.sampled_from(SHARES))
    else:
        done, expected = draw(st.sampled_from([0, 1, 2, 3])), None
    if kind == "done":
        return fact(member, month, requirement, done, expected=expected)
    noted = draw(st.sampled_from([None, done, done if requirement == "attendance" else 4]))
    return fact(member, month, requirement, noted, expected=expected, status=kind)


def likely(row: Row, bimester: str) -> list[str]:
    """The requirements that a person of that age, or pregnant, probably owes."""
    if row["pregnant_from"] is not None:
        return ["prenatal_check", "prenatal_laboratory", "iron_folic_acid", "enrolment", "attendance"]
    age = oracle.age(row, oracle.months_of(bimester)[1])
    if age <= 1:
        return ["cred"]
    if age < 36:
        return ["cred", "vaccines", "iron", "hemoglobin", "birth_registration"]
    return ["enrolment", "attendance", "attendance", "attendance"]


@st.composite
def facts_of(draw: st.DrawFn, row: Row, bimester: str) -> list[Row]:
    member = row["member"]
    months = [month.name for month in oracle.months_of(bimester)]
    asked = [*COUNTED, "attendance"]
    rows: dict[tuple[str, str], Row | None] = {}
    if draw(st.sampled_from([True, True, True, True, False])):
        rows |= {(month, code): met(member, month, code) for month in months for code in asked}
    code = st.sampled_from(likely(row, bimester) * 3 + asked)
    keys = st.lists(st.tuples(st.sampled_from(months), code), min_size=1, max_size=3, unique=True)
    for key in draw(mostly([], keys, 1)):
        rows[key] = draw(others(member, *key))
    for month in months:
        for outcome in draw(st.sampled_from([[], ["school_year_passed"], ["top_third"], OUTCOMES, OUTCOMES])):
            usual = fact(member, month, outcome, 1)
            near = [fact(member, month, outcome, 0), fact(member, month, outcome, 1, status="not_located")]
            failed = st.one_of(st.sampled_from(near), others(member, month, outcome))
            rows[month, outcome] = draw(mostly(usual, failed))
    return [row for row in rows.values() if row is not None]


# Rules


def lasting(**entry: Any) -> Row:
    return {"valid_from": "2017-01-01", "valid_to": None, "source": "Prueba", "confirmed": False} | entry


def area(name: str, prefix: str) -> Row:
    return lasting(**{oracle.AREA_NAME: name, oracle.AREA_PREFIX: prefix})


def exemption(prefix: str, requirement: str | None, first: date | None, last: date | None) -> Row:
    row = lasting(requirement=requirement, **{oracle.EXEMPTION_PREFIX: prefix})
    since, until = (None if day is None else day.isoformat() for day in (first, last))
    return row | {oracle.EXEMPTION_FROM: since, oracle.EXEMPTION_TO: until}


def entry_of(rules: Row, section: str, key: str, value: str) -> Row:
    (found,) = [entry for entry in rules[section] if entry[key] == value]
    return found


def switch(rules: Row, section: str, key: str, value: str, since: date, /, **changes: Any) -> None:
    """One entry ends the day before `since` and another, changed, follows it."""
    old = entry_of(rules, section, key, value)
    place = rules[section].index(old)
    rules[section].insert(place + 1, old | changes | {"valid_from": since.isoformat()})
    old["valid_to"] = (since - timedelta(days=1)).isoformat()


def grouped_backwards(requirements: list[Row]) -> list[Row]:
    """The requirements in the opposite order, the entries of each one together."""
    codes = list(dict.fromkeys(entry["requirement"] for entry in requirements))
    return [entry for code in reversed(codes) for entry in requirements if entry["requirement"] == code]


CHANGES = [
    "amount",
    "unknown_counts",
    "not_located_counts",
    "exempt_fails",
    "exemption",
    "urban_area",
    "grade_area",
    "outcome_bimester",
    "limit",
    "class",
    "due",
    "season",
    "order",
]


OF_PLACES = ["exemption", "urban_area", "grade_area"]
OFTEN = [*OF_PLACES, "amount", "season"]


def change(draw: st.DrawFn, rules: Row, bimester: str, kind: str) -> None:
    first, _, second, last = days(bimester)
    border = border_days(bimester)
    since = draw(
        st.sampled_from([second, second, second + timedelta(days=1), first, first + timedelta(days=1)])
    )
    if kind == "amount":
        for entry in list(rules["amounts"]):
            if draw(st.booleans()):
                switch(
                    rules, "amounts", "concept", entry["concept"], since, cents=draw(st.integers(1, 99999))
                )
    elif kind in ("unknown_counts", "not_located_counts"):
        entry_of(rules, "verdicts", "verdict", kind.removesuffix("_counts"))["counts"] = True
    elif kind == "exempt_fails":
        switch(rules, "verdicts", "verdict", "exempt", since, counts=False)
    elif kind == "exemption":
        for _ in range(draw(st.integers(1, 2))):
            code = draw(st.sampled_from([None, None, "cred", "enrolment", "attendance", "prenatal_check"]))
            start, end = in_order([draw(st.sampled_from(border)), draw(st.sampled_from([None, *border]))])
            rules["exemptions"].append(exemption(draw(st.sampled_from(PREFIXES)), code, start, end))
    elif kind == "urban_area":
        entry = area("TPI_URBANO", draw(st.sampled_from(PREFIXES)))
        entry["valid_from"] = draw(st.sampled_from(["2017-01-01", since.isoformat()]))
        rules["areas"].append(entry)
    elif kind == "grade_area":
        rules["areas"].append(area("PILOTO", draw(st.sampled_from(PREFIXES))))
        for grade in draw(st.sampled_from([["S1", "S2"], ["S3"], ["S1", "S2", "S3", "S4", "S5"]])):
            entry_of(rules, "grades", "grade", grade)["area"] = "PILOTO"
    elif kind == "outcome_bimester":
        number = oracle.bimester_number(bimester)
        for concept in ("VRAEM", "VRAEM_TS"):
            entry = entry_of(rules, "outcomes", "concept", concept)
            entry["bimester"] = draw(st.sampled_from([number, number, number % 6 + 1]))
    elif kind == "limit":
        key, value = draw(
            st.sampled_from(
                [
                    ("target_age_years", 18),
                    ("birthday_month_counts", 0),
                    ("first_years_months", 6),
                    ("first_years_months", 24),
                    ("attendance_percent", 80),
                    ("attendance_percent", 90),
                ]
            )
        )
        switch(rules, "limits", "key", key, since, value=value)
    elif kind == "class":
        switch(rules, "classes", "class", draw(st.sampled_from(["poor", "extreme"])), since, eligible=False)
    elif kind == "due":
        code = draw(st.sampled_from(["prenatal_check", "iron_folic_acid", "iron"]))
        ways = [{"due": 2}, {"due": 5}, {"due": 5}, {"age_to": 9}, {"age_from": 1}, {"every": 2}]
        switch(rules, "requirements", "requirement", code, since, **draw(st.sampled_from(ways)))
    elif kind == "season":
        season = draw(st.sampled_from([(1, first.month), (last.month, 12), (1, 12)]))
        for code in ("enrolment", "attendance"):
            entry = entry_of(rules, "requirements", "requirement", code)
            entry["month_from"], entry["month_to"] = season
    elif kind == "order":
        rules["requirements"] = grouped_backwards(rules["requirements"])


@st.composite
def rules_documents(draw: st.DrawFn, bimester: str, only: list[str]) -> Row:
    """The delivered rules with some changes of different kinds, or with those only."""
    rules = copy.deepcopy(DELIVERED)
    for kind in only or CHANGES:
        if only or draw(st.sampled_from([True, False] if kind in OFTEN else [True, False, False, False])):
            change(draw, rules, bimester, kind)
    return rules


# Cases


@st.composite
def cases(draw: st.DrawFn, varied: bool = True, only: list[str] | None = None) -> Case:
    """A population of one bimester with the delivered rules, or with changed ones."""
    bimester = draw(BIMESTERS)
    rules = draw(rules_documents(bimester, only or [])) if varied else DELIVERED
    homes, people = draw(families(bimester))
    persons = {row["member"]: row for row in people}
    facts = [one for row in persons.values() for one in draw(facts_of(row, bimester))]
    return Case(homes, people, facts, rules, bimester)
